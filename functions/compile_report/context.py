"""What a report says about itself beside its figures: the law, the partners, and what would mislead without a word."""

from __future__ import annotations

from datetime import date, timedelta

from functions.compile_report import outlines
from shared.domain.reports import GRAINS, ReportKind, ReportName
from shared.reporting import remarks
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.snapshots import trend_after
from shared.reporting.wording import Text
from shared.rules import current
from shared.storage import deliveries, reports

KNOWN = timedelta(days=366)  # a partner that sent something within this time is missed when it sends nothing
LATE = timedelta(days=14)  # after the end of a period: what moved since cannot all be taken back


def context_of(name: ReportName, figures: Figures, on: date) -> tuple[ReportContext, ReportName | None]:
    """The context, and the report of the period before to compare with."""
    book, period = current(), name.period
    before = next((one for one in _earlier(name) if reports.read_snapshot(one) is not None), None)
    snapshot = reports.read_snapshot(before) if before else None
    partners = deliveries.by_partner(period.start, period.end) if len(name.area) == 2 else {}
    known = deliveries.by_partner(period.start - KNOWN, period.end) if len(name.area) == 2 else {}
    titles = {
        benefit_id: Text(benefit.title.th, benefit.title.en)
        for benefit_id, benefit in book.benefits.items()
        if not benefit.sensitive
    }
    owners = {one: str(book.benefits[one].agency) for one in titles} if name.agency else {}
    map_digest, no_map = outlines.kept()
    notes = [
        *remarks.rule_books(figures, snapshot["context"]["rule_book"] if snapshot else None),
        *remarks.period_before(figures, period.previous if before is None else None),
        *remarks.silent_partners(sorted(set(known) - set(partners))),
        *remarks.late(period.end if on > period.end + LATE else None, on),
        *no_map,
    ]
    context = ReportContext(
        rule_book=book.digest,
        generated_on=on,
        area=name.area,
        agency=name.agency,
        benefits=titles,
        notes=tuple(notes),
        partners=partners,
        owners=owners,
        map_digest=map_digest,
        trend=trend_after(snapshot),
    )
    return context, before


def _earlier(name: ReportName) -> list[ReportName]:
    """Reports of the period before that hold the same figures: of its own kind, or the plain one of its length."""
    grain = next(kind for kind in GRAINS if kind == name.period.kind)
    plain = ReportName(ReportKind(grain), name.period.previous, name.area)
    return [name.previous, plain]
