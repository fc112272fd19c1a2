"""Charts: hidden numbers are not drawn, the same cells give the same bytes, maps show every place."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from shared.reporting import charts
from shared.reporting.figures import progress
from shared.reporting.maps import BadShapes, Group, Place, choropleth, shapes_of, tiles
from shared.reporting.model import Cell
from shared.reporting.monthly import build
from shared.reporting.suppress import Shown
from tests.unit.reporting.builders import JANUARY, context, crowd

SECRET = 3
HIDDEN = (Cell(SECRET, Shown.SMALL), Cell(7, Shown.HIDDEN))


def square(code: str, west: float) -> dict[str, Any]:
    ring = [[west, 6.0], [west + 1, 6.0], [west + 1, 7.0], [west, 7.0], [west, 6.0]]
    return {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def shapes(*codes: str) -> bytes:
    return json.dumps({"features": [square(code, 101 + n) for n, code in enumerate(codes)]}).encode()


def test_a_hidden_number_has_no_bar_no_line_and_no_shade() -> None:
    cells = [*HIDDEN, Cell(40)]
    names = ["ก", "ข", "ค"]
    series = [charts.Series("x", charts.BLUE, cells)]
    for drawing in (charts.bars("t", names, series, "th"), charts.stacked("t", names, series, "th")):
        assert len(re.findall("<rect", drawing.svg())) == 2  # the legend's and the one open bar
        assert [label.words for label in drawing.labels].count("<5") == 1
    slope = charts.slope("t", names, (cells, [Cell(1), Cell(2), Cell(3)]), ("a", "b"), "th")
    assert slope.svg().count("<circle") == 2
    group = Group("9501", "เมือง", Cell(50), [Place("950101", "ก", cells[0]), Place("950102", "ข", cells[1])])
    shades = [shape for shape in tiles("t", [group], "th").shapes if 'height="22"' in shape]
    assert all('fill="#FFFFFF"' in shape for shape in shades)


def test_a_map_shows_every_subdistrict_of_the_province_and_says_where_no_household_is() -> None:
    made = build(progress(crowd(379), JANUARY), context())
    (picture,) = [chart for chart in made.charts if chart.id == "map"]
    said = [label.words for label in picture.drawing("th").labels]
    assert {"เมืองยะลา", "เบตง", "ตาเนาะแมเราะ", "บันนังสาเรง"} <= set(said)
    open_gaps = {cell.text("th") for cell in made.table("subdistricts").column("open")}
    assert open_gaps <= set(said)
    assert "–" in said


def test_a_part_never_gives_back_what_the_district_hides() -> None:
    made = build(progress(crowd(36), JANUARY), context())
    hidden = {
        code
        for code, cell in zip(
            made.table("districts").codes, made.table("districts").column("open"), strict=True
        )
        if cell.shown is not Shown.VALUE
    }
    parts = made.table("subdistricts")
    assert hidden
    for code, cell in zip(parts.codes, parts.column("open"), strict=True):
        assert code[:4] not in hidden or cell.shown is not Shown.VALUE or cell.value == 0


def test_shapes_that_somebody_supplies_are_drawn_beside_the_tiles() -> None:
    outlines = shapes_of(shapes("950101", "950102", "990101"))
    made = build(progress(crowd(379), JANUARY), context(), shapes=outlines)
    (picture,) = [chart for chart in made.charts if chart.id == "shapes"]
    assert picture.drawing("th").svg().count("<path") == 2
    again = build(progress(crowd(379), JANUARY), context(), shapes=outlines)
    assert [chart.th.svg() for chart in again.charts] == [chart.th.svg() for chart in made.charts]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"features": []}', b'{"features": [{"properties": {}}]}', b'{"features": [7]}'],
)
def test_a_file_that_is_no_map_is_refused(body: bytes) -> None:
    with pytest.raises(BadShapes):
        shapes_of(body)


def test_a_map_without_any_known_shape_is_only_its_legend() -> None:
    assert (
        "<path"
        not in choropleth("t", [Place("950101", "ก", Cell(5))], shapes_of(shapes("990101")), "th").svg()
    )


def test_labels_never_touch_and_long_ones_shrink_to_fit() -> None:
    same = [Cell(5)] * 6
    slope = charts.slope("t", ["ก" * 60] * 6, (same, same), ("a", "b"), "th")
    left = sorted(label.y for label in slope.labels if label.anchor == "end")
    assert all(after - before >= 15 for before, after in pairwise(left))
    assert all(label.size < 13 for label in slope.labels if label.anchor == "end")
    assert charts.sparkline("t", []).shapes == []
    assert charts.sparkline("t", [1, 5, 3]).svg() == charts.sparkline("t", [1, 5, 3]).svg()
