"""Words, dates and numbers as Thai readers write them: Buddhist era at the edge, C.E. inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.domain.dates import BE_OFFSET, fiscal_year

MONTHS = (
    ("มกราคม", "ม.ค.", "January"),
    ("กุมภาพันธ์", "ก.พ.", "February"),
    ("มีนาคม", "มี.ค.", "March"),
    ("เมษายน", "เม.ย.", "April"),
    ("พฤษภาคม", "พ.ค.", "May"),
    ("มิถุนายน", "มิ.ย.", "June"),
    ("กรกฎาคม", "ก.ค.", "July"),
    ("สิงหาคม", "ส.ค.", "August"),
    ("กันยายน", "ก.ย.", "September"),
    ("ตุลาคม", "ต.ค.", "October"),
    ("พฤศจิกายน", "พ.ย.", "November"),
    ("ธันวาคม", "ธ.ค.", "December"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """What people read, in both languages."""

    th: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.th

    def filled(self, **values: object) -> Text:
        return Text(self.th.format(**values), self.en.format(**values))


def same(text: str) -> Text:
    """A text that is the same in both languages (a number, a code)."""
    return Text(text, text)


def long_date(day: date) -> Text:
    """``31 มกราคม 2565`` · ``31 January 2022``."""
    month = MONTHS[day.month - 1]
    return Text(f"{day.day} {month[0]} {day.year + BE_OFFSET}", f"{day.day} {month[2]} {day.year}")


def short_date(day: date) -> Text:
    """``31 ม.ค. 2565`` · ``31 Jan 2022``."""
    month = MONTHS[day.month - 1]
    return Text(f"{day.day} {month[1]} {day.year + BE_OFFSET}", f"{day.day} {month[2][:3]} {day.year}")


def month_name(day: date) -> Text:
    """``มกราคม 2565`` · ``January 2022``."""
    month = MONTHS[day.month - 1]
    return Text(f"{month[0]} {day.year + BE_OFFSET}", f"{month[2]} {day.year}")


def period_id(start: date, end: date) -> str:
    """``2565-01`` for a month, ``2565-q2`` for a quarter and ``2565`` for a year of the Thai fiscal calendar."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 1:
        return f"{end.year + BE_OFFSET}-{end.month:02d}"
    if months == 3:
        return f"{fiscal_year(end)}-q{(end.month + 2) % 12 // 3 + 1}"
    return str(fiscal_year(end))


def period_name(start: date, end: date) -> Text:
    identity = period_id(start, end)
    year = fiscal_year(end)
    if "-q" in identity:
        quarter = identity[-1]
        return Text(
            f"ไตรมาส {quarter} ปีงบประมาณ {year}", f"Quarter {quarter}, fiscal year {year - BE_OFFSET}"
        )
    if "-" in identity:
        return Text(f"เดือน{month_name(end).th}", month_name(end).en)
    return Text(f"ปีงบประมาณ {year}", f"Fiscal year {year - BE_OFFSET}")


def number(value: int) -> str:
    return f"{value:,}"


def percent(part: int, whole: int) -> str:
    """Whole per cent where the denominator is under 100, else one decimal; a dash without a denominator."""
    if whole == 0:
        return "–"
    return f"{100 * part / whole:.{0 if whole < 100 else 1}f}%"
