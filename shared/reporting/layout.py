"""In which order a report is read, on paper and on the page; which rows are on the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.reporting.model import Cell, Chart, Report, Table
from shared.reporting.wording import Text

WORDS = {
    "decide_title": Text("เรื่องที่ต้องตัดสินใจ", "What to decide"),
    "definitions_title": Text("นิยามและวิธีคิด", "Definitions and method"),
    "source": Text("ที่มา", "Source"),
    "facts_title": Text("ที่มาของรายงานฉบับนี้", "What this report rests on"),
    "page": Text("หน้า", "Page"),
    "nothing_title": Text("ตารางที่ไม่มีรายการในงวดนี้", "Tables with nothing to show in this period"),
}
_NOBODY = Text("ไม่มีงานที่ต้องเร่งในงวดนี้", "Nobody has work that is late in this period")
_SPARE = {"benefits"}  # rows without anything stay in the files and off the paper
_MOST_ROWS = {"act": 28, "returns": 24}  # so that who must act is one page; the oldest come first
_LEFT_OUT = Text(
    "ไม่แสดงอีก {} สวัสดิการที่ไม่มีผู้มีสิทธิหรือผู้ได้รับในงวดนี้ (มีในไฟล์ CSV และ XLSX)",
    "{} more benefits, to which nobody is entitled in this period, are in the CSV and XLSX files",
)
_CUT = Text("ยังมีอีก {} แถวในไฟล์ CSV และ XLSX", "{} more rows are in the CSV and XLSX files")
_LEADS = ("rights", "pilot")  # the picture of the first page is the first of these; its table follows
_ORDER = (  # table and its pictures; tables that are not here follow in the report's own order
    ("act", ()),
    ("benefits", ()),
    ("take_up", ("take_up",)),
    ("gap_reasons", ()),
    ("gap_ages", ("ages",)),
    ("times", ("receipt",)),
    ("money", ("money",)),
    ("months", ()),
    ("once", ()),
    ("agencies", ("work",)),
    ("loop", ()),
    ("returns", ()),
    ("bounces", ()),
    ("owners", ()),
    ("dimensions", ()),
    ("deprivation", ("deprivation",)),
    ("poverty", ()),
    ("poverty_change", ()),
    ("phases", ("moved",)),
    ("transitions", ()),
    ("outcomes", ()),
    ("outcome_changes", ()),
    ("measures", ()),
    ("spending", ()),
    ("double_aid", ()),
    ("visits", ()),
    ("fairness", ()),
    ("group_gaps", ()),
    ("life_stages", ("ages_of_life",)),
    ("pilot", ("pilot",)),
    ("pilot_change", ()),
    ("districts", ("map", "shapes")),
    ("take_up_places", ()),
    ("partners", ()),
)
_APPENDIX = (("determinations", ()), ("subdistricts", ()))
_NEW_PAGE = {"act", "benefits"}


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its pictures. ``words``: said instead of an empty table."""

    table: Table
    charts: Sequence[Chart]
    words: Text | None
    new_page: bool


def sections(report: Report) -> list[Section]:
    """None in an empty period; tables without anything are only named (``nothing_in``)."""
    if report.empty:
        return []
    lead = lead_chart(report)
    charts = {chart.id: chart for chart in report.charts if chart is not lead}
    tables = {table.id: table for table in report.tables}
    placed = {table for table, _ in (*_ORDER, *_APPENDIX)}
    more = tuple((table, ()) for table in tables if table not in placed)
    return [
        Section(
            tables[table],
            [charts[one] for one in pictures if one in charts],
            None if tables[table].rows else _NOBODY,
            table in _NEW_PAGE,
        )
        for table, pictures in (*_ORDER, *more, *_APPENDIX)
        if table in tables and (table == "act" or not hollow(tables[table]))
    ]


def hollow(table: Table) -> bool:
    """Whether every cell but names openly shows none: a row of zeros tells nothing that its title does not."""
    return all(cell.nothing or isinstance(cell.value, Text) for row in table.rows for cell in row)


def nothing_in(report: Report, language: str) -> str:
    """The titles of tables that are left out; "" when there are none."""
    if report.empty:
        return ""
    return " · ".join(one.title.in_(language) for one in report.tables if one.id != "act" and hollow(one))


def lead_chart(report: Report) -> Chart | None:
    return next((chart for lead in _LEADS for chart in report.charts if chart.id == lead), None)


def printed(table: Table) -> list[Sequence[Cell]]:
    """The rows of a table that are on the paper; the files have them all."""
    rows = list(table.rows)
    if table.id in _SPARE:
        rows = [row for row in rows if not all(cell.nothing for cell in row[1:])]
    return rows[: _MOST_ROWS.get(table.id)]


def note_below(table: Table, language: str) -> str | None:
    """The table's note, and how much of it is not on the paper."""
    notes = [table.note.in_(language)] if table.note else []
    left = len(table.rows) - len(printed(table))
    if left:
        notes.append((_LEFT_OUT if table.id in _SPARE else _CUT).in_(language).format(left))
    return " · ".join(notes) or None
