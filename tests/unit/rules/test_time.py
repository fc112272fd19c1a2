"""Answers change by time alone only on days that were foretold."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.facts import HouseholdFacts
from shared.rules import current
from shared.rules.case import number_of
from shared.rules.clock import flip_day
from shared.rules.evaluate import _full_months
from shared.rules.sweep import signature, sweep
from tests.unit.rules.households import household

HOUSEHOLDS = 200 if os.environ.get("SITTHI_LONG") else 4


def _signatures(facts: HouseholdFacts, on: date) -> tuple[list[object], date | None]:
    found = current().assess(facts, on)
    return sorted(map(signature, found.determinations)), found.next_change


def test_no_answer_changes_before_the_day_that_was_foretold() -> None:
    touched = days = 0
    for seed in range(HOUSEHOLDS):
        rng = random.Random(seed)
        start = date(2021, 12, 1) + timedelta(days=rng.randrange(400))
        facts = household(current(), rng, start, rng.choice((0.7, 0.9)))
        standing, due = _signatures(facts, start)
        for step in range(1, 330):
            on = start + timedelta(days=step)
            fresh, later = _signatures(facts, on)
            days += 1
            if due is not None and on >= due:
                touched += 1
                standing, due = fresh, later
            assert fresh == standing, f"household {seed} changed on {on}, foretold for {due}"
    assert touched < days / 10


def test_the_sweep_finds_an_answer_that_time_changed_unseen() -> None:
    book, start = current(), date(2022, 1, 19)
    facts = book.parse_household({"members": [{"id": "m1", "facts": {
        "birth_date": "1962-02-01", "nationality": "ไทย", "in_house_register": True, "person_status": "อยู่จริง",
        "state_pension": False, "benefits_received": []}}]}, start)  # fmt: skip
    stored = [signature(one) for one in book.assess(facts, start).determinations]
    assert list(sweep(book, [("h1", facts, stored)], start)) == []
    missed = list(sweep(book, [("h1", facts, stored)], date(2022, 2, 1)))
    assert "old_age_allowance" in {one.benefit for one in missed}


def test_the_first_payment_month_and_the_top_up_are_foretold() -> None:
    book, on = current(), date(2022, 1, 19)
    facts = book.parse_household({"members": [{"id": "m1", "facts": {
        "birth_date": "1962-02-02", "nationality": "ไทย", "in_house_register": True, "person_status": "อยู่จริง",
        "state_pension": False, "benefits_received": [], "studying": "ไม่ได้เรียน"}}]}, on)  # fmt: skip
    days = []
    while on < date(2022, 10, 2):
        following = book.assess(facts, on).next_change
        assert following is not None
        on = following
        days.append(on)
    assert {date(2022, 3, 1), date(2022, 4, 1), date(2022, 10, 1)} <= set(days)


@given(
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.integers(0, 95),
    st.sampled_from(("age", "age_month", "age_fy")),
)
@settings(max_examples=300, deadline=None)
def test_the_day_on_which_an_age_is_reached_is_the_first_such_day(born: date, age: int, kind: str) -> None:
    day = flip_day(kind, born, age)

    def reached(on: date) -> bool:
        fiscal = date(on.year if on.month >= 10 else on.year - 1, 10, 1)
        basis = {"age": on, "age_month": on.replace(day=1), "age_fy": fiscal}[kind]
        return (number_of(basis) - number_of(born)) // 10000 >= age

    assert reached(day)
    assert not reached(day - timedelta(days=1))


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 40))
@settings(max_examples=300, deadline=None)
def test_the_day_after_a_period_of_months_is_the_first_outside_it(then: date, months: int) -> None:
    day = flip_day("months_since", then, months)
    assert _full_months(number_of(then), number_of(day)) >= months
    assert _full_months(number_of(then), number_of(day - timedelta(days=1))) < months
