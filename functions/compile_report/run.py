"""Compile the report of a period: count once, keep the count, write the files, tell the mail queue.

The first run keeps the figures; every later run reads them. So a repeat gives the same bytes, whatever has
happened to the households since.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from shared.domain import policy
from shared.domain.dates import BANGKOK, bangkok_date
from shared.domain.reports import Period, ReportKind, ReportName
from shared.reporting.compile import files_of
from shared.reporting.context import ReportContext
from shared.reporting.figures import progress
from shared.reporting.monthly import build, digest
from shared.reporting.periods import STEMS
from shared.reporting.snapshots import opened, packed
from shared.reporting.wording import Text
from shared.rules import current
from shared.storage import audit, reports, sqs
from shared.storage.records import records_of_province
from shared.storage.settings import setting

PROVINCE = "95"
_NEW_BOOK = Text(
    "สมุดกติกาสิทธิเปลี่ยนรุ่นตั้งแต่งวดก่อน ตัวเลขที่ต่างกันบางส่วนมาจากกติกาที่เปลี่ยน",
    "The rule book changed since the period before; part of the difference comes from that",
)


def compile_report(moment: datetime, kind: str = "monthly", province: str = PROVINCE) -> dict[str, Any]:
    """The report of the last period that was complete at a moment. Returns what was made, for the log.

    Raises ValueError for an unknown kind.
    """
    decision = policy.may(
        policy.SYSTEM, "compile_report", policy.Relation.SYSTEM, policy.FieldClass.SENSITIVE
    )
    if not decision.allowed:
        raise PermissionError("compile_report")
    on = bangkok_date(moment)
    name = ReportName(ReportKind(kind), Period.before(on, kind), province)
    snapshot = reports.read_snapshot(name) or _count(name, on)
    before = snapshot["previous"]
    figures, context = opened(snapshot, reports.read_snapshot(ReportName.parse(before)) if before else None)
    report = build(figures, context, STEMS[name.kind])
    written = reports.put_files(name, files_of(report))
    title = {"th": report.title.th, "en": report.title.en}
    reports.record(name, written, title, context.generated_on, digest(figures))
    _note(name.id, digest(figures), context.generated_on)
    notice = {"kind": kind, "period": name.period.id, "area": province}
    refused = sqs.send(setting("REPORTS_QUEUE_URL"), [notice])
    if refused:
        raise RuntimeError("the reports queue refused the notice")
    return {
        "kind": kind,
        "period": name.period.id,
        "files": len(written),
        "households": figures.total.get("households"),
    }


def _count(name: ReportName, on: date) -> dict[str, Any]:
    """Count the households and keep the figures, unless another run did so first."""
    book, period, before = current(), name.period, reports.read_snapshot(name.previous)
    unnamed = {name for name, benefit in book.benefits.items() if benefit.sensitive}
    records = records_of_province(name.area, period.end)
    figures = progress(records, period.end, period_start=period.start, unnamed=unnamed)
    titles = {
        name: Text(benefit.title.th, benefit.title.en)
        for name, benefit in book.benefits.items()
        if name not in unnamed
    }
    changed = before is not None and before["context"]["rule_book"] != book.digest
    context = ReportContext(book.digest, on, name.area, titles, (_NEW_BOOK,) if changed else ())
    body = packed(figures, context, name.previous.id if before else None)
    return reports.keep_snapshot(name, body)


def _note(report_id: str, made: str, on: date) -> None:
    """One audit event a report, on the day of its first making, however often it is compiled."""
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.report.compiled.v1",
            key=f"{report_id}-{made}",
            at=datetime.combine(on, time(), BANGKOK),
            actor="system",
            subject=report_id,
            details={"digest": made},
        )
    )
