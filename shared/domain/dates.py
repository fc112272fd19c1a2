"""Dates as Thai registers hold them: Buddhist era at the edges, C.E. inside, sometimes only a year.

Source: Civil and Commercial Code s.16 (a birth known by month counts from its first day, known by year
from 1 January); DOPA registers often hold only the year for elders.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")  # no daylight saving since 1920
BE_OFFSET = 543


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A C.E. date of which the day, or day and month, may be unknown. ISO text: ``1956``, ``1956-03``, ``1956-03-05``."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the ISO form. Raises ValueError when it is not a calendar date."""
        parts = [int(part) for part in text.split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError("a partial date is yyyy, yyyy-mm or yyyy-mm-dd")
        made = cls(*parts)
        made.earliest()
        made.latest()
        return made

    @property
    def exact(self) -> bool:
        return self.month is not None and self.day is not None

    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text


def age_on(born: date, on: date) -> int:
    """Completed years on a day (29 February counts from 1 March in common years)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def bangkok_date(moment: datetime) -> date:
    """The Bangkok calendar date of an aware moment."""
    return moment.astimezone(BANGKOK).date()


def moment_of(text: str) -> datetime:
    """An ISO 8601 moment, aware; ``Z`` and naive text count as UTC."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def fiscal_year(on: date) -> int:
    """Thai fiscal year in B.E.: 1 October to 30 September, named by the year it ends in."""
    return on.year + BE_OFFSET + (on.month >= 10)


def fiscal_start(on: date) -> date:
    """The 1 October on or before a day."""
    return date(on.year if on.month >= 10 else on.year - 1, 10, 1)
