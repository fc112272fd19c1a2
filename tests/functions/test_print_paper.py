"""Papers through the API: who may have one, what is on it, and that its file is reached by a signed address alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from tests.api import world
from tests.api.casework import about, events, send
from tests.api.gateway import Gateway
from tests.api.test_meetings import call
from tests.api.test_plans import do, mentored, sign, write
from tests.support.aws import Aws
from tests.support.invoking import in_process
from tests.unit.reporting.test_pdf import read, squeezed

__all__ = ["mentored"]


@pytest.fixture
def api(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    in_process(monkeypatch)
    world.put_officers()
    world.put_household()
    return world.gateway()


def fetch(aws: Aws, reply: Any) -> str:
    """The text of the PDF that a redirect leads to."""
    assert reply.status == 302, reply.body
    key = unquote(urlparse(reply.headers["location"]).path).partition("prints/")
    body = aws.client("s3").get_object(Bucket="sitthi-reports", Key=f"prints/{key[2]}")["Body"].read()
    return read(body)


def test_the_familys_paper_names_them_and_who_asked_for_it_is_noted(mentored: Gateway, aws: Aws) -> None:
    path = about("/plan/paper")
    assert mentored.call("GET", path, token="mentor").json["errors"][0]["code"] == "PLAN-NONE"
    named = {"members": [{"member_id": "m1", "title": "นาย", "first_name": "อับดุลทดสอบ", "last_name": "ใจดี"}]}
    do(mentored, "PATCH", "/identity", "mentor", {"on": "2022-01-18", "why": "was_missing", **named}, "")
    write(mentored)
    text = fetch(aws, mentored.call("GET", path, token="mentor"))
    assert squeezed("นายอับดุลทดสอบ ใจดี (หัวหน้าครัวเรือน)") in text
    assert squeezed("ร่าง ยังแก้ไขได้") in text
    assert len(events(aws, "read.pii_viewed")) == 1


def test_only_who_may_know_the_names_gets_the_paper(mentored: Gateway) -> None:
    write(mentored)
    path = about("/plan/paper")
    assert mentored.call("GET", path, token="committee").status in (403, 404)
    assert mentored.call("GET", path, token="coordinator-far").status == 404
    assert mentored.call("GET", path, token="evaluator").code == "forbidden"


def test_the_minutes_of_a_meeting_are_printed(mentored: Gateway, aws: Aws) -> None:
    sign(mentored, write(mentored).json["plan"]["digest"])
    do(mentored, "POST", "/plan/submission", "mentor")
    meeting = call(mentored).json
    place = f"/v1/meetings/{meeting['meeting_id']}"
    decisions = {
        "decisions": [{"reference": meeting["items"][0]["reference"], "verdict": "approve"}],
        "close": True,
    }
    assert send(mentored, "POST", f"{place}/decisions", "committee", decisions, match='"1"').status == 200
    text = fetch(aws, mentored.call("GET", f"{place}/minutes", token="coordinator"))
    assert squeezed("รายงานการประชุมคณะกรรมการ") in text
    assert squeezed("เห็นชอบ") in text
    assert mentored.call("GET", f"{place}/minutes", token="coordinator-far").status == 404


def test_a_printer_that_fails_says_try_again(mentored: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.reporting import papers

    def broken(*_: Any) -> int:
        raise LookupError("no such page")

    monkeypatch.setattr(papers, "pages_of", broken)
    write(mentored)
    reply = mentored.call("GET", about("/plan/paper"), token="mentor")
    assert (reply.status, reply.code) == (503, "unavailable")


def test_the_mentors_paper_tells_who_lives_there_what_to_do_and_what_waits(
    mentored: Gateway, aws: Aws
) -> None:
    named = {"members": [{"member_id": "m1", "title": "นาย", "first_name": "อับดุลทดสอบ", "last_name": "ใจดี"}]}
    do(mentored, "PATCH", "/identity", "mentor", {"on": "2022-01-18", "why": "was_missing", **named}, "")
    text = fetch(aws, mentored.call("GET", about("/paper"), token="mentor"))
    for words in ("นายอับดุลทดสอบ ใจดี", "ตำบลสะเตง", "เบี้ยยังชีพผู้สูงอายุ", "มีสิทธิ ยังไม่ได้รับ", "ขอความยินยอม"):
        assert squeezed(words) in text, words
    english = fetch(aws, mentored.call("GET", about("/paper"), token="mentor", query={"language": "en"}))
    assert squeezed("What the next visit is for") in english
    assert len(events(aws, "read.pii_viewed")) == 2


def test_the_mentors_paper_is_for_who_may_know_the_names(mentored: Gateway) -> None:
    assert mentored.call("GET", about("/paper"), token="evaluator").code == "forbidden"
    assert mentored.call("GET", about("/paper"), token="coordinator-far").status == 404
    assert mentored.call("GET", about("/paper"), token="mentor", query={"language": "fr"}).status == 422
