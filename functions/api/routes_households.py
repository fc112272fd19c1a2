"""Households by their opaque id: where they stand, who lives there, what they are owed and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Determination, Flag, Question
from shared.casework import queries
from shared.casework.sessions import Caller
from shared.domain.records import HouseholdRecord
from shared.http.contract import endpoint
from shared.http.headers import etag
from shared.http.model import Seen
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.problem import Problem

routes = Blueprint(__name__)

HouseholdId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{8,64}$")]
BenefitId = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,60}$")]
MemberId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,64}$")]
Area = Annotated[
    str,
    StringConstraints(pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6})$"),
    Field(description="code of a province, district or subdistrict"),
]
Dimension = Literal["health", "education", "income", "living", "access"]
Status = Literal[
    "graduated",
    "on_track",
    "stalled",
    "at_risk",
    "backslid",
    "supported_permanently",
    "declined",
    "moved",
    "deceased",
]


class HouseholdSummary(Seen):
    household_id: str
    area: str
    phase: int
    status: str | None = Field(
        description="outcome of the last round, or that the household left or declined"
    )
    pilot: bool
    mentor: str | None
    language: str | None
    surveyed_on: date | None
    assessed_on: date | None
    members: int
    questions: int
    needs: dict[str, bool]
    unclaimed_baht: int | None = Field(
        description="a month, by rights that are not received; null: not for the caller's role, or not known"
    )


class MemberSummary(Seen):
    member_id: str
    sex: str | None
    age: int | None
    relation: str | None
    disability_card: bool | None
    person_status: str | None


class GapSummary(Seen):
    gap_id: str
    benefit: str
    member: str | None
    baht_per_month: int
    opened_on: date
    closed_on: date | None
    reason: str | None


class TaskOfHousehold(Seen):
    task_id: str
    agency: str
    kind: str
    benefit: str | None
    member: str | None
    state: str
    priority: int
    due: date | None
    outcome: str | None


class Household(HouseholdSummary):
    roster: list[MemberSummary] | None = Field(description="null: not for the caller's role")
    gaps: list[GapSummary] | None = Field(description="null: not for the caller's role")
    tasks: list[TaskOfHousehold]


class KnownFact(Seen):
    value: Any
    source: str
    observed_on: date
    basis: str


class MemberFacts(Seen):
    member_id: str
    facts: dict[str, KnownFact]


class Members(Seen):
    items: list[MemberFacts]


class Entitlements(Seen):
    """Preliminary: the agency decides."""

    household_id: str
    on: date
    rule_book: str
    determinations: list[Determination]
    questions: list[Question]
    next_change: str | None
    flags: list[Flag]


@endpoint(routes, "GET", "/v1/households", action="list_households", tags=("households",))
def list_households(
    caller: Caller,
    area: Area | None = None,
    phase: Annotated[int, Field(ge=1, le=4)] | None = None,
    status: Status | None = None,
    mentor: Annotated[
        Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_.@-]{1,80}$")],
        Field(description="an officer's id"),
    ]
    | None = None,
    need: Dimension | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[HouseholdSummary]:
    """List households of the caller's areas, by subdistrict.

    A page may be short, even empty, and still have a next one: rare filters are read in bounded steps.
    """
    filters = ["households", caller.officer.officer_id, area, phase, status, mentor, need]
    wanted = queries.HouseholdFilter(area, phase, status, mentor, need)
    items, position = queries.list_households(caller, wanted, decode(cursor, filters), limit)
    return Page[HouseholdSummary](
        items=[HouseholdSummary(**summary_of(item, money=queries.may_weigh(caller))) for item in items],
        next_cursor=encode(position, filters),
    )


@endpoint(routes, "GET", "/v1/households/{household_id}", action="read_household", tags=("households",))
def read_household(household_id: HouseholdId, caller: Caller) -> Answer[Household]:
    """Read one household: phase, members without names, gaps and tasks."""
    seen = queries.read_household(caller, household_id)
    shown = _record(seen.record)
    if not seen.sensitive:
        shown |= {"roster": None, "gaps": None}
    return Answer(
        Household(**summary_of(seen.meta, money=queries.may_weigh(caller)), **shown),
        {"ETag": etag(seen.meta["v"])},
    )


@endpoint(
    routes, "GET", "/v1/households/{household_id}/members", action="read_household", tags=("households",)
)
def read_members(household_id: HouseholdId, caller: Caller) -> Members:
    """Read what is known of each member, by whom and since when."""
    members = queries.read_members(caller, household_id)
    return Members(
        items=[
            MemberFacts(
                member_id=member,
                facts={
                    name: KnownFact(value=row[0], source=row[1], observed_on=row[2], basis=row[3])
                    for name, row in facts.items()
                },
            )
            for member, facts in sorted(members.items())
        ]
    )


@endpoint(
    routes,
    "GET",
    "/v1/households/{household_id}/entitlements",
    action="read_entitlements",
    tags=("households",),
)
def read_entitlements(household_id: HouseholdId, caller: Caller, brief: bool = False) -> Entitlements:
    """Read what each member is owed, with reasons, law, missing facts and the next questions.

    `brief`, for a phone: without what nobody is owed, the facts behind each reason, and the questions; where something
    is not known, only the reasons that are open.
    """
    seen = queries.read_entitlements(caller, household_id)
    body = seen.assessment.to_json() if seen.sensitive and not brief else {}
    rows = [_determination(found, seen) for found in seen.determinations]
    return Entitlements.model_validate(
        {
            "next_change": None,
            "flags": [],
            "questions": [],
            **body,
            "household_id": household_id,
            "on": seen.on,
            "rule_book": seen.assessment.rule_book,
            "determinations": _brief(rows) if brief else rows,
        }
    )


def _brief(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A large family's whole answer is megabytes; each answer can be read by itself with all that it rests on."""
    kept = [row for row in rows if row["state"] != "not_eligible"]
    for row in kept:
        told = [one for one in row["reasons"] if row["state"] != "need_info" or one["holds"] != "yes"]
        row["reasons"] = [{**one, "facts": [], "any": []} for one in told]
    return kept


@endpoint(
    routes,
    "GET",
    "/v1/households/{household_id}/entitlements/{benefit_id}/{member_id}",
    action="read_entitlements",
    tags=("households",),
)
def read_entitlement(
    household_id: HouseholdId, benefit_id: BenefitId, member_id: MemberId, caller: Caller
) -> Determination:
    """Read one answer with its whole reason tree. ``member_id`` is ``hh`` for help to the whole household."""
    seen = queries.read_entitlements(caller, household_id)
    for found in seen.determinations:
        if found.benefit == benefit_id and (found.member_id or "hh") == member_id:
            return Determination.model_validate(_determination(found, seen))
    raise Problem("not_found")


_UNTOLD: dict[str, Any] = {"reasons": [], "missing": []}


def _determination(found: Any, seen: queries.EntitlementsSeen) -> dict[str, Any]:
    """Reasons and missing facts tell of health and income: only to whom such facts are open. That something is
    received without title by our facts, which may be wrong, is for a coordinator to look into and for nobody else."""
    body: dict[str, Any] = found.to_json()
    if found.state == "receiving_review" and not seen.review:
        return {**body, **_UNTOLD, "state": "receiving", "entitled": "unknown"}
    return body if seen.sensitive else {**body, **_UNTOLD}


def summary_of(meta: dict[str, Any], *, money: bool = False) -> dict[str, Any]:
    return {
        "household_id": meta["household_id"],
        "area": meta["tambon"],
        "phase": meta["phase"],
        "status": meta.get("outcome"),
        "pilot": bool(meta.get("pilot", False)),
        "mentor": meta.get("mentor"),
        "language": meta.get("language"),
        "surveyed_on": meta.get("surveyed_on"),
        "assessed_on": meta.get("assessed_on"),
        "members": meta.get("members", 0),
        "questions": meta.get("questions", 0),
        "needs": meta.get("deprived", {}),
        "unclaimed_baht": meta.get("unclaimed_baht") if money else None,
    }


def _record(record: HouseholdRecord) -> dict[str, Any]:
    return {
        "roster": [
            MemberSummary(
                member_id=one.member_id,
                sex=one.sex,
                age=one.age,
                relation=one.relation,
                disability_card=one.disability,
                person_status=one.status,
            )
            for one in record.members
        ],
        "gaps": [
            GapSummary(
                gap_id=one.gap_id,
                benefit=one.benefit,
                member=one.member_id,
                baht_per_month=one.baht_month,
                opened_on=one.opened_on,
                closed_on=one.closed_on,
                reason=one.reason,
            )
            for one in record.gaps
        ],
        "tasks": [
            TaskOfHousehold(
                task_id=one.task_id,
                agency=one.agency,
                kind=one.kind,
                benefit=one.benefit,
                member=one.member_id,
                state=one.state,
                priority=one.priority,
                due=one.due,
                outcome=one.outcome,
            )
            for one in record.tasks
        ],
    }
