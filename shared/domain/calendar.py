"""Working days of a province, and statutory periods.

Sources: the ``holidays`` package for the nation; a dated overlay a province for its own official holidays
(both Eids and Chinese New Year in the south; cabinet resolutions of 8 Oct 2517, 10 Jan 2555, 13 Aug 2556);
Administrative Procedure Act B.E. 2539 s.64 for periods.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import holidays
import yaml

_OVERLAYS = Path(__file__).with_name("calendars")
# Listed as public by the package, but offices are open on it (second Saturday of January anyway).
_NOT_OFFICE = ("Children's Day", "วันเด็ก")


@lru_cache(maxsize=16)
def _national(year: int) -> frozenset[date]:
    found = holidays.country_holidays("TH", years=year, language="en_US")
    return frozenset(day for day, name in found.items() if not any(part in name for part in _NOT_OFFICE))


@cache
def _overlay(province: str) -> frozenset[date]:
    file = _OVERLAYS / f"{province}.yaml"
    if not file.exists():
        return frozenset()
    parsed = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return frozenset(entry["date"] for entry in parsed.get("holidays", []))


class WorkingCalendar:
    """Monday to Friday without national and provincial holidays. Two of the same province are equal."""

    def __init__(self, province: str | None = None) -> None:
        self.province = province

    def is_working(self, day: date) -> bool:
        if day.weekday() >= 5 or day in _national(day.year):
            return False
        return self.province is None or day not in _overlay(self.province)

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; the first day itself does not count."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def statutory_end(self, event: date, days: int, *, for_authority: bool) -> date:
        """The last day of a statutory period of calendar days: the first day is excluded; an authority's period
        ends even on a holiday, a person's on the next working day (APA B.E. 2539 s.64)."""
        end = event + timedelta(days=days)
        while not for_authority and not self.is_working(end):
            end += timedelta(days=1)
        return end
