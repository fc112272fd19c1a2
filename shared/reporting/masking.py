"""Cells for tables: counts, money and shares with small cells hidden, rows and totals alike."""

from __future__ import annotations

from collections.abc import Sequence

from shared.reporting.model import Cell
from shared.reporting.suppress import Grid, Shown, dominated, small, suppress
from shared.reporting.tally import Key, Tally


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
