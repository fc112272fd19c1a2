"""Mail a report, or the digest of a day: a message becomes one a subscriber; each of those becomes one letter, once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from email.message import EmailMessage
from functools import lru_cache

from shared.domain.reports import ReportKind, ReportName
from shared.reporting.figures import Figures
from shared.reporting.mail import Letter, digest_mail, own_work, progress_mail
from shared.reporting.model import Report
from shared.reporting.monthly import build
from shared.reporting.periods import STEMS
from shared.reporting.snapshots import opened
from shared.storage import clock, keys, letters, reports, sqs
from shared.storage.letters import Claimed
from shared.storage.settings import setting
from shared.storage.tables import core, get


class InHand(Exception):
    """Somebody else is sending this letter now; the queue brings the message again."""


class Unresolved(Exception):
    """Two tries ended without an answer from SES: whether the letter left is for a person to find out."""


def mail_report(kind: str, period: str, officer_id: str | None, area: str = "") -> str:
    """A report, or the digest of a day. Returns what happened, for the log. ``area``: of a report.

    Raises InHand, Unresolved, letters.Refused, LookupError.
    """
    report = None if kind == letters.DAILY else ReportName.parse(f"{kind}-{period}-{area}")
    snapshot = _snapshot(report) if report else None
    if officer_id is None:
        return _fan_out(kind, period, area)
    reader = letters.reader(officer_id, kind)
    if reader is None:
        return "left"
    what = report.id if report else f"{kind}-{period}"
    name = keys.letter(what, officer_id)
    claimed = letters.claim(name, clock.real_now())
    if claimed is Claimed.SENT:
        return "sent before"
    if claimed is Claimed.BUSY:
        raise InHand
    if claimed is Claimed.SPENT:
        raise Unresolved
    letter = _letter(what, reader, "tasks" if report is None else f"reports/{what}")
    if report is None or snapshot is None:
        message = _digest(period, letter, reader)
    else:
        message = _report(report, snapshot, letter, reader)
    if message is None:
        letters.release(name)
        return "nothing to tell"
    _send(message, letter, name)
    return "sent"


def _fan_out(kind: str, period: str, area: str) -> str:
    """One message a subscriber; a repeat is harmless, since each letter is claimed."""
    what = {"kind": kind, "period": period, **({"area": area} if area else {})}
    messages = [{**what, "officer_id": officer_id} for officer_id in letters.subscribers(kind)]
    if sqs.send(setting("REPORTS_QUEUE_URL"), messages):
        raise RuntimeError("the reports queue refused a message")
    return f"{len(messages)} subscribers"


def _letter(what: str, reader: letters.Reader, page: str) -> Letter:
    officer, sender, console = reader.officer, setting("MAIL_FROM"), setting("CONSOLE_URL").rstrip("/")
    domain = sender.rpartition("@")[2]
    return Letter(
        sender=sender,
        recipient=reader.email,
        message_id=f"<{what}.{officer.officer_id}@{domain}>",
        link=f"{console}/{page}",
        unsubscribe=f"{console}/subscriptions",
        sent_at=clock.now(),
        language=officer.reads,
    )


def _snapshot(report: ReportName) -> bytes:
    found = reports.snapshot_bytes(report)
    if found is None:
        raise LookupError(f"no report {report.id}")
    return found


@lru_cache(maxsize=2)
def _made(kind: ReportKind, snapshot: bytes, before: bytes | None) -> tuple[Figures, Report]:
    """The report that all letters of a period tell of: made once for those that one worker sends."""
    figures, context = opened(json.loads(snapshot), json.loads(before) if before else None)
    return figures, build(figures, context, STEMS[kind])


def _report(name: ReportName, snapshot: bytes, letter: Letter, reader: letters.Reader) -> EmailMessage:
    previous, officer = json.loads(snapshot)["previous"], reader.officer
    before = reports.snapshot_bytes(ReportName.parse(previous)) if previous else None
    figures, report = _made(name.kind, snapshot, before)
    mine = own_work(figures, officer.role, str(officer.agency) if officer.agency else None, officer.areas)
    return progress_mail(report, letter, mine)


def _digest(day: str, letter: Letter, reader: letters.Reader) -> EmailMessage | None:
    """None on a day on which nothing waits for the reader."""
    found = get(core(), keys.digest(reader.officer.officer_id, day))
    if found is None:
        return None
    sections = Counter(line["section"] for line in found["lines"])
    return digest_mail(sections, date.fromisoformat(day), letter)


def _send(message: EmailMessage, letter: Letter, name: str) -> None:
    try:
        answer = letters.send(message.as_bytes(), letter.sender, letter.recipient)
    except letters.Refused:
        letters.release(name)
        raise
    letters.sent(name, answer)
