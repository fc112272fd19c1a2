"""A visit asks little: greedy questions settle a household with far fewer than the form asks in its order."""

from __future__ import annotations

import os
import random
from datetime import date

from shared.domain.facts import Fact, HouseholdFacts
from shared.rules import Question, current
from shared.rules.interview import answered
from tests.unit.rules.households import household, value_of

HOUSEHOLDS = 200 if os.environ.get("SITTHI_LONG") else 5
ON = date(2022, 6, 1)


def _hidden(truth: HouseholdFacts, rng: random.Random) -> HouseholdFacts:
    """Half of what could be known, at random."""

    def half(facts: dict[str, Fact]) -> dict[str, Fact]:
        return {name: fact for name, fact in facts.items() if rng.random() < 0.5}

    return HouseholdFacts(
        half(dict(truth.household)), {m: half(dict(facts)) for m, facts in truth.members.items()}
    )


def _answer(truth: HouseholdFacts, question: Question, rng: random.Random) -> Fact:
    facts = truth.household if question.member_id is None else truth.members[question.member_id]
    known = facts.get(question.fact)
    value = known.value if known is not None else value_of(current().facts[question.fact], rng, ON)
    return Fact(value, "visit", ON)


def interview(truth: HouseholdFacts, partial: HouseholdFacts, *, form: bool, seed: int) -> int:
    """How many questions are asked until nothing is open that a family can answer."""
    book, rng, asked = current(), random.Random(seed), 0
    order = list(book.facts)
    unknown = [
        Question(name, member, book.facts[name].question, ())
        for member in (None, *truth.members)
        for name in order
        if (book.facts[name].entity == "household") == (member is None)
        and book.facts[name].settled_by is None
        and name not in ("roster_complete", "household_size", "indicator_set")
        and name not in (partial.household if member is None else partial.members[member])
    ]
    while True:
        open_now = book.assess(partial, ON).questions
        if not open_now or asked > 400:
            return asked
        if form:
            if not unknown:
                return asked
            question = unknown.pop(0)
        else:
            question = open_now[0]
        partial = answered(partial, question, _answer(truth, question, rng))
        asked += 1


def test_greedy_questions_are_at_most_two_thirds_of_the_form() -> None:
    form = greedy = 0
    for seed in range(HOUSEHOLDS):
        rng = random.Random(seed)
        truth = household(current(), rng, ON, 1.0)
        partial = _hidden(truth, rng)
        form += interview(truth, partial, form=True, seed=seed)
        greedy += interview(truth, partial, form=False, seed=seed)
    assert greedy / form <= 0.65, (greedy, form)


def test_near_ties_are_weighed_by_what_their_answers_settle() -> None:
    book = current()
    for seed in range(6):
        rng = random.Random(seed)
        facts = household(book, rng, ON, 0.6)
        weighed, plain = book.next_questions(facts, ON), book.assess(facts, ON).questions
        assert sorted(map(str, weighed)) == sorted(map(str, plain))
        if weighed:
            assert weighed[0].score >= plain[0].score * 0.9
