"""Mail a report, or the digest of a day: a message becomes one a person; each of those becomes one letter, once.

A letter that SES did not take waits in the queue and is tried again for two days; only then it is given up, to the
dead letters, from where it can be sent again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from functions.email_progress import writing
from shared.domain.reports import ReportName
from shared.storage import clock, keys, letters, mailing, sqs
from shared.storage.letters import Claimed
from shared.storage.settings import setting

LATER = 600  # seconds until a letter that could not be sent is tried again
SOON = int(letters.IN_HAND.total_seconds())  # until one in somebody's hand is sent, or theirs is dead
PATIENCE = timedelta(days=2)


class GivenUp(Exception):
    """A letter could not be sent for two days; the dead letters keep its message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of the queue. Without ``officer_id``: to every subscriber.

    ``also``: other posts of the same person, at the same address. ``since``: when its letter first had to wait.
    """

    kind: str
    period: str
    area: str = ""
    officer_id: str | None = None
    also: tuple[str, ...] = field(default=())
    since: int | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Notice:
        """Raises KeyError for a message that is none."""
        return cls(
            str(body["kind"]),
            str(body["period"]),
            str(body.get("area", "")),
            body.get("officer_id"),
            tuple(body.get("also", ())),
            body.get("since"),
        )

    @property
    def report(self) -> ReportName | None:
        """None for the digest of a day. Raises ValueError for no report."""
        return (
            None if self.kind == mailing.DAILY else ReportName.parse(f"{self.kind}-{self.period}-{self.area}")
        )

    @property
    def what(self) -> str:
        return self.report.id if self.report else f"{self.kind}-{self.period}"

    def body(self) -> dict[str, Any]:
        told = {
            "kind": self.kind,
            "period": self.period,
            "area": self.area,
            "officer_id": self.officer_id,
            "also": list(self.also),
            "since": self.since,
        }
        return {name: value for name, value in told.items() if value}


def mail_report(notice: Notice) -> str:
    """Returns what happened, for the log. Raises GivenUp, LookupError."""
    if notice.officer_id is None:
        return _fan_out(notice)
    readers = [one for who in (notice.officer_id, *notice.also) if (one := mailing.reader(who, notice.kind))]
    if not readers:
        return "left"
    now = clock.real_now()
    name = keys.letter(notice.what, readers[0].email)
    claimed = letters.claim(name, now)
    if claimed is Claimed.SENT:
        return "sent before"
    if claimed is not Claimed.MINE:
        return _put_off(notice, now, SOON if claimed is Claimed.BUSY else LATER, str(claimed))
    message = writing.letter_of(notice.report, notice.period, notice.what, readers)
    if message is None:
        letters.release(name)
        return "nothing to tell"
    try:
        answer = letters.send(message.as_bytes(), setting("MAIL_FROM"), readers[0].email)
    except letters.Refused as refused:
        letters.release(name)
        return _put_off(notice, now, LATER, refused.code)
    except letters.Unknown:
        return _put_off(notice, now, LATER, "no answer")
    letters.sent(name, answer)
    return "sent"


def _put_off(notice: Notice, now: datetime, delay: int, why: str) -> str:
    """Back into the queue, to come again in ``delay`` seconds. Raises GivenUp after two days."""
    since = notice.since or int(now.timestamp())
    if now.timestamp() - since > PATIENCE.total_seconds():
        raise GivenUp(why)
    if sqs.send(setting("REPORTS_QUEUE_URL"), [replace(notice, since=since).body()], delay=delay):
        raise RuntimeError("the reports queue refused a message")
    return f"later: {why}"


def _fan_out(notice: Notice) -> str:
    """One message a person; a repeat is harmless, since each letter is claimed."""
    if notice.report:
        writing.snapshot_of(notice.report)  # a notice of a report that is not there reaches nobody
    messages = [one.body() for one in _people(notice)]
    if sqs.send(setting("REPORTS_QUEUE_URL"), messages):
        raise RuntimeError("the reports queue refused a message")
    return f"{len(messages)} people"


def _people(notice: Notice) -> Iterator[Notice]:
    """Who has several posts at one address is one person."""
    posts: dict[str, list[str]] = {}
    for officer_id, email in sorted(mailing.subscribers(notice.kind)):
        posts.setdefault(email.casefold(), []).append(officer_id)
    for first, *others in posts.values():
        yield replace(notice, officer_id=first, also=tuple(others))
