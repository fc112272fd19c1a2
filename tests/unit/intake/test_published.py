"""What partners read about codes and columns is what the checks do."""

from __future__ import annotations

import re
from pathlib import Path

from shared.intake.faults import codes
from shared.intake.layout import benefit_names, layout
from shared.intake.published import code_list
from shared.intake.text import loose
from shared.rules import current

ROOT = Path(__file__).resolve().parents[3]


def test_the_published_list_is_the_one_that_the_data_give():
    found = (ROOT / "docs" / "import-codes.md").read_text(encoding="utf-8")
    assert found == code_list(), "run: python -m shared.intake > docs/import-codes.md"


def test_every_code_in_the_code_is_published_and_every_published_one_is_used():
    form = re.compile(r"\"((?:FILE|HEAD|ROW|CELL|HOUSE)-[A-Z0-9-]+)\"")
    used: set[str] = set()
    for folder in ("shared", "functions"):
        for file in (ROOT / folder).rglob("*.py"):
            used |= set(form.findall(file.read_text(encoding="utf-8")))
    assert used == set(codes())


def test_partners_may_name_every_benefit_of_the_rule_book_by_id_and_title():
    book = current()
    assert set(benefit_names().values()) == {benefit.id for benefit in book.benefits.values()}
    for benefit in book.benefits.values():
        assert benefit_names()[loose(benefit.title.th)] == benefit.id


def test_listed_values_are_those_that_the_rule_book_knows():
    facts = current().facts
    for name, column in layout("tpmap_v1").columns.items():
        if column.kind == "choice" and name in facts and facts[name].values:
            assert set(column.choices) == set(facts[name].values), name
