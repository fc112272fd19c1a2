"""Visits, their agenda and photos; facts and consents that people bring."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Words
from functions.api.routes_households import HouseholdId, MemberId
from functions.api.routes_mentors import OfficerId
from shared.casework import facts, visits
from shared.casework.case_view import visits_of
from shared.casework.commands import Order
from shared.casework.sessions import Caller
from shared.domain.consents import METHODS, PURPOSES, Consent
from shared.domain.facts import Basis
from shared.domain.policy import FieldClass
from shared.domain.visits import Basis as Shown
from shared.domain.visits import Finding, Result, TeamMember, Visit
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey
from shared.http.model import Seen, Strict
from shared.http.text import ClientId, Long, Short

routes = Blueprint(__name__)

Fact = Annotated[str, StringConstraints(pattern="^[a-z0-9_:]{1,80}$")]
Told = Annotated[
    dict[Fact, Any],
    Field(
        min_length=1, max_length=60, json_schema_extra={"additionalProperties": False}
    ),  # names as above only
]
Photo = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}\.(jpg|png)$")]
CHANGE = ("refused", "busy")


class FindingTold(Strict):
    fact: Fact
    value: Any = Field(default=None, description="in the form of the fact; null for a refused answer")
    basis: Literal["seen", "said"]
    member_id: MemberId | None = None
    told_by: Short | None = Field(default=None, description="a member's id, `neighbour`, `officer`")
    refused: bool = False


class VisitTold(Strict):
    """A form, as it was filled in. ``visit_id`` is made where that happens, so that it counts once."""

    visit_id: ClientId
    on: Day
    result: Literal["done", "nobody_home", "refused", "cancelled"]
    team: Annotated[list[OfficerId], Field(min_length=1, max_length=20)]
    purpose: Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}$")] = "routine"
    findings: Annotated[list[FindingTold], Field(max_length=300)] = Field(default_factory=list)
    absent: Annotated[list[MemberId], Field(max_length=99)] = Field(default_factory=list)
    photos: Annotated[list[Photo], Field(max_length=20)] = Field(default_factory=list)
    note: Long | None = None
    next_visit: Day | None = None


class FindingSeen(Seen):
    fact: str
    value: Any
    basis: str
    member: str | None
    told_by: str | None
    refused: bool


class TeamSeen(Seen):
    officer_id: str
    agency: str | None


class VisitSeen(Seen):
    visit_id: str
    on: date
    recorded_on: date
    result: str
    purpose: str
    team: list[TeamSeen]
    by_team: bool = Field(description="of the multidisciplinary team: people of two agencies")
    findings: list[FindingSeen] | None = Field(description="null: not for the caller's role")
    absent: list[str]
    photos: list[str]
    note: str | None
    next_visit: date | None


class Visits(Seen):
    items: list[VisitSeen]


class AgendaSeen(Seen):
    kind: str
    about: str
    text: Words
    member: str | None
    options: list[str] = Field(
        description="for an answer that is a set, what it may hold, first what is at stake: ids of benefits, or "
        "indicators as `BMN2565:8`, which is answered by 8"
    )


class Agenda(Seen):
    items: list[AgendaSeen]


class QuestionSeen(Seen):
    fact: str
    member: str | None
    text: Words
    decides: list[str]
    baht_per_month: int = Field(description="at stake")


class Questions(Seen):
    items: list[QuestionSeen]


class FactsTold(Strict):
    member_id: MemberId | None = Field(default=None, description="left out: facts of the household")
    facts: Told
    observed_on: Day | None = None
    basis: Literal["recorded", "stated"] = "stated"


class Taken(Seen):
    """Recorded; what follows from it is worked out next."""

    household_id: str
    version: int


class PhotoWanted(Strict):
    kind: Literal["image/jpeg", "image/png"]


class PhotoForm(Seen):
    """Post ``fields`` and, last, ``file`` to ``url`` as multipart/form-data; name the photo in the visit's form."""

    photo: str
    url: str
    fields: dict[str, str]


class ConsentTold(Strict):
    purpose: Literal[tuple(PURPOSES)]  # type: ignore[valid-type]
    given: bool
    on: Day
    by: MemberId = Field(description="the member who said it")
    method: Literal[METHODS] = "signature"  # type: ignore[valid-type]
    notice: Short | None = Field(default=None, description="version of the notice that was read out")


class ConsentSeen(Seen):
    purpose: str
    given: bool
    on: date
    by: str
    method: str
    notice: str | None


class Consents(Seen):
    items: list[ConsentSeen]


def _order(caller: Caller, household_id: str, action: str, key: str | None) -> Order:
    return Order(caller, household_id, action, key, fields=FieldClass.SENSITIVE)


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/visits",
    action="record_visit",
    status=201,
    errors=CHANGE,
    tags=("visits",),
)
def record_visit(
    household_id: HouseholdId, body: VisitTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> VisitSeen:
    """Record a visit: what was found, refused or missed. The same form sent late or twice is one visit."""
    visit = Visit(
        visit_id=body.visit_id,
        household_id=household_id,
        on=date.fromisoformat(body.on),
        recorded_on=caller.today,
        result=Result(body.result),
        team=tuple(TeamMember(name) for name in body.team),
        purpose=body.purpose,
        findings=tuple(_finding(one) for one in body.findings),
        absent=tuple(body.absent),
        photos=tuple(body.photos),
        note=body.note,
        next_visit=date.fromisoformat(body.next_visit) if body.next_visit else None,
    )
    opened = visits.record_visit(_order(caller, household_id, "record_visit", idempotency_key), visit)
    stored = next(one for one in visits_of(opened.state) if one.visit_id == body.visit_id)
    return _visit(stored, True)


def _finding(one: FindingTold) -> Finding:
    return Finding(one.fact, one.value, Shown(one.basis), one.member_id, one.told_by, one.refused)


@endpoint(routes, "GET", "/v1/households/{household_id}/visits", action="read_visits", tags=("visits",))
def list_visits(household_id: HouseholdId, caller: Caller) -> Visits:
    """List the visits of a household, newest first."""
    found, sensitive = visits.read_visits(caller, household_id)
    return Visits(items=[_visit(one, sensitive) for one in found])


@endpoint(
    routes, "GET", "/v1/households/{household_id}/visits/agenda", action="read_questions", tags=("visits",)
)
def read_agenda(household_id: HouseholdId, caller: Caller) -> Agenda:
    """Read what the next visit is for: confirmations, papers that are wanted, questions, tasks that are late."""
    return Agenda(
        items=[
            AgendaSeen(
                kind=one.kind,
                about=one.about,
                text=Words(th=one.th, en=one.en),
                member=one.member_id,
                options=list(one.options),
            )
            for one in visits.read_agenda(caller, household_id)
        ]
    )


@endpoint(routes, "GET", "/v1/households/{household_id}/questions", action="read_questions", tags=("visits",))
def read_questions(household_id: HouseholdId, caller: Caller) -> Questions:
    """Read the open questions of a household, the most useful first."""
    return Questions(
        items=[
            QuestionSeen(
                fact=one.fact,
                member=one.member_id,
                text=Words(th=one.th, en=one.en),
                decides=list(one.decides),
                baht_per_month=one.baht_month,
            )
            for one in visits.read_questions(caller, household_id)
        ]
    )


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/facts",
    action="record_facts",
    status=201,
    errors=CHANGE,
    tags=("visits",),
)
def record_facts(
    household_id: HouseholdId, body: FactsTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Taken:
    """Record facts of a member or of the household; its rights are then worked out again."""
    order = _order(caller, household_id, "record_facts", idempotency_key)
    on = date.fromisoformat(body.observed_on) if body.observed_on else None
    opened = facts.record_facts(order, body.member_id, body.facts, on, Basis(body.basis))
    return Taken(household_id=household_id, version=opened.state.version)


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/uploads",
    action="upload_photo",
    status=201,
    tags=("visits",),
)
def offer_photo(
    household_id: HouseholdId, body: PhotoWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> PhotoForm:
    """Get a form by which one photo is sent. What the camera wrote beside the picture is not kept."""
    once = idempotency_key or caller.request_id
    photo, form = visits.offer_photo(caller, household_id, body.kind, once)
    return PhotoForm(photo=photo, **form)


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/consents",
    action="record_consent",
    status=201,
    errors=CHANGE,
    tags=("visits",),
)
def record_consent(
    household_id: HouseholdId, body: ConsentTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Consents:
    """Record a consent that the family gave or withdrew. It is never changed, only followed by another."""
    said = Consent(
        household_id=household_id,
        purpose=body.purpose,
        given=body.given,
        on=date.fromisoformat(body.on),
        by=body.by,
        recorded_by=caller.officer.officer_id,
        method=body.method,
        notice=body.notice,
    )
    opened = visits.record_consent(_order(caller, household_id, "record_consent", idempotency_key), said)
    return Consents(items=[_consent(one) for one in visits.consents_of(opened)])


def _consent(one: Consent) -> ConsentSeen:
    return ConsentSeen(
        purpose=one.purpose, given=one.given, on=one.on, by=one.by, method=one.method, notice=one.notice
    )


def _visit(one: Visit, sensitive: bool) -> VisitSeen:
    findings = [
        FindingSeen(
            fact=found.fact,
            value=found.value,
            basis=found.basis.value,
            member=found.member_id,
            told_by=found.told_by,
            refused=found.refused,
        )
        for found in one.findings
    ]
    return VisitSeen(
        visit_id=one.visit_id,
        on=one.on,
        recorded_on=one.recorded_on,
        result=one.result.value,
        purpose=one.purpose,
        team=[TeamSeen(officer_id=who.officer_id, agency=who.agency) for who in one.team],
        by_team=one.by_team,
        findings=findings if sensitive else None,
        absent=list(one.absent),
        photos=list(one.photos) if sensitive else [],
        note=one.note if sensitive else None,
        next_visit=one.next_visit,
    )
