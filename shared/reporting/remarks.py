"""What a report says in words where a number alone would mislead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.domain.agencies import AGENCY_EN, AGENCY_TH, Agency
from shared.domain.reports import Period
from shared.domain.words import PARTNERS, word
from shared.reporting.figures import Figures
from shared.reporting.wording import Text, long_date, period_name

NEW_BOOK = Text(
    "สมุดกติกาสิทธิเปลี่ยนรุ่นตั้งแต่งวดก่อน ตัวเลขที่ต่างกันบางส่วนมาจากกติกาที่เปลี่ยน",
    "The rule book changed since the period before; part of the difference comes from that",
)
TWO_BOOKS = Text(
    "สมุดกติกาสิทธิเปลี่ยนรุ่นระหว่างงวด บางครัวเรือนยังวินิจฉัยด้วยรุ่นก่อน ผลวินิจฉัยจึงยังเทียบกันทั้งหมดไม่ได้",
    "The rule book changed within the period, and some households are still answered by the edition before; not all answers compare",
)


def rule_books(figures: Figures, before: str | None) -> list[Text]:
    """``before``: the edition of the period before, None when there is nothing to compare with."""
    editions = {key[0] for key in figures.total.under("book")}
    found = [TWO_BOOKS] if len(editions) > 1 else []
    if before is not None and editions - {before}:
        found.append(NEW_BOOK)
    return found


def period_before(figures: Figures, missing: Period | None) -> list[Text]:
    """The period before was never compiled although households were there: no comparison, and the reader is told."""
    there = any(key[0] != "new" for key in figures.total.under("transition"))
    if missing is None or not there:
        return []
    name = period_name(missing.start, missing.end)
    return [
        Text(
            f"ไม่มีรายงานของงวดก่อน ({name.th}) จึงไม่แสดงการเปลี่ยนแปลงจากงวดก่อน ช่องที่ว่างไม่ได้หมายถึงศูนย์",
            f"There is no report of the period before ({name.en}), so no change from it is shown; what is blank is not zero",
        )
    ]


def silent_partners(partners: Sequence[str]) -> list[Text]:
    if not partners:
        return []
    th, en = (", ".join(_partner(one, language) for one in partners) for language in ("th", "en"))
    return [
        Text(
            f"หน่วยงานคู่ร่วมที่ไม่ได้ส่งข้อมูลในงวดนี้: {th} ตัวเลขของส่วนนั้นเป็นข้อมูลเดิม ไม่ได้แปลว่าไม่มีการเปลี่ยนแปลง",
            f"Partners that sent nothing in this period: {en}. Their part of the figures is old data, not “no change”",
        )
    ]


def _partner(partner: str, language: str) -> str:
    agency = next((one for one in Agency if one.lower() == partner), None)
    if agency is not None:
        return (AGENCY_TH if language == "th" else AGENCY_EN)[agency]
    return word(PARTNERS, partner, language)


def late(end: date | None, on: date) -> list[Text]:
    """``end``: of a period that was read only long after it."""
    if end is None:
        return []
    day, made = long_date(end), long_date(on)
    return [
        Text(
            f"อ่านข้อมูลเมื่อ {made.th} หลังวันตัดข้อมูล {day.th} นาน สิทธิ คำตอบ และระยะบางส่วนเป็นของวันที่อ่าน",
            f"Read on {made.en}, long after the cut-off day {day.en}: some answers are those of the day of reading",
        )
    ]


def empty_districts(figures: Figures, names: dict[str, Text]) -> list[Text]:
    """Districts without a household: an empty row must not read as a place without poverty."""
    silent = [name for code, name in names.items() if code not in figures.districts]
    if not silent or len(silent) == len(names):
        return []
    return [
        Text(
            "ตรวจสอบ: ไม่มีครัวเรือนในระบบจากอำเภอ" + ", ".join(name.th for name in silent),
            "Check: no household in the system from " + ", ".join(name.en for name in silent),
        )
    ]
