"""The report on paper: typst sets it, tagged for screen readers (PDF/UA-1), the same bytes on repeat."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from shared.reporting.model import Cell, Chart, Kind, Report, Table
from shared.reporting.thai import prepared, spaced, unbroken
from shared.reporting.wording import Text

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"
_AUTHOR = Text("ศูนย์อำนวยการบริหารจังหวัดชายแดนภาคใต้", "Southern Border Provinces Administrative Centre")
_WORDS = {
    "decide_title": Text("เรื่องที่ต้องตัดสินใจ", "What to decide"),
    "definitions_title": Text("นิยามและวิธีคิด", "Definitions and method"),
    "source": Text("ที่มา", "Source"),
    "facts_title": Text("ที่มาของรายงานฉบับนี้", "What this report rests on"),
    "page": Text("หน้า", "Page"),
}
_FACTS_HEAD = Text("รายการ|ค่า", "Item|Value")
_NOBODY = Text("ไม่มีงานที่ต้องเร่งในงวดนี้", "Nobody has work that is late in this period")
_NO_ROWS = Text("ไม่มีรายการในงวดนี้", "Nothing to show in this period")
_SPARE = {"benefits"}  # rows without anything stay in the files and off the paper
_MOST_ROWS = {"act": 24, "returns": 24}  # so that who must act is one page; the oldest come first
_LEFT_OUT = Text(
    "ไม่แสดงอีก {} สวัสดิการที่ไม่มีผู้มีสิทธิหรือผู้ได้รับในงวดนี้ (มีในไฟล์ CSV และ XLSX)",
    "{} more benefits, to which nobody is entitled in this period, are in the CSV and XLSX files",
)
_CUT = Text("ยังมีอีก {} แถวในไฟล์ CSV และ XLSX", "{} more rows are in the CSV and XLSX files")
_ORDER = (  # table, its pictures, begins a page; tables that are not here follow in the report's own order
    ("act", (), True),
    ("benefits", (), True),
    ("gap_reasons", (), False),
    ("times", ("receipt",), False),
    ("agencies", ("work",), False),
    ("loop", (), False),
    ("returns", (), False),
    ("districts", ("map", "shapes"), False),
    ("dimensions", (), False),
    ("poverty", (), False),
    ("phases", ("moved",), False),
    ("outcomes", (), False),
    ("fairness", (), False),
    ("pilot", (), False),
)
_APPENDIX = (("determinations", (), True), ("subdistricts", (), False))


def render_pdf(report: Report, language: str = "th") -> bytes:
    """The whole report as PDF."""
    return typeset("report.typ", _data(report, language), report.made_on)


def typeset(template: str, data: dict[str, Any], day: date) -> bytes:
    """Set a template of this folder. ``day``: of making, so that the same data give the same bytes."""
    moment = datetime.combine(day, time(), UTC)
    made: bytes = typst.compile(
        str(_HERE / template),
        format="pdf",
        timestamp=int(moment.timestamp()),
        pdf_standards=["ua-1"],
        **_how(data),
    )
    return made


def pages_of(template: str, data: dict[str, Any]) -> int:
    """How many pages it would have; for templates that label the count ``pages``."""
    return int(json.loads(typst.query(str(_HERE / template), "<pages>", field="value", **_how(data)))[0])


def _how(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "root": str(_HERE),
        "font_paths": [str(_FONTS)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


def _data(report: Report, language: str) -> dict[str, Any]:
    def said(text: Text) -> str:
        return prepared(text.in_(language))

    day = report.made_on
    return {
        "language": language,
        "unbroken": unbroken(),
        "title": said(report.title),
        "subtitle": said(report.subtitle),
        "author": _AUTHOR.in_(language),
        "footer": " · ".join(f"{said(name)} {said(value)}" for name, value in report.facts[:1]),
        "made": {"year": day.year, "month": day.month, "day": day.day},
        "notes": [said(words) for words in report.notes],
        "summary": [said(words) for words in report.summary],
        "figures": []
        if report.empty
        else [
            {
                "label": said(figure.label),
                "value": figure.cell.text(language),
                "unit": said(figure.unit),
                "note": said(figure.note),
            }
            for figure in report.figures
        ],
        "decide": [said(words) for words in report.decide],
        "chart": _lead_chart(report, language),
        "sections": [] if report.empty else _sections(report, language),
        "definitions": [
            {"name": said(one.name), "formula": said(one.formula), "source": said(one.source)}
            for one in report.definitions
        ],
        "facts": [[said(name), said(value)] for name, value in report.facts],
        "facts_head": [prepared(part) for part in _FACTS_HEAD.in_(language).split("|")],
        **{name: said(words) for name, words in _WORDS.items()},
    }


def _sections(report: Report, language: str) -> list[dict[str, Any]]:
    charts = {chart.id: chart for chart in report.charts}
    tables = {table.id: table for table in report.tables}
    placed = {table for table, _, _ in (*_ORDER, *_APPENDIX)}
    more = tuple((table, (), False) for table in tables if table not in placed)
    return [
        _section(tables[table], [charts[one] for one in pictures if one in charts], page_break, language)
        for table, pictures, page_break in (*_ORDER, *more, *_APPENDIX)
        if table in tables
    ]


def _section(table: Table, charts: Sequence[Chart], page_break: bool, language: str) -> dict[str, Any]:
    words = [] if table.rows else [_NOBODY if table.id == "act" else _NO_ROWS]
    return {
        "title": prepared(table.title.in_(language)),
        "page_break": page_break,
        "words": [prepared(one.in_(language)) for one in words],
        "charts": [_chart(chart, language) for chart in charts],
        "table": _table(table, language) if table.rows else None,
    }


def printed(table: Table) -> list[Sequence[Cell]]:
    """The rows of a table that are on the paper; the files have them all."""
    rows = list(table.rows)
    if table.id in _SPARE:
        rows = [row for row in rows if not all(cell.nothing for cell in row[1:])]
    return rows[: _MOST_ROWS.get(table.id)]


def _table(table: Table, language: str) -> dict[str, Any]:
    rows = printed(table)
    left = len(table.rows) - len(rows)
    notes = [table.note.in_(language)] if table.note else []
    if left:
        said = _LEFT_OUT if table.id in _SPARE else _CUT
        notes.append(said.in_(language).format(left))
    return {
        "columns": [
            {
                "title": prepared(column.title.in_(language)).replace(" (", "\n("),
                "width": column.width,
                "number": column.kind is not Kind.TEXT,
            }
            for column in table.columns
        ],
        "rows": [[prepared(cell.text(language)) for cell in row] for row in rows],
        "total": [prepared(cell.text(language)) for cell in table.total] if table.total else None,
        "note": prepared(" · ".join(notes)) if notes else None,
    }


def _lead_chart(report: Report, language: str) -> dict[str, Any] | None:
    """The picture of the first page; its table follows on the second."""
    return next((_chart(chart, language) for chart in report.charts if chart.id == "rights"), None)


def _chart(chart: Chart, language: str) -> dict[str, Any]:
    drawing = chart.drawing(language)
    return {
        "title": prepared(chart.title.in_(language)),
        "svg": drawing.svg(words=False),
        "alt": chart.alt.in_(language),
        "width": drawing.width,
        "height": drawing.height,
        "labels": [
            {
                "x": label.x,
                "y": label.y,
                "words": spaced(label.words),
                "anchor": label.anchor,
                "colour": label.colour,
                "bold": label.bold,
                "size": label.size,
            }
            for label in drawing.labels
        ],
    }
