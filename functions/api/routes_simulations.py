"""Simulations: other dated amounts of the rule book, and who in an area would gain or lose by them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.routes_households import Area
from shared.casework import simulations
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey
from shared.http.model import WHOLE, Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.rules.reform import Value

routes = Blueprint(__name__)

SimulationId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}\.[a-z0-9_]{1,40}$")]
Amount = Annotated[int, Field(ge=0, le=10_000_000), WHOLE]
Case = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,40}$")]


class Step(Strict):
    """One band by where it begins, or one case by its word."""

    of: Case
    value: Amount


class Change(Strict):
    """A value has the form of the one in force: a number, yes or no, or the steps of bands or cases."""

    parameter: ParameterName
    since: Day
    value: Amount | bool | Annotated[list[Step], Field(min_length=1, max_length=50)]


class SimulationWanted(Strict):
    area: Area
    on: Day | None = Field(default=None, description="the day on which both books answer; without it today")
    changes: Annotated[list[Change], Field(min_length=1, max_length=20)] = Field(
        examples=[
            [
                {
                    "parameter": "old_age_allowance.rate",
                    "since": "2022-01-01",
                    "value": [{"of": "60", "value": 1000}],
                }
            ]
        ]
    )


class Counts(Seen):
    """Answers of persons and households. null: fewer than five, which could tell of somebody."""

    gains: int | None
    loses: int | None
    changes: int | None


class BenefitCounts(Counts):
    benefit: str | None = Field(description="null: those that tell of an illness, together")
    baht_per_month: int | None


class DistrictCounts(Counts):
    district: str


class SimulationResult(Seen):
    households: int | None
    touched: int | None
    benefits: list[BenefitCounts]
    districts: list[DistrictCounts]


class Simulation(Seen):
    simulation_id: str
    area: str
    on: date
    changes: dict[str, Any] = Field(description="parameter, day, value")
    asked_by: str
    asked_at: datetime
    state: Literal["queued", "done", "failed"]
    rule_book: str | None = Field(description="the edition that it was reckoned from")
    result: SimulationResult | None


@endpoint(
    routes,
    "POST",
    "/v1/simulations",
    action="simulate",
    status=202,
    errors=("refused", "busy"),
    tags=("simulation",),
)
def order_simulation(
    body: SimulationWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[Simulation]:
    """Order a simulation: who gains, who loses and what it costs, if amounts or thresholds were others.

    It runs by itself; read it until its state is `done`. Nothing of it is law.
    """
    on = date.fromisoformat(body.on) if body.on else caller.today
    wish = simulations.Wish(body.area, on, _changes(body))
    return Answer(_seen(simulations.order(caller, wish, idempotency_key)))


@endpoint(routes, "GET", "/v1/simulations", action="simulate", tags=("simulation",))
def list_simulations(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[Simulation]:
    """List the simulations of the caller's areas, newest first."""
    filters = ["simulations", caller.officer.officer_id]
    items, position = simulations.list_simulations(caller, decode(cursor, filters), limit)
    return Page[Simulation](items=[_seen(item) for item in items], next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/simulations/{simulation_id}", action="simulate", tags=("simulation",))
def read_simulation(simulation_id: SimulationId, caller: Caller) -> Simulation:
    """Read a simulation: how far it is, and its counts."""
    return _seen(simulations.read(caller, simulation_id))


def _changes(body: SimulationWanted) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for one in body.changes:
        value = {step.of: step.value for step in one.value} if isinstance(one.value, list) else one.value
        found.setdefault(one.parameter, {})[one.since] = value
    return found


def _seen(item: dict[str, Any]) -> Simulation:
    result = item.get("result")
    return Simulation(
        simulation_id=item["simulation_id"],
        area=item["area"],
        on=item["on"],
        changes=json.loads(item["changes"]),
        asked_by=item["by"],
        asked_at=item["asked_at"],
        state=item["state"],
        rule_book=item.get("rule_book"),
        result=SimulationResult.model_validate_json(result) if result else None,
    )
