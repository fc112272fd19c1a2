"""A picture as shapes and labels apart, so that each medium can set the words in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#1F2933"
FONT = "'Sitthi Sarabun', Sarabun, 'Noto Sans Thai', Tahoma, sans-serif"
WIDTH, SIZE = 680, 13
_MARKS = frozenset(
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
_NARROW = frozenset(" !\"'(),-.:;I[\\]_`fijlrt{|}เโไใ·")
_WIDE = frozenset("#%&@GHKMNOQUWXmwฃฆซฌญฑฒณทบปพฟษฬๆ")
_WIDTHS = 0.42, 0.84, 0.6  # of the size: a narrow letter, a wide one, any other; measured on the font


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; ``anchor``: start, middle or end, as in SVG."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    colour: str = INK
    bold: bool = False
    size: float = SIZE

    def svg(self) -> str:
        style = ' font-weight="700"' if self.bold else ""
        style += f' font-size="{self.size:g}"' if self.size != SIZE else ""
        place = f'x="{self.x:g}" y="{self.y:g}" text-anchor="{self.anchor}"'
        return f'<text {place} fill="{self.colour}"{style}>{escape(self.words)}</text>'


Part = str | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    title: str
    height: float
    shapes: Sequence[str]
    labels: Sequence[Label]
    width: float = WIDTH

    def svg(self, *, words: bool = True, alt: str = "") -> str:
        """``words`` False: the shapes alone. ``alt``: the picture in words, for who does not see it."""
        said = f' aria-label="{escape(alt)}"' if alt else ""
        inside = "".join([*self.shapes, *(label.svg() for label in self.labels if words)])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img"{said} font-family="{FONT}" '
            f'font-size="{SIZE}"><title>{escape(self.title)}</title>{inside}</svg>'
        )


def drawing(height: float, title: str, parts: Sequence[Part]) -> Drawing:
    """Shapes and labels told apart, each in its order."""
    return Drawing(
        title,
        height,
        [part for part in parts if isinstance(part, str)],
        [part for part in parts if isinstance(part, Label)],
    )


def rect(x: float, y: float, width: float, height: float, colour: str, edge: str = "") -> str:
    stroke = f' stroke="{edge}"' if edge else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:.1f}" height="{height:g}" fill="{colour}"{stroke}/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{colour}" stroke-width="{width:g}"/>'
    )


def room(words: str, size: float = SIZE) -> float:
    """How wide words are at most. Thai marks above and below take no room."""
    narrow, wide, other = _WIDTHS
    return size * sum(
        narrow if letter in _NARROW else wide if letter in _WIDE else other
        for letter in words
        if letter not in _MARKS
    )


def fitting(words: str, width: float, size: float = SIZE, least: float = 7) -> float:
    """The largest size up to ``size`` in which words fit a width, not below ``least``."""
    taken = room(words, 1)
    return round(max(least, min(size, width / taken if taken else size)), 1)
