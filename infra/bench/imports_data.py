"""A survey file of any size from a seed: all columns of the layout, real household sizes, 2 % bad rows. Nobody is real.

A few thousand households of the sample generator are repeated under new house codes and numbers of persons.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

from infra.sample.files import HEADERS, Row, rows_of

SEED = 20_250
BAD = 0.02
_PATTERN = {"9501": 400, "9502": 400, "9503": 400}
_AT = {name: index for index, name in enumerate(HEADERS)}
HOUSE, CITIZEN = _AT["รหัสบ้าน"], _AT["เลขประจำตัวประชาชน"]
# column, faulty cell, code: each shows on its own row alone
FAULTS = (
    ("เลขประจำตัวประชาชน", "8990000000001", "CELL-ID-CHECK"),
    ("เลขประจำตัวประชาชน", "1.95E+12", "CELL-EXPONENT"),
    ("วันเดือนปีเกิด", "31/02/2540", "CELL-DATE-NONE"),
    ("เพศ", "ช", "CELL-VALUE"),
    ("ชื่อ", "", "CELL-REQUIRED"),
    ("รหัสตำบล", "950199", "CELL-AREA-UNKNOWN"),
    ("รายได้บุคคลต่อปี", "หมื่นสอง", "CELL-NUMBER"),
    ("ลำดับที่สมาชิก", "120", "CELL-RANGE"),
)


def citizen(serial: int) -> str:
    """A number with a right check digit, of a series that no register issues."""
    digits = f"899{serial:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return digits + str((11 - total % 11) % 10)


def _households() -> list[list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows_of(SEED, _PATTERN, 2564, first_serial=1):
        found.setdefault(row[HOUSE], []).append(row)
    return list(found.values())


Found = dict[str, list[int]]  # code -> how many, and the sum of their rows as a spreadsheet counts them


def write(path: Path, people: int, *, bad: float = BAD, changed: int = 0) -> Found:
    """Write a file of ``people`` rows. ``changed``: how many households have another income than usual.

    Returns which errors were put in.
    """
    pattern, draw = _households(), random.Random(SEED)
    truth: Found = {one[2]: [0, 0] for one in FAULTS}
    income = _AT["รายได้ครัวเรือนต่อปี"]
    written = house = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADERS)
        while written < people:
            for row in pattern[house % len(pattern)]:
                if written == people:
                    break
                written += 1
                copy = list(row)
                copy[HOUSE] = f"{row[HOUSE][:4]}{house:07d}"
                copy[CITIZEN] = citizen(written) if row[CITIZEN] else ""
                if house < changed:
                    copy[income] = "123456"
                if draw.random() < bad:
                    column, cell, code = draw.choice(FAULTS)
                    copy[_AT[column]] = cell
                    truth[code][0] += 1
                    truth[code][1] += written + 1
                lines.writerow(copy)
            house += 1
    return truth
