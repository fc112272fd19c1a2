"""What a household's META says beside its facts: where it lives now, whether it is still there, what weighs on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from shared.domain.dates import age_on
from shared.domain.facts import Facts
from shared.domain.merging import Known
from shared.storage.households import State

if TYPE_CHECKING:
    from shared.rules import Determination

GONE = frozenset({"moved", "merged", "deceased"})  # nobody is there to be helped under this id


def gone(state: State) -> bool:
    return (state.meta or {}).get("status") in GONE


def place_of(known: Known, state: State) -> str:
    """The subdistrict of the newest survey, or of a move that people reported after it.

    Of a household whose only survey was withdrawn: where it was.
    """
    old = state.meta or {}
    moved = old.get("moved_to")
    if moved and (known.surveyed_on is None or moved["on"] >= known.surveyed_on.isoformat()):
        return str(moved["area"])
    return str(known.tambon or old.get("tambon") or "000000")


def gap_baht(found: Determination) -> int:
    """Baht a month that a right would bring and does not."""
    return found.amount.baht_month if found.state == "gap" and found.amount else 0


def vulnerable(members: Mapping[str, Facts], on: date) -> int:
    """Members who live there and are children, elders, disabled or bedridden, as far as is known."""
    count = 0
    for facts in members.values():
        values = {name: fact.value for name, fact in facts.items()}
        if values.get("person_status", "อยู่จริง") != "อยู่จริง":
            continue
        born = values.get("birth_date")
        age = age_on(born.latest(), on) if born is not None else None
        frail = values.get("disability_card") is True or values.get("bedridden") is True
        count += frail or (age is not None and not 18 <= age < 60)
    return count
