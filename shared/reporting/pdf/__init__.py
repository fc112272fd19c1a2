"""The report on paper: typst sets it, tagged for screen readers (PDF/UA-1), the same bytes on repeat."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from shared.reporting import layout
from shared.reporting.charts import sparkline
from shared.reporting.model import Chart, Figure, Kind, Report, Table
from shared.reporting.thai import prepared, spaced, unbroken
from shared.reporting.wording import Text

_HERE = Path(__file__).parent
_FONTS = _HERE.parent / "fonts"
AUTHOR = Text("ศูนย์อำนวยการบริหารจังหวัดชายแดนภาคใต้", "Southern Border Provinces Administrative Centre")
_FACTS_HEAD = Text("รายการ|ค่า", "Item|Value")


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

    day, lead = report.made_on, layout.lead_chart(report)
    return {
        "language": language,
        "unbroken": unbroken(),
        "title": said(report.title),
        "subtitle": said(report.subtitle),
        "author": AUTHOR.in_(language),
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
                "trend": _trend(figure, language),
            }
            for figure in report.figures
        ],
        "decide": [said(words) for words in report.decide],
        "chart": _chart(lead, language) if lead else None,
        "nothing": prepared(layout.nothing_in(report, language)) or None,
        "sections": [_section(part, language) for part in layout.sections(report)],
        "definitions": [
            {"name": said(one.name), "formula": said(one.formula), "source": said(one.source)}
            for one in report.definitions
        ],
        "facts": [[said(name), said(value)] for name, value in report.facts],
        "facts_head": [prepared(part) for part in _FACTS_HEAD.in_(language).split("|")],
        **{name: said(words) for name, words in layout.WORDS.items()},
    }


def _trend(figure: Figure, language: str) -> dict[str, str] | None:
    if not figure.trend:
        return None
    words = figure.trend_words(language)
    return {"svg": sparkline(words, figure.trend).svg(), "alt": words}


def _section(part: layout.Section, language: str) -> dict[str, Any]:
    return {
        "title": prepared(part.table.title.in_(language)),
        "page_break": part.new_page,
        "words": [prepared(part.words.in_(language))] if part.words else [],
        "charts": [_chart(chart, language) for chart in part.charts],
        "table": _table(part.table, language) if part.table.rows else None,
    }


def _table(table: Table, language: str) -> dict[str, Any]:
    rows, note = layout.printed(table), layout.note_below(table, language)
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
        "note": prepared(note) if note else None,
    }


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
