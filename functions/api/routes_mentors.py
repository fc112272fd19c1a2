"""Mentors and phases: who looks after a household, and what it still wants before it goes on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Words
from functions.api.routes_households import Area, HouseholdId, HouseholdSummary, summary_of
from shared.casework import mentors, phases
from shared.casework.case_view import mentors_of
from shared.casework.commands import Opened, Order
from shared.casework.queries import may_weigh
from shared.casework.sessions import Caller
from shared.domain.mentors import Assignment, Suggestion
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import WHOLE, Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Reason

routes = Blueprint(__name__)

OfficerId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_.@-]{1,80}$")]
CHANGE = ("stale", "refused", "busy")


class MentorWanted(Strict):
    officer_id: OfficerId
    reason: Reason | None = Field(
        default=None, description="why the mentor before goes; needed for a hand-over"
    )


class MentorOfHousehold(Seen):
    officer_id: str
    number: int = Field(description="counts the household's mentors from 1")
    since: date
    until: date | None
    ended: str | None = Field(description="why, when it has ended")


class Mentors(Seen):
    household_id: str
    mentor: str | None
    history: list[MentorOfHousehold]
    version: int


class SuggestedMentor(Seen):
    officer_id: str
    nearness: int = Field(description="digits of the area that both share: 6 the subdistrict, 4 the district")
    speaks: bool = Field(description="the household's language")
    past_households: int


class MentorsSuggested(Seen):
    household_id: str
    area: str
    phase: int
    mentors: list[SuggestedMentor]


class MentorSeen(Seen):
    """An official has one household at a time."""

    officer_id: str
    agency: str | None
    areas: list[str]
    household_id: str | None = Field(description="null: free for one")
    household: HouseholdSummary | None = Field(description="null: none, or one outside the caller's areas")


class ConditionSeen(Seen):
    code: str
    text: Words
    met: bool
    missing: list[str]


class PhaseWish(Seen):
    target: int
    reason: str
    by: str
    on: date


class Phase(Seen):
    household_id: str
    phase: int
    ready: bool = Field(description="everything that this phase wants is there")
    conditions: list[ConditionSeen]
    targets: list[int]
    wish: PhaseWish | None = Field(description="a move over unmet conditions that waits for a second person")
    version: int


class PhaseMove(Strict):
    target: Annotated[int, Field(ge=1, le=4), WHOLE]
    reason: Reason | None = None


@endpoint(
    routes,
    "PUT",
    "/v1/households/{household_id}/mentor",
    action="assign_mentor",
    errors=CHANGE,
    tags=("mentors",),
)
def assign_mentor(
    household_id: HouseholdId,
    body: MentorWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Mentors]:
    """Give a household its mentor, or hand it over.

    An official has one household at a time, a household one mentor: of two assignments at once one wins.
    """
    order = Order(caller, household_id, "assign_mentor", idempotency_key, expected_version(if_match))
    return _mentors(mentors.assign_mentor(order, body.officer_id, body.reason))


@endpoint(routes, "GET", "/v1/mentors", action="suggest_mentors", tags=("mentors",))
def list_mentors(
    caller: Caller, area: Area | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[MentorSeen]:
    """List active mentors who work in the caller's areas, and what each of them carries.

    A page may be short, even empty, and still have a next one: rare filters are read in bounded steps.
    """
    filters = ["mentors", caller.officer.officer_id, area]
    found, position = mentors.list_mentors(caller, area, decode(cursor, filters), limit)
    money = may_weigh(caller)
    items = [
        MentorSeen(
            officer_id=one.officer.officer_id,
            agency=one.officer.agency,
            areas=list(one.officer.areas),
            household_id=one.household_id,
            household=HouseholdSummary(**summary_of(one.meta, money=money)) if one.meta else None,
        )
        for one in found
    ]
    return Page[MentorSeen](items=items, next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/mentors/suggestions", action="suggest_mentors", tags=("mentors",))
def suggest_mentors(
    caller: Caller, area: Area | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[MentorsSuggested]:
    """Suggest free officials for households of the programme without a mentor: near first, then by language and load.

    A page may be short, even empty, and still have a next one: rare filters are read in bounded steps.
    """
    filters = ["suggestions", caller.officer.officer_id, area]
    found, position = mentors.suggest_mentors(caller, area, decode(cursor, filters), limit)
    items = [
        MentorsSuggested(
            household_id=meta["household_id"],
            area=meta["tambon"],
            phase=meta["phase"],
            mentors=[_suggestion(one) for one in fitting],
        )
        for meta, fitting in found
    ]
    return Page[MentorsSuggested](items=items, next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/households/{household_id}/phase", action="read_household", tags=("households",))
def read_phase(household_id: HouseholdId, caller: Caller) -> Answer[Phase]:
    """Read the checklist of the household's phase: what is there and what is missing."""
    return _phase(phases.read_phase(caller, household_id))


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/phase",
    action="override_phase",
    errors=CHANGE,
    tags=("households",),
)
def move_phase(
    household_id: HouseholdId,
    body: PhaseMove,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Phase]:
    """Move a household to another phase.

    Over an unmet condition it takes two: the first call states the reason and waits, another person's call with
    the same target carries it out.
    """
    order = Order(caller, household_id, "override_phase", idempotency_key, expected_version(if_match))
    return _phase(phases.move_phase(order, body.target, body.reason))


def _mentors(opened: Opened) -> Answer[Mentors]:
    version = opened.state.version
    shown = Mentors(
        household_id=opened.household_id,
        mentor=opened.meta.get("mentor"),
        history=[_assignment(one) for one in mentors_of(opened.state)],
        version=version,
    )
    return Answer(shown, {"ETag": etag(version)})


def _assignment(one: Assignment) -> MentorOfHousehold:
    return MentorOfHousehold(
        officer_id=one.officer_id, number=one.number, since=one.since, until=one.until, ended=one.ended
    )


def _suggestion(one: Suggestion) -> SuggestedMentor:
    return SuggestedMentor(
        officer_id=one.officer_id,
        nearness=one.nearness,
        speaks=one.speaks,
        past_households=one.past_households,
    )


def _phase(seen: phases.PhaseSeen) -> Answer[Phase]:
    opened, found = seen.opened, seen.checklist
    conditions: list[Any] = [
        ConditionSeen(code=one.code, text=Words(th=one.th, en=one.en), met=one.met, missing=list(one.missing))
        for one in found.conditions
    ]
    shown = Phase(
        household_id=opened.household_id,
        phase=found.phase,
        ready=found.ready,
        conditions=conditions,
        targets=phases.targets(found.phase),
        wish=PhaseWish.model_validate(seen.wish) if seen.wish else None,
        version=opened.state.version,
    )
    return Answer(shown, {"ETag": etag(opened.state.version)})
