"""What takes two persons: whoever asks for it can never be the one who agrees, however they ask."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.officers import Officer
from tests.api.casework import about, events, put_officer, send, tag
from tests.api.gateway import Gateway, Reply
from tests.api.test_grievances import act as act_on
from tests.api.test_grievances import file, mentored
from tests.api.world import HOUSEHOLD
from tests.support.aws import Aws

__all__ = ["mentored"]  # a fixture of the grievances' tests


def act(api: Gateway, task: str, token: str, action: str, **more: Any) -> Reply:
    match = api.call("GET", f"/v1/tasks/{task}", token=token).headers["etag"]
    body = {"action": action, **more}
    return send(api, "POST", f"/v1/tasks/{task}/actions", token, body, match=match)


@pytest.fixture
def returned(mentored: Gateway) -> str:
    """A claim that its agency has sent back to the coordinator's desk."""
    put_officer(mentored, Officer("coordinator-2", "coordinator", None, ("95",)))
    listed = mentored.call("GET", "/v1/tasks", token="lao-1").json["items"]
    task = next(one["task_id"] for one in listed if one["household_id"] == HOUSEHOLD)
    assert act(mentored, task, "lao-1", "return", reason="DUPLICATE").status == 200
    return str(task)


CLOSE = {"outcome": "ALREADY_RECEIVING"}


def test_closing_without_action_waits_for_somebody_else_to_say_the_same(
    mentored: Gateway, returned: str, aws: Aws
) -> None:
    asked = act(mentored, returned, "coordinator", "close_no_action", **CLOSE)
    assert (asked.json["state"], asked.json["closing"]) == ("returned", {"by": "coordinator", **CLOSE})
    for _ in range(2):
        again = act(mentored, returned, "coordinator", "close_no_action", **CLOSE)
        assert again.json["state"] == "returned", "the same person cannot be both"
    typed = act(mentored, returned, "coordinator", "close_no_action", **CLOSE, second_person="committee")
    assert typed.code == "invalid", "nobody names somebody else as the one who agreed"
    other = act(mentored, returned, "coordinator-2", "close_no_action", outcome="MOVED")
    assert other.json["closing"] == {"by": "coordinator-2", "outcome": "MOVED"}, (
        "another outcome is another wish"
    )
    done = act(mentored, returned, "coordinator", "close_no_action", outcome="MOVED")
    assert (done.json["state"], done.json["closing"]) == ("closed", None)
    assert len(events(aws, "task.closed")) == 1
    assert events(aws, "task.closed")[0]["details"]["M"]["asked_by"] == {"S": "coordinator-2"}


def test_a_wish_to_close_falls_when_something_else_happens(mentored: Gateway, returned: str) -> None:
    act(mentored, returned, "coordinator", "close_no_action", **CLOSE)
    assert act(mentored, returned, "coordinator-2", "amend", note="แนบเอกสารแล้ว").json["closing"] is None
    assert act(mentored, returned, "lao-1", "return", reason="DUPLICATE").status == 200
    late = act(mentored, returned, "coordinator-2", "close_no_action", **CLOSE)
    assert late.json["state"] == "returned"


def test_a_wish_that_could_not_be_carried_out_is_refused_at_once(mentored: Gateway, returned: str) -> None:
    no_money = act(mentored, returned, "coordinator", "close_no_action", outcome="NO_BUDGET")
    assert no_money.json["errors"][0]["code"] == "TASK-NO-BUDGET"
    assert act(mentored, returned, "coordinator", "close_no_action").json["errors"] == [
        {"pointer": "#/outcome", "code": "required"}
    ]


def test_a_phase_is_not_passed_over_by_one_person(mentored: Gateway) -> None:
    body = {"target": 2, "reason": "ครอบครัวขอเริ่มวางแผน"}

    def move(token: str) -> Reply:
        return send(mentored, "POST", about("/phase"), token, body, match=tag(mentored, "/phase"))

    for _ in range(3):
        assert move("coordinator").status == 200
        assert mentored.call("GET", about(), token="coordinator").json["phase"] == 1
    assert move("mentor").code == "forbidden"
    assert move("committee").status == 200
    assert mentored.call("GET", about(), token="coordinator").json["phase"] == 2


def test_who_an_objection_is_about_neither_handles_it_nor_calls_it_settled(mentored: Gateway) -> None:
    one = file(mentored, "coordinator", about="conduct", reference="mentor").json
    assert act_on(mentored, one, "coordinator", action="send", reason="รับเรื่อง").status == 200
    task = one["task_id"]
    for action, more in (
        ("accept", {}),
        ("assign", {"officer": "sbpac-1"}),
        ("done", {"outcome": "RECEIVED", "evidence": ["letter:1"]}),
    ):
        assert act(mentored, task, "sbpac-1", action, **more).status == 200
    for action, more in (("confirm", {"confirmed_by": "m1"}), ("dispute", {"reason": "ไม่จริง"})):
        refused = act_on(mentored, one, "mentor", action=action, **more)
        assert refused.json["errors"] == [{"pointer": "#/action", "code": "TASK-INVOLVED"}]


def test_an_objection_to_an_agencys_officer_goes_to_another_agency(mentored: Gateway) -> None:
    one = file(mentored, about="conduct", reference="sbpac-1").json
    assert one["agency"] == "Msdhs"
    own = file(mentored, about="conduct", reference="coordinator").json
    refused = act_on(mentored, own, "coordinator", action="send", reason="รับเรื่อง")
    assert refused.json["errors"][0]["code"] == "TASK-INVOLVED"
