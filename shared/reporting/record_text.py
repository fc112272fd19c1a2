"""A household's whole record in words, for the family that asked for it: plain Thai text that any printer prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from shared.domain.areas import Areas
from shared.reporting.labels import agency
from shared.reporting.wording import long_date, short_date
from shared.rules import current
from shared.rules.model import FactSpec

Record = Mapping[str, Any]
_IDENTITY = {
    "title": "คำนำหน้า",
    "first_name": "ชื่อ",
    "last_name": "ชื่อสกุล",
    "citizen_id": "เลขประจำตัวประชาชน",
    "house_code": "รหัสบ้าน",
    "house_no": "บ้านเลขที่",
    "village_no": "หมู่ที่",
    "phone": "โทรศัพท์",
}
_STATES = {
    "receiving": "ได้รับอยู่",
    "receiving_review": "ได้รับอยู่",
    "gap": "มีสิทธิแต่ยังไม่ได้รับ",
    "need_info": "ต้องถามข้อมูลเพิ่ม",
    "not_eligible": "ไม่เข้าเงื่อนไข",
    "eligible_when_open": "มีสิทธิเมื่อเปิดรับ",
    "may_be_requested": "ขอได้ ไม่ใช่สิทธิที่ต้องให้",
    "suggested": "แนะนำ",
}
_TRUTH = {True: "ใช่", False: "ไม่ใช่"}


def record_text(record: Record, made_on: date) -> str:
    """The sections of an export (``shared.casework.exports``) that people read. Answers are preliminary: the agency decides."""
    return "\n".join(
        [
            "ระเบียนครัวเรือนในระบบสิทธิ",
            f"จัดทำเมื่อ {long_date(made_on).th} ตามคำขอของเจ้าของข้อมูล",
            *_section("ที่อยู่", _address(record)),
            *_section("สมาชิกและข้อมูลที่บันทึกไว้", _members(record)),
            *_section("สิทธิและสวัสดิการ (เบื้องต้น หน่วยงานเป็นผู้พิจารณา)", _rights(record)),
            *_section("งานของหน่วยงาน", _tasks(record)),
            *_section("เรื่องที่เกิดขึ้น", _story(record)),
            "",
        ]
    )


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ("", title, "-" * 40)
    yield from lines


def _address(record: Record) -> Iterator[str]:
    yield from _said(record["identity"]["household"])
    tambon = Areas.load().tambon(record["household"]["tambon"])
    if tambon is not None:
        yield f"ตำบล{tambon.th}"
    yield from _facts(record["facts"]["household"])


def _said(fields: Mapping[str, str]) -> Iterator[str]:
    for name, text in fields.items():
        yield f"{_IDENTITY.get(name, name)}: {text}"


def _members(record: Record) -> Iterator[str]:
    known = record["facts"]["members"]
    for member in sorted({*known, *record["identity"]["members"]}):
        yield ""
        yield from _said(record["identity"]["members"].get(member, {}))
        yield from _facts(known.get(member, {}))


def _facts(facts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, fact in sorted(facts.items()):
        spec = current().facts.get(name)
        label = spec.question.th if spec is not None else name
        yield f"  {label} {_value(fact['value'], spec)} ({short_date(date.fromisoformat(fact['observed_on'])).th})"


def _value(value: Any, spec: FactSpec | None) -> str:
    if spec is not None and spec.type == "date" and len(value) == len("yyyy-mm-dd"):
        return long_date(date.fromisoformat(value)).th
    if isinstance(value, bool):
        return _TRUTH[value]
    if isinstance(value, list):
        return ", ".join(map(_title, map(str, value))) or "ไม่มี"
    return str(value)


def _title(benefit: str) -> str:
    found = current().benefits.get(benefit)
    return found.title.th if found is not None else benefit


def _rights(record: Record) -> Iterator[str]:
    names = record["identity"]["members"]
    for row in record["determinations"]["rows"]:
        who = names.get(row["m"] or "", {}).get("first_name") or row["m"] or "ทั้งครัวเรือน"
        yield f"{_title(row['b'])} · {who}: {_STATES.get(row['s'], row['s'])}"


def _tasks(record: Record) -> Iterator[str]:
    for task in record["tasks"]:
        about = _title(task["benefit"]) if task.get("benefit") else task.get("measure_id") or task["kind"]
        yield f"{about}: {agency(task['agency']).th} ({task['state']})"


def _story(record: Record) -> Iterator[str]:
    for line in record["story"]:
        yield f"{short_date(date.fromisoformat(line['on'])).th}  {line['th']}"
