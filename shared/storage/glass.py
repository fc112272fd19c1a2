"""Windows that officers have broken open: one person, one household, three hours at most."""

from __future__ import annotations

from datetime import datetime

from shared.domain.dates import moment_of
from shared.domain.officers import Officer
from shared.domain.policy import BreakGlass
from shared.storage import keys
from shared.storage.clock import stamp
from shared.storage.tables import Item, Transaction, core, query


def put(transaction: Transaction, window: BreakGlass) -> None:
    item = {
        **keys.glass(window.officer_id, window.household_id, stamp(window.opened_at)),
        "officer_id": window.officer_id,
        "household_id": window.household_id,
        "reason": window.reason,
        "opened_at": stamp(window.opened_at),
        "until": stamp(window.until),
    }
    transaction.put(core(), item)


def window_of(item: Item) -> BreakGlass:
    return BreakGlass(
        item["officer_id"],
        item["household_id"],
        item["reason"],
        moment_of(item["opened_at"]),
        moment_of(item["until"]),
    )


def newest(officer_id: str, household_id: str) -> BreakGlass | None:
    """The window that an officer opened last on a household."""
    key = keys.glass(officer_id, household_id, "")
    found = next(query(core(), key["PK"], prefix=key["SK"], newest_first=True, limit=1), None)
    return window_of(found) if found else None


def is_broken(officer: Officer, household_id: str, at: datetime) -> bool:
    """Whether a window of this officer covers the household now."""
    window = newest(officer.officer_id, household_id)
    return window is not None and window.covers(officer, household_id, at)
