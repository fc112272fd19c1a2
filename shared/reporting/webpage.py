"""A report as one page for the console: no script, no address of anything outside, readable by screen readers.

The page carries its own content policy; its one style block is named there by digest.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared.reporting import layout
from shared.reporting.charts import sparkline
from shared.reporting.model import Chart, Figure, Kind, Report, Table

_TEMPLATES = Path(__file__).with_name("page_templates")


def render_html(report: Report, language: str = "th") -> bytes:
    """The same bytes for the same report."""
    style = _style()
    lead = layout.lead_chart(report)
    values = {
        "language": language,
        "title": report.title.in_(language),
        "subtitle": report.subtitle.in_(language),
        "style": Markup(style),
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        "notes": [said.in_(language) for said in report.notes],
        "summary": [said.in_(language) for said in report.summary],
        "figures": [] if report.empty else _figures(report, language),
        "decide": [said.in_(language) for said in report.decide],
        "sections": [
            _section(part, lead if part.table.id == (lead.table if lead else None) else None, language)
            for part in layout.sections(report)
        ],
        "nothing": layout.nothing_in(report, language),
        "facts": [(name.in_(language), value.in_(language)) for name, value in report.facts],
        "definitions": [
            {
                "name": one.name.in_(language),
                "formula": one.formula.in_(language),
                "source": one.source.in_(language),
            }
            for one in report.definitions
        ],
        "words": {name: said.in_(language) for name, said in layout.WORDS.items()},
    }
    return _templates().get_template("report.html").render(values).encode()


def _trend(one: Figure, language: str) -> Markup:
    words = one.trend_words(language)
    svg = sparkline(words, one.trend).svg(alt=words) if one.trend else ""
    return Markup(svg)


def _figures(report: Report, language: str) -> list[dict[str, str]]:
    return [
        {
            "label": one.label.in_(language),
            "value": one.cell.text(language),
            "unit": one.unit.in_(language),
            "note": one.note.in_(language),
            "trend": _trend(one, language),
        }
        for one in report.figures
    ]


def _section(part: layout.Section, lead: Chart | None, language: str) -> dict[str, Any]:
    charts = [*([lead] if lead else []), *part.charts]
    return {
        "id": part.table.id,
        "title": part.table.title.in_(language),
        "words": [part.words.in_(language)] if part.words else [],
        "charts": [_chart(chart, language) for chart in charts],
        "table": _table(part.table, language) if part.table.rows else None,
    }


def _chart(chart: Chart, language: str) -> dict[str, Any]:
    svg = chart.drawing(language).svg(alt=chart.alt.in_(language))
    return {"title": chart.title.in_(language), "svg": Markup(svg)}


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "heads": [
            {"title": column.title.in_(language), "number": column.kind is not Kind.TEXT}
            for column in table.columns
        ],
        "rows": [[cell.text(language) for cell in row] for row in table.rows],
        "total": [cell.text(language) for cell in table.total] if table.total else None,
        "note": table.note.in_(language) if table.note else None,
    }


@cache
def _style() -> str:
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
