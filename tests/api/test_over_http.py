"""The deployed API over HTTP on the embedded cloud, with permissions enforced: gateway, tokens, roles, files.

What the function may not do in AWS, it may not do here: each call below runs under its own role.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.local.cloud import Cloud
from infra.local.seed import PASSWORD, seed
from shared.storage import clients
from tests.api.world import HOUSEHOLD, put_household
from tests.support.clouds import eventually
from tests.unit.reporting.test_pdf import read, squeezed

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(url: str, method: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
    """One request, redirects not followed."""
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
    target = at.path + (f"?{at.query}" if at.query else "")
    connection.request(method, target, body, {"Accept": "*/*", **(headers or {})})
    answer = connection.getresponse()
    got = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return got


class Deployed:
    """The stack, with a signed-in officer for each name asked for."""

    def __init__(self, cloud: Cloud) -> None:
        self.outputs = cloud.deploy(ROOT / "template.yaml", parameters={"Clock": "table"})
        seed(cloud, self.outputs)
        found = re.search(r"//([^.]+)\.", self.outputs["ApiUrl"])
        assert found is not None
        self.url = f"{cloud.endpoint}/_aws/execute-api/{found[1]}/live"
        self.tokens: dict[str, str] = {}

    def call(self, method: str, path: str, who: str | None = None, body: Any = None, **headers: str) -> Reply:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            sent["Authorization"] = f"Bearer {self.token(who)}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        return send(self.url + path, method, json.dumps(body).encode() if body is not None else None, sent)

    def token(self, who: str) -> str:
        if who not in self.tokens:
            signed = self.call("POST", "/v1/session", body={"username": who, "password": PASSWORD})
            assert signed.status == 200, signed.body
            self.tokens[who] = signed.json["access_token"]
        return self.tokens[who]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    patch = pytest.MonkeyPatch()
    with Cloud(tmp_path_factory.mktemp("cloud"), auth=True) as cloud:
        deployed = Deployed(cloud)
        for name, value in {
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": cloud.client("sqs").meta.region_name,
            "CORE_TABLE": deployed.outputs["CoreTable"],
            "AUDIT_TABLE": deployed.outputs["AuditTable"],
            "IDEMPOTENCY_TABLE": deployed.outputs["IdempotencyTable"],
        }.items():
            patch.setenv(name, value)
        clients.client.cache_clear()
        put_household()
        yield deployed
    patch.undo()
    clients.client.cache_clear()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/me", 401, "unauthorized"),
        ("GET", "/v1/households", 401, "unauthorized"),
        ("GET", "/v1/nowhere", 404, "not_found"),
        ("DELETE", "/v1/benefits", 404, "not_found"),
        ("GET", "/v1/benefits/nothing", 404, "not_found"),
    ],
)
def test_the_gateways_own_refusals_are_problems_too(
    api: Deployed, method: str, path: str, status: int, code: str
) -> None:
    reply = api.call(method, path)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert set(reply.json["titles"]) == {"th", "en"}


def test_a_tampered_token_is_no_token(api: Deployed) -> None:
    token = api.token("coordinator")
    reply = send(f"{api.url}/v1/me", "GET", headers={"Authorization": f"Bearer {token[:-6]}AAAAAA"})
    assert (reply.status, reply.json["code"]) == (401, "unauthorized")


def test_health_and_document_answer_without_sign_in(api: Deployed) -> None:
    assert api.call("GET", "/health").json == {"status": "ok"}
    assert api.call("GET", "/v1/openapi.json").json["openapi"] == "3.1.0"


def test_a_family_is_screened_without_sign_in(api: Deployed) -> None:
    facts = {"birth_date": "1950", "nationality": "ไทย", "person_status": "อยู่จริง"}
    body = {"on": "2022-01-19", "members": [{"id": "m1", "facts": facts}]}
    reply = api.call("POST", "/v1/screenings", body=body)
    assert reply.status == 200
    assert {"rule_book", "determinations", "questions", "next_change"} <= set(reply.json)


def test_an_officer_reads_a_household_and_what_it_is_owed(api: Deployed) -> None:
    listed = api.call("GET", "/v1/households", "coordinator").json["items"]
    assert [one["household_id"] for one in listed] == [HOUSEHOLD]
    reply = api.call("GET", f"/v1/households/{HOUSEHOLD}/entitlements", "coordinator")
    states = {one["benefit"]: one["state"] for one in reply.json["determinations"] if one["member"]}
    assert states["old_age_allowance"] == "gap"


def test_an_agency_moves_its_task_on_under_the_functions_own_role(api: Deployed) -> None:
    tasks = api.call("GET", "/v1/tasks?agency=Lao", "lao-1").json["items"]
    path = f"/v1/tasks/{tasks[0]['task_id']}"
    tag = api.call("GET", path, "lao-1").headers["etag"]
    done = api.call("POST", f"{path}/actions", "lao-1", {"action": "accept"}, If_Match=tag)
    assert (done.status, done.json["state"]) == (200, "accepted")
    again = api.call("POST", f"{path}/actions", "lao-1", {"action": "accept"}, If_Match=tag)
    assert (again.status, again.json["code"]) == (412, "stale")


def test_a_name_is_told_a_plan_written_and_the_familys_paper_printed(api: Deployed) -> None:
    """Three functions' roles: the API seals the name and asks, the printer alone reads it, the file needs its address."""
    place = f"/v1/households/{HOUSEHOLD}"

    def done(method: str, path: str, body: Any, seen: str = "") -> Any:
        tag = api.call("GET", place + seen, "coordinator").headers["etag"]
        reply = api.call(method, place + path, "coordinator", body, If_Match=tag)
        assert reply.status < 300, reply.body
        return reply.json

    named = {"member_id": "m1", "first_name": "อับดุลทดสอบ", "citizen_id": "1950101000014"}
    done("PATCH", "/identity", {"on": "2022-01-18", "why": "was_missing", "members": [named]})
    measure = {"measure_id": "home_repair", "dimension": "living", "agency": "Msdhs", "th": "ซ่อมบ้าน"}
    done("PUT", "/plan", {"measures": [measure]}, "/plan")
    there = api.call("GET", f"{place}/plan/paper", "coordinator")
    assert there.status == 302, there.body
    paper = send(there.headers["location"], "GET")
    assert squeezed("อับดุลทดสอบ (หัวหน้าครัวเรือน)") in read(paper.body)
    assert api.call("GET", f"{place}/plan/paper", "committee").status in (403, 404)


def test_a_thai_file_goes_in_by_the_form_and_its_import_shows(api: Deployed) -> None:
    form = api.call("POST", "/v1/uploads", "partner", {"name": "สำรวจ 2569.csv", "mode": "check"}).json
    boundary = "sitthi-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in form["fields"].items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = ("".join(parts) + head).encode() + "ก,ข\r\n1,2\r\n".encode() + f"\r\n--{boundary}--\r\n".encode()
    sent = send(form["url"], "POST", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert sent.status == 204, sent.body
    shown = eventually(lambda: api.call("GET", "/v1/imports", "partner").json["items"], "the import")
    assert (shown[0]["partner"], shown[0]["mode"]) == ("tpmap", "check")
    one = f"/v1/imports/{shown[0]['import_id']}"
    states = ("done", "rejected", "failed")
    eventually(lambda: api.call("GET", one, "partner").json["state"] in states, "the import's end")
    there = api.call("GET", f"{one}/files/errors", "partner")
    assert there.status == 302
    assert send(there.headers["location"], "GET").status == 200
    assert api.call("GET", f"{one}/files/errors", "lao-1").json["code"] == "forbidden"


def test_administration_works_under_the_functions_own_rights(api: Deployed) -> None:
    """The audit is read by the one function that can, a search is counted, a simulation runs from its queue."""
    found = api.call(
        "POST", "/v1/households/search", "coordinator", {"purpose": "correction", "house_code": "95010012345"}
    )
    assert (found.status, found.json["items"]) == (200, [])
    mine = api.call("GET", "/v1/audit?officer=demo-coordinator", "administrator")
    assert mine.status == 200, mine.body
    assert "read.search_performed" in {one["event"] for one in mine.json["items"]}
    wished = api.call("POST", "/v1/subscriptions", "evaluator", {"kind": "daily"})
    assert (wished.status, wished.json["address"]) == (201, "e…@sitthi.example")
    change = {"parameter": "old_age_allowance.min_age", "since": "2022-01-01", "value": 59}
    asked = api.call("POST", "/v1/simulations", "evaluator", {"area": "95", "changes": [change]})
    assert asked.status == 202, asked.body
    one = f"/v1/simulations/{asked.json['simulation_id']}"
    eventually(lambda: api.call("GET", one, "evaluator").json["state"] == "done", "the simulation")
    person = {"name": "คนใหม่", "email": "new@sitthi.example", "role": "mentor", "areas": ["9501"]}
    made = api.call("POST", "/v1/officers", "administrator", person)
    assert made.status == 201, made.body
