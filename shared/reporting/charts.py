"""Charts as drawings: one small module for page, PDF and mail. Same cells, same bytes; text stays text.

A drawing is shapes and labels apart: as SVG it holds both; the PDF takes the shapes as a picture and sets the
labels itself, since Thai inside an embedded SVG loses its marks when copied (and PDF/UA refuses it).
Colours are told apart by every kind of colour sight (Okabe and Ito), and each bar bears its number. A hidden
cell has no bar, only its mark. Maps lie in ``maps``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.reporting.drawing import (
    INK,
    SIZE,
    WIDTH,
    Drawing,
    Label,
    Part,
    drawing,
    fitting,
    line,
    rect,
    room,
)
from shared.reporting.estimates import Step
from shared.reporting.model import Cell
from shared.reporting.suppress import Shown

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#8A8F98"
FAINT = "#D5DAE1"
LABEL, BAR, GAP, GROUP_GAP, TOP = 256, 13, 3, 11, 30
_APART = 16.0  # between two labels of a column


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    colour: str
    cells: Sequence[Cell]


def value_of(cell: Cell) -> float:
    """0 for what is hidden or is no number: it has no bar."""
    return float(cell.value) if cell.shown is Shown.VALUE and isinstance(cell.value, int | float) else 0.0


def _legend(series: Sequence[Series]) -> list[Part]:
    parts: list[Part] = []
    x = float(LABEL)
    for one in series:
        parts += [rect(x, 6, 12, 12, one.colour), Label(x + 17, 16.5, one.name)]
        x += 40 + room(one.name)
    return parts


def _named(y: float, words: str) -> Label:
    """A label left of the axis, smaller where it is long."""
    return Label(LABEL - 10, y, words, "end", size=fitting(words, LABEL - 14))


def bars(title: str, labels: Sequence[str], series: Sequence[Series], language: str) -> Drawing:
    """Horizontal bars side by side, a group for each label, each with its number."""
    most = max((value_of(cell) for one in series for cell in one.cells), default=0.0) or 1.0
    width_of_most = WIDTH - LABEL - 64
    group = len(series) * (BAR + GAP)
    parts, y = _legend(series), float(TOP)
    for place, label in enumerate(labels):
        parts.append(_named(y + group / 2 + 3, label))
        for one in series:
            cell = one.cells[place]
            width = width_of_most * value_of(cell) / most
            if width:
                parts.append(rect(LABEL, y, max(width, 1.5), BAR, one.colour))
            parts.append(Label(LABEL + width + 6, y + BAR - 2, cell.text(language)))
            y += BAR + GAP
        y += GROUP_GAP
    parts.append(line(LABEL, TOP - 4, LABEL, y - GROUP_GAP + 2, INK))
    return drawing(y, title, parts)


def stacked(title: str, labels: Sequence[str], series: Sequence[Series], language: str) -> Drawing:
    """One bar a label, its parts one after the other; the numbers stand after the bar."""
    totals = [sum(value_of(one.cells[place]) for one in series) for place in range(len(labels))]
    most = max(totals, default=0.0) or 1.0
    width_of_most = WIDTH - LABEL - 120
    parts, y = _legend(series), float(TOP)
    for place, label in enumerate(labels):
        parts.append(_named(y + BAR + 1, label))
        x = float(LABEL)
        for one in series:
            width = width_of_most * value_of(one.cells[place]) / most
            if width:
                parts.append(rect(x, y, width, BAR + 5, one.colour))
                x += width
        numbers = " · ".join(one.cells[place].text(language) for one in series)
        parts.append(Label(x + 7, y + BAR + 1, numbers))
        y += BAR + 5 + GROUP_GAP
    parts.append(line(LABEL, TOP - 4, LABEL, y - GROUP_GAP + 2, INK))
    return drawing(y, title, parts)


def slope(
    title: str,
    labels: Sequence[str],
    cells: tuple[Sequence[Cell], Sequence[Cell]],
    ends: Sequence[str],
    language: str,
) -> Drawing:
    """A line a label from before (left) to now (right), between the lowest and the highest of them.

    A line with a hidden end is left out; its mark stays.
    """
    left, right, top, height = 285.0, WIDTH - 285.0, 44.0, max(90.0, 24.0 * len(labels))
    known = [value_of(cell) for side in cells for cell in side if cell.open is not None] or [0.0]
    low, high = min(known), max(known)

    def level(cell: Cell) -> float:
        at = (value_of(cell) - low) / (high - low) if high > low else 0.5
        return top + height * (1 - at)

    parts: list[Part] = [
        line(left, top - 10, left, top + height + 6, FAINT),
        line(right, top - 10, right, top + height + 6, FAINT),
        Label(left, top - 20, ends[0], "middle", bold=True),
        Label(right, top - 20, ends[1], "middle", bold=True),
    ]
    for place in range(len(labels)):
        before, now = cells[0][place], cells[1][place]
        if before.open is None or now.open is None:
            continue
        parts.append(line(left, level(before), right, level(now), BLUE, 2.5))
        parts += [_dot(left, level(before), BLUE), _dot(right, level(now), BLUE)]
    words = [[f"{labels[row]}  {cell.text(language)}" for row, cell in enumerate(side)] for side in cells]
    size = min((fitting(one, left - 14, least=9) for side in words for one in side), default=SIZE)
    bottom = top + height
    for side, x, anchor in ((0, left - 12, "end"), (1, right + 12, "start")):
        for place, y in enumerate(_spread([level(cell) for cell in cells[side]], bottom)):
            parts.append(Label(x, y + 4, words[side][place], anchor, size=size))
            bottom = max(bottom, y)
    return drawing(bottom + 14, title, parts)


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def _spread(levels: Sequence[float], bottom: float) -> list[float]:
    """The same heights, moved apart where two would touch: down, and up again where that leads below the bottom."""
    found = list(levels)
    order = sorted(range(len(found)), key=lambda place: (found[place], place))
    below = float("-inf")
    for place in order:
        found[place] = max(found[place], below + _APART)
        below = found[place]
    above = max(bottom, levels[order[0]] + _APART * (len(order) - 1)) if order else bottom
    for place in reversed(order):
        found[place] = min(found[place], above)
        above = found[place] - _APART
    return found


def curve(title: str, steps: Sequence[Step], days: int, x_label: str, y_label: str) -> Drawing:
    """The share that received, day by day, as a step line. Cut where fewer than five are at risk."""
    left, top, width, height = 64.0, 26.0, WIDTH - 90.0, 180.0

    def spot(day: float, share: float) -> tuple[float, float]:
        return left + width * day / max(days, 1), top + height * (1 - share)

    parts: list[Part] = [Label(left - 50, 14, y_label)]
    for quarter in range(5):
        _, y = spot(0, quarter / 4)
        parts += [line(left, y, left + width, y, FAINT), Label(left - 8, y + 4, f"{25 * quarter}%", "end")]
    path, before = f"M{left:g} {top + height:g}", 0.0
    for step in steps:
        if step.at_risk < 5:
            break
        x, _ = spot(step.days, 0)
        path += f"H{x:.1f}V{spot(0, step.received)[1]:.1f}"
        before = step.received
    last = steps[-1].at_risk if steps else 0
    if last >= 5:
        path += f"H{left + width:.1f}"
    parts.append(f'<path d="{path}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>')
    for mark in range(0, days + 1, _ticks(days)):
        x, _ = spot(mark, 0)
        parts += [
            line(x, top + height, x, top + height + 5, INK),
            Label(x, top + height + 20, str(mark), "middle"),
        ]
    parts.append(Label(left + width, top + height + 36, x_label, "end"))
    parts.append(Label(left + width, spot(0, before)[1] - 6, f"{100 * before:.0f}%", "end", BLUE, True))
    return drawing(top + height + 42, title, parts)


def _ticks(days: int) -> int:
    """Days between two marks: whole months, at most about a dozen marks."""
    return 30 * max(1, -(-days // 360))


def sparkline(title: str, values: Sequence[float], width: float = 120) -> Drawing:
    """A line without axes for a row of numbers over time; a dot on the last."""
    if not values:
        return Drawing(title, 24, [], [], width)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (width - 8) / max(len(values) - 1, 1)
    spots = [(4 + place * step, 20 - 16 * (value - low) / span) for place, value in enumerate(values)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    path = f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
    return Drawing(title, 24, [path, _dot(round(spots[-1][0], 1), spots[-1][1], BLUE)], [], width)
