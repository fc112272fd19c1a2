"""Needs and the one plan of a household: from what it lacks to what every agency does about it."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint

from functions.api.models import Words
from functions.api.need_models import (
    AnswerSeen,
    AnswerTold,
    Needs,
    NeedSeen,
    NeedsTold,
    NeedTold,
    ProposalSeen,
)
from functions.api.plan_models import (
    DecisionTold,
    MeasureChange,
    MeasureId,
    PlanOfHousehold,
    PlanTold,
    SignatureTold,
    day,
    draft_of,
    version_seen,
)
from functions.api.routes_households import HouseholdId
from shared.casework import needs, papers, plans
from shared.casework.commands import Order
from shared.casework.sessions import Caller
from shared.domain.measures import Proposal
from shared.domain.needs import Need
from shared.domain.plan_types import Spending
from shared.domain.plans import unsigned
from shared.domain.policy import FieldClass
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.operation import Answer, Redirect

routes = Blueprint(__name__)

CHANGE = ("stale", "refused", "busy")
PLACE = "/v1/households/{household_id}"


@endpoint(routes, "GET", f"{PLACE}/needs", action="read_needs", tags=("plans",))
def read_needs(household_id: HouseholdId, caller: Caller) -> Answer[Needs]:
    """Read the needs of a household by dimension, the measures that address them and what agencies said."""
    return _needs(needs.read_needs(caller, household_id))


@endpoint(routes, "POST", f"{PLACE}/needs", action="record_needs", errors=CHANGE, tags=("plans",))
def record_needs(
    household_id: HouseholdId,
    body: NeedsTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Needs]:
    """Record what the team found: needs in the five dimensions, occupational wishes and suitability."""
    expected = expected_version(if_match)
    order = Order(caller, household_id, "record_needs", idempotency_key, expected, FieldClass.SENSITIVE)
    found = needs.Findings(
        needs=tuple(_need(one, caller) for one in body.needs),
        assessed=tuple(body.assessed),
        wishes=tuple(body.wishes) if body.wishes is not None else None,
        suitability=tuple(body.suitability) if body.suitability is not None else None,
    )
    return _needs(needs.record_needs(order, found))


def _need(one: NeedTold, caller: Caller) -> Need:
    return Need(
        one.dimension,
        one.code,
        one.level,
        caller.today,
        "visit",
        members=tuple(one.members),
        note=one.note,
    )


@endpoint(
    routes,
    "POST",
    f"{PLACE}/needs/answers",
    action="propose_measures",
    errors=("refused", "busy"),
    tags=("plans",),
)
def answer_needs(
    household_id: HouseholdId, body: AnswerTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[Needs]:
    """Answer the needs in an agency's field: propose measures of its own, or decline with a reason."""
    order = Order(caller, household_id, "propose_measures", idempotency_key)
    return _needs(needs.answer_needs(order, body.measures, body.declined, body.note))


@endpoint(routes, "GET", f"{PLACE}/plan", action="read_plan", tags=("plans",))
def read_plan(household_id: HouseholdId, caller: Caller) -> Answer[PlanOfHousehold]:
    """Read the plan in force, as its measures stand, and a newer version that is being made."""
    return _plan(plans.read_plan(caller, household_id))


@endpoint(
    routes,
    "GET",
    f"{PLACE}/plan/paper",
    action="reveal_identity",
    errors=("refused", "unavailable"),
    tags=("plans",),
)
def print_plan(household_id: HouseholdId, caller: Caller, version: papers.Which = "newest") -> Redirect:
    """Go to the plan as a PDF of two pages in Thai, with names, for the family to read, sign and keep.

    `newest` is the version that is being made, where there is one; `in_force` the decided one. The address lives two
    minutes, the file a day.
    """
    return Redirect(papers.plan_paper(caller, household_id, version))


@endpoint(
    routes,
    "GET",
    f"{PLACE}/paper",
    action="reveal_identity",
    errors=("unavailable",),
    tags=("households",),
)
def print_household(
    household_id: HouseholdId, caller: Caller, language: papers.Language | None = None
) -> Redirect:
    """Go to the household at a glance as a PDF of two pages, with names, for its mentor to take along.

    In the reader's own language unless `language` says another. The address lives two minutes, the file a day.
    """
    return Redirect(papers.household_paper(caller, household_id, language))


@endpoint(routes, "PUT", f"{PLACE}/plan", action="write_plan", errors=CHANGE, tags=("plans",))
def write_plan(
    household_id: HouseholdId,
    body: PlanTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[PlanOfHousehold]:
    """Write the plan's text. Over a decided version this begins the next one; signatures under other text fall."""
    order = Order(caller, household_id, "write_plan", idempotency_key, expected_version(if_match))
    return _plan(plans.write_plan(order, draft_of(body)))


@endpoint(
    routes,
    "POST",
    f"{PLACE}/plan/signatures",
    action="sign_plan",
    errors=("refused", "busy"),
    tags=("plans",),
)
def sign_plan(
    household_id: HouseholdId, body: SignatureTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[PlanOfHousehold]:
    """Sign exactly the text that was read: as mentor, for an agency, or for the household with who of it says yes."""
    order = Order(caller, household_id, "sign_plan", idempotency_key)
    return _plan(plans.sign_plan(order, body.role, body.digest, body.member_id, body.method))


@endpoint(routes, "POST", f"{PLACE}/plan/submission", action="submit_plan", errors=CHANGE, tags=("plans",))
def submit_plan(
    household_id: HouseholdId, caller: Caller, if_match: IfMatch, idempotency_key: IdempotencyKey = None
) -> Answer[PlanOfHousehold]:
    """Submit the plan to the committee: whole, within its ceiling, signed by household and mentor."""
    order = Order(caller, household_id, "submit_plan", idempotency_key, expected_version(if_match))
    return _plan(plans.submit_plan(order))


@endpoint(routes, "POST", f"{PLACE}/plan/decision", action="decide_plan", errors=CHANGE, tags=("plans",))
def decide_plan(
    household_id: HouseholdId,
    body: DecisionTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[PlanOfHousehold]:
    """Approve the plan, whose measures then become tasks, or send it back with a reason."""
    order = Order(caller, household_id, "decide_plan", idempotency_key, expected_version(if_match))
    return _plan(plans.decide_plan(order, body.approved, body.reason))


@endpoint(
    routes,
    "PATCH",
    f"{PLACE}/plan/measures/{{measure}}",
    action="change_measure",
    errors=CHANGE,
    tags=("plans",),
)
def change_measure(
    household_id: HouseholdId,
    measure: MeasureId,
    body: MeasureChange,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[PlanOfHousehold]:
    """Record money that was spent, ask a higher level for money, or give a measure up with a reason.

    That a measure is reached follows from its task, which family, mentor or data confirm.
    """
    order = Order(caller, household_id, "change_measure", idempotency_key, expected_version(if_match))
    paid = body.spending
    spending = None
    if paid is not None:
        on = day(paid.on) or caller.today
        spending = Spending(on, paid.amount, paid.evidence)
    change = plans.Progress(spending, body.requested, body.given_up, body.reason, day(body.on))
    return _plan(plans.change_measure(order, measure, change))


def _needs(seen: needs.NeedsSeen) -> Answer[Needs]:
    found = seen.assessment
    shown = Needs(
        household_id=seen.household_id,
        needs=[_need_seen(one) for one in found.needs],
        assessed=sorted(found.assessed),
        wishes=list(found.wishes),
        suitability=list(found.suitability),
        proposals=[_proposal(one) for one in seen.proposals],
        unanswered=list(seen.unanswered),
        answers=[AnswerSeen.model_validate(one, from_attributes=True) for one in _listed(seen.answers)],
        waiting=list(seen.waiting),
        version=seen.version,
    )
    return Answer(shown, {"ETag": etag(seen.version)})


def _listed(answers: tuple[needs.AgencyAnswer, ...]) -> list[dict[str, Any]]:
    return [
        {
            "agency": one.agency,
            "measures": list(one.measures),
            "declined": one.declined,
            "note": one.note,
            "by": one.by,
            "on": one.on,
        }
        for one in answers
    ]


def _need_seen(one: Need) -> NeedSeen:
    return NeedSeen(
        dimension=one.dimension,
        code=one.code,
        level=one.level,
        since=one.since,
        source=one.source,
        members=list(one.members),
        note=one.note,
    )


def _proposal(one: Proposal) -> ProposalSeen:
    row = one.measure
    return ProposalSeen(
        measure=row.id,
        text=Words(th=row.th, en=row.en),
        dimension=row.dimension,
        agency=row.agency,
        needs=list(one.needs),
        cost=row.cost,
        days=row.days,
        target=row.target,
        fund=row.fund,
    )


def _plan(seen: plans.PlanSeen) -> Answer[PlanOfHousehold]:
    shown = PlanOfHousehold(
        household_id=seen.opened.household_id,
        plan=version_seen(seen.plan, unsigned(seen.plan)) if seen.plan else None,
        draft=version_seen(seen.draft, unsigned(seen.draft)) if seen.draft else None,
        double_aid=list(seen.double_aid),
        check_since=seen.check_since,
    )
    return Answer(shown, {"ETag": etag(seen.version)})
