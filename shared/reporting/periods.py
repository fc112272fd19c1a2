"""Periods that reports cover: months, quarters and years of the Thai fiscal calendar (from 1 October)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.dates import BE_OFFSET, fiscal_start, fiscal_year
from shared.reporting.figures import quarter_start

KINDS = ("monthly", "quarterly", "yearly")
STEMS = {"monthly": "progress", "quarterly": "quarterly", "yearly": "yearly"}  # of file names


@dataclass(frozen=True, slots=True)
class Period:
    """``id`` is in C.E. as in addresses and keys: ``2022-01``, ``2022-q2``, ``2022`` (fiscal years by their end)."""

    kind: str
    start: date
    end: date

    @classmethod
    def containing(cls, day: date, kind: str) -> Period:
        """Raises ValueError for an unknown kind."""
        if kind == "monthly":
            return cls(kind, day.replace(day=1), _month_end(day))
        if kind == "quarterly":
            start = quarter_start(day)
            return cls(kind, start, _month_end(start + timedelta(days=70)))
        if kind == "yearly":
            start = fiscal_start(day)
            return cls(kind, start, date(start.year + 1, 9, 30))
        raise ValueError(f"no report of kind {kind!r}")

    @classmethod
    def before(cls, day: date, kind: str) -> Period:
        """The last period that was complete before a day."""
        return cls.containing(cls.containing(day, kind).start - timedelta(days=1), kind)

    @property
    def previous(self) -> Period:
        return Period.before(self.start, self.kind)

    @property
    def id(self) -> str:
        if self.kind == "monthly":
            return f"{self.end:%Y-%m}"
        year = fiscal_year(self.end) - BE_OFFSET
        if self.kind == "quarterly":
            return f"{year}-q{(self.end.month + 2) % 12 // 3 + 1}"
        return str(year)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
