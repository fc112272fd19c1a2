"""The audit: what happened, by whom and to whom, and for a breach who saw what between two moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.routes_households import HouseholdId
from functions.api.routes_mentors import OfficerId
from shared.casework import auditing
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.days import MOMENT
from shared.http.model import Seen
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.storage.audit_log import Wanted

routes = Blueprint(__name__)

Moment = Annotated[
    str,
    StringConstraints(pattern=MOMENT),
    Field(description="ISO 8601 moment, UTC", examples=["2026-11-24T02:00:00Z"]),
]
Kind = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,20}(\.[a-z_]{2,40})?$"),
    Field(description="a group of events, or one of them", examples=["read", "task.sent"]),
]
WEEK = timedelta(days=7)


class AuditEntry(Seen):
    id: str
    time: datetime
    event: str
    actor: str
    subject: str
    household_id: str | None
    basis: str | None
    details: dict[str, Any]


@endpoint(
    routes,
    "GET",
    "/v1/audit",
    action="read_audit",
    errors=("refused", "unavailable", "not_found"),
    tags=("administration",),
)
def read_audit(
    caller: Caller,
    household: HouseholdId | None = None,
    officer: OfficerId | None = None,
    kind: Kind | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Read the audit, newest first: of a household, of an officer, or of all that people did.

    Administrators read all of it, a coordinator that of a household in the own area. Without ``since`` a week; at most
    a year of a household or an officer, a month of everything. A page may be short and still have a next one.
    """
    wanted = _wanted(caller, household, officer, kind, since, until)
    filters = ["audit", caller.officer.officer_id, household, officer, kind, wanted.since, wanted.until]
    found, position = auditing.read_audit(caller, wanted, decode(cursor, filters), limit)
    return Page[AuditEntry](items=[_seen(item) for item in found], next_cursor=encode(position, filters))


@endpoint(
    routes,
    "GET",
    "/v1/audit/disclosures",
    action="report_breach",
    errors=("refused", "unavailable"),
    tags=("administration",),
)
def read_disclosures(
    caller: Caller,
    since: Moment,
    until: Moment,
    household: HouseholdId | None = None,
    officer: OfficerId | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Report who saw what between two moments: every read of persons' data, newest first.

    For a breach: of one officer's account, of one household, or of everything within a month.
    """
    wanted = _wanted(caller, household, officer, "read", since, until)
    filters = ["disclosures", caller.officer.officer_id, household, officer, since, until]
    found, position = auditing.read_disclosures(caller, wanted, decode(cursor, filters), limit)
    return Page[AuditEntry](items=[_seen(item) for item in found], next_cursor=encode(position, filters))


def _wanted(
    caller: Caller,
    household: str | None,
    officer: str | None,
    kind: str | None,
    since: str | None,
    until: str | None,
) -> Wanted:
    last = until or f"{caller.today.isoformat()}T23:59:59Z"
    first = since or (datetime.fromisoformat(last) - WEEK).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Wanted(first, last, household, officer, kind)


def _seen(item: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        id=item["id"],
        time=item["time"],
        event=item["type"].removeprefix("th.sitthi.").removesuffix(".v1"),
        actor=item["actor"],
        subject=item["subject"],
        household_id=item["household"],
        basis=item["basis"],
        details=item["details"] or {},
    )
