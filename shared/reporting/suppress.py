"""Small cells: what a reader outside may not work out about few households.

Primary: a count of 1 to 4 is hidden. Complementary: while a hidden cell could be bounded more tightly than that
from the totals shown, the cheapest further cell of its row or column is hidden too. What a reader can bound is
computed exactly: the cells of a table and its totals are the flows of a network, and the highest and lowest value
of a hidden cell are a maximal flow through it. Deterministic: by size, then by place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

THRESHOLD = 5
MUST_SPAN = 3  # a hidden cell's possible values span at least this
DOMINANCE = 0.8  # a sum of money in which one household has more than this is hidden
_FREE = 10**12


class Shown(StrEnum):
    """How a cell appears: its value, ``<5``, or a mark that says it is hidden to protect another."""

    VALUE = "value"
    SMALL = "small"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Grid:
    """Counts with their totals. ``cells[i][j]``; totals exist only where the table shows them."""

    cells: Sequence[Sequence[int]]
    has_row_totals: bool = True
    has_column_totals: bool = True

    def has(self, place: tuple[int, int]) -> bool:
        """Whether the table shows this place at all."""
        rows, columns = len(self.cells), len(self.cells[0])
        return (place[1] != columns or self.has_row_totals) and (place[0] != rows or self.has_column_totals)


@dataclass(frozen=True)
class Masked:
    """What is shown of each cell, row total, column total, and of the grand total."""

    cells: list[list[Shown]]
    row_totals: list[Shown]
    column_totals: list[Shown]
    grand_total: Shown


def small(count: int) -> bool:
    return 0 < count < THRESHOLD


def dominated(amount: int, largest: int, households: int) -> bool:
    """A sum of money that would tell about one household or about few."""
    return amount != 0 and (small(households) or largest > DOMINANCE * amount)


def suppress(grid: Grid, hidden: Collection[tuple[int, int]] = ()) -> Masked:
    """Decide what to show so that no small cell can be worked out.

    ``hidden``: places hidden already, because another table hides the same number; row ``len(cells)`` and column
    ``len(cells[0])`` are the totals. Hiding more only widens what is possible, so one pass over the cells is enough.
    """
    rows, columns = len(grid.cells), len(grid.cells[0]) if grid.cells else 0
    values = _with_totals(grid, rows, columns)
    shown = {place: Shown.SMALL if small(value) else Shown.VALUE for place, value in values.items()}
    for place in hidden:
        shown[place] = Shown.SMALL if small(values[place]) else Shown.HIDDEN
    shown.update({place: Shown.VALUE for place in values if not grid.has(place)})
    for place in sorted(values, key=lambda spot: (values[spot], spot)):
        if shown[place] is not Shown.SMALL or not grid.has(place):
            continue
        while _span(bounds(grid, shown, place)) < MUST_SPAN:
            victim = _cheapest(grid, values, shown, place, rows, columns)
            if victim is None:
                break
            shown[victim] = Shown.HIDDEN
    return _masked(grid, shown, rows, columns)


def _span(limits: tuple[int, int]) -> int:
    return limits[1] - limits[0]


def _with_totals(grid: Grid, rows: int, columns: int) -> dict[tuple[int, int], int]:
    """Values by place; row ``rows`` and column ``columns`` hold the totals."""
    values = {(i, j): grid.cells[i][j] for i in range(rows) for j in range(columns)}
    for i in range(rows):
        values[i, columns] = sum(grid.cells[i])
    for j in range(columns):
        values[rows, j] = sum(grid.cells[i][j] for i in range(rows))
    values[rows, columns] = sum(values[i, columns] for i in range(rows))
    return values


def _cheapest(
    grid: Grid,
    values: dict[tuple[int, int], int],
    shown: dict[tuple[int, int], Shown],
    place: tuple[int, int],
    rows: int,
    columns: int,
) -> tuple[int, int] | None:
    """What to hide next for a cell: a total of its line that says "<5", else the smallest shown cell of its lines.

    Cells come before totals, zeros last of all; when its lines hold no more, any cell of the table.
    """

    def cost(spot: tuple[int, int]) -> tuple[bool, bool, bool, int, tuple[int, int]]:
        total = spot[0] == rows or spot[1] == columns
        return (shown[spot] is Shown.VALUE, total, values[spot] == 0, values[spot], spot)

    def hidable(spot: tuple[int, int]) -> bool:
        total = spot[0] == rows or spot[1] == columns
        small_total = total and shown[spot] is Shown.SMALL and spot != place
        return grid.has(spot) and (shown[spot] is Shown.VALUE or small_total)

    def in_line(spot: tuple[int, int]) -> bool:
        across = spot[0] == place[0] and grid.has_row_totals
        return across or (spot[1] == place[1] and grid.has_column_totals)

    candidates = [spot for spot in values if hidable(spot) and in_line(spot)]
    candidates = candidates or [spot for spot in values if hidable(spot)]
    return min(candidates, key=cost) if candidates else None


def _masked(grid: Grid, shown: dict[tuple[int, int], Shown], rows: int, columns: int) -> Masked:
    return Masked(
        [[shown[i, j] for j in range(columns)] for i in range(rows)],
        [shown[i, columns] for i in range(rows)] if grid.has_row_totals else [],
        [shown[rows, j] for j in range(columns)],
        shown[rows, columns],
    )


# ---------------------------------------------------------------- what a reader can work out


def bounds(grid: Grid, shown: dict[tuple[int, int], Shown], place: tuple[int, int]) -> tuple[int, int]:
    """The lowest and highest value of a cell that fit everything shown.

    Nodes: a row each, a column each, a source and a sink. Cell (i, j) flows from row i to column j, a row total
    from the source to its row, a column total from its column to the sink, the grand total back from sink to source.
    """
    rows, columns = len(grid.cells), len(grid.cells[0])
    values = _with_totals(grid, rows, columns)
    source, sink = rows + columns, rows + columns + 1
    room: dict[tuple[int, int], int] = {}
    tail = head = -1
    for (i, j), value in values.items():
        start, end = _edge(i, j, rows, columns, source, sink)
        low, high = _range(shown[i, j], value, free=not grid.has((i, j)))
        if (i, j) == place:
            tail, head, mine = start, end, (low, high)
            continue
        room[start, end] = room.get((start, end), 0) + high - value
        room[end, start] = room.get((end, start), 0) + value - low
    value = values[place]
    up = min(_flow(dict(room), head, tail, mine[1] - value), mine[1] - value)
    down = min(_flow(dict(room), tail, head, value - mine[0]), value - mine[0])
    return value - down, value + up


def _edge(i: int, j: int, rows: int, columns: int, source: int, sink: int) -> tuple[int, int]:
    if (i, j) == (rows, columns):
        return sink, source
    if j == columns:
        return source, i
    if i == rows:
        return rows + j, sink
    return i, rows + j


def _range(shown: Shown, value: int, *, free: bool) -> tuple[int, int]:
    """What a reader knows of one cell by how it is shown."""
    if free:
        return 0, _FREE
    if shown is Shown.VALUE:
        return value, value
    if shown is Shown.SMALL:
        return 1, THRESHOLD - 1
    return 0, _FREE


def _flow(room: dict[tuple[int, int], int], start: int, end: int, wanted: int) -> int:
    """As much flow from ``start`` to ``end`` as fits, up to ``wanted``."""
    if wanted <= 0:
        return 0
    reach: dict[int, list[int]] = {}
    for one, other in room:
        reach.setdefault(one, []).append(other)
    sent = 0
    while sent < wanted:
        came: dict[int, int] = {start: start}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for other in reach.get(node, ()):
                if other not in came and room[node, other] > 0:
                    came[other] = node
                    queue.append(other)
        if end not in came:
            break
        path = [end]
        while path[-1] != start:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path, strict=False))
        amount = min(wanted - sent, *(room[step] for step in steps))
        for one, other in steps:
            room[one, other] -= amount
            room[other, one] = room.get((other, one), 0) + amount
            if one not in reach.setdefault(other, []):
                reach[other].append(one)
        sent += amount
    return sent
