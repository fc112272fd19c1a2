"""Rules between the cells of one row. They see typed values and run on both speeds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from shared.domain.dates import BE_OFFSET, PartialDate
from shared.domain.indicators import indicator_set, set_of_year
from shared.intake.cell_dates import thai
from shared.intake.cells import fault_of
from shared.intake.layout import Column

if TYPE_CHECKING:
    from shared.intake.rows import Row, RowReader

_OLDEST = 120
_FRAMES = 20_000
_MALE = re.compile(r"^(?:นาย|ด\.?ช\.?|เด็กชาย|mr\.?)$", re.IGNORECASE)
_FEMALE = re.compile(r"^(?:นาง|นางสาว|น\.?ส\.?|ด\.?ญ\.?|เด็กหญิง|mrs\.?|miss|ms\.?)$", re.IGNORECASE)


def observed_on(survey_year: int | None, survey_date: date | None) -> tuple[date | None, bool]:
    """The day a survey speaks of, and whether it is only approximate (1 July of the survey year)."""
    if survey_date is not None:
        return survey_date, False
    if survey_year is None:
        return None, True
    return date(survey_year - BE_OFFSET, 7, 1), True


@lru_cache(maxsize=64)
def _numbers(round_name: str, unit: str) -> tuple[frozenset[int], frozenset[int]]:
    """All indicator numbers of a round, and those usually asked of a unit or of nobody knows whom."""
    found = indicator_set(round_name)
    return frozenset(found), frozenset(number for number, item in found.items() if item.unit in (unit, ""))


@lru_cache(maxsize=4096)
def _indicators(column_name: str, round_name: str, numbers: tuple[int, ...], unit: str) -> str | None:
    known, usual = _numbers(round_name, unit)
    if not known.issuperset(numbers):
        return "CELL-INDICATOR"
    return None if usual.issuperset(numbers) else "CELL-INDICATOR-UNIT"


@lru_cache(maxsize=256)
def _sex_of_title(title: str) -> str | None:
    return "ชาย" if _MALE.match(title) else "หญิง" if _FEMALE.match(title) else None


class TpmapRules:
    """Dates in order, indicators of the right round, plausibility."""

    def __init__(self, reader: RowReader) -> None:
        self.today = reader.today
        self.columns = {column.name: column for column in reader.columns}
        at = reader.at
        self._year = at["survey_year"]
        self._date, self._round = at.get("survey_date"), at.get("indicator_set")
        self._house, self._area, self._birth = at["house_code"], at["tambon_code"], at["birth_date"]
        self._sex, self._title = at["sex"], at.get("title")
        self._id, self._nationality = at.get("citizen_id"), at.get("nationality")
        self._failed = [
            (at[name], self.columns[name]) for name in ("household_failed", "person_failed") if name in at
        ]
        shared = (self._year, self._date, self._round, self._title, self._sex, *(i for i, _ in self._failed))
        self._frame = itemgetter(*(index for index in shared if index is not None))
        self._framed: dict[Any, int] = {}

    def __call__(self, row: Row) -> None:
        values = row.values
        try:
            year = self._framed[self._frame(values)]
        except KeyError:
            year = self._slow_frame(row, self._frame(values))
        birth = values[self._birth]
        if birth is not None and year and not 1 <= year - birth.year < _OLDEST:
            observed, _ = observed_on(values[self._year], self._day(values))
            if observed is not None:
                self._check_birth(row, birth, observed)
        house, area = values[self._house], values[self._area]
        if house is not None and area is not None and house[:4] != area[:4] and house[0] != "X":
            row.add_notice(fault_of(self.columns["house_code"], "CELL-HOUSE-AREA"))
        number = None if self._id is None else values[self._id]
        if number is not None and number[0] in "067" and self._nation(values) == "ไทย":
            row.add_notice(fault_of(self.columns["citizen_id"], "CELL-ID-NONTHAI"))

    def _day(self, values: list[Any]) -> date | None:
        found: date | None = None if self._date is None else values[self._date]
        return found

    def _nation(self, values: list[Any]) -> str | None:
        found: str | None = None if self._nationality is None else values[self._nationality]
        return found

    def _slow_frame(self, row: Row, key: Any) -> int:
        """Rules among the cells that many rows share. A frame with nothing to say is remembered by the year that its
        survey speaks of (0: no year is known)."""
        values = row.values
        told = len(row.faults) + len(row.notices)
        survey_date = self._day(values)
        if survey_date is not None and survey_date > self.today:
            self._fault(row, "survey_date", self._date, "CELL-DATE-FUTURE", **_limit(self.today))
        observed, _ = observed_on(values[self._year], self._day(values))
        for index, column in self._failed:
            if values[index]:
                self._check_failed(row, index, column, values[self._year])
        title = None if self._title is None else values[self._title]
        if title is not None and values[self._sex] is not None:
            sex = _sex_of_title(title)
            if sex is not None and sex != values[self._sex]:
                row.add_notice(fault_of(self.columns["title"], "CELL-TITLE-SEX"))
        year = observed.year if observed is not None else 0
        if told == len(row.faults) + len(row.notices) and len(self._framed) < _FRAMES:
            self._framed[key] = year
        return year

    def _check_birth(self, row: Row, birth: PartialDate, observed: date) -> None:
        if birth.earliest() > observed:
            self._fault(row, "birth_date", self._birth, "CELL-DATE-FUTURE", **_limit(observed))
        elif observed.year - birth.year > _OLDEST:
            self._fault(row, "birth_date", self._birth, "CELL-DATE-AGE")

    def _check_failed(self, row: Row, index: int, column: Column, survey_year: int | None) -> None:
        named = None if self._round is None else row.values[self._round]
        if named is None and survey_year is None:
            return
        round_name = named or set_of_year(survey_year or 0)
        code = _indicators(column.name, round_name, row.values[index], column.unit)
        if code == "CELL-INDICATOR":
            self._fault(row, column.name, index, code, round=round_name)
        elif code is not None:
            row.add_notice(fault_of(column, code))

    def _fault(self, row: Row, name: str, index: int | None, code: str, **params: Any) -> None:
        row.add_fault(fault_of(self.columns[name], code, **params))
        if index is not None:
            row.values[index] = None


class ReceiptRules:
    def __init__(self, reader: RowReader) -> None:
        self.limit = reader.today
        self.column = reader.header.layout.columns["month"]
        self._month = reader.at["month"]

    def __call__(self, row: Row) -> None:
        month = row.values[self._month]
        if month is not None and month > self.limit:
            row.add_fault(fault_of(self.column, "CELL-DATE-FUTURE", **_limit(self.limit)))
            row.values[self._month] = None


class OfficerRules:
    """An agency's people need their agency (contracts §4, roles)."""

    def __init__(self, reader: RowReader) -> None:
        self.column = reader.header.layout.columns["agency"]
        self._role, self._agency = reader.at["role"], reader.at.get("agency")

    def __call__(self, row: Row) -> None:
        if row.values[self._role] not in ("agency_officer", "agency_head"):
            return
        named = None if self._agency is None else row.values[self._agency]
        if named is None and not any(fault.column == "agency" for fault in row.faults):
            row.add_fault(fault_of(self.column, "CELL-AGENCY-NEEDED"))


def _limit(day: date) -> dict[str, str]:
    return {"limit": thai(day.day, day.month, day.year), "limit_en": f"{day.day} {day:%B %Y}"}


RULES: dict[str, Callable[[RowReader], Callable[[Row], None]]] = {
    "tpmap_v1": TpmapRules,
    "receipts_v1": ReceiptRules,
    "officers_v1": OfficerRules,
}
