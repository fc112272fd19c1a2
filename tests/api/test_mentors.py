"""Mentors and phases through the API: one household an official, one mentor a household, and who may override."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.tables import Transaction, core, get
from tests.api.casework import about, details, events, give_mentor, put_officer, send, tag
from tests.api.gateway import Gateway
from tests.api.world import HOUSEHOLD, put_household
from tests.support.aws import Aws

SECOND = "secondhouse012345678"


@pytest.fixture
def two(api: Gateway) -> Gateway:
    put_household(SECOND)
    put_officer(api, Officer("mentor", "mentor", None, ("9501",), language="ms"))
    put_officer(api, Officer("mentor-2", "mentor", "Cdd", ("950101",)))
    return api


def test_a_household_gets_its_mentor_who_then_sees_it(two: Gateway, aws: Aws) -> None:
    assert two.call("GET", about(), token="mentor").status == 404
    reply = give_mentor(two)
    assert (reply.status, reply.json["mentor"]) == (200, "mentor")
    assert reply.headers["etag"] == tag(two)
    assert two.call("GET", about(), token="mentor").json["mentor"] == "mentor"
    listed = two.call("GET", "/v1/households", token="coordinator", query={"mentor": "mentor"})
    assert [one["household_id"] for one in listed.json["items"]] == [HOUSEHOLD]
    assert len(events(aws, "household.mentor_assigned")) == 1


def test_a_mentor_lists_the_one_household(two: Gateway) -> None:
    assert two.call("GET", "/v1/households", token="mentor").json["items"] == []
    give_mentor(two)
    listed = two.call("GET", "/v1/households", token="mentor").json["items"]
    assert [one["household_id"] for one in listed] == [HOUSEHOLD]


def test_a_mentor_lists_the_tasks_of_the_one_household(two: Gateway) -> None:
    assert two.call("GET", "/v1/tasks", token="mentor").json["items"] == []
    give_mentor(two)
    listed = two.call("GET", "/v1/tasks", token="mentor").json["items"]
    assert {one["household_id"] for one in listed} == {HOUSEHOLD}
    only = two.call("GET", "/v1/tasks", token="mentor", query={"agency": "Lao", "state": "sent"}).json[
        "items"
    ]
    assert only
    assert {one["agency"] for one in only} == {"Lao"}


def test_an_official_has_one_household_at_a_time(two: Gateway) -> None:
    give_mentor(two)
    reply = give_mentor(two, household=SECOND)
    assert (reply.status, reply.code) == (409, "refused")
    assert reply.json["errors"] == [{"pointer": "#/", "code": "CASE-MENTOR-BUSY"}]
    assert "already has a household" in details(reply)


def carried(api: Gateway, token: str) -> dict[str, Any]:
    """Who is free and who carries which household, as somebody sees it."""
    items = api.call("GET", "/v1/mentors", token=token).json["items"]
    assert all((one["household"] or {}).get("household_id") == one["household_id"] for one in items)
    return {one["officer_id"]: one["household_id"] for one in items}


def test_a_hand_over_needs_a_reason_keeps_the_history_and_frees_the_official(two: Gateway) -> None:
    give_mentor(two)
    missing = give_mentor(two, "mentor-2")
    assert missing.json["errors"] == [{"pointer": "#/reason", "code": "required"}]
    reply = give_mentor(two, "mentor-2", reason="ย้ายไปต่างอำเภอ")
    assert [(one["officer_id"], one["ended"]) for one in reply.json["history"]] == [
        ("mentor", "ย้ายไปต่างอำเภอ"),
        ("mentor-2", None),
    ]
    assert two.call("GET", about(), token="mentor").status == 404
    assert carried(two, "coordinator") == {"mentor": None, "mentor-2": HOUSEHOLD}
    assert carried(two, "coordinator-far") == {}
    assert give_mentor(two, "mentor", household=SECOND).status == 200
    assert carried(two, "committee") == {"mentor": SECOND, "mentor-2": HOUSEHOLD}
    assert two.call("GET", "/v1/mentors", token="mentor").code == "forbidden"


def test_nobody_but_an_active_mentor_is_taken(two: Gateway) -> None:
    assert give_mentor(two, "lao-1").json["errors"][0]["code"] == "CASE-MENTOR-ROLE"
    assert give_mentor(two, "nobody").status == 404
    match = tag(two)
    body = {"officer_id": "mentor"}
    assert send(two, "PUT", about("/mentor"), "lao-1", body, match=match).code == "forbidden"
    assert send(two, "PUT", about("/mentor"), "coordinator-far", body, match=match).status == 404
    assert send(two, "PUT", about("/mentor"), "coordinator", body).code == "precondition_required"


def meanwhile(monkeypatch: pytest.MonkeyPatch, other: Callable[[], Any]) -> None:
    """Let somebody else's command run between the first command's read and its write."""
    commit, waiting = Transaction.commit, [other]

    def slow(self: Transaction) -> None:
        if waiting:
            waiting.pop()()
        commit(self)

    monkeypatch.setattr(Transaction, "commit", slow)


def test_of_two_who_give_one_household_a_mentor_at_once_one_wins(
    two: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    match, body = tag(two), {"officer_id": "mentor-2"}
    meanwhile(monkeypatch, lambda: send(two, "PUT", about("/mentor"), "coordinator", body, match=match))
    reply = send(two, "PUT", about("/mentor"), "coordinator", {"officer_id": "mentor"}, match=match)
    assert (reply.status, reply.code) == (412, "stale")
    assert two.call("GET", about(), token="coordinator").json["mentor"] == "mentor-2"
    assert get(core(), keys.mentoring("mentor")) is None


def test_of_two_households_that_want_one_official_at_once_one_gets_them(
    two: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tag(two, household=SECOND)
    body = {"officer_id": "mentor"}
    path = about("/mentor", SECOND)
    meanwhile(monkeypatch, lambda: send(two, "PUT", path, "coordinator", body, match=second))
    reply = give_mentor(two)
    assert (reply.status, reply.json["errors"][0]["code"]) == (409, "CASE-MENTOR-BUSY")
    assert two.call("GET", about("", SECOND), token="coordinator").json["mentor"] == "mentor"


def test_the_same_call_twice_is_one_assignment(two: Gateway, aws: Aws) -> None:
    match, body = tag(two), {"officer_id": "mentor"}
    for _ in range(2):
        reply = send(two, "PUT", about("/mentor"), "coordinator", body, match=match, once="assign-0001")
        assert (reply.status, len(reply.json["history"])) == (200, 1)
    assert len(events(aws, "household.mentor_assigned")) == 1


def test_a_mentor_confirms_what_an_agency_did_for_the_own_household(two: Gateway) -> None:
    give_mentor(two)
    listed = two.call("GET", "/v1/tasks", token="lao-1").json["items"]
    task = next(one for one in listed if one["household_id"] == HOUSEHOLD)
    path = f"/v1/tasks/{task['task_id']}/actions"

    def act(token: str, **body: Any) -> Any:
        match = two.call("GET", f"/v1/tasks/{task['task_id']}", token="lao-1").headers["etag"]
        return send(two, "POST", path, token, body, match=match)

    assert act("lao-1", action="accept").status == 200
    assert act("lao-1", action="assign", officer="lao-1").status == 200
    assert act("lao-1", action="done", outcome="RECEIVED", evidence=["receipt:1"]).status == 200
    assert act("mentor-2", action="confirm", confirmed_by="m1").status == 404
    reply = act("mentor", action="confirm", confirmed_by="m1")
    assert (reply.status, reply.json["state"]) == (200, "closed")


def test_suggestions_are_for_households_of_the_programme_near_mentors_first(two: Gateway) -> None:
    assert two.call("GET", "/v1/mentors/suggestions", token="coordinator").json["items"] == []
    meta = get(core(), keys.meta(HOUSEHOLD))
    assert meta is not None
    transaction = Transaction()
    transaction.put(core(), {**meta, "pilot": True})
    transaction.commit()
    found = two.call("GET", "/v1/mentors/suggestions", token="coordinator", query={"area": "9501"}).json
    assert [one["officer_id"] for one in found["items"][0]["mentors"]] == ["mentor-2", "mentor"]
    assert found["items"][0]["mentors"][1]["speaks"] is True
    assert two.call("GET", "/v1/mentors/suggestions", token="mentor").code == "forbidden"


def test_a_phase_shows_what_is_missing(two: Gateway) -> None:
    shown = two.call("GET", about("/phase"), token="coordinator").json
    assert (shown["phase"], shown["ready"], shown["targets"]) == (1, False, [2])
    missing = {one["code"]: one["missing"] for one in shown["conditions"]}
    assert missing["MENTOR"] == ["mentor"]
    assert missing["GAPS-TASKED"] == []
    give_mentor(two)
    shown = two.call("GET", about("/phase"), token="mentor").json
    assert next(one for one in shown["conditions"] if one["code"] == "MENTOR")["met"]


def move(api: Gateway, token: str, **body: Any) -> Any:
    return send(api, "POST", about("/phase"), token, body, match=tag(api, "/phase"))


def test_a_phase_is_overridden_only_with_a_reason_and_by_two_persons(two: Gateway, aws: Aws) -> None:
    refused = move(two, "coordinator", target=2)
    assert refused.json["errors"] == [{"pointer": "#/", "code": "CASE-PHASE-NOT-READY"}]
    assert "TEAM-VISIT" in details(refused)
    asked = move(two, "coordinator", target=2, reason="น้ำท่วม เข้าพื้นที่ไม่ได้")
    assert (asked.json["phase"], asked.json["wish"]["by"]) == (1, "coordinator")
    again = move(two, "coordinator", target=2, reason="น้ำท่วม เข้าพื้นที่ไม่ได้")
    assert again.json["phase"] == 1
    done = move(two, "committee", target=2)
    assert (done.json["phase"], done.json["wish"]) == (2, None)
    assert len(events(aws, "household.phase_changed")) == 1
    assert move(two, "coordinator", target=4).json["errors"][0]["code"] == "CASE-PHASE"
    assert move(two, "mentor", target=2).code == "forbidden"
