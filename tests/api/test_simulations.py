"""What if amounts were others: ordered by those of the area, run from the queue, kept as counts that name nobody."""

from __future__ import annotations

from typing import Any

from functions.run_simulation.handler import handler
from tests.api.casework import details, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import put_household
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context

PATH = "/v1/simulations"
RATE = {"parameter": "old_age_allowance.rate", "since": "2022-01-01"}
HIGHER = [{**RATE, "value": [{"of": "60", "value": 1000}]}]


def order(api: Gateway, token: str = "evaluator", once: str | None = None, **more: Any) -> Reply:
    return send(api, "POST", PATH, token, {"area": "95", "changes": HIGHER, **more}, once=once)


def test_a_simulation_counts_who_gains_and_what_it_costs_once(api: Gateway, aws: Aws) -> None:
    for number in range(5):
        put_household(f"house{number}abcdefghij01234")
    for _ in range(2):
        asked = order(api, once="higher-0001")
        assert (asked.status, asked.json["state"], asked.json["result"]) == (202, "queued", None)
    for message in aws.messages("simulations"):
        for _ in range(2):
            assert not handler(sqs_event(message), Context())["batchItemFailures"]
    found = api.call("GET", f"{PATH}/{asked.json['simulation_id']}", token="coordinator").json
    assert (found["state"], found["result"]["households"], found["result"]["touched"]) == ("done", 6, 6)
    (row,) = found["result"]["benefits"]
    assert (row["benefit"], row["gains"], row["loses"]) == ("old_age_allowance", 6, 0)
    assert row["baht_per_month"] == 6 * 300, "700 at seventy-one years becomes 1,000"
    assert found["result"]["districts"] == [{"district": "9501", "gains": 6, "loses": 0, "changes": 0}]
    listed = api.call("GET", PATH, token="committee").json["items"]
    assert [one["simulation_id"] for one in listed] == [found["simulation_id"]]


def test_small_counts_are_not_told(api: Gateway, aws: Aws) -> None:
    asked = order(api)
    for message in aws.messages("simulations"):
        handler(sqs_event(message), Context())
    found = api.call("GET", f"{PATH}/{asked.json['simulation_id']}", token="evaluator").json["result"]
    assert (found["households"], found["touched"]) == (None, None)
    assert found["benefits"][0]["gains"] is None
    assert found["benefits"][0]["baht_per_month"] is None


def test_only_what_the_rule_book_has_is_simulated_and_only_over_ones_own_area(api: Gateway) -> None:
    for change in (
        {"parameter": "old_age_allowance.colour", "value": 1},
        {"value": True},
        {"value": [{"of": "sixty", "value": 1}]},
    ):
        refused = order(api, changes=[{**RATE, **change}])
        assert "old_age_allowance.rate" in details(refused)
    assert order(api, area="94").json["errors"][0]["code"] == "CASE-OFFICER-AREA"
    assert order(api, "lao-1").code == "forbidden"
    mine = order(api).json["simulation_id"]
    assert api.call("GET", f"{PATH}/{mine}", token="coordinator-far").status == 404
    assert api.call("GET", PATH, token="coordinator-far").json["items"] == []
