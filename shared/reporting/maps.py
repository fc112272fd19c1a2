"""Maps as drawings: a grid of tiles that needs no shapes, and real shapes where somebody supplies them.

Darker is more. Colour never stands alone: each tile bears its number, each shape too where it has room, and the
table beside has them all. What is hidden is hatched, and a place without households is white.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.reporting.charts import FAINT, value_of
from shared.reporting.drawing import INK, WIDTH, Drawing, Label, Part, drawing, fitting, line, rect
from shared.reporting.model import Cell
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text

_GRID = Path(__file__).with_name("data") / "tilegrid.yaml"
_SHADES = ("#E3EEF6", "#BFD8EA", "#8AB6D6", "#2F6FA5", "#0B4A80")
_WHITE_FROM = 3  # the shade from which white words are read better than dark ones
_EMPTY, _HATCH = "#FFFFFF", "#9AA5B1"
_GAP, _TILE, _HEAD, _LEGEND = 10.0, 25.0, 24.0, 34.0
_WIDTH = 136.0  # of a tile, about
_NO_HOUSEHOLD = Text("ไม่มีครัวเรือน", "no household")
_MARKED = Text("ปกปิด", "hidden")

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """One subdistrict of a map. ``cell`` None: no household there."""

    code: str
    name: str
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Group:
    """A district with its subdistricts."""

    code: str
    name: str
    cell: Cell | None
    places: Sequence[Place]


class BadShapes(ValueError):
    """A GeoJSON that is no FeatureCollection of polygons keyed by area code."""


def shapes_of(geojson: bytes) -> dict[str, list[Ring]]:
    """Rings of longitude and latitude by area code: ``properties.code``, else the feature's id. Raises BadShapes."""
    try:
        features = json.loads(geojson)["features"]
        found: dict[str, list[Ring]] = {}
        for feature in features:
            code = str(feature.get("properties", {}).get("code") or feature["id"])
            geometry = feature["geometry"]
            many = (
                geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            )
            rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in many for ring in polygon]
            found.setdefault(code, []).extend(rings)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadShapes(f"not a GeoJSON of areas: {type(error).__name__}") from None
    if not found or not all(len(ring) >= 3 for rings in found.values() for ring in rings):
        raise BadShapes("no areas, or a ring of fewer than three points")
    return found


# ---------------------------------------------------------------- shades


def _top(places: Sequence[Place]) -> int:
    """The upper end of the darkest shade."""
    most = max((value_of(place.cell) for place in places if place.cell), default=0.0)
    return max(len(_SHADES), math.ceil(most / len(_SHADES)) * len(_SHADES))


def _shade(cell: Cell | None, top: int) -> tuple[str, str]:
    """Fill and ink of a place."""
    if cell is None or cell.shown is not Shown.VALUE or cell.value is None:
        return _EMPTY, INK
    step = min(len(_SHADES) - 1, max(0, math.ceil(value_of(cell) * len(_SHADES) / top) - 1))
    return _SHADES[step], "#FFFFFF" if step >= _WHITE_FROM else INK


def _hidden(cell: Cell | None) -> bool:
    return cell is not None and cell.shown is not Shown.VALUE


def _hatch(x: float, y: float, width: float, height: float) -> list[str]:
    """Slanting lines within a rectangle."""
    found: list[str] = []
    step, start = 8.0, x - height + 8.0
    while start < x + width:
        low, high = max(start, x), min(start + height, x + width)
        found.append(
            line(
                round(low, 1), y + height - (low - start), round(high, 1), y + height - (high - start), FAINT
            )
        )
        start += step
    return found


def _legend(y: float, top: int, language: str) -> list[Part]:
    parts: list[Part] = []
    x, step = 0.0, top // len(_SHADES)
    for place, colour in enumerate(_SHADES):
        low = 0 if place == 0 else place * step + 1
        high = (place + 1) * step
        said = f"{low:,}–{high:,}" if low < high else f"{high:,}"
        parts += [rect(x, y, 16, 12, colour, FAINT), Label(x + 22, y + 10.5, said, size=11)]
        x += 92
    parts += [*_hatch(x, y, 16, 12), rect(x, y, 16, 12, "none", _HATCH)]
    parts.append(Label(x + 22, y + 10.5, f"<5, {_MARKED.in_(language)}", size=11))
    x += 106
    parts += [
        rect(x, y, 16, 12, _EMPTY, FAINT),
        Label(x + 22, y + 10.5, _NO_HOUSEHOLD.in_(language), size=11),
    ]
    return parts


# ---------------------------------------------------------------- tiles


@cache
def _grids() -> Mapping[str, Sequence[Sequence[str]]]:
    return dict(yaml.safe_load(_GRID.read_text(encoding="utf-8")))


def _rows(groups: Sequence[Group]) -> list[list[Group | None]]:
    """Districts where they lie; those of a province without a grid, and a single one, in order of their codes."""
    by_code = {group.code: group for group in groups}
    grid = _grids().get(groups[0].code[:2], ()) if len(groups) > 1 else ()
    placed = {code for row in grid for code in row}
    rows: list[list[Group | None]] = [[by_code.get(code) for code in row] for row in grid]
    rest = [group for group in groups if group.code not in placed]
    rows += [list(rest[start : start + 3]) for start in range(0, len(rest), 3)]
    return [row for row in rows if any(row)]


def tiles(title: str, groups: Sequence[Group], language: str) -> Drawing:
    """A block a district where it lies, in it a tile a subdistrict with its number."""
    top = _top([place for group in groups for place in group.places])
    parts: list[Part] = list(_legend(2, top, language))
    y = _LEGEND
    for row in _rows(groups) if groups else []:
        across = 1 if len(groups) == 1 else max(3, len(row))
        width = (WIDTH - _GAP * (across - 1)) / across
        height = 0.0
        for place, group in enumerate(row):
            if group is None:
                continue
            made, used = _block(group, (width + _GAP) * place, y, width, top, language)
            parts += made
            height = max(height, used)
        y += height + _GAP
    return drawing(y, title, parts)


def _block(
    group: Group, x: float, y: float, width: float, top: int, language: str
) -> tuple[list[Part], float]:
    """A district's head and tiles, and how high they are."""
    number = group.cell.text(language) if group.cell else "–"
    parts: list[Part] = [
        Label(x, y + 15, group.name, bold=True, size=fitting(group.name, width - 50)),
        Label(x + width, y + 15, number, "end", bold=True),
        line(x, y + 20, x + width, y + 20, INK),
    ]
    half = (width - 4) / 2
    for place, one in enumerate(group.places):
        parts += _tile(
            one, x + (half + 4) * (place % 2), y + _HEAD + _TILE * (place // 2), half, top, language
        )
    return parts, _HEAD + _TILE * -(-len(group.places) // 2)


def _tile(one: Place, x: float, y: float, width: float, top: int, language: str) -> list[Part]:
    fill, ink = _shade(one.cell, top)
    height = _TILE - 3
    said = one.cell.text(language) if one.cell else "–"
    hatched = _hatch(x, y, width, height) if _hidden(one.cell) else []
    return [
        rect(x, y, width, height, fill, FAINT),
        *hatched,
        Label(x + 5, y + 15, one.name, colour=ink, size=fitting(one.name, width - 42, 11)),
        Label(x + width - 5, y + 15, said, "end", ink, True, 11),
    ]


# ---------------------------------------------------------------- shapes


def choropleth(
    title: str, places: Sequence[Place], shapes: Mapping[str, Sequence[Ring]], language: str
) -> Drawing:
    """The places that have a shape, each with its number where it has room. North is up."""
    drawn = [place for place in places if place.code in shapes]
    top = _top(places)
    if not drawn:
        return drawing(_LEGEND, title, _legend(2, top, language))
    spots = [spot for place in drawn for ring in shapes[place.code] for spot in ring]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / max((east - west) * squeeze, 1e-9), WIDTH / max(north - south, 1e-9))
    left = (WIDTH - (east - west) * squeeze * scale) / 2

    def on_paper(ring: Ring) -> list[tuple[float, float]]:
        return [(left + (x - west) * squeeze * scale, _LEGEND + (north - y) * scale) for x, y in ring]

    parts: list[Part] = list(_legend(2, top, language))
    labels: list[Part] = []
    for place in drawn:
        rings = [on_paper(ring) for ring in shapes[place.code]]
        fill, ink = _shade(place.cell, top)
        parts.append(_outline(rings, fill, dashed=_hidden(place.cell)))
        x, y, area = max((_middle(ring) for ring in rings), key=lambda one: one[2])
        said = place.cell.text(language) if place.cell else ""
        if area > 900 and said:
            labels.append(Label(round(x, 1), round(y + 4, 1), said, "middle", ink, True, 11))
    return drawing(_LEGEND + (north - south) * scale + 4, title, [*parts, *labels])


def _outline(rings: Sequence[Ring], fill: str, *, dashed: bool) -> str:
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    edge = f'stroke="{_HATCH}" stroke-dasharray="3 2"' if dashed else f'stroke="{_HATCH}"'
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" {edge}/>'


def _middle(ring: Ring) -> tuple[float, float, float]:
    """Centre of gravity and area of a ring."""
    twice = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        twice += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    if not twice:
        return ring[0][0], ring[0][1], 0.0
    return x_sum / (3 * twice), y_sum / (3 * twice), abs(twice) / 2
