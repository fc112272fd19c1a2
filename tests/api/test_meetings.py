"""Committee meetings through the API: an agenda from what waits, decisions that are carried out, once."""

from __future__ import annotations

from typing import Any

import pytest

from shared.storage import keys
from shared.storage.tables import Transaction, core, query
from tests.api.casework import about, details, events, send
from tests.api.gateway import Gateway, Reply
from tests.api.test_plans import PLAN, do, mentored, sign, write
from tests.api.world import HOUSEHOLD
from tests.support.aws import Aws, put_clock

__all__ = ["mentored"]  # a fixture of the plans' tests: a household whose plan can be written


def call(api: Gateway, token: str = "coordinator", once: str | None = None, **more: Any) -> Reply:
    body = {"on": "2022-01-19", "chair": "committee", "present": ["coordinator", "evaluator"]}
    return send(api, "POST", "/v1/meetings", token, {**body, **more}, once=once)


def decide(
    api: Gateway, meeting: dict[str, Any], *decisions: dict[str, Any], token: str = "committee", **more: Any
) -> Reply:
    path = f"/v1/meetings/{meeting['meeting_id']}/decisions"
    version = api.call("GET", f"/v1/meetings/{meeting['meeting_id']}", token="coordinator").json["version"]
    return send(api, "POST", path, token, {"decisions": list(decisions), **more}, match=f'"{version}"')


@pytest.fixture
def submitted(mentored: Gateway) -> Gateway:
    sign(mentored, write(mentored).json["plan"]["digest"])
    assert do(mentored, "POST", "/plan/submission", "mentor").status == 200
    return mentored


def raise_task(api: Gateway) -> str:
    """An agency returns a claim for want of money: it goes straight to the centre's list."""
    listed = api.call("GET", "/v1/tasks", token="lao-1").json["items"]
    task = next(one for one in listed if one["household_id"] == HOUSEHOLD and one["kind"] == "claim")
    path = f"/v1/tasks/{task['task_id']}/actions"
    body = {"action": "return", "reason": "NO_BUDGET"}
    assert send(api, "POST", path, "lao-1", body, match=f'"{task["version"]}"').status == 200
    return str(task["task_id"])


def test_an_agenda_holds_submitted_plans_and_what_was_raised(submitted: Gateway, aws: Aws) -> None:
    task = raise_task(submitted)
    meeting = call(submitted, once="meeting-0001")
    assert meeting.status == 201, meeting.body
    assert [(one["kind"], one["reference"]) for one in meeting.json["items"]] == [
        ("plan", f"{HOUSEHOLD}#1"),
        ("no_budget", task),
    ]
    assert call(submitted, once="meeting-0001").json == meeting.json
    assert len(events(aws, "ops.meeting_called")) == 1
    listed = submitted.call("GET", "/v1/meetings", token="committee").json["items"]
    assert [one["meeting_id"] for one in listed] == [meeting.json["meeting_id"]]
    assert submitted.call("GET", "/v1/meetings", token="coordinator-far").json["items"] == []


def test_the_plan_of_a_family_that_declined_is_on_no_agenda_until_it_comes_back(submitted: Gateway) -> None:
    declined = {"kind": "declined", "on": "2022-01-19", "reason": "ไม่สะดวก"}
    assert do(submitted, "POST", "/changes", "coordinator", declined, "").status == 201
    assert call(submitted).json["items"] == []
    do(submitted, "POST", "/changes", "coordinator", {**declined, "kind": "resumed"}, "")
    assert [one["kind"] for one in call(submitted).json["items"]] == ["plan"]


def test_a_meeting_wants_the_chair_and_one_more(submitted: Gateway) -> None:
    assert call(submitted, chair="coordinator").json["errors"][0]["code"] == "CASE-CHAIR"
    assert call(submitted, present=["revoked"]).json["errors"][0]["code"] == "CASE-QUORUM"
    assert call(submitted, token="mentor").code == "forbidden"


def test_an_approved_plan_starts_and_a_task_without_money_goes_back_to_work(submitted: Gateway) -> None:
    task = raise_task(submitted)
    meeting = call(submitted).json
    plan = {"reference": f"{HOUSEHOLD}#1", "verdict": "approve"}
    reply = decide(submitted, meeting, plan, {"reference": task, "verdict": "fund", "reason": "งบจังหวัด"})
    assert reply.status == 200, reply.body
    assert [one["verdict"] for one in reply.json["items"]] == ["approve", "fund"]
    seen = submitted.call("GET", about("/plan"), token="mentor").json["plan"]
    assert (seen["state"], seen["decision"]["meeting_id"]) == ("active", meeting["meeting_id"])
    assert submitted.call("GET", f"/v1/tasks/{task}", token="coordinator").json["escalation"] == 0
    assert call(submitted).json["items"] == []


def test_alike_items_are_decided_together_and_the_rest_waits_for_the_next_agenda(submitted: Gateway) -> None:
    raise_task(submitted)
    meeting = call(submitted).json
    item = meeting["items"][1]
    batch = {
        "kind": "no_budget",
        "alike": item["alike"],
        "verdict": "reroute",
        "agency": "Msdhs",
        "reason": "x",
    }
    assert decide(submitted, meeting, batch, close=True).json["closed"] is True
    assert [one["kind"] for one in call(submitted).json["items"]] == ["plan"]
    late = decide(submitted, meeting, {"reference": f"{HOUSEHOLD}#1", "verdict": "approve"})
    assert late.json["errors"][0]["code"] == "CASE-NO-ITEM"


def test_what_cannot_be_decided_is_refused_with_what_is_possible(submitted: Gateway) -> None:
    meeting = call(submitted).json
    odd = decide(submitted, meeting, {"reference": f"{HOUSEHOLD}#1", "verdict": "fund"})
    assert odd.json["errors"][0]["code"] == "CASE-VERDICT"
    assert "approve, send_back" in details(odd)
    bare = decide(submitted, meeting, {"reference": f"{HOUSEHOLD}#1", "verdict": "send_back"})
    assert bare.json["errors"] == [{"pointer": "#/reason", "code": "required"}]
    plan = {"reference": f"{HOUSEHOLD}#1", "verdict": "approve"}
    assert decide(submitted, meeting, plan, token="coordinator").code == "forbidden"
    path = f"/v1/meetings/{meeting['meeting_id']}/decisions"
    assert send(submitted, "POST", path, "committee", {"decisions": [plan]}, match='"9"').code == "stale"


def test_a_crash_between_carrying_out_and_recording_is_finished_by_the_same_call(
    submitted: Gateway, monkeypatch: pytest.MonkeyPatch, aws: Aws
) -> None:
    meeting = call(submitted).json
    plan = {"reference": f"{HOUSEHOLD}#1", "verdict": "approve"}
    commit = Transaction.commit

    def crash(self: Transaction) -> None:
        keys_put = [
            action["Put"]["Item"].get("PK", {}).get("S", "") for action in self.actions if "Put" in action
        ]
        if any(key.startswith("MEET#") for key in keys_put):
            raise KeyboardInterrupt
        commit(self)

    monkeypatch.setattr(Transaction, "commit", crash)
    with pytest.raises(KeyboardInterrupt):
        decide(submitted, meeting, plan)
    monkeypatch.setattr(Transaction, "commit", commit)
    assert decide(submitted, meeting, plan).json["items"][0]["verdict"] == "approve"
    assert len(events(aws, "plan.decided")) == 1
    assert len(list(query(core(), keys.household_pk(HOUSEHOLD), prefix="PLAN#"))) == 1


def test_a_request_for_money_of_a_higher_level_is_answered(submitted: Gateway) -> None:
    do(submitted, "POST", "/plan/decision", "committee", {"approved": True})
    do(submitted, "PATCH", "/plan/measures/home_repair", "mentor", {"requested": "province"})
    meeting = call(submitted).json
    assert [(one["kind"], one["alike"]) for one in meeting["items"]] == [("money", "Msdhs province")]
    reference = meeting["items"][0]["reference"]
    assert decide(submitted, meeting, {"reference": reference, "verdict": "grant"}).status == 200
    measure = submitted.call("GET", about("/plan"), token="mentor").json["plan"]["measures"][0]
    assert (measure["requested"], measure["reason"]) == (None, "money granted: province")
    assert measure["budget"] == PLAN["measures"][0]["budget"]


def test_a_late_alert_comes_to_the_meeting_and_nothing_is_done_by_more_than_one(
    submitted: Gateway, aws: Aws
) -> None:
    body = {"shock": "illness", "on": "2022-01-18"}
    assert send(submitted, "POST", about("/alerts"), "mentor", body).status == 201
    put_clock(aws, "2022-02-10T02:00:00Z")
    meeting = call(submitted, on="2022-02-10").json
    item = next(one for one in meeting["items"] if one["kind"] == "alert")
    order = {"reference": item["reference"], "verdict": "no_action", "reason": "หายดีแล้ว"}
    assert decide(submitted, meeting, order).status == 200
    assert submitted.call("GET", "/v1/alerts", token="coordinator").json["items"] == []
