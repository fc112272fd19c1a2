"""Officers: administrators manage them, coordinators and heads of agencies see who there is. Names lie apart, sealed:
whoever met an officer's id in an answer may ask the directory who that is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.identity_models import Name
from functions.api.routes_households import Area
from functions.api.routes_mentors import OfficerId
from shared.casework import directory, officers
from shared.casework.leaving import Passed
from shared.casework.sessions import Caller
from shared.domain.agencies import Agency
from shared.domain.officers import ROLES, Officer
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Short

routes = Blueprint(__name__)

Role = Literal[ROLES]  # type: ignore[valid-type]
Status = Literal["active", "revoked"]
Language = Literal["th", "en", "ms"]
Inbox = Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}$", max_length=254
    ),
]
Ids = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_.@-]{1,80}(,[A-Za-z0-9_.@-]{1,80}){0,49}$"),
    Field(description="ids of officers, a comma between, at most 50"),
]
WorkAreas = Annotated[list[Area], Field(max_length=50)]
CHANGE = ("refused", "busy")


class OfficerWanted(Strict):
    """Name and address go to the sign-in service, which invites by mail. Colleagues see the name, nobody the address."""

    name: Name
    email: Address
    role: Role
    agency: Agency | None = Field(default=None, description="needed for an agency's officers and heads")
    areas: WorkAreas = Field(default_factory=list)
    language: Language = "th"
    partner: Inbox | None = Field(default=None, description="a partner's inbox; needed for partners")


class OfficerChange(Strict):
    """Only what changes, and why. A field left out stays."""

    reason: Short
    status: Status | None = None
    role: Role | None = None
    agency: Agency | None = Field(default=None, description="null: none any more")
    areas: WorkAreas | None = None
    language: Language | None = None


class HandOver(Strict):
    """Officers who rotate: everything live of the one becomes the other's."""

    from_officer: OfficerId
    to_officer: OfficerId
    reason: Short
    revoke: bool = Field(
        default=True, description="who hands over leaves; what waits passes on when it comes back to work"
    )


class OfficerSeen(Seen):
    officer_id: str
    role: str
    agency: str | None
    areas: list[str]
    status: str
    language: str
    partner: str | None
    version: int


class WorkPassed(Seen):
    """Ids of tasks. ``waiting``: held up or done, still the officer's until they come back to work."""

    given: list[str]
    waiting: list[str]


class Colleague(Seen):
    officer_id: str
    name: str | None = Field(description="null: nobody has told it")
    role: str
    agency: str | None


class Colleagues(Seen):
    items: list[Colleague]


class OfficerLoad(Seen):
    """What a handover moves at once, and what follows when it comes back to work."""

    in_progress: int
    waiting: int = Field(description="held up or done: passes on when it comes back to work")
    household_id: str | None = Field(description="a mentor's")


class OfficerChanged(OfficerSeen):
    passed: WorkPassed = Field(description="what went back to the agency's queue")


@endpoint(routes, "GET", "/v1/officers", action="read_officers", tags=("administration",))
def list_officers(
    caller: Caller,
    agency: Agency | None = None,
    role: Role | None = None,
    status: Status | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OfficerSeen]:
    """List officers, agency by agency; the head of an agency sees its own.

    A page may be short, even empty, and still have a next one: rare filters are read in bounded steps.
    """
    filters = ["officers", caller.officer.officer_id, agency, role, status]
    wanted = officers.OfficerFilter(agency, role, status)
    items, position = officers.list_officers(caller, wanted, decode(cursor, filters), limit)
    return Page[OfficerSeen](
        items=[OfficerSeen(**_row(item)) for item in items], next_cursor=encode(position, filters)
    )


@endpoint(routes, "GET", "/v1/directory", action="read_directory", tags=("administration",))
def read_directory(caller: Caller, ids: Ids) -> Colleagues:
    """Say who officers are whose ids one has met in an answer. Who is unknown is left out."""
    found = directory.look_up(ids.split(","))
    return Colleagues(
        items=[
            Colleague(
                officer_id=one.officer.officer_id,
                name=one.name,
                role=one.officer.role,
                agency=one.officer.agency,
            )
            for one in found
        ]
    )


@endpoint(
    routes,
    "POST",
    "/v1/officers",
    action="manage_officers",
    status=201,
    errors=CHANGE,
    tags=("administration",),
)
def register_officer(
    body: OfficerWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[OfficerSeen]:
    """Register an officer: an account, which the sign-in service invites, and a row with the rights."""
    officer = Officer(
        officer_id="",
        role=body.role,
        agency=body.agency,
        areas=tuple(sorted(set(body.areas))),
        language=body.language,
        partner=body.partner,
    )
    row = officers.register(caller, officer, body.name, body.email, idempotency_key)
    return Answer(OfficerSeen(**_row(row)), {"ETag": etag(row["v"])})


@endpoint(
    routes,
    "POST",
    "/v1/officers/handover",
    action="manage_officers",
    errors=(*CHANGE, "not_found"),
    tags=("administration",),
)
def hand_over(body: HandOver, caller: Caller, idempotency_key: IdempotencyKey = None) -> WorkPassed:
    """Hand over from one officer to another of the same role and agency: live tasks, and a mentor's household."""
    wanted = officers.HandOver(body.from_officer, body.to_officer, body.reason, body.revoke)
    return _passed(officers.hand_over(caller, wanted, idempotency_key))


@endpoint(routes, "GET", "/v1/officers/{officer_id}", action="read_officers", tags=("administration",))
def read_officer(officer_id: OfficerId, caller: Caller) -> Answer[OfficerSeen]:
    """Read one officer's rights. The ``ETag`` is what a change sends back as ``If-Match``."""
    row = officers.read_officer(caller, officer_id)
    return Answer(OfficerSeen(**_row(row)), {"ETag": etag(row["v"])})


@endpoint(routes, "GET", "/v1/officers/{officer_id}/load", action="read_officers", tags=("administration",))
def read_load(officer_id: OfficerId, caller: Caller) -> OfficerLoad:
    """Count what an officer holds now: what a handover would move."""
    found = officers.read_load(caller, officer_id)
    return OfficerLoad(
        in_progress=len(found.tasks.given), waiting=len(found.tasks.waiting), household_id=found.household_id
    )


@endpoint(
    routes,
    "PATCH",
    "/v1/officers/{officer_id}",
    action="manage_officers",
    errors=(*CHANGE, "stale"),
    tags=("administration",),
)
def change_officer(
    officer_id: OfficerId,
    body: OfficerChange,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[OfficerChanged]:
    """Change or revoke an officer's rights, or give them back. It counts from the next call on.

    The live tasks of somebody who may not do them any more go back to the agency's queue, and their clocks run on;
    a mentor's household begins its days without one.
    """
    told = body.model_dump(exclude_unset=True, exclude={"reason"})
    changes = {name: value for name, value in told.items() if value is not None or name == "agency"}
    if "areas" in changes:
        changes["areas"] = tuple(sorted(set(changes["areas"])))
    expected = expected_version(if_match)
    row, passed = officers.change(caller, officer_id, changes, body.reason, expected, idempotency_key)
    return Answer(OfficerChanged(**_row(row), passed=_passed(passed)), {"ETag": etag(row["v"])})


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "officer_id": row["officer_id"],
        "role": row["role"],
        "agency": row.get("agency"),
        "areas": list(row.get("areas", ())),
        "status": row.get("status", "active"),
        "language": row.get("language", "th"),
        "partner": row.get("partner"),
        "version": int(row["v"]),
    }


def _passed(found: Passed) -> WorkPassed:
    return WorkPassed(given=list(found.given), waiting=list(found.waiting))
