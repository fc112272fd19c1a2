"""What-if books for simulations: other figures from a day on, another digest, the law itself untouched."""

from __future__ import annotations

from datetime import date

import pytest

from shared.rules import Book, RuleError, current
from shared.rules.reform import with_pending, with_values

ELDER = {
    "birth_date": "1950-03-05", "nationality": "ไทย", "in_house_register": True, "person_status": "อยู่จริง",
    "state_pension": False, "benefits_received": [],
}  # fmt: skip


def _paid(book: Book, on: date) -> int | None:
    facts = book.parse_household({"members": [{"id": "m1", "facts": ELDER}]}, on)
    found = next(one for one in book.assess(facts, on).determinations if one.benefit == "old_age_allowance")
    return found.amount.value if found.amount else None


def test_a_rise_approved_in_principle_pays_only_in_the_simulation() -> None:
    reformed, on = with_pending(current(), ["old_age_allowance.rate"]), date(2026, 1, 5)
    assert (_paid(current(), on), _paid(reformed, on)) == (700, 850)
    assert _paid(reformed, date(2025, 9, 30)) == 700
    assert reformed.digest != current().digest
    assert with_pending(current(), ["old_age_allowance.rate"]).digest == reformed.digest


def test_any_figure_can_be_tried_in_its_own_form() -> None:
    on = date(2026, 1, 1)
    flat = with_values(current(), {"old_age_allowance.rate": {on: {"60": 1000, "80": 1500}}})
    assert _paid(flat, on) == 1000
    older = with_values(current(), {"old_age_allowance.min_age": {on: 77}})
    assert _paid(older, on) is None
    assert _paid(older, date(2025, 12, 31)) == 700


def test_a_change_within_a_month_counts_from_the_next_payment_month() -> None:
    older = with_values(current(), {"old_age_allowance.min_age": {date(2026, 1, 5): 77}})
    assert (_paid(older, date(2026, 1, 31)), _paid(older, date(2026, 2, 1))) == (700, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("old_age_allowance.nothing", 1), ("old_age_allowance.rate", 5), ("old_age_allowance.min_age", {"60": 1}),
     ("old_age_allowance.rate", {"sixty": 1}), ("old_age_allowance.criteria_in_force", 3)],
)  # fmt: skip
def test_a_figure_in_another_form_is_refused(name: str, value: object) -> None:
    with pytest.raises(RuleError):
        with_values(current(), {name: {date(2026, 1, 5): value}})  # type: ignore[dict-item]
    with pytest.raises(RuleError):
        with_pending(current(), ["old_age_allowance.min_age"])
