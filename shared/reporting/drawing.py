"""A picture as shapes and labels apart, so that each medium can set the words in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

INK = "#1F2933"
FONT = "'Sitthi Sarabun', Sarabun, 'Noto Sans Thai', Tahoma, sans-serif"
WIDTH, SIZE = 680, 13


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place; ``anchor``: start, middle or end, as in SVG."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    colour: str = INK
    bold: bool = False

    def svg(self) -> str:
        style = ' font-weight="700"' if self.bold else ""
        place = f'x="{self.x:g}" y="{self.y:g}" text-anchor="{self.anchor}"'
        return f'<text {place} fill="{self.colour}"{style}>{escape(self.words)}</text>'


@dataclass(frozen=True, slots=True)
class Drawing:
    title: str
    height: float
    shapes: Sequence[str]
    labels: Sequence[Label]
    width: float = WIDTH

    def svg(self, *, words: bool = True) -> str:
        """``words`` False: the shapes alone."""
        inside = "".join([*self.shapes, *(label.svg() for label in self.labels if words)])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" font-family="{FONT}" '
            f'font-size="{SIZE}"><title>{escape(self.title)}</title>{inside}</svg>'
        )
