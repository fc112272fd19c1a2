"""The tables of a report as files: CSV with a Data Package, and JSON. XLSX lies in ``workbook``.

Hidden cells leave as their marks; the package declares the marks as missing values, so that a program reads
numbers as numbers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from shared.reporting.model import HIDDEN_TEXT, NOTHING, SMALL_TEXT, Cell, Column, Kind, Report, Table
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text, short_date

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MISSING = ("", SMALL_TEXT, HIDDEN_TEXT.th, HIDDEN_TEXT.en, NOTHING)
_FIELD_TYPES = {Kind.TEXT: "string", Kind.COUNT: "integer", Kind.MONEY: "integer", Kind.SHARE: "number"}


def guarded(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def table_csv(table: Table, language: str = "th") -> bytes:
    """UTF-8 with BOM and CRLF, as Excel opens it; dates in C.E. with a Thai column beside."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(name for name, _, _ in _fields(table, language))
    for code, row in _lines(table):
        values = [code]
        for column, cell in zip(table.columns, row, strict=True):
            values += _csv_cells(column, cell, language)
        writer.writerow(values)
    return out.getvalue().encode("utf-8-sig")


def _lines(table: Table) -> list[tuple[str, Sequence[Cell]]]:
    lines = list(zip(table.codes, table.rows, strict=True))
    return [*lines, ("total", table.total)] if table.total else lines


def _csv_cells(column: Column, cell: Cell, language: str) -> list[str]:
    if column.kind is Kind.DATE:
        day = cell.open if isinstance(cell.open, date) else None
        return [day.isoformat(), short_date(day).th] if day else ["", ""]
    return [csv_text(cell, language)]


def csv_text(cell: Cell, language: str) -> str:
    """Numbers bare, hidden ones as their mark, words guarded."""
    if cell.shown is not Shown.VALUE or cell.value is None:
        return cell.text(language)
    if isinstance(cell.value, Text):
        return guarded(cell.value.in_(language))
    if isinstance(cell.value, float):
        return f"{cell.value:.4f}"
    return str(cell.value)


def _fields(table: Table, language: str) -> list[tuple[str, str, str]]:
    """Name, type and title of each field."""
    fields = [("code", "string", "code")]
    for column in table.columns:
        title = column.title.in_(language)
        if column.kind is Kind.DATE:
            fields += [(column.id, "date", title), (f"{column.id}_th", "string", title)]
        else:
            fields.append((column.id, _FIELD_TYPES[column.kind], title))
    return fields


def report_csv(report: Report, language: str = "th") -> bytes:
    """All tables in one long file: a line a number, so that one file holds the whole report."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(name for name, _, _ in LONG_FIELDS)
    for table in report.tables:
        for code, row in _lines(table):
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind is Kind.TEXT and cell is row[0]:
                    continue
                first = guarded(row[0].text(language))
                title = guarded(column.title.in_(language))
                value = _csv_cells(column, cell, language)[0]
                writer.writerow([report.period, table.id, code, first, column.id, title, value])
    return out.getvalue().encode("utf-8-sig")


LONG_FIELDS = (
    ("period", "string", "งวด / Period (B.E.)"),
    ("table", "string", "ตาราง / Table"),
    ("row", "string", "รหัสแถว / Row"),
    ("row_name", "string", "ชื่อแถว / Name of row"),
    ("column", "string", "คอลัมน์ / Column"),
    ("column_name", "string", "ชื่อคอลัมน์ / Name of column"),
    ("value", "string", "ค่า / Value (marks: <5, ปกปิด, –)"),
)


def datapackage(report: Report, files: dict[str, bytes], language: str = "th") -> bytes:
    """``datapackage.json``: each CSV with its fields, size and digest, and the definitions as notes."""
    resources = []
    for name, body in sorted(files.items()):
        if not name.endswith(".csv"):
            continue
        table = next((one for one in report.tables if name.endswith(f"-{one.id}.csv")), None)
        fields = _fields(table, language) if table else list(LONG_FIELDS)
        resources.append(
            {
                "name": name.removesuffix(".csv").lower().replace("_", "-"),
                "path": name,
                "title": (table.title if table else report.title).in_(language),
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(body),
                "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
                "schema": {
                    "fields": [
                        {"name": field, "type": kind, "title": title} for field, kind, title in fields
                    ],
                    "missingValues": list(MISSING),
                },
            }
        )
    package = {
        "profile": "tabular-data-package",
        "name": f"sitthi-{report.kind}-{report.period}",
        "title": report.title.in_(language),
        "description": " ".join(words.in_(language) for words in report.summary),
        "created": f"{report.made_on.isoformat()}T00:00:00Z",
        "resources": resources,
        "sitthi": {
            "facts": {name.in_(language): value.in_(language) for name, value in report.facts},
            "definitions": [
                {"id": one.id, "name": one.name.in_(language), "formula": one.formula.in_(language)}
                for one in report.definitions
            ],
        },
    }
    return _json(package)


def report_json(report: Report) -> bytes:
    """The report for programs: figures and tables with hidden values left out, both languages."""
    return _json(
        {
            "kind": report.kind,
            "period": report.period,
            "made_on": report.made_on.isoformat(),
            "title": _both(report.title),
            "empty": report.empty,
            "notes": [_both(words) for words in report.notes],
            "summary": [_both(words) for words in report.summary],
            "decide": [_both(words) for words in report.decide],
            "figures": [
                {"id": one.id, "label": _both(one.label), **_cell(one.cell), "unit": _both(one.unit)}
                for one in report.figures
            ],
            "tables": [_table_json(table) for table in report.tables],
            "charts": [
                {
                    "id": one.id,
                    "table": one.table,
                    "title": _both(one.title),
                    "alt": _both(one.alt),
                    "svg": {"th": one.th.svg(), "en": one.en.svg()},
                }
                for one in report.charts
            ],
            "definitions": [
                {
                    "id": one.id,
                    "name": _both(one.name),
                    "formula": _both(one.formula),
                    "source": _both(one.source),
                    **{
                        name: _both(part)
                        for name, part in (
                            ("numerator", one.numerator),
                            ("denominator", one.denominator),
                            ("excludes", one.excludes),
                        )
                        if part is not None
                    },
                }
                for one in report.definitions
            ],
            "facts": [{"name": _both(name), "value": _both(value)} for name, value in report.facts],
        }
    )


def _table_json(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": _both(table.title),
        "note": _both(table.note) if table.note else None,
        "columns": [
            {"id": column.id, "title": _both(column.title), "kind": str(column.kind)}
            for column in table.columns
        ],
        "rows": [
            {
                "code": code,
                "cells": {column.id: _cell(cell) for column, cell in zip(table.columns, row, strict=True)},
            }
            for code, row in _lines(table)
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """``value`` None with ``shown``: hidden, and how."""
    value: Any = cell.open
    if isinstance(value, Text):
        value = _both(value)
    elif isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, float):
        value = round(value, 6)
    return {"value": value} if cell.shown is Shown.VALUE else {"value": None, "shown": str(cell.shown)}


def _both(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}


def _json(body: Any) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
