"""Choosing the pilot households: by a rule that anybody can repeat, with a swap that says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.casework.access import NotFound, allowed
from shared.casework.case_items import body_of, change_item, text_of
from shared.casework.commands import Happened, Opened, Stale, once, seen
from shared.casework.mentors import end_mentor
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain import pilots, policy
from shared.domain.areas import Areas
from shared.domain.pilots import Candidate, Rule, Selection
from shared.domain.plain import from_plain
from shared.domain.problems import refuse_case
from shared.storage import keys
from shared.storage.households import load_state
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core, get, query

MOST = 80  # households of one selection: they become pilots in one transaction
KEPT = 1000  # of the reserve, the next in order
ACTION = "select_pilots"


@dataclass(frozen=True, slots=True)
class SelectionSeen:
    selection_id: str
    on: date
    by: str
    version: int
    selection: Selection


def select_pilots(caller: Caller, rule: Rule, once_key: str | None) -> SelectionSeen:
    """Households of others cannot be told from those that are not there. Raises CaseRefused or Conflict."""
    selection_id = _id(caller, once_key)

    def decide(transaction: Transaction) -> Happened | None:
        if get(core(), keys.selection(selection_id)) is not None:
            return None
        metas = {item["household_id"]: item for item in _metas(caller, rule.areas)}
        made = pilots.select([_candidate(item) for item in metas.values()], rule)
        kept = replace(made, reserve=made.reserve[:KEPT])
        _put(transaction, caller, selection_id, kept, version=0)
        for household in made.households:
            _mark(transaction, metas[household], caller, selection_id)
        return Happened("household.selected", {"size": rule.size, "digest": made.digest}, selection_id)

    once(caller, ACTION, f"{ACTION}|{selection_id}", decide)
    return read_selection(caller, selection_id)


def _id(caller: Caller, once_key: str | None) -> str:
    text = f"{caller.officer.officer_id}|{once_key or caller.request_id}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def list_selections(
    caller: Caller, start: Position | None, limit: int
) -> tuple[list[SelectionSeen], Position | None]:
    """Choices made wholly in the caller's areas, newest first."""
    what = Slice(core(), [keys.selection_partition()], "Index1", newest_first=True)
    items, position = read_page(
        what, start, limit, lambda item: _may(caller, from_plain(Selection, body_of(item)))
    )
    return [_seen(item, from_plain(Selection, body_of(item))) for item in items], position


def _may(caller: Caller, selection: Selection) -> bool:
    relations = [policy.relation_of(caller.officer, household_area=area) for area in selection.rule.areas]
    return allowed(caller, ACTION, relations)


def _seen(item: Item, selection: Selection) -> SelectionSeen:
    on = date.fromisoformat(item["on"])
    return SelectionSeen(item["selection_id"], on, item["by"], int(item["v"]), selection)


def read_selection(caller: Caller, selection_id: str) -> SelectionSeen:
    """Raises NotFound, also for one of another area."""
    item = get(core(), keys.selection(selection_id))
    if item is None:
        raise NotFound(selection_id)
    selection = from_plain(Selection, body_of(item))
    if not _may(caller, selection):
        raise NotFound(selection_id)
    return _seen(item, selection)


def swap(
    caller: Caller, selection_id: str, exchange: tuple[str, str], reason: str, expected: int, key: str
) -> SelectionSeen:
    """``exchange``: who leaves, who comes. Raises NotFound, Stale, CaseRefused or Conflict."""
    out, into = exchange
    command = f"{caller.officer.officer_id}|{ACTION}|{selection_id}|{key}"

    def decide(transaction: Transaction) -> Happened | None:
        found = read_selection(caller, selection_id)
        if seen(command):
            return None
        if found.version != expected:
            raise Stale(selection_id)
        swapped = pilots.swap(found.selection, out, into, reason, caller.officer.officer_id, caller.today)
        _put(transaction, caller, selection_id, swapped, version=found.version, before=found)
        leaving, coming = _open(caller, out), _open(caller, into)
        _unmark(transaction, leaving, reason)
        _mark(transaction, coming.meta, caller, selection_id)
        on = caller.today.isoformat()
        for opened, what in ((leaving, "deselected"), (coming, "selected")):
            record = {"selection": selection_id, "reason": reason, "by": caller.officer.officer_id}
            tell_apart = f"{opened.state.version + 1:08d}"
            transaction.put(core(), change_item(opened.household_id, on, what, tell_apart, record), new=True)
        return Happened("household.selected", {"out": out, "into": into}, selection_id)

    once(caller, ACTION, command, decide)
    return read_selection(caller, selection_id)


def _open(caller: Caller, household_id: str) -> Opened:
    state = load_state(household_id)
    if state.meta is None:
        raise refuse_case("CASE-SWAP")
    return Opened(caller, state)


def _put(
    transaction: Transaction,
    caller: Caller,
    selection_id: str,
    selection: Selection,
    *,
    version: int,
    before: SelectionSeen | None = None,
) -> None:
    on = (before.on if before else caller.today).isoformat()
    item: Item = {
        **keys.selection(selection_id),
        **keys.selection_index(on, selection_id),
        "selection_id": selection_id,
        "on": on,
        "by": before.by if before else caller.officer.officer_id,
        "body": text_of(selection),
        "v": version + 1,
    }
    transaction.put(core(), item, version=version)


def _mark(transaction: Transaction, meta: Item, caller: Caller, selection_id: str) -> None:
    """The household joins the programme: from now on it wants a mentor."""
    today, version = caller.today.isoformat(), int(meta["v"])
    marked: dict[str, Any] = {
        **{name: value for name, value in meta.items() if name not in ("G2P", "G2S")},
        "pilot": True,
        "selection": selection_id,
        "selected_on": today,
        "programme_since": meta.get("programme_since", today),
        "mentorless_since": None if meta.get("mentor") else meta.get("mentorless_since", today),
        **keys.case_index(meta["household_id"], today),
        "v": version + 1,
    }
    transaction.put(core(), marked, version=version)


def _unmark(transaction: Transaction, opened: Opened, reason: str) -> None:
    """It leaves the programme; its rights are worked on as before."""
    end_mentor(transaction, opened, reason)
    left = {"pilot": False, "mentor": None, "mentorless_since": None, "G2P": None, "G2S": None}
    version = opened.state.version
    transaction.put(core(), {**opened.meta, **left, "v": version + 1}, version=version)


def _metas(caller: Caller, areas: Sequence[str]) -> Iterator[Item]:
    """META of the households that can be chosen, from the index: each district once."""
    districts: set[str] = set()
    for code in areas:
        districts |= {code[:4]} if len(code) >= 4 else {one.code for one in Areas.load().districts(code)}
    for district in sorted(districts):
        for item in query(core(), keys.area_partition(district), index="Index1"):
            free = not item.get("pilot") and item.get("status", "active") == "active"
            if free and allowed(caller, ACTION, [to_area(caller, item)]):
                yield item


def _candidate(item: Item) -> Candidate:
    known = item.get("deprived", {})
    return Candidate(
        item["household_id"],
        item["tambon"],
        deprived=sum(known.values()) if known else None,
        unclaimed_baht=item.get("unclaimed_baht"),
        vulnerable=item.get("vulnerable"),
        distance_km=item.get("distance_km"),
    )
