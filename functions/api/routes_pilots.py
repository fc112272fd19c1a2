"""Pilot households: chosen by a rule that is recorded, so that anybody can repeat it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.routes_households import Area, HouseholdId
from shared.casework import pilots
from shared.casework.sessions import Caller
from shared.domain.pilots import Rule
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import WHOLE, Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Reason

routes = Blueprint(__name__)

SelectionId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]
Measure = Literal["deprived", "unclaimed_baht", "vulnerable", "distance_km"]
Count = Annotated[int, Field(ge=1, le=pilots.MOST), WHOLE]


class Share(Strict):
    area: Area
    count: Count


class SelectionWanted(Strict):
    """The rule: from which areas, how many, in which order. The draw by ``seed`` decides where all are equal."""

    areas: Annotated[list[Area], Field(min_length=1, max_length=20)]
    size: Count
    order: Annotated[list[Measure], Field(min_length=1, max_length=4)] = Field(
        default=["deprived", "unclaimed_baht", "vulnerable", "distance_km"]
    )
    shares: Annotated[list[Share], Field(max_length=20)] = Field(
        default_factory=list, description="how many of each area; else the best of all"
    )
    seed: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{0,40}$")] = ""


class Chosen(Seen):
    household_id: str
    rank: int
    values: list[int | None] = Field(
        description="by the order's measures; null: unknown; empty: came by a swap"
    )
    drawn: bool = Field(description="a tie at the line: the draw decided")


class SwapSeen(Seen):
    out: str
    into: str
    reason: str
    by: str
    on: date


class SelectionSeen(Seen):
    selection_id: str
    on: date
    by: str
    areas: list[str]
    size: int
    order: list[str]
    shares: list[Share]
    seed: str
    candidates: int
    chosen: list[Chosen]
    reserve: list[str] = Field(description="the next in order, at most a thousand")
    ties: list[list[str]] = Field(description="households that were equal at the line")
    digest: str = Field(description="of candidates, rule and choice: the same for whoever repeats it")
    swaps: list[SwapSeen]
    version: int


class SelectionListed(Seen):
    selection_id: str
    on: date
    by: str
    areas: list[str]
    size: int
    swaps: int


class SwapWanted(Strict):
    out: HouseholdId
    into: HouseholdId
    reason: Reason


@endpoint(
    routes,
    "POST",
    "/v1/pilots/selections",
    action="select_pilots",
    status=201,
    errors=("refused", "busy"),
    tags=("mentors",),
)
def select_pilots(
    body: SelectionWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[SelectionSeen]:
    """Choose pilot households by area and a stated order. The same rule over the same households chooses the same."""
    rule = Rule(
        size=body.size,
        areas=tuple(body.areas),
        order=tuple(body.order),
        shares=tuple((one.area, one.count) for one in body.shares),
        seed=body.seed,
    )
    return _answer(pilots.select_pilots(caller, rule, idempotency_key))


@endpoint(routes, "GET", "/v1/pilots/selections", action="select_pilots", tags=("mentors",))
def list_selections(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[SelectionListed]:
    """List the choices that were made in the caller's areas, newest first."""
    filters = ["selections", caller.officer.officer_id]
    found, position = pilots.list_selections(caller, decode(cursor, filters), limit)
    items = [
        SelectionListed(
            selection_id=one.selection_id,
            on=one.on,
            by=one.by,
            areas=list(one.selection.rule.areas),
            size=one.selection.rule.size,
            swaps=len(one.selection.swaps),
        )
        for one in found
    ]
    return Page[SelectionListed](items=items, next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/pilots/selections/{selection_id}", action="select_pilots", tags=("mentors",))
def read_selection(selection_id: SelectionId, caller: Caller) -> Answer[SelectionSeen]:
    """Read a selection with its rule, its ties and its swaps."""
    return _answer(pilots.read_selection(caller, selection_id))


@endpoint(
    routes,
    "POST",
    "/v1/pilots/selections/{selection_id}/swaps",
    action="select_pilots",
    errors=("stale", "refused", "busy"),
    tags=("mentors",),
)
def swap_pilot(
    selection_id: SelectionId,
    body: SwapWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[SelectionSeen]:
    """Exchange one chosen household for one of the reserve, for a stated reason."""
    key = idempotency_key or caller.request_id
    exchange = (body.out, body.into)
    return _answer(pilots.swap(caller, selection_id, exchange, body.reason, expected_version(if_match), key))


def _answer(seen: pilots.SelectionSeen) -> Answer[SelectionSeen]:
    made = seen.selection
    shown = SelectionSeen(
        selection_id=seen.selection_id,
        on=seen.on,
        by=seen.by,
        areas=list(made.rule.areas),
        size=made.rule.size,
        order=list(made.rule.order),
        shares=[Share(area=area, count=count) for area, count in made.rule.shares],
        seed=made.rule.seed,
        candidates=made.candidates,
        chosen=[
            Chosen(household_id=one.household_id, rank=one.rank, values=list(one.values), drawn=one.drawn)
            for one in made.chosen
        ],
        reserve=list(made.reserve),
        ties=[list(tie) for tie in made.ties],
        digest=made.digest,
        swaps=[
            SwapSeen(out=one.out, into=one.into, reason=one.reason, by=one.by, on=one.on)
            for one in made.swaps
        ],
        version=seen.version,
    )
    return Answer(shown, {"ETag": etag(seen.version)})
