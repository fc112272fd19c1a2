"""Small cells: what is hidden cannot be worked out again; checked by solving for every hidden cell."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.reporting.suppress import MUST_SPAN, Grid, Masked, Shown, bounds, dominated, suppress

Place = tuple[int, int]


def places(grid: Grid, masked: Masked) -> dict[Place, Shown]:
    rows, columns = len(grid.cells), len(grid.cells[0])
    found = {(i, j): masked.cells[i][j] for i in range(rows) for j in range(columns)}
    found |= {(rows, j): masked.column_totals[j] for j in range(columns)}
    if grid.has_row_totals:
        found |= {(i, columns): masked.row_totals[i] for i in range(rows)}
        found[rows, columns] = masked.grand_total
    else:
        found |= {(i, columns): Shown.VALUE for i in range(rows + 1)}
    return found


def possible(grid: Grid, shown: dict[Place, Shown], limit: int) -> dict[Place, set[int]]:
    """Every value of each inner cell that fits what is shown, by trying all tables up to ``limit`` a cell."""
    rows, columns = len(grid.cells), len(grid.cells[0])
    inner = list(product(range(rows), range(columns)))

    def fits(place: Place, value: int, true: int) -> bool:
        how = shown[place]
        return value == true if how is Shown.VALUE else 1 <= value <= 4 if how is Shown.SMALL else True

    choices = [
        [n for n in range(limit + 1) if fits(place, n, grid.cells[place[0]][place[1]])] for place in inner
    ]
    found: dict[Place, set[int]] = {place: set() for place in inner}
    for values in product(*choices):
        table = dict(zip(inner, values, strict=True))
        sums = [
            ((rows, j), sum(table[i, j] for i in range(rows)), sum(grid.cells[i][j] for i in range(rows)))
            for j in range(columns)
        ]
        if grid.has_row_totals:
            sums += [
                ((i, columns), sum(table[i, j] for j in range(columns)), sum(grid.cells[i]))
                for i in range(rows)
            ]
            sums.append(((rows, columns), sum(values), sum(map(sum, grid.cells))))
        if all(fits(*one) for one in sums):
            for place, value in table.items():
                found[place].add(value)
    return found


def test_counts_of_one_to_four_are_hidden_and_zero_is_shown() -> None:
    masked = suppress(Grid([[0], [1], [4], [5]], has_row_totals=False))
    assert [row[0] for row in masked.cells] == [Shown.VALUE, Shown.SMALL, Shown.SMALL, Shown.VALUE]


def test_a_single_hidden_cell_takes_another_with_it_so_that_the_total_does_not_give_it_back() -> None:
    masked = suppress(Grid([[3], [20], [9]], has_row_totals=False))
    assert [row[0] for row in masked.cells] == [Shown.SMALL, Shown.VALUE, Shown.HIDDEN]
    assert masked.column_totals == [Shown.VALUE]


def test_a_total_of_few_is_hidden_too() -> None:
    masked = suppress(Grid([[3], [0]], has_row_totals=False))
    assert masked.column_totals == [Shown.SMALL]


def test_a_total_that_says_under_five_gives_way_when_it_would_pin_its_cells() -> None:
    masked = suppress(Grid([[0], [1], [3]], has_row_totals=False))
    assert masked.column_totals == [Shown.HIDDEN]
    assert [row[0] for row in masked.cells] == [Shown.VALUE, Shown.SMALL, Shown.SMALL]


def test_two_small_cells_whose_sum_pins_them_are_not_left_alone() -> None:
    masked = suppress(Grid([[1], [1], [30]], has_row_totals=False))
    assert masked.cells[2][0] is Shown.HIDDEN


def test_what_another_table_hides_is_hidden_here() -> None:
    masked = suppress(Grid([[10, 20], [30, 40]]), hidden=[(0, 2)])
    assert masked.row_totals == [Shown.HIDDEN, Shown.VALUE]


def test_money_of_few_households_or_mostly_of_one_is_hidden() -> None:
    assert dominated(1_000, 300, 4)
    assert dominated(10_000, 8_100, 20)
    assert not dominated(10_000, 2_000, 20)
    assert not dominated(0, 0, 0)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2),
    st.booleans(),
)
def test_the_bounds_are_those_that_trying_every_table_finds(cells: list[list[int]], totals: bool) -> None:
    grid = Grid(cells, totals)
    shown = places(grid, suppress(grid))
    tried = possible(grid, shown, 14)
    for place, values in tried.items():
        if shown[place] is Shown.SMALL:
            assert bounds(grid, shown, place) == (min(values), max(values))


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=8),
    st.booleans(),
)
def test_no_small_cell_can_be_bounded_tightly(cells: list[list[int]], totals: bool) -> None:
    grid = Grid(cells, totals)
    assume(sum(map(sum, cells)) >= 20)
    shown = places(grid, suppress(grid))
    for place, how in shown.items():
        if how is Shown.SMALL:
            low, high = bounds(grid, shown, place)
            assert high - low >= MUST_SPAN


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_same_table_is_always_hidden_the_same_way(cells: list[list[int]]) -> None:
    assert suppress(Grid(cells)) == suppress(Grid([list(row) for row in cells]))
