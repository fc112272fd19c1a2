"""A clean household says the same whether its rows were read slowly or travelled as text."""

from __future__ import annotations

import os
import random

from shared.domain.areas import Areas
from shared.intake.header import find_header
from shared.intake.households import HouseholdCheck
from shared.intake.parts import QuickRow
from shared.intake.quick import CELL, FIELDS, QuickReader, folded_rows
from shared.intake.rows import RowReader
from shared.intake.surveys import folded
from tests.unit.intake.making import HEADERS, TODAY, citizen

LONG = bool(os.environ.get("SITTHI_LONG"))
CHOICES = {
    "survey_date": ("15/10/2564", "", "๑๕/๑๐/๒๕๖๔", "1/1/2563", "1/1/2570"),
    "household_no": ("1", "", "2"),
    "tambon_code": ("950101", "950101", "950102"),
    "house_no": ("12", "", "12 ซอย 3", "=x"),
    "phone": ("", "0812345678", "081-234-5678"),
    "household_income": ("", "54000", "1,000", "0"),
    "household_failed": ("", "-", "9;11", "1;99", "22"),
    "title": ("นาง", "นาย", "", "ดร."),
    "first_name": ("มะลิ", "ดิน ", "นำ้", "Ali", 'ก"ข', "\ue003x"),
    "last_name": ("ใจดี", ""),
    "relation": ("บุตร", "คู่สมรส", "ลูก", "หัวหน้าครัวเรือน", "ญาติ"),
    "sex": ("หญิง", "ชาย", "ช"),
    "birth_date": ("05/03/2530", "00/00/2490", "00/05/2490", "20/10/2564", "01/02/2564", "1/2/2390", "2500"),
    "nationality": ("ไทย", "", "อื่น ๆ"),
    "person_status": ("อยู่จริง", "", "ย้ายออก", "เสียชีวิต"),
    "person_income": ("", "12000", "๑๒,๐๐๐", "99.5"),
    "occupation": ("รับจ้างทั่วไป", "ทำว่าว", ""),
    "bedridden": ("ใช่", "ไม่", ""),
    "benefits_received": ("-", "", "เบี้ยความพิการ", "old_age_allowance"),
    "person_failed": ("-", "", "1"),
    "indicator_set": ("", "", "BMN2565"),
}
USUALLY = 0.985  # the first choice; so most households are clean


def households(draw: random.Random, count: int) -> list[list[dict[str, str]]]:
    found = []
    for number in range(count):
        shared = [name for name in CHOICES if name in ("survey_date", "household_no", "tambon_code", "phone")]
        shared += ["house_no", "household_income", "household_failed", "indicator_set"]
        home = {name: drawn(draw, name) for name in shared}
        rows = []
        for person in range(1, draw.choice((1, 2, 2, 3, 4)) + 1):
            row = {name: drawn(draw, name) for name in CHOICES if name not in shared} | home
            row |= {"survey_year": "2564", "house_code": f"9501{number:07d}", "person_no": str(person)}
            row["citizen_id"] = citizen(number * 10 + person) if draw.random() < 0.9 else ""
            if person == 1:
                row |= {"relation": "หัวหน้าครัวเรือน", "birth_date": "01/01/2500"}
            if draw.random() < 0.02:
                row |= {name: drawn(draw, name) for name in shared}
            if draw.random() < 0.02:
                row["person_no"] = draw.choice(("", "1"))
            rows.append(row)
        draw.shuffle(rows)
        found.append(rows)
    return found


def drawn(draw: random.Random, name: str) -> str:
    choices = CHOICES[name]
    return choices[0] if draw.random() < USUALLY else draw.choice(choices)


def test_a_household_of_quick_rows_is_what_the_slow_path_makes_of_it_and_has_nothing_to_be_told():
    for names in (list(HEADERS), sorted(HEADERS), [one for one in HEADERS if one in ALWAYS]):
        draw = random.Random(20220119)
        header = find_header([",".join(HEADERS[name] for name in names)])
        areas = Areas.load()
        reader = RowReader(header, areas, TODAY)
        slow = RowReader(header, areas, TODAY, fast=False)
        quick, check, plain = QuickReader(reader), HouseholdCheck(slow), 0
        number = 1
        for rows in households(draw, 20_000 if LONG else 1_500):
            told, judged = [], []
            for row in rows:
                number += 1
                cells = [row.get(name, "") for name in names]
                judged.append(slow.read(number, cells, None))
                text = quick.write(number, cells)
                if text is None:
                    quick.forget()
                    quick.learn(reader.read(number, cells, None), cells)
                    text = quick.write(number, cells)
                if text is not None:
                    told.append(QuickRow._make((text[0] + text[1]).decode()[1:].split(CELL, FIELDS)))
            one_home = len(told) == len(rows) and len({row.key for row in told}) == 1
            survey = folded_rows(told) if one_home else None
            result = check.result(judged)
            if survey is None:
                continue
            plain += 1
            assert result.survey is not None
            assert not result.notices
            assert not any(row.notices for row in result.rows)
            assert folded(result.survey) == survey
        assert plain > (
            300 if "citizen_id" in names else 0
        )  # without numbers, most families here are namesakes


ALWAYS = (
    "survey_year",
    "house_code",
    "tambon_code",
    "person_no",
    "first_name",
    "relation",
    "sex",
    "birth_date",
)
