"""Tasks through the API: the worklist of an agency, and actions by the same table as its replies queue."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.gateway import Gateway, Reply
from tests.api.world import FOREIGN, HOUSEHOLD
from tests.support.aws import Aws

CLAIM = "old_age_allowance"


def worklist(api: Gateway, token: str, **query: object) -> list[dict[str, Any]]:
    reply = api.call("GET", "/v1/tasks", token=token, query=query)
    assert reply.status == 200, reply.body
    items: list[dict[str, Any]] = reply.json["items"]
    return items


@pytest.fixture
def task(api: Gateway) -> dict[str, Any]:
    return next(one for one in worklist(api, "coordinator") if one["benefit"] == CLAIM)


def act(
    api: Gateway, task: dict[str, Any], token: str = "lao-1", key: str | None = None, **body: Any
) -> Reply:
    headers = {"If-Match": f'"{task["version"]}"'}
    if key:
        headers["Idempotency-Key"] = key
    path = f"/v1/tasks/{task['task_id']}/actions"
    return api.call("POST", path, token=token, json_body=body, headers=headers)


def test_an_agency_lists_its_own_tasks_in_and_out_of_its_area(api: Gateway) -> None:
    assert {one["agency"] for one in worklist(api, "lao-1")} == {"Lao"}
    assert {one["household_id"] for one in worklist(api, "lao-1")} == {HOUSEHOLD, FOREIGN}
    assert worklist(api, "moe-far", agency="Lao") == []


def test_a_coordinator_lists_the_tasks_of_all_agencies_in_the_own_areas(api: Gateway) -> None:
    assert {one["household_id"] for one in worklist(api, "coordinator")} == {HOUSEHOLD}
    assert {one["household_id"] for one in worklist(api, "coordinator-far")} == {FOREIGN}


def test_a_worklist_is_narrowed_by_agency_state_due_and_area(api: Gateway, task: dict[str, Any]) -> None:
    assert task in worklist(api, "coordinator", agency="Lao", state="sent", due=task["due"], area="9501")
    assert worklist(api, "coordinator", due="2022-01-19") == []
    assert worklist(api, "coordinator", state="done") == []
    assert worklist(api, "coordinator", area="9502") == []


def test_a_task_is_read_with_the_tag_that_an_action_sends_back(api: Gateway, task: dict[str, Any]) -> None:
    reply = api.call("GET", f"/v1/tasks/{task['task_id']}", token="lao-1")
    assert (reply.status, reply.headers["etag"]) == (200, f'"{task["version"]}"')
    assert set(reply.json["actions"]) == {"accept", "return"}


def test_an_agency_accepts_and_the_answer_shows_the_new_state(api: Gateway, task: dict[str, Any]) -> None:
    reply = act(api, task, action="accept")
    assert (reply.status, reply.json["state"]) == (200, "accepted")
    assert reply.headers["etag"] == f'"{task["version"] + 1}"'


def test_a_repeat_with_the_same_key_does_it_once_and_answers_alike(
    api: Gateway, task: dict[str, Any], aws: Aws
) -> None:
    first = act(api, task, key="accept-000001", action="accept")
    again = act(api, task, key="accept-000001", action="accept")
    assert first.json == again.json
    rows = [item["type"]["S"] for item in aws.items("AuditTable")]
    assert rows.count("th.sitthi.task.accepted.v1") == 1


def test_an_action_needs_the_version_that_was_read(api: Gateway, task: dict[str, Any]) -> None:
    path = f"/v1/tasks/{task['task_id']}/actions"
    body = {"action": "accept"}
    assert api.call("POST", path, token="lao-1", json_body=body).code == "precondition_required"
    old = api.call("POST", path, token="lao-1", json_body=body, headers={"If-Match": '"99"'})
    assert (old.status, old.code) == (412, "stale")
    odd = api.call("POST", path, token="lao-1", json_body=body, headers={"If-Match": "*"})
    assert odd.code == "stale"


def test_an_action_that_the_state_does_not_take_says_what_is_possible(
    api: Gateway, task: dict[str, Any]
) -> None:
    reply = act(api, task, action="done", outcome="RECEIVED", evidence=["receipt:1"])
    assert (reply.status, reply.code) == (409, "action_refused")
    assert reply.json["errors"] == [{"pointer": "#/action", "code": "TASK-NOT-ALLOWED"}]
    assert "accept, return" in reply.json["details"]["en"]


@pytest.mark.parametrize("who", ["moe-1", "lao-far", "coordinator", "mentor", "revoked", "nobody-there"])
def test_a_task_is_given_only_to_an_officer_of_its_agency_in_office_who_covers_its_area(
    api: Gateway, task: dict[str, Any], who: str
) -> None:
    accepted = act(api, task, action="accept").json
    refused = act(api, accepted, action="assign", officer=who)
    assert (refused.status, refused.code) == (422, "invalid")
    assert refused.json["errors"] == [{"pointer": "#/officer", "code": "cannot_take"}]
    assert who not in refused.body.decode()
    given = act(api, accepted, action="assign", officer="lao-1").json
    assert (given["state"], given["officer"]) == ("in_progress", "lao-1")
    again = act(api, given, action="reassign", officer=who, reason="ลา")
    assert again.json["errors"] == refused.json["errors"]
    assert act(api, given, action="reassign", officer="lao-head", reason="ลา").json["officer"] == "lao-head"


def test_an_action_with_a_field_missing_names_the_field(api: Gateway, task: dict[str, Any]) -> None:
    accepted = act(api, task, action="accept").json
    reply = act(api, accepted, action="assign")
    assert (reply.status, reply.code) == (422, "invalid")
    assert reply.json["errors"] == [{"pointer": "#/officer", "code": "required"}]
    reply = act(api, accepted, action="return", reason="BORED")
    assert reply.json["errors"] == [{"pointer": "#/reason", "code": "not_in_list"}]
    assert "BORED" not in reply.body.decode()


@pytest.mark.parametrize("token", ["moe-1", "coordinator-far"])
def test_a_foreign_task_answers_exactly_as_one_that_is_not_there(
    api: Gateway, task: dict[str, Any], token: str
) -> None:
    absent = {**task, "task_id": f"{HOUSEHOLD}-0123456789ab"}
    for call in (
        lambda one: act(api, one, token=token, action="accept"),
        lambda one: api.call("GET", f"/v1/tasks/{one['task_id']}", token=token),
    ):
        assert (call(task).status, call(task).said) == (call(absent).status, call(absent).said)
        assert call(task).status == 404


def test_a_role_that_never_works_tasks_is_told_so(api: Gateway, task: dict[str, Any]) -> None:
    for token in ("partner", "evaluator", "administrator"):
        assert act(api, task, token=token, action="accept").code == "forbidden"


def test_a_machine_acts_within_its_scope_and_nowhere_else(api: Gateway, task: dict[str, Any]) -> None:
    assert act(api, task, token="machine", action="accept").status == 200
    assert api.call("GET", "/v1/households", token="machine").code == "forbidden"


@pytest.mark.parametrize("day", ["2022-02-30", "19/01/2565", "2022-1-19"])
def test_a_day_that_is_none_is_named(api: Gateway, task: dict[str, Any], day: str) -> None:
    reply = act(api, task, action="accept", occurred_at=day)
    assert reply.json["errors"] == [{"pointer": "#/occurred_at", "code": "format"}]


def test_the_future_is_refused(api: Gateway, task: dict[str, Any]) -> None:
    reply = act(api, task, action="accept", occurred_at="2022-01-20")
    assert reply.json["errors"] == [{"pointer": "#/occurred_at", "code": "out_of_range"}]
