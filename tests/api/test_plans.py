"""Needs and plans through the API: from what a household lacks to a decided plan whose measures are tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from shared.casework.assess import assess_household
from shared.domain.officers import Officer
from shared.storage import keys
from tests.api.casework import about, details, events, give_mentor, put_officer, send, tag
from tests.api.gateway import Gateway, Reply
from tests.api.world import ELDER, HOUSEHOLD, TAMBON, TODAY, put
from tests.support.aws import Aws

MEASURE: dict[str, Any] = {
    "measure_id": "home_repair",
    "catalogue": "home_repair",
    "dimension": "living",
    "agency": "Msdhs",
    "th": "ซ่อมหลังคาและเสาบ้าน",
    "needs": ["BMN2560:8"],
    "budget": 30000,
    "fund": "เงินสงเคราะห์",
    "due": "2022-06-30",
    "target": "BMN2560:8",
}
PLAN: dict[str, Any] = {
    "goals": [{"dimension": "living", "th": "บ้านมั่นคง"}],
    "measures": [MEASURE],
    "ceiling": 50000,
    "starts": "2022-02-01",
    "ends": "2022-12-31",
    "track": "develop",
}


@pytest.fixture
def mentored(api: Gateway) -> Gateway:
    """The elder's house fails indicator 8; a mentor, and an officer of the agency that repairs houses."""
    body = {
        "h": {"language": "มลายู", "household_failed": [8], "indicator_set": "BMN2560"},
        "m": {"m1": {**ELDER, "person_failed": []}},
    }
    survey: Mapping[str, Any] = {
        **keys.survey(HOUSEHOLD, date(2021, 8, 1), 2),
        "observed_on": "2021-08-01",
        "tambon": TAMBON,
        "as_of": TODAY.isoformat(),
        "body": json.dumps(body, ensure_ascii=False),
    }
    put(survey)
    assess_household(HOUSEHOLD, TODAY)
    put_officer(api, Officer("msdhs-1", "agency_officer", "Msdhs", ("95",)))
    assert give_mentor(api).status == 200
    return api


def do(api: Gateway, method: str, path: str, token: str, body: Any = None, at: str = "/plan") -> Reply:
    return send(api, method, about(path), token, body, match=tag(api, at, "coordinator"))


def write(api: Gateway, **more: Any) -> Reply:
    return do(api, "PUT", "/plan", "mentor", {**PLAN, **more})


def sign(api: Gateway, digest: str) -> Reply:
    body = {"role": "household", "digest": digest, "member_id": "m1", "method": "thumbprint"}
    for token, told in (("mentor", body), ("mentor", {"role": "mentor", "digest": digest})):
        reply = send(api, "POST", about("/plan/signatures"), token, told)
        assert reply.status == 200, reply.body
    return send(api, "POST", about("/plan/signatures"), "msdhs-1", {"role": "agency", "digest": digest})


def approve(api: Gateway, **more: Any) -> Reply:
    """A plan from its text to the committee's yes."""
    written = write(api, **more).json
    newest = written["draft"] or written["plan"]
    assert sign(api, newest["digest"]).status == 200
    assert do(api, "POST", "/plan/submission", "mentor").status == 200
    return do(api, "POST", "/plan/decision", "committee", {"approved": True})


def test_needs_come_from_the_survey_and_from_what_the_team_adds(mentored: Gateway, aws: Aws) -> None:
    seen = mentored.call("GET", about("/needs"), token="mentor").json
    assert [(one["code"], one["level"], one["source"]) for one in seen["needs"]] == [
        ("BMN2560:8", 2, "survey")
    ]
    assert {one["measure"] for one in seen["proposals"]} >= {"home_repair", "tenure_papers"}
    assert seen["waiting"] == ["Msdhs", "Sbpac"]
    body = {
        "needs": [{"dimension": "income", "code": "debt", "level": 3, "members": ["m1"]}],
        "assessed": ["health", "education", "access"],
        "wishes": ["เลี้ยงแพะ"],
    }
    reply = do(mentored, "POST", "/needs", "mentor", body, "/needs")
    assert (reply.status, reply.json["version"], len(reply.json["needs"])) == (200, 1, 2)
    assert reply.json["assessed"] == ["access", "education", "health", "income"]
    settled = {"needs": [{"dimension": "living", "code": "BMN2560:8", "level": 0}], "suitability": ["มีที่ดิน"]}
    reply = do(mentored, "POST", "/needs", "mentor", settled, "/needs")
    assert [one["code"] for one in reply.json["needs"]] == ["debt"]
    assert (reply.json["wishes"], reply.json["suitability"]) == (["เลี้ยงแพะ"], ["มีที่ดิน"])
    assert send(mentored, "POST", about("/needs"), "mentor", settled, match='"1"').code == "stale"
    assert len(events(aws, "survey.need_changed")) == 2


def test_an_agency_proposes_its_own_measures_or_declines(mentored: Gateway) -> None:
    path = about("/needs/answers")
    foreign = send(mentored, "POST", path, "msdhs-1", {"measures": ["skill_training"]})
    assert foreign.json["errors"][0]["code"] == "CASE-MEASURE"
    assert send(mentored, "POST", path, "msdhs-1", {}).json["errors"][0]["code"] == "required"
    reply = send(mentored, "POST", path, "msdhs-1", {"measures": ["home_repair"]})
    assert [(one["agency"], one["measures"]) for one in reply.json["answers"]] == [("Msdhs", ["home_repair"])]
    reply = send(mentored, "POST", path, "msdhs-1", {"declined": "ไม่มีงบปีนี้"})
    assert [(one["measures"], one["declined"]) for one in reply.json["answers"]] == [([], "ไม่มีงบปีนี้")]
    assert reply.json["waiting"] == ["Sbpac"]
    assert send(mentored, "POST", path, "mentor", {"declined": "x"}).code == "forbidden"


def test_a_plan_is_written_and_its_text_named_by_a_digest(mentored: Gateway) -> None:
    assert mentored.call("GET", about("/plan"), token="mentor").json["plan"] is None
    first = write(mentored)
    assert first.status == 200, first.body
    plan = first.json["plan"]
    assert (plan["number"], plan["state"], plan["budget"]) == (1, "draft", 30000)
    assert plan["unsigned"] == ["household", "mentor", "Msdhs"]
    second = write(mentored, ceiling=60000).json["plan"]
    assert second["digest"] != plan["digest"]
    assert send(mentored, "PUT", about("/plan"), "mentor", PLAN, match='"0"').code == "stale"


def test_a_signature_counts_only_under_the_exact_text(mentored: Gateway) -> None:
    old = write(mentored).json["plan"]["digest"]
    assert sign(mentored, old).json["plan"]["unsigned"] == []
    changed = write(mentored, ceiling=60000).json["plan"]
    assert changed["unsigned"] == ["household", "mentor", "Msdhs"]
    late = send(mentored, "POST", about("/plan/signatures"), "mentor", {"role": "mentor", "digest": old})
    assert late.json["errors"][0]["code"] == "PLAN-OTHER-TEXT"
    body = {"role": "agency", "digest": changed["digest"]}
    assert (
        send(mentored, "POST", about("/plan/signatures"), "mentor", body).json["errors"][0]["code"]
        == "PLAN-ROLE"
    )


def test_a_plan_that_is_not_whole_is_not_submitted_and_says_what_lacks(mentored: Gateway) -> None:
    write(mentored, measures=[{**MEASURE, "due": None}])
    reply = do(mentored, "POST", "/plan/submission", "mentor")
    assert (reply.status, reply.json["errors"][0]["code"]) == (409, "PLAN-INCOMPLETE")
    assert "home_repair.due, household, mentor" in details(reply)
    written = write(mentored, ceiling=100).json["plan"]
    sign(mentored, written["digest"])
    assert do(mentored, "POST", "/plan/submission", "mentor").json["errors"][0]["code"] == "PLAN-OVER-CEILING"


def test_on_the_committees_yes_every_measure_is_a_task_of_its_agency(mentored: Gateway, aws: Aws) -> None:
    reply = approve(mentored)
    assert reply.status == 200, reply.body
    plan = reply.json["plan"]
    assert (plan["state"], plan["decision"]["by"]) == ("active", "committee")
    task = mentored.call("GET", f"/v1/tasks/{plan['measures'][0]['task_id']}", token="msdhs-1").json
    assert (task["kind"], task["measure"], task["state"], task["due"]) == (
        "measure",
        "home_repair",
        "sent",
        "2022-06-30",
    )
    waiting = [
        item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("OUT#" + task["task_id"])
    ]
    assert "G2P" in waiting[0]
    assert len(events(aws, "plan.decided")) == 1


def test_a_plan_sent_back_needs_a_reason_and_is_a_draft_again(mentored: Gateway) -> None:
    sign(mentored, write(mentored).json["plan"]["digest"])
    do(mentored, "POST", "/plan/submission", "mentor")
    bare = do(mentored, "POST", "/plan/decision", "committee", {"approved": False})
    assert bare.json["errors"][0]["code"] == "PLAN-REASON"
    back = do(mentored, "POST", "/plan/decision", "committee", {"approved": False, "reason": "งบสูง"})
    assert (back.json["plan"]["state"], back.json["plan"]["decision"]["reason"]) == ("draft", "งบสูง")
    assert do(mentored, "POST", "/plan/decision", "mentor", {"approved": True}).code == "forbidden"


def test_a_decided_version_stays_and_a_change_is_a_new_version(mentored: Gateway) -> None:
    first = approve(mentored).json["plan"]
    other = {**MEASURE, "measure_id": "tidy_home", "catalogue": "tidy_home", "agency": "Msdhs"}
    written = write(mentored, measures=[other]).json
    assert (written["plan"]["number"], written["plan"]["digest"]) == (1, first["digest"])
    assert (written["draft"]["number"], written["draft"]["replaces"]) == (2, 1)
    sign(mentored, written["draft"]["digest"])
    do(mentored, "POST", "/plan/submission", "mentor")
    second = do(mentored, "POST", "/plan/decision", "committee", {"approved": True}).json
    assert (second["plan"]["number"], second["plan"]["state"], second["draft"]) == (2, "active", None)
    dropped = mentored.call("GET", f"/v1/tasks/{first['measures'][0]['task_id']}", token="coordinator").json
    assert dropped["state"] == "cancelled"


def act(api: Gateway, task_id: str, token: str, **body: Any) -> Reply:
    match = api.call("GET", f"/v1/tasks/{task_id}", token=token).headers["etag"]
    return send(api, "POST", f"/v1/tasks/{task_id}/actions", token, body, match=match)


def test_a_measure_is_reached_when_its_task_is_confirmed(mentored: Gateway) -> None:
    task = approve(mentored).json["plan"]["measures"][0]["task_id"]
    act(mentored, task, "msdhs-1", action="accept")
    act(mentored, task, "msdhs-1", action="assign", officer="msdhs-1")
    act(mentored, task, "msdhs-1", action="done", outcome="RECEIVED", evidence=["photo:1"])
    measure = mentored.call("GET", about("/plan"), token="mentor").json["plan"]["measures"][0]
    assert (measure["officer"], measure["state"]) == ("msdhs-1", "underway")
    assert act(mentored, task, "mentor", action="confirm", confirmed_by="m1").status == 200
    measure = mentored.call("GET", about("/plan"), token="mentor").json["plan"]["measures"][0]
    assert (measure["state"], measure["decided_on"]) == ("achieved", "2022-01-19")


def test_money_is_spent_with_evidence_within_the_budget_and_asked_only_upwards(mentored: Gateway) -> None:
    approve(mentored)
    path = "/plan/measures/home_repair"
    spent = {"spending": {"on": "2022-01-19", "amount": 20000, "evidence": "receipt:77"}}
    reply = do(mentored, "PATCH", path, "msdhs-1", spent)
    assert reply.json["plan"]["measures"][0]["spent"][0]["amount"] == 20000
    assert do(mentored, "PATCH", path, "msdhs-1", spent).json["errors"][0]["code"] == "PLAN-OVERSPENT"
    assert do(mentored, "PATCH", path, "mentor", {"requested": "province"}).status == 200
    lower = do(mentored, "PATCH", path, "mentor", {"requested": "subdistrict"})
    assert lower.json["errors"][0]["code"] == "PLAN-LEVEL"
    own = {"given_up": True, "reason": "ทำไม่ได้"}
    assert do(mentored, "PATCH", path, "msdhs-1", own).json["errors"][0]["code"] == "PLAN-ROLE"
    reply = do(mentored, "PATCH", path, "mentor", own)
    measure = reply.json["plan"]["measures"][0]
    assert (measure["state"], measure["reason"]) == ("given_up", "ทำไม่ได้")
    assert do(mentored, "PATCH", path, "lao-1", spent).status == 404


def test_a_plan_says_that_the_family_has_changed_since_it_was_decided(mentored: Gateway) -> None:
    assert approve(mentored).json["check_since"] is None
    born = {"kind": "born", "on": "2022-01-18", "facts": {"birth_date": "2022-01-18", "sex": "ชาย"}}
    assert do(mentored, "POST", "/members", "mentor", born, "").status == 201
    assert mentored.call("GET", about("/plan"), token="mentor").json["check_since"] == "2022-01-19"


def test_of_two_who_write_one_plan_at_once_one_wins(mentored: Gateway) -> None:
    match = tag(mentored, "/plan")
    assert send(mentored, "PUT", about("/plan"), "mentor", PLAN, match=match).status == 200
    lost = send(mentored, "PUT", about("/plan"), "coordinator", {**PLAN, "ceiling": 1}, match=match)
    assert (lost.status, lost.code) == (412, "stale")


def test_the_household_goes_on_by_its_facts(mentored: Gateway, aws: Aws) -> None:
    """Everything of phase 1 and 2 is there, in whatever order it came: the system moves the household."""
    for row in mentored.call("GET", about("/questions"), token="mentor").json["items"]:
        assert row["fact"]
    approve(mentored)
    body = {
        "assessed": ["health", "education", "income", "living", "access"],
        "wishes": ["เลี้ยงแพะ"],
        "suitability": ["มีที่ดิน"],
    }
    do(mentored, "POST", "/needs", "mentor", body, "/needs")
    put_officer(mentored, Officer("sbpac-1", "agency_officer", "Sbpac", ("95",)))
    send(mentored, "POST", about("/needs/answers"), "sbpac-1", {"declined": "มีเอกสารแล้ว"})
    shown = mentored.call("GET", about("/phase"), token="mentor").json
    missing = {one["code"]: one["missing"] for one in shown["conditions"] if not one["met"]}
    assert set(missing) <= {"TEAM-VISIT", "UNKNOWNS-ASKED"}
    asked = [name.split("/") for name in missing.get("UNKNOWNS-ASKED", [])]
    entitlements = mentored.call("GET", about("/entitlements"), token="mentor").json["determinations"]
    wanted = {
        (fact, one["member"])
        for one in entitlements
        for fact in one["missing"]
        if [one["benefit"], one["member"] or "household"] in asked
    }
    findings = [
        {"fact": fact, "member_id": member, "basis": "said", "refused": True}
        for fact, member in sorted(wanted)
    ]
    form = {"visit_id": "visit-0001", "on": "2022-01-18", "result": "done", "team": ["mentor", "lao-1"]}
    reply = send(mentored, "POST", about("/visits"), "mentor", {**form, "findings": findings})
    assert reply.status == 201, reply.body
    assert mentored.call("GET", about(), token="mentor").json["phase"] == 3
    assert len(events(aws, "household.phase_changed")) == 2
