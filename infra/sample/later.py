"""The same families a year on: what a second survey of the households of a first file finds.

How a family fares follows from its house code alone, so that whoever plays a part in the demo (the survey, a
mentor at the door) tells the same story of it. Everybody is made up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from stdnum.th import pin

from infra.sample.draw import roll
from infra.sample.files import HEADERS, Row

COLUMN = {name: index for index, name in enumerate(HEADERS)}
RECEIVED = "สวัสดิการที่ได้รับ"
ROUND = (
    "indicator_set"  # the survey keeps to the indicators of the first, so that both measure the same things
)
TEMPERS = (("thriving", 280), ("improving", 390), ("stuck", 180), ("falling", 150))  # in a thousand families
NEWBORNS_FROM = 5_000_000  # citizen numbers of people whom the first file did not have
LINE = 40_000  # baht a person and year that a thriving family is over


def temper(house_code: str) -> str:
    """How a family fares over the years."""
    left = roll(house_code, "temper")
    for name, share in TEMPERS:
        if left < share:
            return name
        left -= share
    raise AssertionError("shares make a thousand")


def second_survey(
    first: bytes, helped: Collection[str] = (), received: Mapping[str, Collection[str]] | None = None
) -> bytes:
    """A year after ``first`` (a file of this package's columns). ``helped``: house codes of households with a plan:
    of the others, only half of those who would get on do. ``received``: citizen number -> benefits since then."""
    lines = list(csv.reader(io.StringIO(first.decode("utf-8-sig"))))
    house = COLUMN["รหัสบ้าน"]
    families: dict[str, list[Row]] = {}
    for row in lines[1:]:
        families.setdefault(row[house], []).append(row)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*HEADERS, ROUND])
    for number, (code, rows) in enumerate(families.items()):
        told = [_told(row, received or {}) for row in rows]
        for row in _a_year_on(code, told, code in helped, NEWBORNS_FROM + number):
            writer.writerow([*row, "BMN2560"])
    return text.getvalue().encode("utf-8-sig")


def failed_later(code: str, failed: Iterable[int], fares: str, share: int) -> list[int]:
    """Which of a household's failed indicators are left when ``share`` per cent of what can change has changed."""
    left = {"thriving": 100 - share, "improving": 100 - share * 2 // 3, "stuck": 100, "falling": 100}[fares]
    kept = [one for one in sorted(failed) if roll(code, f"indicator {one}") % 100 < left]
    worse = 23 if roll(code, "worse") < 500 else 8
    return sorted({*kept, worse}) if fares == "falling" and share >= 50 else kept


def _a_year_on(code: str, rows: list[Row], helped: bool, serial: int) -> Iterator[Row]:
    fares = temper(code)
    if not helped and fares in ("thriving", "improving") and roll(code, "alone") < 500:
        fares = "stuck"
    year = int(rows[0][COLUMN["ปีสำรวจ"]]) + 1
    on = _day(rows[0][COLUMN["วันที่สำรวจ"]]) + timedelta(days=365 + roll(code, "later") % 15)
    people = [_person(row, fares) for row in rows]
    if roll(code, "birth") < 25:
        people.append(_newborn(rows, on, serial))
    incomes = [row[COLUMN["รายได้บุคคลต่อปี"]] for row in people]
    total = str(_income(sum(int(one) for one in incomes), len(people), fares)) if all(incomes) else ""
    failed = _numbers(rows[0][COLUMN["ตัวชี้วัดครัวเรือนที่ตกเกณฑ์"]])
    left = failed_later(code, failed, fares, 60)
    common = {
        "ปีสำรวจ": str(year),
        "วันที่สำรวจ": f"{on.day:02d}/{on.month:02d}/{on.year + 543}",
        "รายได้ครัวเรือนต่อปี": total,
        "ตัวชี้วัดครัวเรือนที่ตกเกณฑ์": ";".join(map(str, left)) or "-",
    }
    for number, row in enumerate(people, 1):
        yield _changed(row, {**common, "ลำดับที่สมาชิก": str(number)})


def _told(row: Row, received: Mapping[str, Collection[str]]) -> Row:
    """What the person says to receive: as the year before, and what came since."""
    before, since = row[COLUMN[RECEIVED]], received.get(row[COLUMN["เลขประจำตัวประชาชน"]], ())
    names = [one for one in before.split(";") if one not in ("", "-")]
    names += [one for one in sorted(since) if one not in names]
    return _changed(row, {RECEIVED: ";".join(names) or before})


def _person(row: Row, fares: str) -> Row:
    who = row[COLUMN["เลขประจำตัวประชาชน"]] or row[COLUMN["ชื่อ"]]
    changes: dict[str, str] = {}
    head = row[COLUMN["ความสัมพันธ์กับหัวหน้าครัวเรือน"]] == "หัวหน้าครัวเรือน"
    if not head and roll(who, "gone") < 12:
        changes["สถานะสมาชิก"] = "เสียชีวิต" if roll(who, "died") < 400 else "ย้ายออก"
    income = row[COLUMN["รายได้บุคคลต่อปี"]]
    if income not in ("", "0"):
        factor = {"thriving": 180, "improving": 115, "stuck": 100, "falling": 75}[fares]
        changes["รายได้บุคคลต่อปี"] = str(int(income) * factor // 100)
    failed = _numbers(row[COLUMN["ตัวชี้วัดบุคคลที่ตกเกณฑ์"]])
    if failed:
        left = failed if fares in ("stuck", "falling") else failed_later(who, failed, fares, 90)
        changes["ตัวชี้วัดบุคคลที่ตกเกณฑ์"] = ";".join(map(str, left)) or "-"
    changes["กำลังศึกษา"] = _next_class(row[COLUMN["กำลังศึกษา"]])
    return _changed(row, changes)


def _income(total: int, people: int, fares: str) -> int:
    return max(total, (LINE + 3_000) * people) if fares == "thriving" else total


def _newborn(rows: list[Row], on: date, serial: int) -> Row:
    stem = f"89900{serial:07d}"
    born = on - timedelta(days=40 + roll(stem, "born") % 200)
    return _changed(
        rows[0],
        {
            "เลขประจำตัวประชาชน": stem + pin.calc_check_digit(stem),
            "คำนำหน้า": "เด็กหญิง",
            "ชื่อ": "ใหม่",
            "ความสัมพันธ์กับหัวหน้าครัวเรือน": "หลาน",
            "เพศ": "หญิง",
            "วันเดือนปีเกิด": f"{born.day:02d}/{born.month:02d}/{born.year + 543}",
            "รายได้บุคคลต่อปี": "0",
            RECEIVED: "-",
            "ตัวชี้วัดบุคคลที่ตกเกณฑ์": "-",
            **dict.fromkeys(("อาชีพ", "การศึกษาสูงสุด", "ประเภทความพิการ"), ""),
            **dict.fromkeys(("บัตรคนพิการ", "บัตรสวัสดิการแห่งรัฐ"), "ไม่มี"),
            **dict.fromkeys(("ผู้ป่วยติดเตียง", "โรคเรื้อรัง", "ตั้งครรภ์", "รับบำนาญหรือเงินประจำจากรัฐ"), "ไม่ใช่"),
            "กำลังศึกษา": "ไม่ได้เรียน",
        },
    )


def _next_class(now: str) -> str:
    level, _, number = now.partition(".")
    if level not in ("ป", "ม") or not number.isdigit():
        return "ป.1" if now == "อนุบาล" else now
    if number != "6":
        return f"{level}.{int(number) + 1}"
    return "ม.1" if level == "ป" else "ไม่ได้เรียน"


def _changed(row: Row, changes: dict[str, str]) -> Row:
    made = list(row)
    for name, cell in changes.items():
        made[COLUMN[name]] = cell
    return made


def _numbers(cell: str) -> list[int]:
    return [int(one) for one in cell.split(";") if one.strip().isdigit()]


def _day(cell: str) -> date:
    day, month, year = map(int, cell.split("/"))
    return date(year - 543, month, day)
