"""The one entry point of the compiling function: records in, the report's files out. The same input, the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shared.domain.records import HouseholdRecord
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures, progress
from shared.reporting.model import Report
from shared.reporting.monthly import build
from shared.reporting.pdf import render_pdf
from shared.reporting.tables import datapackage, report_csv, report_json, table_csv
from shared.reporting.webpage import render_html
from shared.reporting.workbook import render_xlsx


def compile_progress(
    records: Iterable[HouseholdRecord],
    period_end: date,
    previous: Figures | None,
    context: ReportContext,
    kind: str = "progress",
    period_start: date | None = None,
) -> dict[str, bytes]:
    """The files of one period by name, ``progress-2565-01.pdf`` and so on."""
    figures = progress(records, period_end, previous, period_start=period_start)
    return files_of(build(figures, context, kind))


def files_of(report: Report) -> dict[str, bytes]:
    """PDF, XLSX and page in Thai and (``-en``) English, JSON, one long CSV, a CSV a table, the package of these."""
    stem = f"{report.kind}-{report.period}"
    files = {f"{stem}.json": report_json(report), f"{stem}.csv": report_csv(report)}
    for language, end in (("th", ""), ("en", "-en")):
        files[f"{stem}{end}.pdf"] = render_pdf(report, language)
        files[f"{stem}{end}.xlsx"] = render_xlsx(report, language)
        files[f"{stem}{end}.html"] = render_html(report, language)
    for table in report.tables:
        if table.rows:
            files[f"{stem}-{table.id}.csv"] = table_csv(table)
    files["datapackage.json"] = datapackage(report, files)
    return files
