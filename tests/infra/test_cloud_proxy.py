"""One local address for the console, the API and the caught mails."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from infra.local.cloud import Cloud
from infra.local.cloud.proxy import LARGEST, Proxy, Site, stage_of
from tests.support.clouds import CHAIN


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture(scope="module")
def api(cloud: Cloud) -> str:
    return stage_of(cloud.deploy(CHAIN, stack="chain")["ApiUrl"])


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "รายงาน <1>"
    mail.set_content("ข้อความ & ตัวเลข")
    mail.add_alternative("<p>ตาราง</p><script>alert(1)</script>", subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="รายงาน.pdf")
    (tmp_path / "20220119T090000-0001-abc.eml").write_bytes(mail.as_bytes())
    return tmp_path


@pytest.fixture
def proxy(cloud: Cloud, api: str, mails: Path) -> Iterator[Proxy]:
    yield from serving(Site(cloud.endpoint, api, None, mails))


def serving(site: Site) -> Iterator[Proxy]:
    running = Proxy(site)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


class Answer:
    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.data = raw.status, raw.headers, raw.read()

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.data)


def connect(proxy: Proxy) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", proxy.server_address[1], timeout=60)


def ask(proxy: Proxy, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    connection = connect(proxy)
    connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
    answer = Answer(connection.getresponse())
    connection.close()
    return answer


def test_health_answers_at_the_root_and_v1_leads_to_the_api(proxy: Proxy) -> None:
    assert ask(proxy, "GET", "/health").json["path"] == "/health"
    answer = ask(proxy, "GET", "/v1/echo?tambon=%E0%B8%9A%E0%B8%B2")
    assert answer.json["query"] == {"tambon": "บา"}
    assert answer.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]


def test_a_post_arrives_whole_with_its_body_and_without_forged_origins(proxy: Proxy) -> None:
    answer = ask(
        proxy, "POST", "/v1/echo", b"x" * 100_000, Content_Type="text/plain", X_Forwarded_For="192.0.2.7"
    )
    assert answer.json["length"] == 100_000
    assert "192.0.2.7" not in answer.json["headers"].get("x-forwarded-for", "")


def test_a_chunked_post_arrives_whole(proxy: Proxy) -> None:
    connection = connect(proxy)
    connection.request("POST", "/v1/echo", iter([b"abc", b"de"]), {"Content-Type": "text/plain"})
    assert json.loads(connection.getresponse().read())["length"] == 5
    connection.close()


def test_head_is_answered_as_get_without_a_body(proxy: Proxy) -> None:
    answer = ask(proxy, "HEAD", "/v1/echo")
    assert (answer.status, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 100
    assert answer.headers["ETag"] == '"one"'


def test_a_request_over_ten_megabytes_is_refused_before_it_is_read(proxy: Proxy) -> None:
    connection = connect(proxy)
    connection.putrequest("POST", "/v1/echo")
    connection.putheader("Content-Length", str(LARGEST + 1))
    connection.endheaders()
    answer = Answer(connection.getresponse())
    connection.close()
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["code"] == "too_large"


def test_long_text_is_compressed_for_those_who_accept_it(proxy: Proxy) -> None:
    plain = ask(proxy, "GET", "/v1/echo?padding=5000")
    packed = ask(proxy, "GET", "/v1/echo?padding=5000", Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert json.loads(gzip.decompress(packed.data))["padding"] == plain.json["padding"]


def test_a_connection_is_kept_for_the_next_request(proxy: Proxy) -> None:
    connection = connect(proxy)
    connection.request("GET", "/v1/echo")
    connection.getresponse().read()
    kept = connection.sock
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    assert connection.sock is kept
    connection.close()


def test_many_requests_at_once_are_all_answered(proxy: Proxy) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(ask(proxy, "GET", "/v1/echo").status))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 16


def test_another_host_name_for_this_machine_is_refused(proxy: Proxy) -> None:
    assert ask(proxy, "GET", "/mail", Host="evil.example").status == 421
    assert ask(proxy, "GET", "/mail", Host=f"localhost:{proxy.server_address[1]}").status == 200


def test_without_a_console_the_front_page_leads_to_the_api_and_the_mails(proxy: Proxy) -> None:
    page = ask(proxy, "GET", "/")
    assert page.status == 200
    assert 'href="/v1/openapi.json"' in page.text
    assert 'href="/mail"' in page.text
    assert ask(proxy, "GET", "/favicon.ico").status == 404


def test_with_a_console_everything_else_goes_there(cloud: Cloud, api: str, mails: Path) -> None:
    for proxy in serving(Site(cloud.endpoint, "none/live", api, mails)):
        assert ask(proxy, "GET", "/v1/echo").status != 200
        assert ask(proxy, "GET", "/anything").status == 404  # the gateway of the chain, by its own rule
        assert ask(proxy, "GET", "/mail").status == 200


def test_mails_are_listed_and_shown_with_their_html_in_a_sandbox(proxy: Proxy) -> None:
    listed = ask(proxy, "GET", "/mail").text
    assert "รายงาน &lt;1&gt;" in listed
    link = listed.split('href="')[1].split('"')[0]
    shown = ask(proxy, "GET", link)
    assert "ข้อความ &amp; ตัวเลข" in shown.text
    assert f'<iframe sandbox src="{link}/html"' in shown.text
    assert "<script>" not in shown.text
    html = ask(proxy, "GET", f"{link}/html")
    assert "<p>ตาราง</p>" in html.text
    assert html.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    attachment = ask(proxy, "GET", f"{link}/0")
    assert attachment.data == b"%PDF-1.7"
    assert attachment.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "path", ["/mail/..%2F..%2Fetc%2Fpasswd", "/mail/none.eml", "/mail/20220119T090000-0001-abc.eml/9"]
)
def test_what_is_no_mail_is_not_found(proxy: Proxy, path: str) -> None:
    assert ask(proxy, "GET", path).status == 404


def test_while_the_cloud_is_down_the_proxy_says_so_and_serves_again_when_it_is_back(
    cloud: Cloud, proxy: Proxy
) -> None:
    assert ask(proxy, "GET", "/health").status == 200
    cloud.kill()
    try:
        answer = ask(proxy, "GET", "/health")
        assert answer.status == 503
        assert answer.json["code"] == "cloud_down"
        assert answer.headers["Retry-After"] == "2"
    finally:
        cloud.start()
    assert ask(proxy, "GET", "/health").status == 200


def test_a_preflight_gets_its_answer_from_the_template(proxy: Proxy) -> None:
    answer = ask(
        proxy,
        "OPTIONS",
        "/v1/echo",
        Origin="http://127.0.0.1:18080",
        Access_Control_Request_Method="POST",
    )
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:18080"


def test_gateway_responses_of_the_template_are_answered(proxy: Proxy) -> None:
    answer = ask(proxy, "GET", "/v1/nowhere")
    assert (answer.status, answer.json) == (404, {"code": "not_found"})
