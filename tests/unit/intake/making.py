"""Partner files made for tests: a valid row, and only the difference. Everybody is made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from shared.domain.areas import Areas
from shared.domain.citizens import check_digit
from shared.intake import FileRejected, Report, ReportBuilder, Upload, open_upload
from shared.intake.layout import layout

TODAY = date(2022, 1, 19)
HEADERS = {name: column.th for name, column in layout("tpmap_v1").columns.items()}
RECEIPT_HEADERS = {name: column.th for name, column in layout("receipts_v1").columns.items()}
OFFICER_HEADERS = {name: column.th for name, column in layout("officers_v1").columns.items()}
_DEFAULT = {
    "survey_year": "2564",
    "survey_date": "15/10/2564",
    "house_code": "95019000001",
    "tambon_code": "950101",
    "person_no": "1",
    "title": "นาย",
    "first_name": "มะลิ",
    "last_name": "ตัวอย่าง",
    "relation": "หัวหน้าครัวเรือน",
    "sex": "ชาย",
    "birth_date": "05/03/2500",
    "nationality": "ไทย",
    "household_income": "36000",
}


def citizen(number: int) -> str:
    """A number with a right check digit from a register office that does not exist."""
    digits = f"19599{number:07d}"
    return digits + check_digit(digits)


def row(number: int = 1, **different: str) -> dict[str, str]:
    """A head of household with the citizen number ``number``."""
    return {**_DEFAULT, "citizen_id": citizen(number), **different}


def child(number: int = 2, **different: str) -> dict[str, str]:
    given = {"person_no": "2", "title": "", "relation": "บุตร", "birth_date": "01/06/2540"}
    return row(number, **{**given, **different})


def family(house: int, first: int, size: int = 3, **different: str) -> list[dict[str, str]]:
    """A household of ``size``; ``different`` goes to every row."""
    code = f"9501{9_000_000 + house:07d}"
    rows = [row(first, house_code=code, **different)]
    rows += [
        child(first + place, house_code=code, person_no=str(place + 1), **different)
        for place in range(1, size)
    ]
    return rows


def table(
    rows: Sequence[dict[str, str]],
    *,
    headers: dict[str, str] = HEADERS,
    columns: Iterable[str] | None = None,
    delimiter: str = ",",
    ending: str = "\r\n",
) -> str:
    """The text of a file with the columns that the rows use."""
    used = list(columns or [name for name in headers if any(name in one for one in rows)])
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerow([headers.get(name, name) for name in used])
    writer.writerows([one.get(name, "") for name in used] for one in rows)
    return text.getvalue()


def opened(data: str | bytes, *, name: str = "file.csv", allowed: Iterable[str] | None = None) -> Upload:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return open_upload(stream, name=name, areas=Areas.load(), today=TODAY, allowed_areas=allowed)


def told(data: str | bytes) -> list[tuple[int, str | None, str]]:
    """All faults of a file: Excel row, column, code; household faults on the row on whose line they stand."""
    upload = opened(data)
    found: list[tuple[int, str | None, str]] = []
    if upload.layout == "tpmap_v1":
        for house in upload.households():
            found += [(item.row, item.fault.column, item.fault.code) for item in house.house_faults]
            found += [(one.number, f.column, f.code) for one in house.rows for f in one.faults]
    else:
        found = [(r.row.number, f.column, f.code) for r in upload.standalone() for f in r.row.faults]
    return sorted(found, key=lambda item: (item[0], item[2], item[1] or ""))


def noticed(data: str | bytes) -> list[tuple[int, str | None, str]]:
    upload = opened(data)
    rows = [one for house in upload.households() for one in house.rows]
    return [(one.number, notice.column, notice.code) for one in rows for notice in one.notices]


def report(data: str | bytes) -> Report:
    upload = opened(data)
    builder = ReportBuilder(upload)
    for result in upload.households() if upload.layout == "tpmap_v1" else upload.standalone():
        builder.add(result)
    return builder.finish()


def fates(data: str | bytes) -> dict[str, int]:
    """Records by fate, without the zeros."""
    found = report(data)
    assert found.conserved
    return {fate: count for fate, count in found.counts_by_fate.items() if count}


def refusal(data: str | bytes, *, allowed: Iterable[str] | None = None) -> str:
    """The code of the one reason why a file is refused."""
    try:
        opened(data, allowed=allowed)
    except FileRejected as rejected:
        return rejected.fault.code
    return "accepted"


def lines_of(errors_csv: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(errors_csv.decode("utf-8-sig"), newline="")))
