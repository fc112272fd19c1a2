"""The report as an Excel workbook: true numbers and dates, frozen heads, filters; the same bytes on repeat."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from shared.reporting.model import Cell, Kind, Report, Table
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text

FONT = "TH Sarabun New"  # on the machines of Thai offices
_THAI_DATE = "[$-107041E]d mmm yyyy"  # Thai words, Buddhist calendar
_NUMBER = {
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.DATE: _THAI_DATE,
    Kind.TEXT: "@",
}
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\")
_SUMMARY = Text("สรุป", "Summary")
_DEFINITIONS = Text("นิยาม", "Definitions")


class _Sheets:
    """A workbook with its formats."""

    def __init__(self, out: io.BytesIO, report: Report, language: str) -> None:
        self.language = language
        # Text is written as text: a cell that begins with "=" is no formula.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(out, options)
        made = datetime(report.made_on.year, report.made_on.month, report.made_on.day)  # noqa: DTZ001
        self.book.set_properties({"title": report.title.in_(language), "author": "Sitthi", "created": made})
        base = {"font_name": FONT, "font_size": 14, "valign": "top"}
        self.head = self.book.add_format(
            {**base, "bold": True, "bg_color": "#EAF2F8", "text_wrap": True, "bottom": 1}
        )
        self.title = self.book.add_format({**base, "bold": True, "font_size": 18})
        self.words = self.book.add_format({**base, "text_wrap": True})
        self.plain = self.book.add_format(base)
        self.mark = self.book.add_format({**base, "align": "right", "font_color": "#52606D"})
        self.kinds = {
            kind: self.book.add_format({**base, "num_format": code}) for kind, code in _NUMBER.items()
        }
        self.totals = {
            kind: self.book.add_format({**base, "num_format": code, "bold": True, "top": 1})
            for kind, code in _NUMBER.items()
        }

    def free_name(self, title: str) -> str:
        """A title as Excel takes it for a sheet: 31 letters, no two alike."""
        plain = title.translate(_FORBIDDEN)
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        name, number = plain[:31], 2
        while name.casefold() in taken:
            name, number = f"{plain[:28]} {number}", number + 1
        return name

    def write(self, sheet: Any, row: int, column: int, kind: Kind, cell: Cell, total: bool) -> None:
        if cell.shown is not Shown.VALUE or cell.value is None:
            sheet.write_string(row, column, cell.text(self.language), self.mark)
            return
        if kind is Kind.SHARE and isinstance(cell.value, int):
            kind = Kind.COUNT  # a count in a column of shares
        style = (self.totals if total else self.kinds)[kind]
        if isinstance(cell.value, Text):
            sheet.write_string(row, column, cell.value.in_(self.language), style)
        elif isinstance(cell.value, date):
            sheet.write_datetime(row, column, cell.value, style)
        else:
            sheet.write_number(row, column, cell.value, style)


def render_xlsx(report: Report, language: str = "th") -> bytes:
    """A sheet with the summary, a sheet a table, a sheet of definitions."""
    out = io.BytesIO()
    sheets = _Sheets(out, report, language)
    _summary_sheet(sheets, report)
    for table in report.tables:
        if table.rows:
            _table_sheet(sheets, table)
    _definition_sheet(sheets, report)
    sheets.book.close()
    return out.getvalue()


def _summary_sheet(sheets: _Sheets, report: Report) -> None:
    language = sheets.language
    sheet = sheets.book.add_worksheet(_SUMMARY.in_(language))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, report.title.in_(language), sheets.title)
    sheet.write_string(1, 0, report.subtitle.in_(language), sheets.kinds[Kind.TEXT])
    row = 3
    for figure in () if report.empty else report.figures:
        sheet.write_string(row, 0, figure.label.in_(language), sheets.kinds[Kind.TEXT])
        sheets.write(sheet, row, 1, Kind.COUNT, figure.cell, total=False)
        unit = f"{figure.unit.in_(language)} · {figure.note.in_(language)}".replace("\n", " · ")
        sheet.write_string(row, 2, unit, sheets.kinds[Kind.TEXT])
        row += 1
    for words in (*report.notes, *report.summary, *report.decide):
        row += 1
        sheet.merge_range(row, 0, row, 2, "", sheets.words)
        sheet.write_string(row, 0, words.in_(language), sheets.words)
        sheet.set_row(row, 42)
    row += 2
    for name, value in report.facts:
        sheet.write_string(row, 0, name.in_(language), sheets.kinds[Kind.TEXT])
        sheet.write_string(row, 1, value.in_(language), sheets.kinds[Kind.TEXT])
        row += 1


def _table_sheet(sheets: _Sheets, table: Table) -> None:
    language = sheets.language
    sheet = sheets.book.add_worksheet(sheets.free_name(table.title.in_(language)))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 12 * column.width)
        sheet.write_string(0, place, column.title.in_(language), sheets.head)
    lines = [*((row, False) for row in table.rows), *([(table.total, True)] if table.total else [])]
    for number, (row, total) in enumerate(lines, 1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            sheets.write(sheet, number, place, column.kind, cell, total)
    if table.note:
        sheet.write_string(len(lines) + 2, 0, table.note.in_(language), sheets.plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)  # the total stays out of the filter
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)  # A4


def _definition_sheet(sheets: _Sheets, report: Report) -> None:
    language = sheets.language
    sheet = sheets.book.add_worksheet(_DEFINITIONS.in_(language))
    for place, width in enumerate((30, 90, 50)):
        sheet.set_column(place, place, width)
    for number, one in enumerate(report.definitions):
        for place, words in enumerate((one.name, one.formula, one.source)):
            sheet.write_string(number, place, words.in_(language), sheets.words)
