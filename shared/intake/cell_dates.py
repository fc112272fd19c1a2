"""Cells that hold dates: Buddhist era as Thai offices write it, with 00 where a day or month is not known."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from shared.domain.areas import Areas
from shared.domain.dates import BE_OFFSET, PartialDate
from shared.intake.cells import Cell, bad, fault_of
from shared.intake.layout import Column

_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?[/\-. ] ?([0-9]{1,2}) ?[/\-. ] ?([0-9]{2}|[0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/\-.]([0-9]{1,2})[/\-.]([0-9]{1,2})")
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_NAMED = re.compile(r"([0-9]{1,2}) ?([ก-๙.]+?) ?(?:พ\.?ศ\.? ?)?([0-9]{2}|[0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_MONTH = re.compile(r"([0-9]{4})[/\-.]([0-9]{1,2})|([0-9]{1,2})[/\-.]([0-9]{4})")
_EXCEL_EPOCH = date(1899, 12, 30)
_FULL = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
_SHORT = "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค"
_MONTHS = {name: number for names in (_FULL, _SHORT) for number, name in enumerate(names.split(), 1)}
BE_YEARS = range(2400, 2601)
CE_YEARS = range(BE_YEARS.start - BE_OFFSET, BE_YEARS.stop - BE_OFFSET)


class _Parts(NamedTuple):
    day: int
    month: int
    year: str
    year_first: bool = False


def thai(day: int, month: int, ce_year: int) -> str:
    return f"{day:02d}/{month:02d}/{ce_year + BE_OFFSET:04d}"


def _parts(text: str) -> _Parts | None:
    text = _TIME.sub("", text)
    if found := _DAY_FIRST.fullmatch(text):
        return _Parts(int(found[1]), int(found[2]), found[3])
    if found := _YEAR_FIRST.fullmatch(text):
        return _Parts(int(found[3]), int(found[2]), found[1], year_first=True)
    if (found := _NAMED.fullmatch(text)) and (month := _MONTHS.get(found[2].replace(".", ""))):
        return _Parts(int(found[1]), month, found[3])
    if len(text) == 4 and text.isascii() and text.isdigit():
        return _Parts(0, 0, text, year_first=True)
    return None


def _date(column: Column, text: str, *, era_free: bool) -> Cell:
    """A partial date. ``era_free``: a C.E. year is read as such with a notice, else it is a fault.

    A C.E. year written day first is a fault where B.E. is asked: it usually comes from a spreadsheet that also
    swaps day and month, so the value is only suggested.
    """
    parts = _parts(text)
    if parts is None:
        if _SERIAL.fullmatch(text) and 3000 < float(text) < 73000:
            day = _EXCEL_EPOCH + timedelta(days=int(float(text)))
            return bad(column, "CELL-DATE-SERIAL", thai(day.day, day.month, day.year))
        return bad(column, "CELL-DATE-FORM")
    if len(parts.year) == 2:
        return bad(column, "CELL-DATE-SHORT")
    year = int(parts.year)
    if year not in BE_YEARS and year not in CE_YEARS:
        return bad(column, "CELL-DATE-FORM")
    is_ce = year in CE_YEARS
    found = _calendar(column, parts, year if is_ce else year - BE_OFFSET)
    if not is_ce or found.fault is not None:
        return found
    if era_free or (parts.year_first and parts.day):
        return found._replace(notice=fault_of(column, "CELL-YEAR-CE"))
    return bad(column, "CELL-DATE-CE", thai(parts.day, parts.month, year))


def _calendar(column: Column, parts: _Parts, year: int) -> Cell:
    day, month = parts.day, parts.month
    if month > 12 and 1 <= day <= 12 and not parts.year_first:
        fits = month <= calendar.monthrange(year, day)[1]
        return bad(
            column, "CELL-DATE-ORDER" if fits else "CELL-DATE-NONE", thai(month, day, year) if fits else None
        )
    if month == 0:
        return bad(column, "CELL-DATE-NONE") if day else Cell(PartialDate(year))
    if month > 12 or day > calendar.monthrange(year, month)[1]:
        return bad(column, "CELL-DATE-NONE")
    return Cell(PartialDate(year, month, day or None))


def _birth(column: Column, text: str, areas: Areas) -> Cell:
    return _date(column, text, era_free=False)


def _day(column: Column, text: str, areas: Areas) -> Cell:
    found = _date(column, text, era_free=True)
    if found.value is None:
        return found
    if not found.value.exact:
        return bad(column, "CELL-DATE-WHOLE")
    return found._replace(value=found.value.earliest())


def _year(column: Column, text: str, areas: Areas) -> Cell:
    digits = re.sub(r"^(?:พ\.?ศ\.?|ค\.?ศ\.?) ?", "", text)
    digits = re.sub(r"\.0+$", "", digits)
    if not (digits.isascii() and digits.isdigit()):
        return bad(column, "CELL-NUMBER")
    year = int(digits[:9])
    if column.low <= year <= column.high:
        return Cell(year)
    if column.low <= year + BE_OFFSET <= column.high:
        return Cell(year + BE_OFFSET, notice=fault_of(column, "CELL-YEAR-CE"))
    if len(digits) == 2 and column.low <= 2500 + year <= column.high:
        return bad(column, "CELL-DATE-SHORT", str(2500 + year))
    return bad(column, "CELL-RANGE", low=column.low, high=column.high)


def _month(column: Column, text: str, areas: Areas) -> Cell:
    found = _MONTH.fullmatch(text)
    if found is None:
        return bad(column, "CELL-MONTH")
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    ce_year = year - BE_OFFSET if year in BE_YEARS else year
    if ce_year not in CE_YEARS or not 1 <= month <= 12:
        return bad(column, "CELL-MONTH")
    return Cell(date(ce_year, month, 1))


READERS: dict[str, Callable[[Column, str, Areas], Cell]] = {
    "birth": _birth,
    "day": _day,
    "year": _year,
    "month": _month,
}
