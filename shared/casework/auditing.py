"""The audit, read by people: administrators all of it, a coordinator that of a household in the own area.

Reading it is a read of persons' data itself, and noted as one.
"""

from __future__ import annotations

from datetime import timedelta

from shared.casework.access import NotFound, allowed, note_read, require
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain.dates import moment_of
from shared.domain.policy import Relation
from shared.domain.problems import refuse_case
from shared.storage import audit_log, keys
from shared.storage.audit_log import Wanted
from shared.storage.pages import Position
from shared.storage.tables import Item, core, get

LONG, SHORT = 366, 31  # days of a period: of one household or officer, and of everything


def read_audit(
    caller: Caller, wanted: Wanted, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Raises NotFound, CaseRefused (a coordinator names a household) or InvokeFailed."""
    return _read(caller, "read_audit", wanted, start, limit)


def read_disclosures(
    caller: Caller, wanted: Wanted, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Who saw what: the reads alone. Raises CaseRefused or InvokeFailed."""
    return _read(caller, "report_breach", wanted, start, limit)


def _read(
    caller: Caller, action: str, wanted: Wanted, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    _check_period(wanted)
    if not allowed(caller, action, [Relation.NONE]):
        _of_the_area(caller, action, wanted.household)
    note_read(
        caller,
        "audit_viewed",
        subject=wanted.household or wanted.officer or "audit",
        household=wanted.household,
        action=action,
    )
    return audit_log.ask(wanted, start, limit)


def _check_period(wanted: Wanted) -> None:
    most = LONG if wanted.household or wanted.officer else SHORT
    lasts = moment_of(wanted.until) - moment_of(wanted.since)
    if not timedelta(0) <= lasts <= timedelta(days=most):
        raise refuse_case("CASE-PERIOD", most=most)


def _of_the_area(caller: Caller, action: str, household: str | None) -> None:
    if household is None:
        raise refuse_case("CASE-FIELD-MISSING", ["household"])
    meta = get(core(), keys.meta(household))
    if meta is None:
        raise NotFound(household)
    require(caller, action, [to_area(caller, meta)], subject=household, household=household)
