"""Mail a report: a message about a report becomes one a subscriber; each of those becomes one letter, once."""

from __future__ import annotations

from typing import Any

from shared.reporting.mail import Letter, own_work, progress_mail
from shared.reporting.monthly import build
from shared.reporting.periods import STEMS
from shared.reporting.snapshots import opened
from shared.storage import clock, keys, letters, reports, sqs
from shared.storage.letters import Claimed
from shared.storage.settings import setting


class InHand(Exception):
    """Somebody else is sending this letter now; the queue brings the message again."""


class Unresolved(Exception):
    """Two tries ended without an answer from SES: whether the letter left is for a person to find out."""


def mail_report(kind: str, period: str, officer_id: str | None) -> str:
    """Returns what happened, for the log. Raises InHand, Unresolved, letters.Refused, LookupError."""
    snapshot = reports.read_snapshot(kind, period)
    if snapshot is None:
        raise LookupError(f"no report {kind}-{period}")
    if officer_id is None:
        return _fan_out(kind, period)
    reader = letters.reader(officer_id, kind)
    if reader is None:
        return "left"
    name = keys.letter(kind, period, officer_id)
    claimed = letters.claim(name, clock.real_now())
    if claimed is Claimed.SENT:
        return "sent before"
    if claimed is Claimed.BUSY:
        raise InHand
    if claimed is Claimed.SPENT:
        raise Unresolved
    _send(kind, period, snapshot, reader, name)
    return "sent"


def _fan_out(kind: str, period: str) -> str:
    """One message a subscriber; a repeat is harmless, since each letter is claimed."""
    messages = [
        {"kind": kind, "period": period, "officer_id": officer_id} for officer_id in letters.subscribers(kind)
    ]
    if sqs.send(setting("REPORTS_QUEUE_URL"), messages):
        raise RuntimeError("the reports queue refused a message")
    return f"{len(messages)} subscribers"


def _send(kind: str, period: str, snapshot: dict[str, Any], reader: letters.Reader, name: str) -> None:
    before = snapshot["previous"]
    figures, context = opened(snapshot, reports.read_snapshot(kind, before) if before else None)
    officer, sender, console = reader.officer, setting("MAIL_FROM"), setting("CONSOLE_URL").rstrip("/")
    domain = sender.rpartition("@")[2]
    letter = Letter(
        sender=sender,
        recipient=reader.email,
        message_id=f"<{kind}-{period}.{officer.officer_id}@{domain}>",
        link=f"{console}/reports/{kind}-{period}",
        unsubscribe=f"{console}/subscriptions",
        sent_at=clock.now(),
        language=officer.reads,
    )
    mine = own_work(figures, officer.role, str(officer.agency) if officer.agency else None, officer.areas)
    message = progress_mail(build(figures, context, STEMS[kind]), letter, mine).as_bytes()
    try:
        answer = letters.send(message, sender, reader.email)
    except letters.Refused:
        letters.release(name)
        raise
    letters.sent(name, answer)
