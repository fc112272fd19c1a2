"""Random households assessed twice. In two test modules, so that two workers share the work."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import date

from shared.rules import current
from shared.rules.determine import Row, Run
from tests.unit.rules.households import household

PARTS = 4
COUNT = 1_000_000 if os.environ.get("SITTHI_LONG") else 20_000


def agree(days: Sequence[date], part: int) -> None:
    """One part of half of the count, on the given days."""
    book = current()
    for number in range(part, COUNT // 2, PARTS):
        on = days[number // PARTS % len(days)]
        facts = household(book, random.Random(f"{on} {number}"), on, most=2)
        compiled, reference = book.run(facts, on), book.reference(facts, on)
        left = [_seen(compiled, row) for row in compiled.all_rows()]
        right = [_seen(reference, row) for row in reference.all_rows()]
        assert left == right, f"household {number} on {on}"


def _seen(run: Run, row: Row) -> tuple[object, ...]:
    return (row.benefit.id, row.member, row.version.start, row.truths, row.entitled, row.missing, row.receiving,
            row.receiving_missing, run.amount(row))  # fmt: skip
