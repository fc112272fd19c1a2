"""The worked examples that lie beside the rules."""

from __future__ import annotations

import pytest

from shared.rules import current
from shared.rules.book import FOLDER
from shared.rules.examples import Example, check, read_examples

EXAMPLES = read_examples(current(), FOLDER / "tests")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.benefit}-{e.line}-{e.on}")
def test_the_book_answers_as_the_worked_example_says(example: Example) -> None:
    assert check(current(), example) == []


def test_every_benefit_has_worked_examples() -> None:
    assert {example.benefit for example in EXAMPLES} == set(current().benefits)
