"""Cells for tables: counts, money and shares with small cells hidden, rows and totals alike."""

from __future__ import annotations

from collections.abc import Sequence

from shared.reporting.model import Cell, Table
from shared.reporting.suppress import Grid, Shown, dominated, small, suppress
from shared.reporting.tally import Key, Tally
from shared.reporting.wording import Text


def counts(values: Sequence[int], *, hide_total: bool = False) -> tuple[list[Cell], Cell]:
    """A column of counts and its total. ``hide_total``: another table hides that number already."""
    if not values:
        return [], Cell(0)
    forced = [(len(values), 0)] if hide_total else []
    masked = suppress(Grid([[value] for value in values], has_row_totals=False), forced)
    cells = [Cell(value, line[0]) for value, line in zip(values, masked.cells, strict=True)]
    return cells, Cell(sum(values), masked.column_totals[0])


def adding(rows: Sequence[Sequence[int]], hidden_totals: Sequence[bool] = ()) -> list[list[Cell]]:
    """Lines whose cells add up to a total, the last cell of each. ``hidden_totals``: hidden elsewhere already."""
    if not rows:
        return []
    width = len(rows[0])
    forced = [(place, width) for place, hidden in enumerate(hidden_totals) if hidden]
    masked = suppress(Grid(rows, has_column_totals=False), forced)
    return [
        [*(Cell(value, how) for value, how in zip(row, line, strict=True)), Cell(sum(row), total)]
        for row, line, total in zip(rows, masked.cells, masked.row_totals, strict=True)
    ]


def money(tallies: Sequence[Tally], total: Tally, *key: str) -> tuple[list[Cell], Cell]:
    """A column of baht: hidden where few households or one stand behind it, and never one place alone."""
    amounts = [tally.get(*key) for tally in tallies]
    shown = [_money_shown(tally, key) for tally in tallies]
    hidden = [place for place, how in enumerate(shown) if how is not Shown.VALUE]
    if len(hidden) == 1:
        others = [place for place, amount in enumerate(amounts) if amount and place not in hidden]
        if others:
            shown[min(others, key=lambda place: (amounts[place], place))] = Shown.HIDDEN
    whole = Cell(sum(amounts), _money_shown(total, key))
    return [Cell(amount, how) for amount, how in zip(amounts, shown, strict=True)], whole


def _money_shown(tally: Tally, key: Key) -> Shown:
    households = tally.get("contributors", *key)
    hide = dominated(tally.get(*key), tally.largest.get(key, 0), households)
    return Shown.HIDDEN if hide else Shown.VALUE


def one_money(tally: Tally, *key: str) -> Cell:
    return Cell(tally.get(*key), _money_shown(tally, key))


def one_count(value: int) -> Cell:
    return Cell(value, Shown.SMALL if small(value) else Shown.VALUE)


def share(part: Cell, whole: Cell) -> Cell:
    """A part of a whole, hidden when either is, or when what is left out is small."""
    if not isinstance(part.value, int) or not isinstance(whole.value, int) or whole.value == 0:
        return Cell(None)
    hide = part.shown is not Shown.VALUE or whole.shown is not Shown.VALUE or small(whole.value - part.value)
    digits = 0 if whole.value < 100 else 1
    return Cell(part.value / whole.value, Shown.HIDDEN if hide else Shown.VALUE, digits)


def whole_lines(
    rows: Sequence[Sequence[int]], hidden: Sequence[bool] = (), *, total: bool = True
) -> tuple[list[list[Cell]], list[Cell]]:
    """Lines that are shown whole or not at all, and their totals.

    For numbers that other tables show in sums and differences: a line with a small number, or of which another table
    hides something (``hidden``), tells nothing; and never is one line alone left out, since the total would give it.
    """
    width = len(rows[0]) if rows else 0
    bad = [
        any(small(value) for value in row) or bool(hidden and hidden[place]) for place, row in enumerate(rows)
    ]
    if total and sum(bad) == 1:
        others = [place for place, row in enumerate(rows) if not bad[place] and any(row)]
        if others:
            bad[min(others, key=lambda place: (sum(rows[place]), place))] = True
    lines = [
        [Cell(value, Shown.HIDDEN if bad[place] else Shown.VALUE) for value in row]
        for place, row in enumerate(rows)
    ]
    sums = [sum(row[column] for row in rows) for column in range(width)]
    whole = Shown.HIDDEN if any(small(value) for value in sums) else Shown.VALUE
    return lines, [Cell(value, whole) for value in sums]


def matrix(rows: Sequence[Sequence[int]]) -> tuple[list[list[Cell]], list[Cell]]:
    """A table of counts with its row and column totals, the last cell of each line and the last line."""
    if not rows or not rows[0]:
        return [], []
    masked = suppress(Grid(rows))
    lines = [
        [*(Cell(value, how) for value, how in zip(row, line, strict=True)), Cell(sum(row), last)]
        for row, line, last in zip(rows, masked.cells, masked.row_totals, strict=True)
    ]
    sums = [sum(row[column] for row in rows) for column in range(len(rows[0]))]
    totals = [Cell(value, how) for value, how in zip(sums, masked.column_totals, strict=True)]
    return lines, [*totals, Cell(sum(sums), masked.grand_total)]


def change(before: Cell, after: Cell) -> Cell:
    """The difference of two shares in percentage points; hidden when either is."""
    if Shown.VALUE in (before.shown, after.shown) and before.shown is after.shown:
        if not isinstance(before.value, float) or not isinstance(after.value, float):
            return Cell(None)
        points = f"{100 * (after.value - before.value):+.{max(before.digits, after.digits)}f}"
        return Cell(Text(f"{points} จุด", f"{points} points"))
    return Cell(Text("", ""), Shown.HIDDEN)


def hides(table: Table, codes: Sequence[str], columns: Sequence[str]) -> list[bool]:
    """Of some of a table's rows, whether it hides any of these columns."""
    places = {code: place for place, code in enumerate(table.codes)}
    cells = [table.column(name) for name in columns]
    return [any(column[places[code]].shown is not Shown.VALUE for column in cells) for code in codes]
