"""Unknown is neither yes nor no: what is said on incomplete facts stands when they become complete."""

from __future__ import annotations

import os
import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.dates import PartialDate
from shared.domain.facts import Basis, Fact, HouseholdFacts, Truth
from shared.rules import Book, current
from shared.rules.determine import Run
from tests.unit.rules.households import DAYS, household, value_of

EXAMPLES = 20_000 if os.environ.get("SITTHI_LONG") else 300


def _completed(book: Book, run: Run, facts: HouseholdFacts, rng: random.Random, on: date) -> HouseholdFacts:
    """Every fact that is unknown to a decision gets some value; what is known stays."""
    own, members = dict(facts.household), {member: dict(values) for member, values in facts.members.items()}
    for name, spec in book.facts.items():
        if name in ("birth_date", "household_size"):
            continue
        for subject in (None,) if spec.entity == "household" else tuple(members):
            if name == "benefits_received" and "receipt:disability_allowance" in run.case.spoken(subject)[0]:
                continue  # a newer list would overrule a receipt: that is news, not a fact that was missing
            if run.case.known(name, subject).value is None:
                target = own if subject is None else members[subject]
                target[name] = Fact(value_of(spec, rng, on), "visit", on)
    if not facts.roster_complete and run.case.known("household_size", None).value is None:
        own["household_size"] = Fact(len(run.case.present) + rng.randrange(1, 4), "visit", on)
    for values in members.values():
        if "birth_date" not in values:
            values["birth_date"] = Fact(value_of(book.facts["birth_date"], rng, on), "visit", on)
    for values in (own, *members.values()):
        for name, fact in values.items():
            if isinstance(fact.value, PartialDate) and not fact.value.exact and fact.basis is not Basis.S16:
                day = fact.value.earliest() if rng.random() < 0.5 else fact.value.latest()
                values[name] = Fact(day, fact.source, fact.observed_on, fact.basis)
    return HouseholdFacts(own, members, roster_complete=True)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(DAYS), st.sampled_from((0.3, 0.6, 0.85)))
def test_no_completion_of_the_facts_contradicts_a_definite_answer(seed: int, on: date, known: float) -> None:
    book, rng = current(), random.Random(seed)
    partial = household(book, rng, on, known)
    run = book.run(partial, on)
    before = {(row.benefit.id, row.member): row.entitled for row in run.all_rows()}
    for _ in range(3):
        full = _completed(book, run, partial, rng, on)
        after = {(row.benefit.id, row.member): row.entitled for row in book.run(full, on).all_rows()}
        for key, value in before.items():
            assert value is None or after[key] == value, key


def test_nobody_is_eligible_while_nothing_is_known() -> None:
    book = current()
    for on in (*DAYS, *book.epochs.starts[1:]):
        found = book.assess(HouseholdFacts({}, {"m1": {}, "m2": {}}), on).determinations
        assert not [one.benefit for one in found if one.entitled is Truth.YES]
        assert not [one.benefit for one in found if one.state == "gap"]


def test_complete_facts_leave_nothing_open() -> None:
    book = current()
    for seed in range(150):
        rng, on = random.Random(seed), DAYS[seed % len(DAYS)]
        partial = household(book, rng, on, 1.0)
        full = _completed(book, book.run(partial, on), partial, rng, on)
        for row in book.run(full, on).all_rows():
            assert row.entitled is not None, (seed, row.benefit.id, row.missing)


def test_an_open_list_of_members_leaves_counts_open() -> None:
    book, on = current(), date(2022, 6, 1)
    facts = book.parse_facts(
        {"indicator_set": "BMN2560", "household_failed": [8, 22], "house_owner_consent": True},
        "household",
        on,
    )
    young = book.parse_facts({"birth_date": "1990-01-01", "nationality": "ไทย"}, "person", on)
    answers = {}
    for complete in (True, False):
        found = book.assess(HouseholdFacts(facts, {"m1": young}, roster_complete=complete), on)
        answers[complete] = next(
            d for d in found.determinations if d.benefit == "elderly_home_repair"
        ).entitled
    assert answers == {True: Truth.NO, False: Truth.UNKNOWN}


def test_a_birth_year_settled_by_section_16_counts_from_its_first_day() -> None:
    book, on = current(), date(2022, 1, 1)
    known = book.parse_facts({"nationality": "ไทย", "in_house_register": True, "state_pension": False,
                              "person_status": "อยู่จริง", "benefits_received": []}, "person", on)  # fmt: skip
    answers = []
    for basis in (Basis.RECORDED, Basis.S16):
        born = Fact(PartialDate(1962), "survey", on, basis)
        found = book.assess(HouseholdFacts({}, {"m1": {**known, "birth_date": born}}), on)
        answers.append(next(d for d in found.determinations if d.benefit == "old_age_allowance").entitled)
    assert answers == [Truth.UNKNOWN, Truth.YES]


def test_a_stale_fact_is_unknown_to_the_decision_and_still_shown() -> None:
    book = current()
    day = date(2020, 1, 1)
    facts = book.parse_facts(
        {"birth_date": "2018-01-01", "nationality": "ไทย", "person_status": "อยู่จริง"}, "person", day
    )
    own = book.parse_facts({"household_income": 10_000}, "household", day)
    found = book.assess(HouseholdFacts(own, {"m1": facts}), date(2022, 1, 19)).determinations
    grant = next(d for d in found if d.benefit == "child_support_grant")
    assert grant.entitled is Truth.UNKNOWN
    assert "household_income" in grant.missing
    income = next(r for r in grant.reasons if r.condition == "income")
    use = next(f for f in income.facts if f.name == "household_income")
    assert (use.value, use.stale) == (10_000, True)


def test_an_assumed_fact_says_so() -> None:
    book, on = current(), date(2022, 1, 19)
    found = book.assess(
        HouseholdFacts({}, {"m1": book.parse_facts({"birth_date": "1950-01-01"}, "person", on)}), on
    )
    grant = next(d for d in found.determinations if d.benefit == "old_age_allowance")
    present = next(r for r in grant.reasons if r.condition == "present")
    assert [(f.value, f.basis) for f in present.facts] == [("อยู่จริง", "assumed")]
