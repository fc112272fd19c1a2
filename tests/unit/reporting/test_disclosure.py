"""What an outsider with all tables of a report, and paper, can work out: never a small number.

Each table tells sums: of its rows, of its columns, and numbers that stand in another table too. From these the lowest
and highest possible value of every hidden cell is narrowed until nothing moves any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import inf
from random import Random

import pytest

from shared.domain.agencies import Agency
from shared.reporting.figures import progress
from shared.reporting.limits import Limits
from shared.reporting.model import Cell, Report, Table
from shared.reporting.monthly import build
from shared.reporting.suppress import MUST_SPAN, Shown
from tests.unit.reporting.builders import JANUARY, context, crowd

Spot = tuple[str, str, str]  # table, row, column
Sum = tuple[Spot, list[Spot]]  # a whole and its parts
ROWS = {  # in each row, the last is the sum of the others
    "determinations": ("eligible", "not_eligible", "need_info", "assessed"),
    "benefits": ("receiving", "gap", "other", "entitled"),
    "take_up": ("already", "newly", "missing", "rights"),
    "take_up_places": ("already", "newly", "missing", "rights"),
    "once": ("received", "unclaimed", "entitled"),
    "months": ("received", "unclaimed", "entitled"),
    "dimensions": ("deprived", "not_deprived", "unknown"),
    "fairness": ("received", "open", "rights"),
    "life_stages": ("received", "open", "rights"),
    "measures": ("underway", "achieved", "given_up", "planned"),
}
COLUMNS = (
    "agencies", "loop", "act", "districts", "gap_reasons", "gap_ages", "returns", "bounces", "phases", "outcomes",
    "take_up", "take_up_places", "once", "measures", "transitions", "outcome_changes",
)  # fmt: skip


def spots(report: Report) -> dict[Spot, Cell]:
    found = {}
    for table in report.tables:
        lines = [
            *zip(table.codes, table.rows, strict=True),
            *([("total", table.total)] if table.total else []),
        ]
        for code, line in lines:
            for column, cell in zip(table.columns, line, strict=True):
                if isinstance(cell.value, int) and not isinstance(cell.value, bool):
                    found[table.id, code, column.id] = cell
    return found


def sums(report: Report) -> Iterator[Sum]:
    tables = {table.id: table for table in report.tables}
    for name, (*parts, whole) in ROWS.items():
        for code in tables[name].codes:
            if name == "dimensions":
                yield ("districts", "total", "households"), [(name, code, part) for part in (*parts, whole)]
            else:
                yield (name, code, whole), [(name, code, part) for part in parts]
    for name in COLUMNS:
        table: Table = tables[name]
        if table.total is not None:
            for column in table.columns:
                yield (name, "total", column.id), [(name, code, column.id) for code in table.codes]
    for name in ("transitions", "outcome_changes"):
        inner = [column.id for column in tables[name].columns if column.id.startswith("to_")]
        for code in (*tables[name].codes, *(["total"] if tables[name].total else [])):
            yield (name, code, "total"), [(name, code, column) for column in inner]
    for code in tables["take_up"].codes:
        receiving = [("take_up", code, "already"), ("take_up", code, "newly")]
        yield ("benefits", code, "receiving"), receiving
        yield ("benefits", code, "gap"), [("take_up", code, "missing")]
        yield ("determinations", code, "eligible"), [("benefits", code, "entitled")]
        yield ("determinations", code, "gap"), [("benefits", code, "gap")]
        yield ("benefits", code, "closed_received"), [("take_up", code, "newly")]
    for code in tables["once"].codes:
        yield ("benefits", code, "gap"), [("once", code, "unclaimed")]
        yield ("benefits", code, "receiving"), [("once", code, "received")]
    for code in tables["subdistricts"].codes:
        parts = [one for one in tables["subdistricts"].codes if one[:4] == code[:4]]
        for column in ("households", "open", "closed_received", "waiting"):
            yield ("districts", code[:4], column), [("subdistricts", one, column) for one in parts]
    yield ("districts", "total", "open"), [("benefits", code, "gap") for code in tables["benefits"].codes]
    yield ("districts", "total", "open"), [("gap_ages", "total", "gaps")]
    yield ("districts", "total", "households"), [("phases", "total", "households")]
    yield ("districts", "total", "households"), [("outcomes", "total", "households")]
    yield ("districts", "total", "persons"), [("life_stages", "total", "persons")]
    yield (
        ("life_stages", "total", "persons"),
        [("life_stages", code, "persons") for code in tables["life_stages"].codes],
    )
    for code in Agency:
        yield ("agencies", str(code), "sent"), [("loop", str(code), "sent")]
    for kind in ("sex", "age", "disability", "language"):
        groups = [one for one in tables["fairness"].codes if one.startswith(f"{kind}-")]
        for column, whole in (("rights", "rights"), ("open", "missing")):
            yield ("take_up", "total", whole), [("fairness", one, column) for one in groups]
    for index, column in enumerate(("rights", "open")):
        whole = ("rights", "missing")[index]
        stages = [("life_stages", code, column) for code in tables["life_stages"].codes]
        yield ("take_up", "total", whole), stages


def solved(report: Report) -> dict[Spot, tuple[float, float]]:
    """The range of each hidden cell that all sums leave open."""
    cells = spots(report)
    range_: dict[Spot, tuple[float, float]] = {}
    for spot, cell in cells.items():
        if cell.shown is Shown.VALUE:
            range_[spot] = (cell.value, cell.value)  # type: ignore[assignment]
        else:
            range_[spot] = (1, 4) if cell.shown is Shown.SMALL else (0, inf)
    laws = [law for law in sums(report) if law[0] in range_ and all(part in range_ for part in law[1])]
    for whole, parts in laws:  # the relations themselves must be true of the hidden values
        if all(isinstance(cells[spot].value, int) for spot in (whole, *parts)):
            assert cells[whole].value == sum(cells[part].value for part in parts), (whole, parts)  # type: ignore[misc]
    moved = True
    while moved:
        moved = False
        for whole, parts in laws:
            low, high = sum(range_[one][0] for one in parts), sum(range_[one][1] for one in parts)
            moved |= _narrow(range_, whole, low, high)
            for one in parts:
                rest_low = sum(range_[other][0] for other in parts if other != one)
                rest_high = sum(range_[other][1] for other in parts if other != one)
                moved |= _narrow(range_, one, range_[whole][0] - rest_high, range_[whole][1] - rest_low)
    return {spot: range_[spot] for spot, cell in cells.items() if cell.shown is not Shown.VALUE}


def _narrow(range_: dict[Spot, tuple[float, float]], spot: Spot, low: float, high: float) -> bool:
    old = range_[spot]
    new = (max(old[0], low), min(old[1], high))
    range_[spot] = new
    return new != old


@pytest.mark.parametrize("size", [6, 14, 40, 120])
@pytest.mark.parametrize("seed", range(3))
def test_no_small_number_can_be_worked_out_from_all_tables_together(size: int, seed: int) -> None:
    report = build(
        progress(crowd(size, seed), JANUARY, period_start=date(2021, 10, 1)), context(), "quarterly"
    )
    cells = spots(report)
    told = {
        spot: limits
        for spot, limits in solved(report).items()
        if 0 < cells[spot].value < 5 and limits[1] - limits[0] < MUST_SPAN  # type: ignore[operator]
    }
    assert told == {}


@pytest.mark.parametrize("seed", range(30))
def test_showing_one_more_number_tells_as_much_as_reckoning_all_anew(seed: int) -> None:
    chance = Random(seed)
    rows, columns = range(chance.randint(2, 5)), range(chance.randint(2, 5))
    value = {("t", str(i), str(j)): chance.choice((0, 1, 2, 4, 7, 30)) for i in rows for j in columns}
    laws: list[tuple[Spot, tuple[Spot, ...]]] = []
    lines = [(("t", str(i), "all"), tuple(("t", str(i), str(j)) for j in columns)) for i in rows]
    lines += [(("t", "all", str(j)), tuple(("t", str(i), str(j)) for i in rows)) for j in columns]
    for whole, parts in lines:
        value[whole] = sum(value[part] for part in parts)
        laws.append((whole, parts))
    known = {spot: chance.choice(((n, n), (n, n), (0, inf))) for spot, n in value.items()}
    limits = Limits(known, laws)
    for spot in chance.sample(sorted(value), 3):
        limits = limits.shown(spot, value[spot])
        known[spot] = (value[spot], value[spot])
        anew = Limits(known, laws)
        assert [limits.span(one) for one in value] == [anew.span(one) for one in value]
