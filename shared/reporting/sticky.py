"""What was small in the period before stays hidden until it is large: two reports side by side tell no small number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from shared.reporting.model import Cell, Kind, Table
from shared.reporting.suppress import Shown, small

LARGE = 10
_TOTAL = "total"


def hidden_cells(tables: Iterable[Table], before: AbstractSet[str] = frozenset()) -> list[str]:
    """The counts that a report hides for their own sake, as ``table|row|column``: small ones, and those that the
    report before hid (``before``) and that are not large yet. What is hidden only to protect another is not among them."""
    return sorted(name for table in tables for name, cell in _named(table) if _own_sake(cell, name in before))


def _own_sake(cell: Cell, kept: bool) -> bool:
    return (
        cell.shown is not Shown.VALUE
        and isinstance(cell.value, int)
        and (small(cell.value) or (kept and 0 < cell.value < LARGE))
    )


def _named(table: Table) -> Iterable[tuple[str, Cell]]:
    lines: list[tuple[str, Sequence[Cell]]] = list(zip(table.codes, table.rows, strict=True))
    if table.total:
        lines.append((_TOTAL, table.total))
    for code, line in lines:
        for column, cell in zip(table.columns, line, strict=True):
            if column.kind is Kind.COUNT:
                yield f"{table.id}|{code}|{column.id}", cell


def kept_hidden(table: Table, before: AbstractSet[str]) -> Table:
    """The table with what the period before hid and is not large yet hidden too; what would give it back is for
    ``disclosure``. Shares and intervals of such a row are hidden with it."""
    names = {name for name, cell in _named(table) if name in before and _small_again(cell)}
    if not names:
        return table

    def line(code: str, cells: Sequence[Cell]) -> list[Cell]:
        mine = {column.id for column in table.columns if f"{table.id}|{code}|{column.id}" in names}
        return [
            replace(cell, shown=Shown.HIDDEN)
            if column.id in mine or (mine and column.kind is Kind.SHARE and cell.value is not None)
            else cell
            for column, cell in zip(table.columns, cells, strict=True)
        ]

    rows = [line(code, cells) for code, cells in zip(table.codes, table.rows, strict=True)]
    return replace(table, rows=rows, total=line(_TOTAL, table.total) if table.total else None)


def _small_again(cell: Cell) -> bool:
    return cell.shown is Shown.VALUE and isinstance(cell.value, int) and 0 < cell.value < LARGE
