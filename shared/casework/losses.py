"""What a new edition of the rule book takes from people: a person looks before anything of theirs is closed.

A household is assessed under another edition than its stored answers. What both editions say on the same facts and
the same day differs by the law alone; where that takes a title or lowers an amount, the gap and the tasks stay as
they are until a coordinator has decided.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.casework import items
from shared.casework.case_items import body_of, part_item
from shared.casework.reconcile import Subject
from shared.domain.merging import unpacked
from shared.rules import RuleError
from shared.rules.book import released
from shared.rules.diff import Impact
from shared.storage import keys
from shared.storage.tables import Item, Transaction, core

if TYPE_CHECKING:
    from shared.domain.facts import HouseholdFacts
    from shared.rules import Assessment, Book
    from shared.storage.households import State

ACCEPTED, DISPUTED = "accepted", "disputed"
DECISIONS = (
    ACCEPTED,
    DISPUTED,
)  # the law is so: close what it closes; or it may be a fault of the book: leave it


def losses_of_edition(state: State, facts: HouseholdFacts, book: Book, on: date) -> tuple[Impact, ...]:
    """Titles and amounts that this edition takes from the household, and that of its stored answers did not."""
    if state.determinations is None or state.facts is None or state.meta is None:
        return ()
    stored = json.loads(state.determinations["body"])
    if stored["rule_book"] == book.digest:
        return ()
    try:
        old = released(stored["rule_book"])
    except RuleError:  # an edition that was never released: only what it once answered is known
        known = unpacked(json.loads(state.facts["body"]))
        day = date.fromisoformat(state.meta["assessed_on"])
        return _lost(state.household_id, stored["rows"], _rows(book.assess(known, day)))
    return _lost(state.household_id, _rows(old.assess(facts, on)), _rows(book.assess(facts, on)))


def _rows(assessment: Assessment) -> list[dict[str, Any]]:
    return [items.determination_row(found) for found in assessment.determinations]


def _lost(
    household_id: str, before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]
) -> tuple[Impact, ...]:
    new = _standing(after)
    impacts = []
    for (member, benefit), (word, baht) in _standing(before).items():
        now, baht_now = new.get((member, benefit), ("none", 0))
        impacts.append(Impact(household_id, member, benefit, word, now, baht, baht_now))
    return tuple(one for one in impacts if one.loses)


def _standing(rows: Iterable[dict[str, Any]]) -> dict[Subject, tuple[str, int]]:
    """What each is entitled to and worth: by the month, or as often as it is given."""
    return {
        (row["m"], row["b"]): (
            row["e"],
            (row["baht"] or (row["a"][0] if row["a"] else 0)) if row["e"] == "yes" else 0,
        )
        for row in rows
    }


def held(state: State, lost: Iterable[Impact], assessment: Assessment) -> frozenset[Subject]:
    """Subjects whose loss nobody has accepted, and to whom the present answer has not given it back."""
    owed = {(one.member_id, one.benefit): one.baht_before for one in lost}
    for item in state.parts.get("LOS", []):
        for told in body_of(item)["losses"]:
            if told.get("decision") != ACCEPTED:
                owed.setdefault((told["member_id"], told["benefit"]), told["baht_before"])
    now = _standing(_rows(assessment)) if owed else {}
    return frozenset(
        subject
        for subject, baht in owed.items()
        if now.get(subject, ("none", 0))[0] != "yes" or now[subject][1] < baht
    )


def put_losses(
    transaction: Transaction, state: State, lost: Iterable[Impact], book: Book, on: date, area: str
) -> None:
    """The household's own record of the losses, in the list of the coordinators: the same on every repeat."""
    told = [_told(one) for one in lost]
    if not told or state.determinations is None:
        return
    before = json.loads(state.determinations["body"])["rule_book"]
    value = {"before": before, "after": book.digest, "found_on": on.isoformat(), "losses": told}
    transaction.put(core(), loss_item(state.household_id, value, area, state.version + 1))


def loss_item(household_id: str, value: dict[str, Any], area: str, version: int) -> Item:
    """In the list of its district until a decision stands beside each loss."""
    names = (value["before"], value["after"])
    item = part_item(household_id, "LOS", names, value, v=version, area=area)
    if any(told.get("decision") is None for told in value["losses"]):
        item.update(keys.loss_index(area, value["found_on"], household_id, value["after"]))
    return item


def _told(one: Impact) -> dict[str, Any]:
    return {
        "member_id": one.member_id,
        "benefit": one.benefit,
        "entitled_before": one.before,
        "entitled_after": one.after,
        "baht_before": one.baht_before,
        "baht_after": one.baht_after,
    }


__all__ = ["DECISIONS", "held", "loss_item", "losses_of_edition", "put_losses"]
