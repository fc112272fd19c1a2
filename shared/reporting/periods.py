"""How files of each kind of report are named."""

from __future__ import annotations

from shared.domain.reports import ReportKind

STEMS = {kind: "progress" if kind is ReportKind.MONTHLY else str(kind) for kind in ReportKind}
