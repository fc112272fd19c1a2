"""The fast path and the slow path are one set of rules: same values, same faults, whatever stands in the cells."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.areas import Areas
from shared.intake.header import find_header
from shared.intake.reading import read_cell
from shared.intake.rows import RowReader
from tests.unit.intake.making import HEADERS, OFFICER_HEADERS, RECEIPT_HEADERS, TODAY, citizen

LONG = bool(os.environ.get("SITTHI_LONG"))
CELLS = 5_000_000 if LONG else 200_000
AREAS = Areas.load()
PIECES = [
    "", " ", "-", "'", "0", "1", "12", "1,000", "๑๒", "5/3/2530", "05/03/2530", "29/02/2567", "29/02/2566",
    "00/00/2490", "00/05/2490", "05/00/2490", "31/04/2500", "32/01/2500", "01/13/2500", "13/01/1990", "2564", "2021",
    "X0000000001", "95019000001", "9501900000", "950101", "950199", "95010101", "มะลิ", "นาย", "น.ส.", "ชาย", "หญิง",
    "หัวหน้าครัวเรือน", "บุตร", "ไทย", "ใช่", "ไม่ใช่", "มี", "ไม่มี", "ป.3", "อนุบาล", "8;21", "1;99",
    "old_age_allowance", "เบี้ยความพิการ", "0812345678", "=1+1", "@x", "\u200b", "\ufeff", "\u00a0", "อํา", "อำ",
    "กุ่", "กุ่", "ํา", "é", "e\u0301", "🙂", "\u200f", "\x00", "\x1f", "\t", "\n", "a.b@c.go.th", "Lao", "mentor", "95",
    "2565-01", "2022-01", "paid", "จ่ายแล้ว", "12/3 (ก)", "บ้าน", "ก" * 31, "ก" * 101, ".0", "1e5", "0000000000000",
]  # fmt: skip


def header_of(headers: dict[str, str]):
    return find_header([",".join(headers.values())])


def random_id(draw: random.Random) -> str:
    number = citizen(draw.randrange(10_000_000))
    match draw.randrange(6):
        case 0:
            return number[:12] + str(draw.randrange(10))
        case 1:
            return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
        case 2:
            return number[: draw.randrange(13)]
    return number


def random_date(draw: random.Random) -> str:
    separator = draw.choice("/////-.")
    return separator.join(
        (f"{draw.randrange(33):02d}", f"{draw.randrange(14):02d}", str(draw.randrange(2390, 2610)))
    )


def random_text(draw: random.Random) -> str:
    return "".join(draw.choice(PIECES) for _ in range(draw.choice((1, 1, 1, 2, 3))))


def one_letter_off(text: str, draw: random.Random) -> str:
    """Most texts as they stand, some with one letter put in, taken out or changed."""
    if draw.random() < 0.5:
        return text
    at = draw.randrange(len(text) + 1)
    letter = draw.choice("0123456789 -/.'กั่ำaX=\u200b\u0e4d๙\x00")
    return text[:at] + draw.choice((letter, "")) + text[at + draw.randrange(2) :]


NEAR: dict[str, Callable[[random.Random], str]] = {
    "citizen_id": lambda draw: one_letter_off(random_id(draw), draw),
    "house_code": lambda draw: one_letter_off(draw.choice(("X0000000001", "95019000001", "0" * 11)), draw),
    "text": lambda draw: one_letter_off(random_text(draw), draw),
    "birth": lambda draw: one_letter_off(random_date(draw), draw),
    "baht": lambda draw: one_letter_off(str(draw.randrange(10 ** draw.randrange(1, 11))), draw),
    "phone": lambda draw: one_letter_off(f"0{draw.randrange(10**9):09d}"[: draw.choice((9, 10, 11))], draw),
}
MAKERS: list[Callable[[random.Random], str]] = [
    random_id,
    random_date,
    random_text,
    random_text,
    lambda draw: draw.choice(PIECES),
    lambda draw: draw.choice(PIECES),
]


def seen(reader: RowReader, number: int, cells: list[str]) -> Any:
    found = reader.read(number, list(cells), None)
    faults = sorted((f.code, f.column or "", f.suggestion or "", str(f.params)) for f in found.faults)
    notices = sorted((f.code, f.column or "") for f in found.notices)
    return found.values, [type(value) for value in found.values], faults, notices, found.cells


def test_a_cell_that_the_fast_path_takes_is_read_alike_by_the_slow_one():
    """Recognisers are what could differ; remembered answers are the slow path's own (the next test has both)."""
    draw = random.Random(20220119)
    for headers in (HEADERS, RECEIPT_HEADERS, OFFICER_HEADERS):
        reader = RowReader(header_of(headers), AREAS, TODAY)
        pairs = [
            (column, quick)
            for column, quick in zip(reader.columns, reader.quick, strict=True)
            if column.kind in ("citizen_id", "house_code", "text", "birth", "baht", "phone")
        ]
        taken = 0
        for _ in range(CELLS // 3):
            column, quick = draw.choice(pairs)
            raw = NEAR[column.kind](draw)
            try:
                value = quick[raw]
            except KeyError:
                continue
            taken += 1
            assert read_cell(column, raw, AREAS) == (value, None, None), (column.name, raw)
        assert taken > CELLS // 30


def test_fast_equals_slow_on_fuzzed_rows():
    draw = random.Random(2565)
    for headers, rows in ((HEADERS, 400), (RECEIPT_HEADERS, 100), (OFFICER_HEADERS, 100)):
        header = header_of(headers)
        fast = RowReader(header, AREAS, TODAY)
        slow = RowReader(header, AREAS, TODAY, fast=False)
        at = {name: place for place, name in enumerate(headers)}
        for number in range(rows * (50 if LONG else 1)):
            cells = [draw.choice(MAKERS)(draw) for _ in range(header.width)]
            if number % 4 and headers is HEADERS:
                _make_mostly_valid(cells, at, draw)
            assert seen(fast, number, cells) == seen(slow, number, cells), cells


def _make_mostly_valid(cells: list[str], at: dict[str, int], draw: random.Random) -> None:
    good = {
        "survey_year": "2564", "survey_date": "15/10/2564", "house_code": f"9501{draw.randrange(10**7):07d}",
        "tambon_code": "950101", "household_no": "1", "person_no": str(draw.randrange(1, 9)), "title": "นาง",
        "citizen_id": citizen(draw.randrange(10**6)), "first_name": "มะลิ", "last_name": "ตัวอย่าง", "relation": "บุตร",
        "sex": draw.choice(("ชาย", "หญิง")), "birth_date": random_date(draw), "nationality": "ไทย", "phone": "",
    }  # fmt: skip
    for place in range(len(cells)):
        cells[place] = "" if draw.random() < 0.9 else cells[place]
    for name, value in good.items():
        if draw.random() < 0.97:
            cells[at[name]] = value


@settings(max_examples=2_000 if LONG else 60, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=38, max_size=38))
def test_fast_equals_slow_on_any_text(cells: list[str]):
    header = header_of(HEADERS)
    fast, slow = RowReader(header, AREAS, TODAY), RowReader(header, AREAS, TODAY, fast=False)
    first = seen(fast, 2, cells)
    assert first == seen(slow, 2, cells)
    assert first == seen(fast, 2, cells), "what was remembered answers as what was read"
