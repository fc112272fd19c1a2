"""One import from its file to its results. Every step may run twice: it writes the same bytes under the same keys."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import Any

from aws_lambda_powertools import Logger

from functions.import_part.households import HouseholdImport
from functions.import_part.payments import ReceiptImport, owners
from functions.import_part.results import Outcome, publish
from shared.domain.areas import Areas
from shared.intake import Fault, FileRejected, ReportBuilder, Upload, diff_csv, open_upload
from shared.storage import files, identity, imports
from shared.storage.files import SourceFile
from shared.storage.imports import Import

logger = Logger(child=True)
RULES = "import-1"  # changes when the same file would be read differently; part of every manifest
_SURVEYS, _RECEIPTS = "tpmap_v1", "receipts_v1"


class UnknownImport(LookupError):
    """A message names an import that nobody received."""


def run_import(import_id: str) -> None:
    """Bring an import to its final state; one that is there already stays as it is. Raises UnknownImport."""
    job = imports.load(import_id)
    if job is None:
        raise UnknownImport
    if job.final:
        logger.info("import was final already", extra={"import_id": import_id, "state": job.state})
        return
    with ExitStack() as open_files:
        source: SourceFile | None = None
        try:
            source = open_files.enter_context(
                files.open_version(job.source.bucket, job.source.key, job.source.version)
            )
            outcome = _work(job, source)
        except files.Gone:
            outcome = _without_file(job, "failed", None)
        except files.TooLarge:
            limit = f"{files.LARGEST // 1024**2} MB"
            outcome = _without_file(job, "rejected", Fault("FILE-TOO-LARGE", None, {"limit": limit}))
        won = publish(job, source, outcome)
    logger.info(
        "import finished" if won else "import was finished by another run",
        extra={
            "import_id": import_id,
            "state": outcome.state,
            "layout": outcome.layout,
            "counts": outcome.counts,
        },
    )


def _work(job: Import, source: SourceFile) -> Outcome:
    try:
        upload = open_upload(
            source.stream, name=source.name, areas=Areas.load(), today=date.fromisoformat(job.as_of)
        )
        _check_door(job, upload)
    except FileRejected as rejected:
        return _rejected(rejected)
    job, seal = imports.start(job, upload.layout)
    keys, report = identity.keys_of_stack(), ReportBuilder(upload)
    changes: bytes
    households: dict[str, int] = {}
    details: dict[str, Any] = {}
    if upload.layout == _SURVEYS:
        work = HouseholdImport(job, keys, seal, report)
        work.run(upload.households())
        changes, households, details = diff_csv(work.changes), work.counts(), {"holds": work.holds}
    else:
        ReceiptImport(job, keys, report, owners(), dry=job.dry).run(upload.standalone())
        changes = diff_csv(())
    return _finished(upload, report, changes, households, details)


def _check_door(job: Import, upload: Upload) -> None:
    """A file must not grant roles, so officers never come through a partner's door."""
    if job.source.door != "partners" or upload.layout not in (_SURVEYS, _RECEIPTS):
        raise FileRejected(
            Fault("FILE-DOOR", None, {"layout": upload.layout}), header=upload.header, row=upload.header_row
        )


def _finished(
    upload: Upload,
    report: ReportBuilder,
    changes: bytes,
    households: dict[str, int],
    details: dict[str, Any],
) -> Outcome:
    told = report.finish()
    return Outcome(
        state="done" if told.conserved else "failed",
        errors_csv=told.errors_csv,
        diff_csv=changes,
        layout=upload.layout,
        records=told.records,
        fates=told.counts_by_fate,
        codes=told.counts_by_code,
        reasons=told.top_reasons,
        households=households,
        details={
            **details,
            "rules": RULES,
            "encoding": upload.encoding,
            "delimiter": upload.delimiter,
            "header": {name: upload.partner_name(name) for name in upload.reader.names},
            "notices": [{"code": notice.code, **dict(notice.params)} for notice in upload.notices],
        },
    )


def _rejected(rejected: FileRejected) -> Outcome:
    report = ReportBuilder(None)
    report.reject(rejected)
    return _plain(report, "rejected")


def _without_file(job: Import, state: str, fault: Fault | None) -> Outcome:
    report = ReportBuilder(None)
    if fault is not None:
        report.reject(fault)
    return _plain(report, state)


def _plain(report: ReportBuilder, state: str) -> Outcome:
    told = report.finish()
    return Outcome(
        state=state,
        errors_csv=told.errors_csv,
        diff_csv=diff_csv(()),
        codes=told.counts_by_code,
        reasons=told.top_reasons,
        details={"rules": RULES},
    )
