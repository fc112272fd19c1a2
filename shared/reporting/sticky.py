"""What a period before has hidden stays hidden until it is large: two reports laid side by side tell no small number.

A cell that is kept hidden takes a neighbour of its row and of its column with it, so that a total does not give it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from shared.reporting.model import Cell, Kind, Table
from shared.reporting.suppress import Shown

LARGE = 10
_TOTAL = "total"
Line = list[Cell]


def hidden_cells(tables: Iterable[Table]) -> list[str]:
    """The counts that a report hides, as ``table|row|column``."""
    return sorted(
        f"{table.id}|{code}|{column.id}"
        for table in tables
        for code, line in _lines(table)
        for column, cell in zip(table.columns, line, strict=True)
        if column.kind is Kind.COUNT and cell.shown is not Shown.VALUE
    )


def _lines(table: Table) -> list[tuple[str, Sequence[Cell]]]:
    lines = list(zip(table.codes, table.rows, strict=True))
    return [*lines, (_TOTAL, table.total)] if table.total else lines


def kept_hidden(table: Table, before: AbstractSet[str]) -> Table:
    """The table with what the period before hid, and what would give it back, hidden too."""
    lines = [(code, list(line)) for code, line in _lines(table)]
    forced = {
        (place, column)
        for place, (code, line) in enumerate(lines)
        for column, spec in enumerate(table.columns)
        if f"{table.id}|{code}|{spec.id}" in before and _small_again(line[column])
    }
    if not forced:
        return table
    counts = [column for column, spec in enumerate(table.columns) if spec.kind is Kind.COUNT]
    made = [line for _, line in lines]
    waiting = sorted(forced)
    touched = set(forced)
    while waiting:
        place, column = waiting.pop()
        _hide(made, place, column)
        lines_of = ([(place, one) for one in counts], [(one, column) for one in range(len(made))])
        for spots in lines_of:
            more = _another(made, spots, (place, column))
            if more is not None and more not in touched:
                touched.add(more)
                waiting.append(more)
    for place in {place for place, _ in touched}:
        for column, spec in enumerate(table.columns):
            if spec.kind is Kind.SHARE or spec.id in ("interval", "change", "difference"):
                _hide(made, place, column)
    rows, total = (made[:-1], made[-1]) if table.total else (made, None)
    return replace(table, rows=rows, total=total)


def _small_again(cell: Cell) -> bool:
    return isinstance(cell.value, int) and cell.value < LARGE


def _hide(lines: Sequence[Line], place: int, column: int) -> None:
    cell = lines[place][column]
    if cell.shown is Shown.VALUE and cell.value is not None:
        lines[place][column] = replace(cell, shown=Shown.HIDDEN)


def _another(
    lines: Sequence[Line], spots: Sequence[tuple[int, int]], but: tuple[int, int]
) -> tuple[int, int] | None:
    """What else of a line to hide, the smallest, unless another is hidden already; totals last of all."""
    others = [spot for spot in spots if spot != but]
    if any(lines[row][column].shown is not Shown.VALUE for row, column in others):
        return None
    numbers: list[tuple[bool, bool, int, tuple[int, int]]] = []
    for row, column in others:
        value = lines[row][column].value
        if isinstance(value, int):
            numbers.append((row == len(lines) - 1, value == 0, value, (row, column)))
    return min(numbers)[3] if numbers else None
