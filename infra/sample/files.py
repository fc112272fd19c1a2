"""The sample files: 379 households over Yala, a faulty file with eight kinds of fault, and small ones of any year."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from infra.sample.people import Person, Village
from shared.domain.areas import Areas
from shared.domain.indicators import indicator_set, set_of_year

# Thai header -> where its cell comes from; the order of the survey form.
HEADERS = (
    "ปีสำรวจ", "วันที่สำรวจ", "รหัสบ้าน", "ครัวเรือนที่", "รหัสตำบล", "หมู่ที่", "บ้านเลขที่", "โทรศัพท์",
    "ภาษาที่ใช้ในบ้าน", "รายได้ครัวเรือนต่อปี", "ตัวชี้วัดครัวเรือนที่ตกเกณฑ์", "ลำดับที่สมาชิก",
    "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "ความสัมพันธ์กับหัวหน้าครัวเรือน", "เพศ",
    "วันเดือนปีเกิด", "สัญชาติ", "มีชื่อในทะเบียนบ้าน", "สถานะสมาชิก", "รายได้บุคคลต่อปี", "อาชีพ",
    "การศึกษาสูงสุด", "กำลังศึกษา", "บัตรคนพิการ", "ประเภทความพิการ", "ผู้ป่วยติดเตียง", "โรคเรื้อรัง",
    "ตั้งครรภ์", "บัตรสวัสดิการแห่งรัฐ", "สิทธิรักษาพยาบาล", "รับบำนาญหรือเงินประจำจากรัฐ",
    "อยู่ในสถานสงเคราะห์ของรัฐ", "สวัสดิการที่ได้รับ", "ตัวชี้วัดบุคคลที่ตกเกณฑ์",
)  # fmt: skip
FACTS = (
    "nationality", "in_house_register", "person_status", "person_income", "occupation", "education", "studying",
    "disability_card", "disability_kind", "bedridden", "chronic_illness", "pregnant", "welfare_card",
    "health_scheme", "state_pension", "in_state_care", "benefits_received",
)  # fmt: skip
# Households by district: the two pilot districts hold enough for a choice of 36.
DISTRICTS = {"9503": 64, "9502": 52, "9501": 70, "9506": 68, "9505": 45, "9504": 30, "9508": 28, "9507": 22}
HOUSEHOLD_INDICATORS = {"BMN2560": ((4, 5, 8, 9, 10, 11, 22), (14, 10, 30, 9, 22, 12, 62))}
PERSON_INDICATORS = (7, 15, 16, 17, 19, 20, 27, 28)
SEED = 2564

Row = list[str]


def province(seed: int = SEED, survey_year: int = 2564) -> bytes:
    """379 households in the order of their subdistricts."""
    return as_csv(list(rows_of(seed, DISTRICTS, survey_year)))


def few(households: int, survey_year: int, seed: int = SEED) -> bytes:
    """A small file for the pilot districts, surveyed in any year."""
    half = households // 2
    districts = {"9503": households - half, "9502": half}
    return as_csv(list(rows_of(seed + survey_year, districts, survey_year, first_serial=2_000_000)))


def as_csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def rows_of(
    seed: int, districts: dict[str, int], survey_year: int, *, first_serial: int = 0
) -> Iterator[Row]:
    """``first_serial``: where citizen numbers begin, so that the people of two files are different people."""
    draw = random.Random(seed)
    village = Village(draw, first_serial)
    number = 0
    for district, count in sorted(districts.items()):
        tambons = Areas.load().tambons(district)
        for index in range(count):
            number += 1
            tambon = tambons[index * len(tambons) // count].code
            yield from _household(village, tambon, number, survey_year)


def _household(village: Village, tambon: str, number: int, survey_year: int) -> Iterator[Row]:
    draw = village.draw
    on = date(survey_year - 543, 10, 4) + timedelta(days=draw.randrange(0, 80))
    people, malay = village.family(on)
    incomes = [person.facts["person_income"] for person in people]
    total = str(sum(int(income) for income in incomes)) if all(incomes) else ""
    phone = f"08{draw.randrange(10, 99)}000{draw.randrange(100, 999)}" if village.chance(45) else ""
    household = [
        str(survey_year),
        f"{on.day:02d}/{on.month:02d}/{survey_year}",
        f"{tambon[:4]}99{number:04d}{number % 10}",
        "1",
        tambon,
        str(draw.randrange(1, 12)),
        f"{draw.randrange(1, 299)}/{draw.randrange(1, 9)}"
        if village.chance(40)
        else str(draw.randrange(1, 299)),
        phone,
        "มลายู" if malay else "ไทย",
        total,
        _failed_household(village, survey_year),
    ]
    for index, person in enumerate(people, 1):
        yield [*household, str(index), *_person(village, person, on, survey_year)]


def _failed_household(village: Village, survey_year: int) -> str:
    numbers, percents = HOUSEHOLD_INDICATORS["BMN2560"]
    failed = [n for n, percent in zip(numbers, percents, strict=True) if village.chance(percent)]
    return _written(failed or [22], survey_year)


def _person(village: Village, person: Person, on: date, survey_year: int) -> Row:
    facts = [person.facts[name] for name in FACTS]
    age = person.age(on)
    possible = [n for n in PERSON_INDICATORS if _asked(n, age, person)]
    failed = [n for n in possible if village.chance(7)]
    identity = [person.citizen_id, person.title, person.first, person.last, person.relation, person.sex]
    return [*identity, person.birth_cell, *facts, _written(failed, survey_year) or "-"]


def _written(numbers: list[int], survey_year: int) -> str:
    """Numbers of BMN 2560 as the round of the year has them, where two may have become one."""
    used = set_of_year(survey_year)
    if used != "BMN2560":
        known = indicator_set("BMN2560")
        numbers = sorted({dict(known[number].maps)[used] for number in numbers})
    return ";".join(map(str, numbers))


def _asked(number: int, age: int, person: Person) -> bool:
    """Which indicators concern a person of this age (BMN 2560)."""
    ranges = {7: (6, 120), 15: (3, 5), 16: (6, 14), 17: (15, 18), 19: (15, 59), 20: (15, 59), 27: (60, 120)}
    if number == 28:
        return bool(person.facts["disability_kind"])
    low, high = ranges[number]
    return low <= age <= high
