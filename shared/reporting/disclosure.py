"""No small number can be worked out from all tables of a report together.

Tables tell sums: of their rows, of their columns, and numbers that stand in another table too. From these the lowest
and highest possible value of each hidden cell is narrowed until nothing moves; while a small one lies closer than it
must, the smallest shown number beside it in one of its sums is hidden too. Deterministic: by size, then by place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from shared.reporting.limits import Limits, Range, Spot, Sum
from shared.reporting.model import Cell, Column, Kind, Table
from shared.reporting.sticky import LARGE
from shared.reporting.suppress import MUST_SPAN, THRESHOLD, Shown, small

TOTAL = "total"
# In each row the last is the sum of the others.
_ROWS: Mapping[str, tuple[str, ...]] = {
    "determinations": ("eligible", "not_eligible", "need_info", "assessed"),
    "benefits": ("receiving", "gap", "other", "entitled"),
    "take_up": ("already", "newly", "missing", "rights"),
    "take_up_places": ("already", "newly", "missing", "rights"),
    "once": ("received", "unclaimed", "entitled"),
    "fairness": ("received", "open", "rights"),
    "life_stages": ("received", "open", "rights"),
    "measures": ("underway", "achieved", "given_up", "planned"),
    "deprivation": ("still", "better", "worse", "never", "known"),
}
# The same number in two tables, row by row, or the sum of two of them.
_ALSO: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("benefits", "receiving", (("take_up", "already"), ("take_up", "newly"))),
    ("benefits", "gap", (("take_up", "missing"),)),
    ("benefits", "gap", (("once", "unclaimed"),)),
    ("benefits", "receiving", (("once", "received"),)),
    ("benefits", "closed_received", (("take_up", "newly"),)),
    ("determinations", "eligible", (("benefits", "entitled"),)),
    ("determinations", "gap", (("benefits", "gap"),)),
    ("agencies", "sent", (("loop", "sent"),)),
)
_ALL_HOUSEHOLDS = (("phases", "households"), ("outcomes", "households"), ("transitions", TOTAL))
_KINDS = ("sex", "age", "disability", "language")
_INNER = ("transitions", "outcome_changes")  # tables whose last column is the sum of the others
_DERIVED = ("interval", "change", "difference")  # words made from the counts of their row


def sums(tables: Mapping[str, Table]) -> list[Sum]:
    """Every sum that a reader of these tables can know to hold; those of tables that are not there are left out."""
    cells = _cells(tables)
    found = [*_of_rows(tables), *_of_columns(tables), *_of_others(tables)]
    there = [law for law in found if law[1] and law[0] in cells and all(part in cells for part in law[1])]
    return list(dict.fromkeys(there))


def _of_rows(tables: Mapping[str, Table]) -> Iterator[Sum]:
    for name, (*parts, whole) in _ROWS.items():
        for code in _codes(tables, name):
            yield (name, code, whole), tuple((name, code, part) for part in parts)
    for name in _INNER:
        table = tables.get(name)
        columns = [column.id for column in table.columns if column.id.startswith("to_")] if table else []
        for code in _codes(tables, name):
            yield (name, code, TOTAL), tuple((name, code, column) for column in columns)
    for code in (one for one in _codes(tables, "dimensions") if one != TOTAL):
        parts_of = tuple(("dimensions", code, part) for part in ("deprived", "not_deprived", "unknown"))
        yield ("districts", TOTAL, "households"), parts_of


def _of_columns(tables: Mapping[str, Table]) -> Iterator[Sum]:
    for name, table in tables.items():
        if table.total is None:
            continue
        for column in _counts(table):
            yield (name, TOTAL, column.id), tuple((name, code, column.id) for code in table.codes)


def _of_others(tables: Mapping[str, Table]) -> Iterator[Sum]:
    for name, column, others in _ALSO:
        for code in _codes(tables, name):
            yield (name, code, column), tuple((other, code, part) for other, part in others)
    for name, column in _ALL_HOUSEHOLDS:
        yield ("districts", TOTAL, "households"), ((name, TOTAL, column),)
    yield ("districts", TOTAL, "persons"), (("life_stages", TOTAL, "persons"),)
    yield ("districts", TOTAL, "waiting"), (("act", TOTAL, "unacknowledged"), ("act", TOTAL, "late"))
    yield ("districts", TOTAL, "open"), (("gap_ages", TOTAL, "gaps"),)
    yield ("districts", TOTAL, "open"), _column(tables, "benefits", "gap")
    yield ("districts", TOTAL, "closed_received"), _column(tables, "benefits", "closed_received")
    for column in ("rights", "already", "newly", "missing"):
        yield ("take_up", TOTAL, column), (("take_up_places", TOTAL, column),)
    for column, whole in (("rights", "rights"), ("open", "missing")):
        yield ("take_up", TOTAL, whole), _column(tables, "life_stages", column)
        for kind in _KINDS:
            groups = tuple(
                one for one in _column(tables, "fairness", column) if one[1].startswith(f"{kind}-")
            )
            yield ("take_up", TOTAL, whole), groups
    parts = _codes(tables, "subdistricts")
    for code in _codes(tables, "districts"):
        own = [one for one in parts if one[:4] == code]
        for column in ("households", "open", "closed_received", "waiting"):
            yield ("districts", code, column), tuple(("subdistricts", one, column) for one in own)


def _column(tables: Mapping[str, Table], name: str, column: str) -> tuple[Spot, ...]:
    return tuple((name, code, column) for code in _codes(tables, name) if code != TOTAL)


def _codes(tables: Mapping[str, Table], name: str) -> list[str]:
    table = tables.get(name)
    if table is None:
        return []
    return [*table.codes, TOTAL] if table.total else list(table.codes)


def _counts(table: Table) -> list[Column]:
    return [column for column in table.columns if column.kind is Kind.COUNT]


def _cells(tables: Mapping[str, Table]) -> dict[Spot, Cell]:
    found: dict[Spot, Cell] = {}
    for name, table in tables.items():
        lines = [*table.rows, table.total] if table.total else list(table.rows)
        for code, line in zip(_codes(tables, name), lines, strict=True):
            for column, cell in zip(table.columns, line, strict=True):
                if column.kind is Kind.COUNT and isinstance(cell.value, int):
                    found[name, code, column.id] = cell
    return found


# ---------------------------------------------------------------- what can be worked out, and what to hide against it


def _known(cell: Cell) -> Range:
    """What is known of a cell by how it is shown."""
    if cell.shown is Shown.VALUE:
        return _number(cell), _number(cell)
    return (1, THRESHOLD - 1) if cell.shown is Shown.SMALL else (0, inf)


def controlled(tables: Mapping[str, Table], kept: Collection[str] = ()) -> dict[str, Table]:
    """The tables with whatever else must be hidden so that no small number can be worked out.

    ``kept``: counts that the period before hid, as ``table|row|column``: protected while they are hidden.
    """
    cells = _cells(tables)
    laws = [law for law in sums(tables) if _true(cells, law)]
    beside: dict[Spot, list[Sum]] = {}
    for law in laws:
        for spot in (law[0], *law[1]):
            beside.setdefault(spot, []).append(law)
    secret = [spot for spot in sorted(cells) if _secret(_number(cells[spot]), "|".join(spot) in kept)]
    hidden: set[Spot] = set()
    while True:
        limits = Limits({spot: _known(cell) for spot, cell in cells.items()}, laws)
        told = _told(cells, secret, limits)
        victims = {victim for spot in told if (victim := _victim(cells, beside, spot)) is not None}
        if not victims:
            break
        for victim in sorted(victims):
            cells[victim] = replace(cells[victim], shown=Shown.HIDDEN)
        hidden |= victims
    large = [one for one in hidden if not small(_number(cells[one])) and "|".join(one) not in kept]
    # What turned out to protect nothing is shown again: totals first, then the largest.
    for spot in sorted(large, key=lambda one: (one[1] != TOTAL, -_number(cells[one]), one)):
        shown = limits.shown(spot, _number(cells[spot]))
        if not _told(cells, secret, shown):
            limits = shown
            hidden.discard(spot)
    return {name: _masked(table, hidden) for name, table in tables.items()}


def _true(cells: Mapping[Spot, Cell], law: Sum) -> bool:
    """A sum that does not hold of the numbers is none that a reader could use."""
    return _number(cells[law[0]]) == sum(_number(cells[part]) for part in law[1])


def _number(cell: Cell) -> int:
    assert isinstance(cell.value, int)
    return cell.value


def _secret(number: int, kept: bool) -> bool:
    return small(number) or (kept and 0 < number < LARGE)


def _told(cells: Mapping[Spot, Cell], secret: Iterable[Spot], limits: Limits) -> list[Spot]:
    """The hidden ones of some cells that lie closer than they must."""
    hidden = (spot for spot in secret if cells[spot].shown is not Shown.VALUE)
    return [spot for spot in hidden if limits.span(spot) < MUST_SPAN]


def _victim(cells: Mapping[Spot, Cell], beside: Mapping[Spot, Sequence[Sum]], told: Spot) -> Spot | None:
    """What to hide for a cell: the smallest number that stands openly in one of its sums, parts before wholes, zeros
    last; else a mark of those sums that says "<5", which then only says hidden; else the same one sum further; the totals
    of tables last of all, since they are what people read."""
    near = _beside(beside, [told])
    far = _beside(beside, [spot for spot, _ in near])
    open_, marks = Shown.VALUE, Shown.SMALL
    for spots, wanted, totals in (
        (near, open_, False),
        (near, marks, False),
        (far, open_, False),
        (far, marks, False),
        (near, open_, True),
        (near, marks, True),
        (far, open_, True),
        (far, marks, True),
    ):
        found = [
            (whole, cells[spot].value == 0, _number(cells[spot]), spot)
            for spot, whole in spots
            if cells[spot].shown is wanted and (spot[1] == TOTAL) is totals
        ]
        if found:
            return min(found)[-1]
    return None


def _beside(beside: Mapping[Spot, Sequence[Sum]], spots: Iterable[Spot]) -> list[tuple[Spot, bool]]:
    """All cells of the sums that some cells stand in, and whether as the whole."""
    laws = dict.fromkeys(law for spot in spots for law in beside.get(spot, ()))
    return [(spot, spot == law[0]) for law in laws for spot in (law[0], *law[1])]


def _masked(table: Table, hidden: Collection[Spot]) -> Table:
    """Counts hidden, and in their rows what is made from them."""
    mine = {(code, column) for name, code, column in hidden if name == table.id}
    if not mine:
        return table
    rows = {code for code, _ in mine}

    def line(code: str, cells: Iterable[Cell]) -> list[Cell]:
        return [
            replace(cell, shown=Shown.HIDDEN)
            if (code, column.id) in mine or (code in rows and _made_from(column) and cell.value is not None)
            else cell
            for column, cell in zip(table.columns, cells, strict=True)
        ]

    made = [line(code, cells) for code, cells in zip(table.codes, table.rows, strict=True)]
    return replace(table, rows=made, total=line(TOTAL, table.total) if table.total else None)


def _made_from(column: Column) -> bool:
    return column.kind is Kind.SHARE or column.id in _DERIVED
