"""A report before it has a form: tables of cells that know how they may be shown.

PDF, XLSX, CSV, JSON and mail are written from these, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.reporting.drawing import Drawing
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text, number, same, short_date

SMALL_TEXT = "<5"
HIDDEN_TEXT = Text("ปกปิด", "hidden")
NOTHING = "–"


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"  # a fraction 0 to 1
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` None: there is nothing to show (a share without a denominator). Hidden values stay in here."""

    value: Text | int | float | date | None
    shown: Shown = Shown.VALUE
    digits: int = 0  # of a share in per cent

    @property
    def open(self) -> Text | int | float | date | None:
        """The value that may leave: None when it is hidden."""
        return self.value if self.shown is Shown.VALUE else None

    @property
    def nothing(self) -> bool:
        """Whether it openly shows none. A hidden cell may be anything."""
        return self.shown is Shown.VALUE and not isinstance(self.value, Text | date) and not self.value

    def text(self, language: str) -> str:
        """As people read it."""
        if self.shown is Shown.SMALL:
            return SMALL_TEXT
        if self.shown is Shown.HIDDEN:
            return HIDDEN_TEXT.in_(language)
        if self.value is None:
            return NOTHING
        if isinstance(self.value, Text):
            return self.value.in_(language)
        if isinstance(self.value, date):
            return short_date(self.value).in_(language)
        if isinstance(self.value, float):
            return f"{100 * self.value:.{self.digits}f}%"
        return number(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """``width``: share of the page in the PDF."""

    id: str
    title: Text
    kind: Kind = Kind.COUNT
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """``codes``: a stable id a row, for files. ``total``: the last row, when the rows add up."""

    id: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    codes: Sequence[str]
    total: Sequence[Cell] | None = None
    note: Text | None = None

    def column(self, column_id: str) -> list[Cell]:
        place = next(place for place, column in enumerate(self.columns) if column.id == column_id)
        return [row[place] for row in self.rows]

    @property
    def hidden_cells(self) -> int:
        lines = [*self.rows, *([self.total] if self.total else [])]
        return sum(cell.shown is not Shown.VALUE for line in lines for cell in line)


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large numbers on the first page. ``trend``: of period after period, the last is this one."""

    id: str
    label: Text
    cell: Cell
    unit: Text
    note: Text
    trend: tuple[int, ...] = ()

    def trend_words(self, language: str) -> str:
        """The trend as who does not see its line hears it."""
        said = ", ".join(map(number, self.trend))
        return Text(f"แต่ละงวดที่ผ่านมา: {said}", f"Period after period: {said}").in_(language)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table; ``alt`` says in words what it shows."""

    id: str
    title: Text
    alt: Text
    th: Drawing
    en: Drawing
    table: str

    def drawing(self, language: str) -> Drawing:
        return self.en if language == "en" else self.th


@dataclass(frozen=True, slots=True)
class Definition:
    id: str
    name: Text
    formula: Text  # with the parts below, as it is printed
    source: Text
    numerator: Text | None = None
    denominator: Text | None = None
    excludes: Text | None = None


@dataclass(frozen=True)
class Report:
    """Everything that a monthly, quarterly or yearly progress report says."""

    kind: str
    period: str
    made_on: date
    title: Text
    subtitle: Text
    summary: Sequence[Text]
    figures: Sequence[Figure]
    decide: Sequence[Text]
    tables: Sequence[Table]
    charts: Sequence[Chart]
    definitions: Sequence[Definition]
    facts: Sequence[tuple[Text, Text]]  # data as of, rule book, input digest, hidden cells
    notes: Sequence[Text] = ()
    empty: bool = False

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)


def text_cell(text: Text) -> Cell:
    return Cell(text)


def plain(text: str) -> Cell:
    return Cell(same(text))
