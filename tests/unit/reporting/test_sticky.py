"""Two reports laid side by side tell no small number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.reporting.figures import Figures, progress
from shared.reporting.model import Kind, Table
from shared.reporting.monthly import build
from shared.reporting.sticky import LARGE, hidden_cells
from shared.reporting.suppress import Shown
from tests.unit.reporting.builders import JANUARY, context, crowd

FEBRUARY = date(2022, 2, 28)


def months(size: int, seed: int) -> tuple[list[str], Figures]:
    first = build(progress(crowd(size, seed), JANUARY), context(), "quarterly")
    second = progress(crowd(size + 3, seed), FEBRUARY)
    return hidden_cells(first.tables), replace(second, hidden_before=frozenset(hidden_cells(first.tables)))


def cells(table: Table) -> dict[str, tuple[int, Shown]]:
    lines = [*zip(table.codes, table.rows, strict=True), *([("total", table.total)] if table.total else [])]
    return {
        f"{table.id}|{code}|{column.id}": (cell.value, cell.shown)
        for code, line in lines
        for column, cell in zip(table.columns, line, strict=True)
        if column.kind is Kind.COUNT and isinstance(cell.value, int)
    }


@pytest.mark.parametrize("seed", range(6))
def test_what_was_hidden_stays_hidden_until_it_is_large(seed: int) -> None:
    hidden, second = months(12, seed)
    report = build(second, context(), "quarterly")
    for table in report.tables:
        for name, (value, shown) in cells(table).items():
            if name in hidden and value < LARGE:
                assert shown is not Shown.VALUE, name


@pytest.mark.parametrize("seed", range(6))
def test_no_total_gives_back_what_is_kept_hidden(seed: int) -> None:
    hidden, second = months(30, seed)
    report = build(second, context(), "quarterly")
    for table in report.tables:
        if table.total is None:
            continue
        for place, column in enumerate(table.columns):
            if column.kind is Kind.COUNT and table.total[place].shown is Shown.VALUE:
                kept = [row[place] for row in table.rows if row[place].shown is not Shown.VALUE]
                forced = [
                    code
                    for code, row in zip(table.codes, table.rows, strict=True)
                    if f"{table.id}|{code}|{column.id}" in hidden and row[place].value < LARGE
                ]
                assert not forced or len(kept) != 1, (table.id, column.id)


def test_a_report_without_a_period_before_hides_no_more_than_it_must() -> None:
    figures = progress(crowd(60), JANUARY)
    assert hidden_cells(build(figures, context()).tables) == hidden_cells(
        build(replace(figures, hidden_before=frozenset({"benefits|nothing|gap"})), context()).tables
    )
