"""What the linter finds in a book that loads: each check on one edit of the real book."""

from __future__ import annotations

from functools import cache

import pytest

from shared.rules import Book, current
from shared.rules.book import FOLDER
from shared.rules.lint import lint
from shared.rules.loading import load_files, read_files

OLD_AGE, RATES = "benefits/old_age_allowance.yaml", "parameters/old_age_allowance.yaml"
JOBS = "benefits/job_placement.yaml"
NO_PENSION = "when: not p.state_pension, cite: R52X"
UNEMPLOYED = "when: p.unemployed, cite: A53"
WEAK = "{id: weak, when: age_month >= 50, cite: R52, th: อายุ 50, en: Aged 50}"
EDITS = [
    (
        "facts.yaml",
        "sex:\n",
        "idle:\n  entity: person\n  type: bool\n  question: {th: ก, en: a}\nsex:\n",
        "error: facts.yaml idle: no rule reads this fact",
    ),
    (
        RATES,
        "old_age_allowance.min_age:",
        "old_age_allowance.idle:\n  unit: year\n  values:\n    2003-12-31:\n      value: 1\n"
        "      reference: {title: ก, verified: false, seen: memory}\nold_age_allowance.min_age:",
        "error: parameters old_age_allowance.idle: no rule reads this parameter",
    ),
    (OLD_AGE, "{old_age_allowance.min_age}", "{old_age_allowance.nothing}", "which is no parameter"),
    (OLD_AGE, "{use: thai, cite: R52}", "{use: thai, cite: R66}", "cites R66, which is not in force"),
    (RATES, "      below: 600 ", "      #", "numbers under the first band have no value"),
    (JOBS, UNEMPLOYED, "when: age + 1 > 20, cite: A53", "an age is compared, not calculated with"),
    (JOBS, UNEMPLOYED, "when: not p.unemployed and p.unemployed, cite: A53", "unemployed: never holds"),
    (JOBS, UNEMPLOYED, "when: not p.unemployed and p.unemployed, cite: A53", "the conditions can never all hold"),
    (JOBS, UNEMPLOYED, "when: p.unemployed or not p.unemployed, cite: A53", "unemployed: always holds"),
    (OLD_AGE, "      - {use: thai, cite: R52}", f"      - {{use: thai, cite: R52}}\n      - {WEAK}", "weak: never decides alone"),
    (JOBS, "when: age >= 18, cite", "when: p.person_status != 'เสียชีวิต', cite", "grants on"),
]  # fmt: skip


@cache
def as_it_is() -> frozenset[str]:
    return frozenset(str(one) for one in lint(current()))


@pytest.mark.parametrize(("file", "old", "new", "told"), EDITS, ids=range(len(EDITS)))
def test_each_check_finds_its_fault(file: str, old: str, new: str, told: str) -> None:
    files = read_files(FOLDER)
    text = files[file].decode()
    assert old in text
    text = text.replace(old, new, 1)
    if told == "grants on":  # nothing is left but what is assumed of everybody
        text = "\n".join(line for line in text.splitlines() if "unemployed" not in line)
        files["facts.yaml"] = files["facts.yaml"].replace(b"unemployed:\n", b"unemployed:\n  column: true\n")
    files[file] = text.encode()
    fresh = [str(one) for one in lint(Book(load_files(files))) if str(one) not in as_it_is()]
    assert any(told in one for one in fresh), fresh
