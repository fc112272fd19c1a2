"""Choosing pilot households through the API: recorded, repeatable, and changed only for a stated reason."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.officers import Officer
from tests.api.casework import about, events, give_mentor, put_officer, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import HOUSEHOLD, put_household
from tests.support.aws import Aws

OTHERS = [f"pilothouse{number:010d}" for number in range(4)]
RULE: dict[str, Any] = {"areas": ["9501"], "size": 2, "seed": "2565"}


@pytest.fixture
def many(api: Gateway) -> Gateway:
    for household in OTHERS:
        put_household(household)
    put_household("farhousehold00000001", "950201")
    put_officer(api, Officer("mentor", "mentor", None, ("9501",)))
    return api


def select(api: Gateway, once: str | None = None, token: str = "coordinator", **more: Any) -> Reply:
    return send(api, "POST", "/v1/pilots/selections", token, {**RULE, **more}, once=once)


def pilots(api: Gateway) -> set[str]:
    listed = api.call("GET", "/v1/households", token="coordinator").json["items"]
    return {one["household_id"] for one in listed if one["pilot"]}


def test_households_are_chosen_by_the_rule_and_the_line_s_ties_are_told(many: Gateway, aws: Aws) -> None:
    reply = select(many)
    assert reply.status == 201, reply.body
    made = reply.json
    assert (made["candidates"], made["size"], len(made["chosen"]), len(made["reserve"])) == (5, 2, 2, 3)
    assert sorted(made["ties"][0]) == sorted([HOUSEHOLD, *OTHERS])
    assert all(one["drawn"] for one in made["chosen"])
    assert {one["household_id"] for one in made["chosen"]} == pilots(many)
    assert made["chosen"][0]["values"][1] > 0, "the allowance that the elder does not get"
    assert len(events(aws, "household.selected")) == 1
    path = f"/v1/pilots/selections/{made['selection_id']}"
    assert many.call("GET", path, token="committee").json == made


def test_the_same_call_twice_is_one_selection(many: Gateway) -> None:
    first, again = select(many, once="select-0001"), select(many, once="select-0001")
    assert first.json == again.json
    assert len(pilots(many)) == 2


def test_a_pilot_is_not_chosen_again_and_too_few_are_refused(many: Gateway) -> None:
    select(many)
    assert select(many, size=4).json["errors"] == [{"pointer": "#/", "code": "CASE-TOO-FEW"}]
    assert len({one["household_id"] for one in select(many, size=3).json["chosen"]}) == 3
    assert len(pilots(many)) == 5


def test_nobody_chooses_in_areas_of_others(many: Gateway) -> None:
    assert select(many, areas=["9401"], size=1).json["errors"][0]["code"] == "CASE-TOO-FEW"
    assert select(many, token="mentor").code == "forbidden"
    made = select(many).json
    path = f"/v1/pilots/selections/{made['selection_id']}"
    assert many.call("GET", path, token="coordinator-far").status == 404
    listed = many.call("GET", "/v1/pilots/selections", token="committee").json["items"]
    assert [(one["selection_id"], one["size"], one["swaps"]) for one in listed] == [
        (made["selection_id"], 2, 0)
    ]
    assert many.call("GET", "/v1/pilots/selections", token="coordinator-far").json["items"] == []


def exchange(api: Gateway, made: dict[str, Any], **more: Any) -> Reply:
    body = {"out": made["chosen"][0]["household_id"], "into": made["reserve"][0], "reason": "ย้ายออก"}
    path = f"/v1/pilots/selections/{made['selection_id']}/swaps"
    return send(api, "POST", path, "coordinator", {**body, **more}, match=f'"{made["version"]}"')


def test_a_swap_says_why_and_frees_the_mentor_of_who_leaves(many: Gateway) -> None:
    made = select(many).json
    out, into = made["chosen"][0]["household_id"], made["reserve"][0]
    give_mentor(many, household=out)
    reply = exchange(many, made)
    assert reply.status == 200, reply.body
    assert [(one["out"], one["into"], one["reason"]) for one in reply.json["swaps"]] == [
        (out, into, "ย้ายออก")
    ]
    assert into in pilots(many)
    assert out not in pilots(many)
    assert many.call("GET", about("", out), token="mentor").status == 404
    assert give_mentor(many, household=into).status == 200
    assert exchange(many, made).code == "stale"


def test_only_a_chosen_household_is_swapped_for_one_of_the_reserve(many: Gateway) -> None:
    made = select(many).json
    assert (
        exchange(many, made, into=made["chosen"][1]["household_id"]).json["errors"][0]["code"] == "CASE-SWAP"
    )
    assert exchange(many, made, reason="").code == "invalid"
