"""The worked examples that lie beside the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.rules import current
from shared.rules.book import FOLDER
from shared.rules.edges import propose
from shared.rules.examples import Example, check, read_examples

EXAMPLES = read_examples(current(), FOLDER / "tests")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.file}-{e.line}-{e.on}")
def test_the_book_answers_as_the_worked_example_says(example: Example) -> None:
    assert check(current(), example) == []


def test_every_benefit_has_worked_examples() -> None:
    assert {example.benefit for example in EXAMPLES} == set(current().benefits)


# Where no household can show it, and why.
NEVER_UNKNOWN_ALONE = {
    ("elderly_funeral_support", "died"),  # whoever nobody reported gone is taken to live here
    ("child_support_grant", "born"),  # since October 2021 whoever is young enough was born late enough
    ("child_support_grant", "age"),  # until 2018 a birth year leaves the first condition open too
}
NEVER_FAILS_ALONE = {("child_support_grant", "born")}


def test_every_condition_of_every_version_is_shown_failing_alone_and_unknown_alone() -> None:
    book = current()
    failing, unknown, due = set(), set(), set()
    for example in EXAMPLES:
        row = book.reference(example.household, example.on).row(example.benefit, example.member)
        marks = {c.id: truth for c, truth in zip(row.version.conditions, row.truths, strict=True)}
        others = [(name, truth) for name, truth in marks.items() if truth is not True]
        if not others:
            due.add((example.benefit, row.version.start))
        elif len(others) == 1:
            (name, truth) = others[0]
            (unknown if truth is None else failing).add((example.benefit, row.version.start, name))
    for benefit in book.benefits.values():
        for version in benefit.versions:
            assert (benefit.id, version.start) in due
            for condition in version.conditions:
                place = (benefit.id, version.start, condition.id)
                assert place in failing or (benefit.id, condition.id) in NEVER_FAILS_ALONE, place
                known = condition.id == "present" or (benefit.id, condition.id) in NEVER_UNKNOWN_ALONE
                assert place in unknown or known, place


def test_what_the_workbench_proposes_for_an_edge_is_what_the_book_says(tmp_path: Path) -> None:
    """The proposals are examples as they stand, and the same each time."""
    book = current()
    for name in ("disability_card", "elderly_funeral_support"):
        proposed = propose(book, book.benefits[name])
        (tmp_path / f"{name}.yaml").write_text(proposed, encoding="utf-8")
        kept = (FOLDER / "tests" / "edges" / f"{name}.yaml").read_text(encoding="utf-8")
        assert kept.split("\n", 1)[1] == proposed
    assert [line for one in read_examples(book, tmp_path) for line in check(book, one)] == []
