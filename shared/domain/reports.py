"""What a report is of: a kind, a period of the Thai fiscal calendar (from 1 October), an area, and for one an agency."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.domain.agencies import Agency
from shared.domain.dates import BE_OFFSET, fiscal_start, fiscal_year

COUNTRY = "00"  # every province that the centre serves


class ReportKind(StrEnum):
    """``pilot``: the households chosen for the pilot beside all others."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    AGENCY = "agency"
    DISTRICT = "district"
    PILOT = "pilot"


GRAINS = (
    ReportKind.MONTHLY,
    ReportKind.QUARTERLY,
    ReportKind.YEARLY,
)  # kinds that fix the length of their period


@dataclass(frozen=True, slots=True)
class Period:
    """``kind``: its length. ``id`` is in C.E.: ``2022-01``, ``2022-q2``, ``2022`` (fiscal years by their end)."""

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

    @classmethod
    def parse(cls, text: str) -> Period:
        """From its id. Raises ValueError."""
        if found := re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text):
            return cls.containing(date(int(found[1]), int(found[2]), 1), "monthly")
        if found := re.fullmatch(r"(20\d\d)-q([1-4])", text):
            months = 10 + 3 * (int(found[2]) - 1)
            first = date(int(found[1]) - (months <= 12), months if months <= 12 else months - 12, 1)
            return cls.containing(first, "quarterly")
        if re.fullmatch(r"20\d\d", text):
            return cls.containing(date(int(text), 1, 1), "yearly")
        raise ValueError(f"no period: {text!r}")

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


def quarter_start(end: date) -> date:
    """The first day of the Thai fiscal quarter (from 1 October) that a day lies in."""
    months = (end.year - fiscal_start(end).year) * 12 + end.month - 10
    first = 10 + months // 3 * 3
    return date(fiscal_start(end).year + (first > 12), first - 12 if first > 12 else first, 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_ID = re.compile(r"([a-z]+)-(20\d\d(?:-(?:\d\d|q\d))?)-(\d\d|\d{4}|\d{6})(?:-([A-Z][a-z]+))?")


@dataclass(frozen=True, slots=True)
class ReportName:
    """``area``: a province, district or subdistrict, or COUNTRY. ``agency``: of an agency's report alone."""

    kind: ReportKind
    period: Period
    area: str
    agency: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where kind, period, area and agency do not go together."""
        if self.kind in GRAINS and self.period.kind != self.kind:
            raise ValueError("a period of another length")
        if (self.agency is not None) != (self.kind is ReportKind.AGENCY):
            raise ValueError("an agency's report names its agency, and no other does")
        if self.agency is not None and self.agency not in set(Agency):
            raise ValueError("no such agency")
        if self.kind is ReportKind.DISTRICT and len(self.area) != 4:
            raise ValueError("a district's report is of a district")

    @classmethod
    def parse(cls, text: str) -> ReportName:
        """``monthly-2022-01-95``, ``agency-2022-q2-95-Lao``. Raises ValueError."""
        found = _ID.fullmatch(text)
        if found is None:
            raise ValueError(f"no report: {text!r}")
        return cls(ReportKind(found[1]), Period.parse(found[2]), found[3], found[4])

    @property
    def id(self) -> str:
        return "-".join([self.kind, self.period.id, self.area, *([self.agency] if self.agency else [])])

    @property
    def previous(self) -> ReportName:
        """The same of the period before."""
        return ReportName(self.kind, self.period.previous, self.area, self.agency)

    def covers(self, tambon: str) -> bool:
        """Whether a subdistrict lies in its area."""
        return self.area == COUNTRY or tambon.startswith(self.area)
