"""Evaluation: rounds against the baseline, graduation by two persons, alerts with their clock."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Truth, Words
from functions.api.routes_households import Area, HouseholdId, Status
from shared.casework import alerts, rounds
from shared.casework.alerts import AlertSeen
from shared.casework.commands import Order
from shared.casework.sessions import Caller
from shared.domain.alerts import CAUSES, DECISIONS, SHOCKS
from shared.domain.policy import FieldClass
from shared.domain.rounds import Comparison, Outcome, Round, compare, criteria, suggest
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Long, Reason

routes = Blueprint(__name__)

CHANGE = ("stale", "refused", "busy")
RoundName = Annotated[str, StringConstraints(pattern="^(baseline|month-[1-9][0-9]{0,2})$")]
AlertId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{8,64}-[0-9a-f]{12}$")]


class RoundTold(Strict):
    """What is measured comes from what is known; people set only the outcome."""

    name: RoundName = Field(examples=["baseline", "month-3"])
    outcome: Status | None = Field(default=None, description="left out: it stays open, with a suggestion")
    reason: Reason | None = Field(
        default=None, description="needed where the outcome is not the one suggested"
    )


class CriterionSeen(Seen):
    code: str
    text: Words
    holds: Truth


class ComparisonSeen(Seen):
    """Of indicators that measure the same in both rounds."""

    better: list[int]
    worse: list[int]
    same: int
    not_comparable: int
    income: int | None
    baht_per_month: int
    gained: list[str]
    lost: list[str]


class OutcomeWish(Seen):
    outcome: str
    reason: str | None
    by: str


class RoundSeen(Seen):
    name: str
    on: date
    indicator_set: str
    income: int | None = Field(description="baht a person and year")
    open_gaps: int
    targets: int
    reached: int
    criteria: list[CriterionSeen]
    since_baseline: ComparisonSeen | None
    suggestion: str
    suggestion_reasons: list[str]
    outcome: str | None
    assessor: str
    second_person: str | None
    reason: str | None
    wish: OutcomeWish | None = Field(description="an outcome that waits for a second person")


class RoundDue(Seen):
    name: str
    due: date


class Rounds(Seen):
    items: list[RoundSeen]
    due: list[RoundDue]


class ShockTold(Strict):
    shock: Literal[SHOCKS]  # type: ignore[valid-type]
    on: Day
    note: Long | None = None


class DecisionWish(Seen):
    decision: str
    reason: str | None
    by: str


class Alert(Seen):
    alert_id: str
    household_id: str
    cause: str
    text: Words
    details: list[str]
    note: str | None
    opened_on: date
    decide_by: date
    late: bool
    decision: str | None
    decided_by: str | None
    decided_on: date | None
    reason: str | None
    wish: DecisionWish | None = Field(description="a decision to do nothing that waits for a second person")
    version: int


class Alerts(Seen):
    items: list[Alert]


class AlertDecision(Strict):
    decision: Literal[DECISIONS]  # type: ignore[valid-type]
    reason: Reason


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/rounds",
    action="record_round",
    status=201,
    errors=("refused", "busy"),
    tags=("evaluation",),
)
def record_round(
    household_id: HouseholdId, body: RoundTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Rounds:
    """Make an evaluation round: measured now, compared with the baseline, its outcome set or left open.

    To graduate, and to be supported for good, takes two: the outcome waits for a second person's approval.
    """
    order = Order(caller, household_id, "record_round", idempotency_key, fields=FieldClass.SENSITIVE)
    outcome = Outcome(body.outcome) if body.outcome else None
    return _rounds(rounds.record_round(order, body.name, outcome, body.reason))


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/rounds/{round_name}/approval",
    action="approve_round",
    errors=("refused", "busy"),
    tags=("evaluation",),
)
def approve_round(
    household_id: HouseholdId, round_name: RoundName, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Rounds:
    """Approve, as the second person, an outcome that takes two."""
    order = Order(caller, household_id, "approve_round", idempotency_key)
    return _rounds(rounds.approve_round(order, round_name))


@endpoint(routes, "GET", "/v1/households/{household_id}/rounds", action="read_rounds", tags=("evaluation",))
def read_rounds(household_id: HouseholdId, caller: Caller) -> Rounds:
    """Read the rounds of a household with their criteria, and the rounds that are to come."""
    return _rounds(rounds.read_rounds(caller, household_id))


@endpoint(routes, "GET", "/v1/alerts", action="read_alerts", tags=("evaluation",))
def list_alerts(
    caller: Caller, area: Area | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[Alert]:
    """List open alerts that the caller may see, by the day on which they must be decided."""
    filters = ["alerts", caller.officer.officer_id, area]
    found, position = alerts.list_alerts(caller, area, decode(cursor, filters), limit)
    items = [_alert(one, caller.today) for one in found]
    return Page[Alert](items=items, next_cursor=encode(position, filters))


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/alerts",
    action="record_facts",
    status=201,
    errors=("refused", "busy"),
    tags=("evaluation",),
)
def report_shock(
    household_id: HouseholdId, body: ShockTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Alerts:
    """Report that something has hit the family: it opens an alert with fifteen days to a decision."""
    on = date.fromisoformat(body.on)
    order = Order(caller, household_id, "record_facts", idempotency_key, fields=FieldClass.SENSITIVE)
    found = alerts.report_shock(order, body.shock, on, body.note)
    return Alerts(items=[_alert(one, caller.today) for one in found])


@endpoint(
    routes,
    "POST",
    "/v1/alerts/{alert_id}/decision",
    action="decide_alert",
    errors=CHANGE,
    tags=("evaluation",),
)
def decide_alert(
    alert_id: AlertId,
    body: AlertDecision,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Alert]:
    """Decide an alert. To do nothing takes two persons: the same call by another carries it out."""
    household_id = alerts.household_of_alert(alert_id)
    order = Order(caller, household_id, "decide_alert", idempotency_key, expected_version(if_match))
    seen = alerts.decide_alert(order, alert_id, body.decision, body.reason)
    return Answer(_alert(seen, caller.today), {"ETag": etag(seen.version)})


def _rounds(seen: rounds.RoundsSeen) -> Rounds:
    items = []
    for number, one in enumerate(seen.rounds, 1):
        suggestion = suggest(seen.rounds[:number], seen.status)
        items.append(
            RoundSeen(
                name=one.name,
                on=one.measured.on,
                indicator_set=one.measured.indicator_set,
                income=one.measured.income,
                open_gaps=one.measured.open_gaps,
                targets=one.measured.targets,
                reached=one.measured.reached,
                criteria=_criteria(one),
                since_baseline=_compared(seen.rounds[0], one) if number > 1 else None,
                suggestion=suggestion.outcome.value,
                suggestion_reasons=list(suggestion.reasons),
                outcome=one.outcome.value if one.outcome else None,
                assessor=one.assessor,
                second_person=one.second_person,
                reason=one.reason,
                wish=OutcomeWish.model_validate(seen.wishes[one.name]) if one.name in seen.wishes else None,
            )
        )
    return Rounds(items=items, due=[RoundDue(name=name, due=due) for name, due in seen.due])


def _criteria(one: Round) -> list[CriterionSeen]:
    return [
        CriterionSeen(code=row.code, text=Words(th=row.th, en=row.en), holds=row.holds.value)
        for row in criteria(one.measured)
    ]


def _compared(before: Round, after: Round) -> ComparisonSeen:
    found: Comparison = compare(before.measured, after.measured)
    return ComparisonSeen(
        better=list(found.better),
        worse=list(found.worse),
        same=found.same,
        not_comparable=found.not_comparable,
        income=found.income,
        baht_per_month=found.baht_month,
        gained=list(found.gained),
        lost=list(found.lost),
    )


def _alert(seen: AlertSeen, today: date) -> Alert:
    one = seen.alert
    th, en = CAUSES[one.cause]
    return Alert(
        alert_id=one.alert_id,
        household_id=one.household_id,
        cause=one.cause,
        text=Words(th=th, en=en),
        details=list(one.details),
        note=seen.note,
        opened_on=one.opened_on,
        decide_by=one.decide_by,
        late=one.late(today),
        decision=one.decision,
        decided_by=one.decided_by,
        decided_on=one.decided_on,
        reason=one.reason,
        wish=DecisionWish.model_validate({"reason": None, **seen.wish}) if seen.wish else None,
        version=seen.version,
    )
