"""What a letter says: of a report the reader's own part of it, of a day what waits for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from functools import lru_cache

from shared.casework.waiting import late, mentored_tasks
from shared.domain.reports import COUNTRY, ReportKind, ReportName
from shared.domain.task_table import TaskState
from shared.reporting.figures import Figures
from shared.reporting.mail import Letter, OwnWork, digest_mail, own_work, progress_mail
from shared.reporting.model import Report
from shared.reporting.monthly import build
from shared.reporting.periods import STEMS
from shared.reporting.snapshots import opened
from shared.storage import clock, keys, reports
from shared.storage.mailing import Reader
from shared.storage.settings import setting
from shared.storage.tables import core, get


def letter_of(
    report: ReportName | None, period: str, what: str, readers: Sequence[Reader]
) -> EmailMessage | None:
    """To one person, of whom ``readers`` are the posts. None when there is nothing to tell.

    Raises LookupError for a report that is not there.
    """
    letter = _letter(what, readers[0], f"reports/{what}" if report else "tasks")
    if report is None:
        return _digest(period, letter, readers)
    here = [reader for reader in readers if concerns(report, reader.officer.areas)]
    return _progress(report, letter, here) if here else None


def concerns(report: ReportName, areas: Sequence[str]) -> bool:
    """One mail a person: who works in one province reads of that one, who works in several of the country."""
    provinces = {area[:2] for area in areas}
    return report.area == (provinces.pop() if len(provinces) == 1 else COUNTRY)


def _letter(what: str, reader: Reader, page: str) -> Letter:
    sender, console = setting("MAIL_FROM"), setting("CONSOLE_URL").rstrip("/")
    api = setting("API_URL").rstrip("/")
    return Letter(
        sender=sender,
        recipient=reader.email,
        message_id=f"<{what}.{reader.officer.officer_id}@{sender.rpartition('@')[2]}>",
        link=f"{console}/{page}",
        unsubscribe=f"{api}/v1/unsubscriptions/{reader.token}",
        sent_at=clock.now(),
        language=reader.officer.reads,
    )


def snapshot_of(report: ReportName) -> bytes:
    """Raises LookupError."""
    found = reports.snapshot_bytes(report)
    if found is None:
        raise LookupError(f"no report {report.id}")
    return found


@lru_cache(maxsize=2)
def _made(kind: ReportKind, snapshot: bytes, before: bytes | None) -> tuple[Figures, Report]:
    """The report that all letters of a period tell of: made once for those that one worker sends."""
    figures, context = opened(json.loads(snapshot), json.loads(before) if before else None)
    return figures, build(figures, context, STEMS[kind])


def made_of(name: ReportName) -> tuple[Figures, Report]:
    """Figures and report as they were compiled. Raises LookupError."""
    snapshot = snapshot_of(name)
    previous = json.loads(snapshot)["previous"]
    before = reports.snapshot_bytes(ReportName.parse(previous)) if previous else None
    return _made(name.kind, snapshot, before)


def _progress(name: ReportName, letter: Letter, readers: Sequence[Reader]) -> EmailMessage:
    figures, report = made_of(name)
    mine = [work for reader in readers if (work := _own(figures, reader))]
    areas = tuple(area for reader in readers for area in reader.officer.areas)
    return progress_mail(report, letter, mine, areas)


def _own(figures: Figures, reader: Reader) -> OwnWork | None:
    officer = reader.officer
    tasks = mentored_tasks(officer)
    if tasks is not None:
        on = clock.today()
        return OwnWork(
            homes=1,
            live=len(tasks),
            late=sum(late(task, on) for task in tasks),
            confirm=sum(task.state is TaskState.DONE for task in tasks),
        )
    return own_work(figures, officer.role, str(officer.agency) if officer.agency else None, officer.areas)


def _digest(day: str, letter: Letter, readers: Sequence[Reader]) -> EmailMessage | None:
    """None on a day on which nothing waits for the reader."""
    sections: Counter[str] = Counter()
    for reader in readers:
        found = get(core(), keys.digest(reader.officer.officer_id, day))
        sections.update(line["section"] for line in found["lines"]) if found else None
    return digest_mail(sections, date.fromisoformat(day), letter) if sections else None
