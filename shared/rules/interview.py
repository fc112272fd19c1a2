"""The next best question for a household at the door: greedy first, near ties by what the answers would settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.domain.facts import Basis, Fact, HouseholdFacts
from shared.rules.answers import Assessment, Question
from shared.rules.boundaries import values
from shared.rules.model import FactSpec
from shared.rules.questions import worth_of

if TYPE_CHECKING:
    from shared.rules.book import Book

NEAR = 0.9  # a question this near to the best is a tie
MOST = 4  # of which so many are weighed
_ANSWERS = 5  # of each so many answers are tried


def next_questions(book: Book, household: HouseholdFacts, on: date) -> tuple[Question, ...]:
    """The open questions, best first; ties at the top are put in order by value of information."""
    assessment = book.assess(household, on)
    questions = assessment.questions
    if len(questions) < 2:
        return questions
    tied = [one for one in questions if one.score >= questions[0].score * NEAR][:MOST]
    if len(tied) < 2:
        return questions
    open_before = _open_worth(book, assessment, on)
    weighed = [replace(one, score=_information(book, household, one, open_before, on)) for one in tied]
    weighed.sort(key=lambda one: (-one.score, one.fact, one.member_id or ""))
    rest = [one for one in questions if one not in tied]
    named = {(one.fact, one.member_id): one for one in tied}
    return (*(named[one.fact, one.member_id] for one in weighed), *rest)


def _information(
    book: Book, household: HouseholdFacts, question: Question, open_before: float, on: date
) -> float:
    """How much open worth the answer settles, on the average of the answers that rules tell apart."""
    spec = book.facts[question.fact]
    answers = _answers(book, spec, question, on)
    settled = 0.0
    for answer in answers:
        asked = answered(household, question, Fact(answer, "visit", on, Basis.STATED))
        settled += open_before - _open_worth(book, book.assess(asked, on), on)
    return settled / len(answers) / spec.cost


def _answers(book: Book, spec: FactSpec, question: Question, on: date) -> list[Any]:
    """One representative for each side of every threshold."""
    if spec.type == "enum" and len(spec.values) <= _ANSWERS:
        return list(spec.values)
    found: dict[Any, None] = {}
    for name in question.decides:
        benefit = book.benefits[name]
        version, _ = benefit.version_on(on)
        found.update(dict.fromkeys(values(book, benefit, version, spec, on)))
    every = sorted(found, key=str)
    step = max(1, len(every) // _ANSWERS)
    return every[::step][:_ANSWERS]


def answered(household: HouseholdFacts, question: Question, fact: Fact) -> HouseholdFacts:
    """The household with one more fact."""
    if question.fact == "roster_complete":
        return replace(household, roster_complete=bool(fact.value))
    if question.member_id is None:
        return replace(household, household={**household.household, question.fact: fact})
    members: Mapping[str, Any] = {
        member: {**facts, question.fact: fact} if member == question.member_id else facts
        for member, facts in household.members.items()
    }
    return replace(household, members=members)


def _open_worth(book: Book, assessment: Assessment, on: date) -> float:
    return sum(
        worth_of(found, book.benefits[found.benefit], on)
        for found in assessment.determinations
        if found.state in ("need_info", "eligible_when_open") and found.asks
    )
