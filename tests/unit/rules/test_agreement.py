"""The compiled modules and the slow reference evaluator say the same of every household."""

from __future__ import annotations

import os
import random

import pytest

from shared.rules import current
from shared.rules.determine import Row, Run
from tests.unit.rules.households import DAYS, household

COUNT = int(os.environ.get("RULES_HOUSEHOLDS", "20000"))
PARTS = 8


def _seen(run: Run, row: Row) -> tuple[object, ...]:
    return (row.benefit.id, row.member, row.version.start, row.truths, row.entitled, row.missing, row.receiving,
            row.receiving_missing, run.amount(row))  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_compiled_and_interpreted_rules_agree_on_random_households(part: int) -> None:
    book = current()
    for number in range(part, COUNT, PARTS):
        rng = random.Random(number)
        on = DAYS[number // PARTS % len(DAYS)]
        facts = household(book, rng, on)
        compiled, reference = book.run(facts, on), book.reference(facts, on)
        left = [_seen(compiled, row) for row in compiled.all_rows()]
        right = [_seen(reference, row) for row in reference.all_rows()]
        assert left == right, f"household {number} on {on}"
