"""The monthly guard of the daily review: every household assessed afresh, every difference an alarm.

The daily review trusts ``next_change``. Should the clockwork ever miss a day, this finds it within a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shared.domain.facts import HouseholdFacts
from shared.rules.answers import Determination

if TYPE_CHECKING:
    from shared.rules.book import Book

Signature = tuple[str, str, str, str, str, int, bool]


@dataclass(frozen=True, slots=True)
class Missed:
    """An answer that time changed without its day having come. ``household_id`` is opaque: it may be logged."""

    household_id: str
    benefit: str
    stored: Signature | None
    fresh: Signature | None


def signature(found: Determination) -> Signature:
    """What must not change by itself: benefit, subject, entitled, receiving, state, amount, claimable."""
    return (
        found.benefit,
        found.member_id or "",
        found.entitled.value,
        found.receiving.value,
        found.state,
        found.amount.value if found.amount else 0,
        found.claimable,
    )


def compare(
    household_id: str, stored: Iterable[Signature], fresh: Iterable[Determination]
) -> Iterator[Missed]:
    """Differences between the answers that stand and those of today."""
    old = {(one[0], one[1]): one for one in stored}
    new = {(one[0], one[1]): one for one in map(signature, fresh)}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield Missed(household_id, key[0], old.get(key), new.get(key))


def sweep(
    book: Book, households: Iterable[tuple[str, HouseholdFacts, Iterable[Signature]]], on: date
) -> Iterator[Missed]:
    """Assess each household afresh and report every difference, one household at a time."""
    for household_id, facts, stored in households:
        yield from compare(household_id, stored, book.answers(facts, on))
