"""The data file of definitions: nothing is printed that it does not explain."""

from __future__ import annotations

import pytest

from shared.domain.reports import ReportKind
from shared.reporting.definitions import _rows, definitions
from shared.reporting.kinds import _MAKERS, TABLES, TITLES
from shared.reporting.periods import STEMS


def test_every_kind_of_report_has_a_title_and_tables() -> None:
    assert set(STEMS) == set(ReportKind)
    assert set(STEMS.values()) == set(TABLES) == set(TITLES)


MADE = {*_MAKERS, "group_gaps"}


@pytest.mark.parametrize("table", sorted(MADE))
def test_every_table_is_explained_in_both_languages(table: str) -> None:
    found = [one for of, one in _rows() if table in of]
    assert found, f"{table} has no definition"
    for one in definitions([table]):
        for text in (one.name, one.formula, one.source, one.numerator, one.denominator, one.excludes):
            assert text is None or (text.th and text.en)


def test_no_definition_explains_a_table_that_is_not_there_and_each_has_its_own_id() -> None:
    assert {table for of, _ in _rows() for table in of} <= MADE
    ids = [one.id for _, one in _rows()]
    assert len(ids) == len(set(ids))
