"""What waits for a person: today's digest of one's own, and the coordinators' desk of what only they can sort out."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from shared.casework.access import allowed
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain.policy import Relation
from shared.rules import current
from shared.storage import keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, core, get, query


def read_digest(caller: Caller, on: date | None) -> Item | None:
    """The caller's own digest of a day; without a day the newest one. A benefit that tells of an illness is not named."""
    key = keys.digest(caller.officer.officer_id, on.isoformat() if on else "")
    if on is not None:
        found = get(core(), key)
    else:
        found = next(query(core(), key["PK"], prefix=key["SK"], newest_first=True, limit=1), None)
    if found is None:
        return None
    return {**found, "lines": [_masked(line) for line in found["lines"]]}


def _masked(line: dict[str, Any]) -> dict[str, Any]:
    benefit = current().benefits.get(line["what"])
    return {**line, "what": None} if benefit is not None and benefit.sensitive else line


def list_desk(caller: Caller, start: Position | None, limit: int) -> tuple[list[Item], Position | None]:
    """Newest first: replies that could not be taken, and losses by a new rule book; of the caller's areas."""
    what = Slice(core(), [keys.desk_partition()], newest_first=True)
    relation = cache(lambda household_id: _relation(caller, household_id))

    def may(item: Item) -> bool:
        return allowed(caller, "read_desk", [relation(item.get("household_id"))])

    return read_page(what, start, limit, may)


def _relation(caller: Caller, household_id: str | None) -> Relation:
    """What is about no known household is any coordinator's."""
    meta = get(core(), keys.meta(household_id)) if household_id else None
    return to_area(caller, meta) if meta is not None else Relation.NONE
