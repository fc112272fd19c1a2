"""Grievances and the timeline through the API: heard by somebody not involved, and everything told as a story."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.officers import Officer
from tests.api.casework import about, events, give_mentor, put_officer, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import HOUSEHOLD, TAMBON
from tests.support.aws import Aws

TEXT = "เจ้าหน้าที่บอกว่าไม่มีสิทธิ\nทั้งที่มี"
PUBLIC = {"about": "conduct", "area": TAMBON, "text": TEXT}


@pytest.fixture
def mentored(api: Gateway) -> Gateway:
    put_officer(api, Officer("sbpac-1", "agency_officer", "Sbpac", ("95",)))
    put_officer(api, Officer("msdhs-1", "agency_officer", "Msdhs", ("95",)))
    assert give_mentor(api).status == 200
    return api


def file(api: Gateway, token: str = "mentor", once: str | None = None, **more: Any) -> Reply:
    body = {"about": "determination", "text": TEXT, "reference": "old_age_allowance", **more}
    return send(api, "POST", about("/grievances"), token, body, once=once)


def act(api: Gateway, one: dict[str, Any], token: str, **body: Any) -> Reply:
    match = api.call("GET", f"/v1/tasks/{one['task_id']}", token="coordinator").headers["etag"]
    return send(api, "POST", f"/v1/grievances/{one['grievance_id']}/actions", token, body, match=match)


def test_a_grievance_waits_on_the_desk_for_an_agency_that_is_not_involved(
    mentored: Gateway, aws: Aws
) -> None:
    reply = file(mentored, once="objection-1")
    assert reply.status == 201, reply.body
    one = reply.json
    assert (one["agency"], one["state"], one["in_time"], one["text"]) == ("Sbpac", "draft", True, TEXT)
    assert file(mentored, once="objection-1").json == one
    assert len(events(aws, "grievance.filed")) == 1
    listed = mentored.call("GET", about("/grievances"), token="coordinator").json["items"]
    assert listed == [one]
    for name in ("grievance_id", "task_id"):
        assert mentored.call("GET", f"/v1/grievances/{one[name]}", token="mentor").json == one
    assert all(TEXT not in str(item) for item in aws.items("AuditTable"))


def test_who_is_involved_does_not_handle_it(mentored: Gateway) -> None:
    one = file(mentored).json
    assert act(mentored, one, "coordinator", action="send", reason="รับเรื่อง").status == 200
    assert act(mentored, one, "lao-1", action="accept").status == 404
    task = f"/v1/tasks/{one['task_id']}"
    for action in ("accept", "return"):
        match = mentored.call("GET", task, token="coordinator").headers["etag"]
        body = {"action": action, **({"reason": "WRONG_AREA"} if action == "return" else {})}
        assert send(mentored, "POST", f"{task}/actions", "sbpac-1", body, match=match).status == 200
    rerouted = act(mentored, one, "coordinator", action="reroute", agency="Lao")
    assert rerouted.json["errors"] == [{"pointer": "#/action", "code": "TASK-INVOLVED"}]
    assert act(mentored, one, "coordinator", action="reroute", agency="Msdhs").json["agency"] == "Msdhs"


def test_what_a_person_sends_or_sends_on_leaves_for_the_agency_s_queue(mentored: Gateway, aws: Aws) -> None:
    one = file(mentored).json

    def waiting() -> int:
        rows = [
            item for item in aws.items("CoreTable") if item["SK"]["S"].startswith(f"OUT#{one['task_id']}#")
        ]
        return sum("G2P" in row for row in rows)

    assert waiting() == 0
    act(mentored, one, "coordinator", action="send", reason="รับเรื่อง")
    assert waiting() == 1
    match = mentored.call("GET", f"/v1/tasks/{one['task_id']}", token="coordinator").headers["etag"]
    returned = {"action": "return", "reason": "WRONG_AGENCY"}
    send(mentored, "POST", f"/v1/tasks/{one['task_id']}/actions", "sbpac-1", returned, match=match)
    act(mentored, one, "coordinator", action="reroute", agency="Msdhs")
    assert waiting() == 2


def test_the_family_s_mentor_calls_it_settled(mentored: Gateway) -> None:
    one = file(mentored).json
    act(mentored, one, "coordinator", action="send", reason="รับเรื่อง")
    task = f"/v1/tasks/{one['task_id']}"
    for body in (
        {"action": "accept"},
        {"action": "assign", "officer": "sbpac-1"},
        {"action": "done", "outcome": "RECEIVED", "evidence": ["letter:1"]},
    ):
        match = mentored.call("GET", task, token="coordinator").headers["etag"]
        assert send(mentored, "POST", f"{task}/actions", "sbpac-1", body, match=match).status == 200
    done = act(mentored, one, "mentor", action="confirm", confirmed_by="m1")
    assert (done.status, done.json["state"]) == (200, "closed")


def test_anybody_files_one_without_signing_in_and_reads_nothing_with_its_number(mentored: Gateway) -> None:
    first = send_publicly(mentored, PUBLIC, "public-0001")
    assert first.status == 201, first.body
    assert send_publicly(mentored, PUBLIC, "public-0001").json == first.json
    other = send_publicly(mentored, {**PUBLIC, "text": "อีกเรื่อง"}, "public-0001")
    assert other.json != first.json, "another's key is no lock on mine"
    path = f"/v1/grievances/{first.json['grievance_id']}"
    assert mentored.call("GET", path).status == 401
    seen = mentored.call("GET", path, token="coordinator").json
    assert (seen["channel"], seen["household_id"], seen["text"], seen["state"]) == (
        "public",
        None,
        TEXT,
        "draft",
    )
    assert mentored.call("GET", path, token="coordinator-far").status == 404
    assert mentored.call("GET", path, token="mentor").status == 404
    assert act(mentored, seen, "coordinator", action="send", reason="รับเรื่อง").json["state"] == "sent"


def send_publicly(api: Gateway, body: dict[str, Any], once: str) -> Reply:
    return api.call("POST", "/v1/grievances", json_body=body, headers={"Idempotency-Key": once})


def test_a_timeline_reads_as_a_story(mentored: Gateway) -> None:
    file(mentored)
    form = {"visit_id": "visit-0001", "on": "2022-01-18", "result": "done", "team": ["mentor", "lao-1"]}
    assert send(mentored, "POST", about("/visits"), "mentor", form).status == 201
    told = mentored.call("GET", about("/timeline"), token="mentor").json["items"]
    assert [one["on"] for one in told] == sorted(one["on"] for one in told)
    names = [one["name"] for one in told]
    assert names[0] == "household.created"
    for name in (
        "visit.done",
        "household.mentor_assigned",
        "rules.gap_opened",
        "task.sent",
        "grievance.filed",
    ):
        assert name in names
    sent = next(one["text"] for one in told if one["name"] == "task.sent")
    assert "{" not in sent["th"] + sent["en"]
    assert "องค์กรปกครองส่วนท้องถิ่น" in sent["th"]
    assert "Local administration" in sent["en"]
    assert HOUSEHOLD not in str(told)
    assert mentored.call("GET", about("/timeline"), token="lao-1").code == "forbidden"
