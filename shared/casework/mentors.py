"""Mentors: one household for each official, one mentor for each household, a hand-over with its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.casework.access import NotFound, allowed
from shared.casework.case_items import part_item
from shared.casework.case_view import mentors_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, put_meta
from shared.casework.queries import districts_of
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain import mentors
from shared.domain.agencies import Agency
from shared.domain.mentors import Assignment, Suggestion, Wanting
from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, batch_get, core, get, query


@dataclass(frozen=True, slots=True)
class Mentoring:
    """An official's one household, or none. ``version`` 0: never had one. ``past``: how many before."""

    officer_id: str
    household_id: str | None = None
    version: int = 0
    past: int = 0


def assign_mentor(order: Order, officer_id: str, reason: str | None) -> Opened:
    """The first mentor, or a hand-over, which needs a reason. Raises NotFound, Stale, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        row = get(core(), keys.officer(officer_id))
        if row is None:
            raise NotFound(officer_id)
        made = replace_mentor(transaction, opened, Officer.from_item(row), reason)
        return Happened("household.mentor_assigned", {"mentor": officer_id, "number": made.number})

    return execute(order, work)


def replace_mentor(
    transaction: Transaction, opened: Opened, officer: Officer, reason: str | None
) -> Assignment:
    """The household's mentor from now on, and META with it; the one before goes. Raises CaseRefused."""
    lock = _mentoring(officer.officer_id)
    ended, made = mentors.assign(
        mentors_of(opened.state),
        opened.household_id,
        officer,
        opened.today,
        officers_household=lock.household_id,
        reason=reason,
    )
    if ended is not None:
        put_assignment(transaction, ended)
        free(transaction, _mentoring(ended.officer_id))
    put_assignment(transaction, made)
    _take(transaction, lock, opened.household_id)
    put_meta(transaction, opened, **meta_of(opened, made))
    return made


def meta_of(opened: Opened, made: Assignment) -> dict[str, Any]:
    """What META says of a mentor who begins."""
    today = opened.today.isoformat()
    return {
        "mentor": made.officer_id,
        "mentorless_since": None,
        "programme_since": opened.meta.get("programme_since", today),
        **keys.case_index(opened.household_id, today),
    }


def put_assignment(transaction: Transaction, one: Assignment) -> None:
    item = part_item(one.household_id, "MNT", (f"{one.number:04d}",), one, officer_id=one.officer_id)
    transaction.put(core(), item)


def end_mentor(transaction: Transaction, opened: Opened, reason: str) -> bool:
    """The mentor leaves; the caller's command puts META. False when there was none."""
    current = next((one for one in mentors_of(opened.state) if one.active), None)
    if current is None:
        return False
    put_assignment(transaction, mentors.release(current, opened.today, reason))
    free(transaction, _mentoring(current.officer_id))
    return True


def pass_mentor(transaction: Transaction, opened: Opened, other: Opened, reason: str) -> Assignment | None:
    """The mentor goes along to the household that the family has become one with, unless that one has its own.

    The caller's command puts both METAs. None: nobody goes along.
    """
    current = next((one for one in mentors_of(opened.state) if one.active), None)
    if current is None:
        return None
    there = mentors_of(other.state)
    if any(one.active for one in there):
        end_mentor(transaction, opened, reason)
        return None
    put_assignment(transaction, mentors.release(current, opened.today, reason))
    made = Assignment(other.household_id, current.officer_id, len(there) + 1, opened.today)
    put_assignment(transaction, made)
    _take(transaction, _mentoring(current.officer_id), other.household_id)
    return made


def covers(officer_id: str, area: str) -> bool:
    """Whether an official works in an area."""
    row = get(core(), keys.officer(officer_id))
    return row is not None and Officer.from_item(row).covers(area)


def _mentoring(officer_id: str) -> Mentoring:
    row = get(core(), keys.mentoring(officer_id))
    if row is None:
        return Mentoring(officer_id)
    return Mentoring(officer_id, row.get("household_id"), int(row["v"]), int(row.get("past", 0)))


def _take(transaction: Transaction, lock: Mentoring, household_id: str) -> None:
    """The row's version is the lock: of two households that want one official at once, one gets them."""
    item = {**keys.mentoring(lock.officer_id), "household_id": household_id, "past": lock.past}
    transaction.put(
        core(), {**item, "officer_id": lock.officer_id, "v": lock.version + 1}, version=lock.version
    )


def free(transaction: Transaction, lock: Mentoring) -> None:
    item = {**keys.mentoring(lock.officer_id), "officer_id": lock.officer_id, "past": lock.past + 1}
    transaction.put(core(), {**item, "v": lock.version + 1}, version=lock.version)


def household_of_mentor(officer_id: str) -> str | None:
    return _mentoring(officer_id).household_id


# ---------------------------------------------------------------- suggestions


def suggest_mentors(
    caller: Caller, area: str | None, start: Position | None, limit: int
) -> tuple[list[tuple[Item, tuple[Suggestion, ...]]], Position | None]:
    """A page of households of the programme without a mentor, each with the officials who would fit."""
    what = Slice(core(), [keys.area_partition(code) for code in districts_of(caller, area)], "Index1")

    def wanting(item: Item) -> bool:
        if area is not None and not item["tambon"].startswith(area):
            return False
        wants = item.get("pilot") and not item.get("mentor") and item.get("status", "active") == "active"
        return bool(wants) and allowed(caller, "suggest_mentors", [to_area(caller, item)])

    items, position = read_page(what, start, limit, wanting)
    if not items:
        return [], position
    officers = list(_mentors())
    rows = batch_get(core(), [keys.mentoring(one.officer_id) for one in officers])
    busy = {row["officer_id"]: row["household_id"] for row in rows if row.get("household_id")}
    past = {row["officer_id"]: int(row.get("past", 0)) for row in rows}
    found = mentors.suggest(map(_wanting, items), officers, busy, past)
    return [(item, found[item["household_id"]]) for item in items], position


def _wanting(item: Item) -> Wanting:
    return Wanting(item["household_id"], item["tambon"], item.get("language"))


@dataclass(frozen=True, slots=True)
class Carried:
    """A mentor and what they carry. ``meta`` None: no household now, or one that the caller may not see."""

    officer: Officer
    household_id: str | None
    meta: Item | None


def list_mentors(
    caller: Caller, area: str | None, start: Position | None, limit: int
) -> tuple[list[Carried], Position | None]:
    """Active mentors who work in the caller's areas, agency by agency, each with the one household they have."""
    what = Slice(core(), [keys.officer_partition(agency) for agency in (None, *Agency)], "Index1")
    reach = [one for one in caller.officer.areas if area is None or _meet(one, area)]

    def keep(row: Item) -> bool:
        officer = Officer.from_item(row)
        here = [one for one in officer.areas if area is None or _meet(one, area)]
        return officer.role == "mentor" and officer.active and any(_meet(a, b) for a in here for b in reach)

    rows, position = read_page(what, start, limit, keep)
    officers = [Officer.from_item(row) for row in rows]
    mentoring = batch_get(core(), [keys.mentoring(one.officer_id) for one in officers])
    carries = {row["officer_id"]: row["household_id"] for row in mentoring if row.get("household_id")}
    metas = {
        meta["household_id"]: meta
        for meta in batch_get(core(), [keys.meta(one) for one in sorted(set(carries.values()))])
        if allowed(caller, "list_households", [to_area(caller, meta)])
    }
    return [
        Carried(one, carries.get(one.officer_id), metas.get(carries.get(one.officer_id, "")))
        for one in officers
    ], position


def _meet(one: str, other: str) -> bool:
    """Whether one of two areas lies in the other."""
    return one.startswith(other) or other.startswith(one)


def _mentors() -> Iterable[Officer]:
    """Active mentors of every agency, and those of none."""
    for agency in (None, *Agency):
        for row in query(core(), keys.officer_partition(agency), index="Index1"):
            officer = Officer.from_item(row)
            if officer.role == "mentor" and officer.active:
                yield officer
