"""Working days of a province, and statutory periods.

Sources: the ``holidays`` package for the nation; a dated, versioned overlay for a province's own official
holidays (both Eids and Chinese New Year in the south; cabinet resolutions of 8 Oct 2517, 10 Jan 2555,
13 Aug 2556); Administrative Procedure Act B.E. 2539 s.64 for periods, Civil and Commercial Code s.193/5 for months.
"""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import yaml

_OVERLAYS = Path(__file__).with_name("calendars")
# Listed as public by the package, but offices are open on it (second Saturday of January anyway).
_NOT_OFFICE = ("Children's Day",)
_SATURDAY = 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=16)
def _national(year: int) -> frozenset[date]:
    import holidays  # here, because its import costs more than most functions' whole start

    found = holidays.country_holidays("TH", years=year, language="en_US")
    return frozenset(day for day, name in found.items() if not any(part in name for part in _NOT_OFFICE))


@dataclass(frozen=True, slots=True)
class Overlay:
    """A province's own holidays. ``expected``: those that no notice has confirmed yet; they count all the same."""

    version: int = 0
    days: frozenset[date] = frozenset()
    expected: frozenset[date] = frozenset()


@cache
def overlay_of(province: str) -> Overlay:
    """The packaged overlay; an empty one where a province has none."""
    file = _OVERLAYS / f"{province}.yaml"
    if not file.exists():
        return Overlay()
    parsed = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = parsed["holidays"]
    return Overlay(
        version=parsed["version"],
        days=frozenset(row["date"] for row in rows),
        expected=frozenset(row["date"] for row in rows if not row["confirmed"]),
    )


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday without national and provincial holidays. Two of the same data are equal."""

    province: str | None = None
    overlay: Overlay = field(default=Overlay())

    def __post_init__(self) -> None:
        if self.province is not None and self.overlay == Overlay():
            object.__setattr__(self, "overlay", overlay_of(self.province))

    @property
    def version(self) -> str:
        """What a due date was reckoned with, as kept beside it: province and version."""
        return f"{self.province or 'th'}@{self.overlay.version}"

    def is_working(self, day: date) -> bool:
        if day.weekday() >= _SATURDAY or day in _national(day.year):
            return False
        return day not in self.overlay.days

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; the first day itself does not count."""
        day, own, year, national = start, self.overlay.days, 0, frozenset[date]()
        while count > 0:  # written out: every clock of every task is reckoned here
            day += _DAY
            if day.year != year:
                year, national = day.year, _national(day.year)
            count -= day.weekday() < _SATURDAY and day not in national and day not in own
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def statutory_end(self, event: date, days: int = 0, *, months: int = 0, for_authority: bool) -> date:
        """The last day of a statutory period of calendar days or months: the first day is excluded; an
        authority's period ends even on a holiday, a person's on the next working day (APA B.E. 2539 s.64)."""
        end = months_later(event, months) + timedelta(days=days)
        while not for_authority and not self.is_working(end):
            end += timedelta(days=1)
        return end


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where the month is shorter (CCC s.193/5)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))
