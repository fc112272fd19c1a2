"""Visits through the API: the agenda, findings that become facts, refusals, and a form that arrives late or twice."""

from __future__ import annotations

from typing import Any

import pytest

from shared.casework.assess import assess_household
from tests.api.casework import about, events, give_mentor, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import HOUSEHOLD, TODAY
from tests.support.aws import Aws

FORM: dict[str, Any] = {
    "visit_id": "form-000000000001",
    "on": "2022-01-15",
    "result": "done",
    "team": ["mentor", "lao-1", "volunteer-7"],
    "findings": [
        {"fact": "bedridden", "value": True, "basis": "seen", "member_id": "m1"},
        {"fact": "household_income", "value": 24000, "basis": "said", "told_by": "m1"},
        {"fact": "welfare_card", "basis": "said", "member_id": "m1", "refused": True},
    ],
    "next_visit": "2022-02-15",
    "note": "อยู่คนเดียว\nหลังคารั่ว",
}
JPEG = b"\xff\xd8\xff\xe1\x00\x08ExifGP\xff\xdb\x00\x04ab\xff\xda\x00\x02picture\xff\xd9"


@pytest.fixture
def mentored(api: Gateway) -> Gateway:
    assert give_mentor(api).status == 200
    return api


def visit(api: Gateway, token: str = "mentor", **more: Any) -> Reply:
    return send(api, "POST", about("/visits"), token, {**FORM, **more})


def listed(api: Gateway, token: str = "mentor") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.call("GET", about("/visits"), token=token).json["items"]
    return items


def test_findings_become_facts_with_who_when_and_how(mentored: Gateway, aws: Aws) -> None:
    reply = visit(mentored)
    assert reply.status == 201, reply.body
    assert (reply.json["on"], reply.json["recorded_on"], reply.json["by_team"]) == (
        "2022-01-15",
        "2022-01-19",
        True,
    )
    assert [one["agency"] for one in reply.json["team"]] == ["Sbpac", "Lao", None]
    assess_household(HOUSEHOLD, TODAY)
    facts = mentored.call("GET", about("/members"), token="mentor").json["items"][0]["facts"]
    assert facts["bedridden"] == {
        "value": True,
        "source": "visit",
        "observed_on": "2022-01-15",
        "basis": "recorded",
    }
    assert "welfare_card" not in facts, "a refused answer is no fact"
    assert len(events(aws, "visit.done")) == 1


def test_a_form_sent_twice_or_late_is_one_visit(mentored: Gateway, aws: Aws) -> None:
    first, again = visit(mentored), visit(mentored)
    assert (again.status, again.json) == (201, first.json)
    assert len(listed(mentored)) == 1
    assert len(events(aws, "visit.done")) == 1


def test_a_form_of_the_same_id_that_says_something_else_is_refused(mentored: Gateway) -> None:
    visit(mentored)
    reply = visit(mentored, note="แก้ไข")
    assert (reply.status, reply.json["errors"]) == (409, [{"pointer": "#/", "code": "CASE-VISIT-CHANGED"}])
    assert listed(mentored)[0]["note"] == FORM["note"]


def test_a_visit_that_found_nobody_or_was_refused_is_recorded_without_findings(
    mentored: Gateway, aws: Aws
) -> None:
    assert visit(mentored, result="refused").json["errors"][0]["code"] == "CASE-VISIT-FINDINGS"
    reply = visit(mentored, result="refused", findings=[])
    assert (reply.status, reply.json["by_team"]) == (201, False)
    assert len(events(aws, "visit.missed")) == 1


def test_a_finding_that_the_rule_book_does_not_know_names_its_place(mentored: Gateway) -> None:
    odd = [{"fact": "bedridden", "value": "yes", "basis": "seen", "member_id": "m1"}]
    reply = visit(mentored, findings=odd)
    assert (reply.status, reply.json["errors"]) == (
        422,
        [{"pointer": "#/findings/0/value/bedridden", "code": "wrong_type"}],
    )
    stranger = [{"fact": "bedridden", "value": True, "basis": "seen", "member_id": "m9"}]
    assert visit(mentored, findings=stranger).json["errors"][0]["code"] == "CASE-MEMBER"
    assert visit(mentored, on="2022-01-20").json["errors"][0]["code"] == "CASE-FUTURE"
    assert listed(mentored) == []


def test_who_may_see_a_visit_but_not_what_was_found_sees_no_findings(mentored: Gateway) -> None:
    visit(mentored)
    seen = listed(mentored, "committee")[0]
    assert (seen["findings"], seen["note"], seen["result"]) == (None, None, "done")
    assert visit(mentored, token="committee").code == "forbidden"


def test_the_agenda_asks_what_decides_most_and_questions_say_what_is_at_stake(mentored: Gateway) -> None:
    agenda = mentored.call("GET", about("/visits/agenda"), token="mentor").json["items"]
    assert agenda[0]["kind"] == "consent"
    questions = mentored.call("GET", about("/questions"), token="mentor").json["items"]
    asked = {one["about"] for one in agenda if one["kind"] == "question"}
    assert asked <= {one["fact"] for one in questions}
    assert asked
    assert mentored.call("GET", about("/questions"), token="committee").code == "forbidden"


def test_a_phone_gets_in_one_answer_what_each_route_says_of_ones_own_household(mentored: Gateway) -> None:
    visit(mentored)
    (packet,) = mentored.call("GET", "/v1/me/households", token="mentor").json["items"]
    parts = {"household": "", "entitlements": "/entitlements?brief=true", "agenda": "/visits/agenda"}
    for part, path in {**parts, "plan": "/plan", "visits": "/visits"}.items():
        assert packet[part] == mentored.call("GET", about(path), token="mentor").json, part
    assert packet["tasks"] == mentored.call("GET", "/v1/tasks", token="mentor").json["items"]
    assert mentored.call("GET", "/v1/me/households", token="committee").code == "forbidden"


def test_facts_outside_a_visit_lead_to_a_new_answer_once(mentored: Gateway, aws: Aws) -> None:
    body = {"member_id": "m1", "facts": {"benefits_received": ["old_age_allowance"]}}
    for _ in range(2):
        reply = send(mentored, "POST", about("/facts"), "mentor", body, once="facts-0001")
        assert reply.status == 201, reply.body
    assess_household(HOUSEHOLD, TODAY)
    gaps = mentored.call("GET", about(), token="mentor").json["gaps"]
    assert next(one for one in gaps if one["benefit"] == "old_age_allowance")["closed_on"] == "2022-01-19"
    assert len(events(aws, "survey.fact_recorded")) == 1
    paid = {"member_id": "m1", "facts": {"receipt:old_age_allowance": "paid"}}
    assert send(mentored, "POST", about("/facts"), "mentor", paid).code == "invalid"


def consent(api: Gateway, given: bool, **more: Any) -> Reply:
    body = {"purpose": "photos", "given": given, "on": "2022-01-14", "by": "m1", "method": "thumbprint"}
    return send(api, "POST", about("/consents"), "mentor", {**body, **more})


def test_a_photo_is_kept_only_with_consent_and_without_what_the_camera_wrote(
    mentored: Gateway, aws: Aws
) -> None:
    form = send(mentored, "POST", about("/uploads"), "mentor", {"kind": "image/jpeg"}).json
    photo = form["photo"]
    assert form["fields"]["key"] == f"evidence/new/{HOUSEHOLD}/{photo}"
    assert visit(mentored, photos=[photo]).json["errors"][0]["code"] == "CASE-CONSENT"
    consent(mentored, True)
    assert visit(mentored, photos=[photo]).json["errors"][0]["code"] == "CASE-PHOTO-MISSING"
    aws.client("s3").put_object(Bucket="sitthi-reports", Key=form["fields"]["key"], Body=JPEG)
    assert visit(mentored, photos=[photo]).json["photos"] == [photo]
    kept = aws.client("s3").get_object(Bucket="sitthi-reports", Key=f"evidence/kept/{HOUSEHOLD}/{photo}")
    assert b"Exif" not in kept["Body"].read()


def test_a_consent_is_followed_by_another_and_never_changed(mentored: Gateway) -> None:
    consent(mentored, True)
    reply = consent(mentored, False)
    assert [one["given"] for one in reply.json["items"]] == [True, False]
    assert consent(mentored, True, purpose="rights").json["errors"][0]["code"] == "CASE-NO-CONSENT-NEEDED"
    assert consent(mentored, True, by="m9").json["errors"][0]["code"] == "CASE-MEMBER"
