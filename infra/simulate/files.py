"""The files of a simulation: households torn apart and faulty, a correction, a survey by another partner, receipts."""

from __future__ import annotations

import csv
import io

from infra.bench.imports_data import CITIZEN, HOUSE, citizen
from infra.sample.files import HEADERS, Row, rows_of

_INCOME, _BIRTH, _STATUS = (HEADERS.index(name) for name in ("รายได้ครัวเรือนต่อปี", "วันเดือนปีเกิด", "สถานะสมาชิก"))


def _csv(header: list[str], rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _people() -> list[Row]:
    return [list(row) for row in rows_of(77, {"9501": 5}, 2564, first_serial=1)]


def _torn() -> list[Row]:
    """A bad cell, a person in two households, a repeated row, members far from their head, a code that is no code."""
    rows = _people()
    homes = sorted({row[HOUSE] for row in rows})
    of = {home: [row for row in rows if row[HOUSE] == home] for home in homes}
    of[homes[0]][0][_BIRTH] = "31/02/2540"
    of[homes[1]][0][CITIZEN] = of[homes[2]][0][CITIZEN] = citizen(900_001)
    of[homes[3]][-1][HOUSE] = ""
    rows.append(rows.pop(2))
    rows.append(list(rows[-3]))
    return rows


def _corrected() -> list[Row]:
    """The same people without the faults, one household with another income."""
    rows = _people()
    for row in rows:
        if row[HOUSE] == rows[0][HOUSE]:
            row[_INCOME] = "99999"
    return rows


def _elsewhere() -> list[Row]:
    """Another partner names somebody in a new house, so that the house is held."""
    rows = [list(row) for row in rows_of(78, {"9502": 2}, 2564, first_serial=5_000)]
    known = next(row[CITIZEN] for row in _people() if row[CITIZEN])
    rows[0][CITIZEN] = known
    return rows


def _receipts() -> bytes:
    people = [row[CITIZEN] for row in _people() if row[CITIZEN]]
    header = ["เลขประจำตัวประชาชน", "สวัสดิการ", "เดือน", "จำนวนเงิน", "สถานะ", "เลขที่อ้างอิง"]
    rows = [[one, "old_age_allowance", "2565-01", "600", "จ่ายแล้ว", "1"] for one in people[:5]]
    rows += [rows[0], [people[0], "old_age_allowance", "2565-01", "700", "จ่ายแล้ว", "1"]]
    rows += [[citizen(999_999), "old_age_allowance", "2565-01", "600", "จ่ายแล้ว", "1"]]
    return _csv(header, rows)


FILES: tuple[tuple[str, bytes], ...] = (
    ("cdd/import/torn", _csv(list(HEADERS), _torn())),
    ("cdd/import/corrected", _csv(list(HEADERS), _corrected())),
    ("cdd/check/dry", _csv(list(HEADERS), _torn())),
    ("moph/import/elsewhere", _csv(list(HEADERS), _elsewhere())),
    ("treasury/import/receipts", _receipts()),
)
