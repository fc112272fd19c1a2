"""Charts as drawings: one small module for page, PDF and console. Same cells, same bytes; text stays text.

A drawing is shapes and labels apart: as SVG it holds both; the PDF takes the shapes as a picture and sets the
labels itself, since Thai inside an embedded SVG loses its marks when copied (and PDF/UA refuses it).
Colours are told apart by every kind of colour sight (Okabe and Ito), and each bar bears its number. A hidden
cell has no bar, only its mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.reporting.drawing import INK, WIDTH, Drawing, Label
from shared.reporting.estimates import Step
from shared.reporting.model import Cell
from shared.reporting.suppress import Shown

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#8A8F98"
FAINT = "#D5DAE1"
LABEL, BAR, GAP, GROUP_GAP, TOP = 256, 13, 3, 11, 30


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    colour: str
    cells: Sequence[Cell]


def _value(cell: Cell) -> float:
    return float(cell.value) if cell.shown is Shown.VALUE and isinstance(cell.value, int | float) else 0.0


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:.1f}" height="{height:g}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"/>'
    )


Part = str | Label


def _drawing(height: float, title: str, parts: Sequence[Part]) -> Drawing:
    return Drawing(
        title,
        height,
        [part for part in parts if isinstance(part, str)],
        [part for part in parts if isinstance(part, Label)],
    )


def _legend(series: Sequence[Series]) -> list[Part]:
    parts: list[Part] = []
    x = float(LABEL)
    for one in series:
        parts += [_rect(x, 6, 12, 12, one.colour), Label(x + 17, 16.5, one.name)]
        x += 40 + 8.2 * _drawn(one.name)
    return parts


def _drawn(words: str) -> int:
    """Letters that take room: Thai marks above and below take none."""
    return sum(
        1
        for letter in words
        if not (letter == "\u0e31" or "\u0e34" <= letter <= "\u0e3a" or "\u0e47" <= letter <= "\u0e4e")
    )


def bars(title: str, labels: Sequence[str], series: Sequence[Series], language: str) -> Drawing:
    """Horizontal bars side by side, a group for each label, each with its number."""
    most = max((_value(cell) for one in series for cell in one.cells), default=0.0) or 1.0
    room = WIDTH - LABEL - 64
    group = len(series) * (BAR + GAP)
    parts, y = _legend(series), float(TOP)
    for place, label in enumerate(labels):
        parts.append(Label(LABEL - 10, y + group / 2 + 3, label, "end"))
        for one in series:
            cell = one.cells[place]
            width = room * _value(cell) / most
            if width:
                parts.append(_rect(LABEL, y, max(width, 1.5), BAR, one.colour))
            parts.append(Label(LABEL + width + 6, y + BAR - 2, cell.text(language)))
            y += BAR + GAP
        y += GROUP_GAP
    parts.append(_line(LABEL, TOP - 4, LABEL, y - GROUP_GAP + 2, INK))
    return _drawing(y, title, parts)


def stacked(title: str, labels: Sequence[str], series: Sequence[Series], language: str) -> Drawing:
    """One bar a label, its parts one after the other; the numbers stand after the bar."""
    totals = [sum(_value(one.cells[place]) for one in series) for place in range(len(labels))]
    most = max(totals, default=0.0) or 1.0
    room = WIDTH - LABEL - 120
    parts, y = _legend(series), float(TOP)
    for place, label in enumerate(labels):
        parts.append(Label(LABEL - 10, y + BAR + 1, label, "end"))
        x = float(LABEL)
        for one in series:
            width = room * _value(one.cells[place]) / most
            if width:
                parts.append(_rect(x, y, width, BAR + 5, one.colour))
                x += width
        numbers = " · ".join(one.cells[place].text(language) for one in series)
        parts.append(Label(x + 7, y + BAR + 1, numbers))
        y += BAR + 5 + GROUP_GAP
    parts.append(_line(LABEL, TOP - 4, LABEL, y - GROUP_GAP + 2, INK))
    return _drawing(y, title, parts)


def curve(title: str, steps: Sequence[Step], days: int, x_label: str, y_label: str) -> Drawing:
    """The share that received, day by day, as a step line. Cut where fewer than five are at risk."""
    left, top, width, height = 64.0, 26.0, WIDTH - 90.0, 180.0

    def spot(day: float, share: float) -> tuple[float, float]:
        return left + width * day / max(days, 1), top + height * (1 - share)

    parts: list[Part] = [Label(left - 50, 14, y_label)]
    for quarter in range(5):
        _, y = spot(0, quarter / 4)
        parts += [_line(left, y, left + width, y, FAINT), Label(left - 8, y + 4, f"{25 * quarter}%", "end")]
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
    for mark in range(0, days + 1, 30):
        x, _ = spot(mark, 0)
        parts += [
            _line(x, top + height, x, top + height + 5, INK),
            Label(x, top + height + 20, str(mark), "middle"),
        ]
    parts.append(Label(left + width, top + height + 36, x_label, "end"))
    parts.append(Label(left + width, spot(0, before)[1] - 6, f"{100 * before:.0f}%", "end", BLUE, True))
    return _drawing(top + height + 42, title, parts)


def sparkline(title: str, values: Sequence[float]) -> Drawing:
    """A line without axes for a row of numbers over time."""
    if not values:
        return _drawing(24, title, [])
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = WIDTH / max(len(values) - 1, 1)
    points = " ".join(
        f"{place * step:.1f},{22 - 20 * (value - low) / span:.1f}" for place, value in enumerate(values)
    )
    return _drawing(
        24, title, [f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2"/>']
    )


def tiles(
    title: str, labels: Sequence[str], cells: Sequence[Cell], language: str, across: int = 4
) -> Drawing:
    """A tile a place, darker where the number is larger; a hidden one is hatched by its mark alone."""
    most = max((_value(cell) for cell in cells), default=0.0) or 1.0
    width, height = (WIDTH - 8 * (across - 1)) / across, 58.0
    parts: list[Part] = []
    for place, (label, cell) in enumerate(zip(labels, cells, strict=True)):
        x, y = (width + 8) * (place % across), (height + 8) * (place // across)
        weight = _value(cell) / most
        shade = f"{round(255 - 255 * weight * 0.85):02x}"
        dark = weight > 0.55
        fill = f"#{shade}{round(255 - 141 * weight * 0.85):02x}ff" if cell.shown is Shown.VALUE else "#F0F1F3"
        ink = "#FFFFFF" if dark else INK
        parts += [
            f'<rect x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" fill="{fill}" '
            f'stroke="{FAINT}"/>',
            Label(x + 10, y + 22, label, colour=ink),
            Label(x + 10, y + 45, cell.text(language), colour=ink, bold=True),
        ]
    lines = -(-len(labels) // across)
    return _drawing((height + 8) * lines, title, parts)
