"""Peers' validation of the same file: eight kinds of error, each to be found exactly. Runs in the bench's environment.

``python -m infra.bench.imports_peers NAME FILE``: prints CPU seconds, rows and errors by code. What a peer's own way of
checking cannot say (a check digit, a day that does not exist in the Thai calendar) is written for it in its own form.
Beside the file lie the codes of the subdistricts in force, one a line.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

ID, BIRTH, SEX, FIRST, PLACE, INCOME, NUMBER = (
    "เลขประจำตัวประชาชน",
    "วันเดือนปีเกิด",
    "เพศ",
    "ชื่อ",
    "รหัสตำบล",
    "รายได้บุคคลต่อปี",
    "ลำดับที่สมาชิก",
)
_DIGITS, _EXPONENT, _WHOLE = re.compile(r"\d{13}"), r"^\d+(\.\d+)?[eE][+-]?\d+$", r"^\d+$"


def places(path: Path) -> set[str]:
    return set(path.with_suffix(".areas").read_text(encoding="utf-8").split())


def id_code(text: str) -> str | None:
    if not text:
        return None
    if re.match(_EXPONENT, text):
        return "CELL-EXPONENT"
    if _DIGITS.fullmatch(text):
        total = sum(int(digit) * (13 - at) for at, digit in enumerate(text[:12]))
        if int(text[12]) == (11 - total % 11) % 10:
            return None
    return "CELL-ID-CHECK"


def is_birth(text: str) -> bool:
    day, month, year = (int(part) for part in text.split("/"))
    try:
        date(year - 543, month or 1, day or 1)
    except ValueError:
        return False
    return True


def with_msgspec(path: Path) -> Counter[str]:
    """A typed struct a row; rows that it refuses are looked at again, since it names one fault only."""
    from typing import Annotated, Literal

    import msgspec

    row_type = msgspec.defstruct(
        "Person",
        [
            ("sex", Literal["ชาย", "หญิง"]),
            ("first", Annotated[str, msgspec.Meta(min_length=1)]),
            ("number", Annotated[int, msgspec.Meta(ge=1, le=99)]),
            ("income", Annotated[int, msgspec.Meta(ge=0)] | None),
        ],
    )
    known, found = places(path), Counter[str]()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        at = {name: place for place, name in enumerate(next(reader))}
        sex, first, number, income, own, birth, place = (
            at[name] for name in (SEX, FIRST, NUMBER, INCOME, ID, BIRTH, PLACE)
        )
        for cells in reader:
            told = {
                "sex": cells[sex],
                "first": cells[first],
                "number": cells[number],
                "income": cells[income] or None,
            }
            try:
                msgspec.convert(told, row_type, strict=False)
            except msgspec.ValidationError:
                found.update(_plain_codes(told))
            code = id_code(cells[own])
            found.update([code] if code else [])
            found.update([] if is_birth(cells[birth]) else ["CELL-DATE-NONE"])
            found.update([] if cells[place] in known else ["CELL-AREA-UNKNOWN"])
    return found


def _plain_codes(told: dict[str, Any]) -> list[str]:
    codes = []
    if told["sex"] not in ("ชาย", "หญิง"):
        codes.append("CELL-VALUE")
    if not told["first"]:
        codes.append("CELL-REQUIRED")
    if not told["number"].isdigit() or not 1 <= int(told["number"]) <= 99:
        codes.append("CELL-RANGE")
    if told["income"] is not None and not told["income"].isdigit():
        codes.append("CELL-NUMBER")
    return codes


def _expressions(path: Path) -> dict[str, Any]:
    """A boolean expression a code: true where the row has that error."""
    import polars as pl

    own, birth = pl.col(ID).fill_null(""), pl.col(BIRTH)
    digits = [own.str.slice(at, 1).cast(pl.Int64, strict=False) for at in range(13)]
    total = sum((digit * (13 - at) for at, digit in enumerate(digits[:12])), pl.lit(0))
    good = own.str.contains(r"^\d{13}$") & ((11 - total % 11) % 10 == digits[12]).fill_null(False)
    exponent = own.str.contains(_EXPONENT)
    day, month = birth.str.slice(0, 2).replace("00", "01"), birth.str.slice(3, 2).replace("00", "01")
    year = (birth.str.slice(6, 4).cast(pl.Int64, strict=False) - 543).cast(pl.String)
    real = pl.concat_str([year, month, day], separator="-").str.to_date("%Y-%m-%d", strict=False)
    number = pl.col(NUMBER).cast(pl.Int64, strict=False)
    return {
        "CELL-EXPONENT": exponent,
        "CELL-ID-CHECK": ~good & ~exponent & (own != ""),
        "CELL-DATE-NONE": real.is_null(),
        "CELL-VALUE": ~pl.col(SEX).is_in(["ชาย", "หญิง"]).fill_null(False),
        "CELL-REQUIRED": pl.col(FIRST).fill_null("") == "",
        "CELL-AREA-UNKNOWN": ~pl.col(PLACE).is_in(list(places(path))).fill_null(False),
        "CELL-NUMBER": ~pl.col(INCOME).str.contains(_WHOLE).fill_null(True),
        "CELL-RANGE": ~number.is_between(1, 99).fill_null(False),
    }


def _frame(path: Path) -> Any:
    import polars as pl

    return pl.read_csv(path, infer_schema=False)


def with_polars(path: Path) -> Counter[str]:
    frame = _frame(path)
    sums = frame.select([one.sum().alias(code) for code, one in _expressions(path).items()]).row(
        0, named=True
    )
    return Counter({code: int(count) for code, count in sums.items() if count})


def with_pandera(path: Path) -> Counter[str]:
    import pandera.polars as pa

    def check(code: str, one: Any) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(~one), name=code)

    schema = pa.DataFrameSchema(checks=[check(code, one) for code, one in _expressions(path).items()])
    try:
        schema.validate(_frame(path), lazy=True)
    except pa.errors.SchemaErrors as errors:
        return Counter(str(one["check"]) for one in errors.failure_cases.iter_rows(named=True))
    return Counter()


def with_frictionless(path: Path) -> Counter[str]:
    import frictionless

    known = places(path)

    class Cells(frictionless.Check):  # type: ignore[misc]
        Errors = [frictionless.errors.RowConstraintError]  # noqa: RUF012 (its own way)

        def validate_row(self, row: Any) -> Any:
            told = {
                "sex": row[SEX] or "",
                "first": row[FIRST] or "",
                "number": row[NUMBER] or "",
                "income": row[INCOME] or None,
            }
            codes = _plain_codes(told)
            own = id_code(row[ID] or "")
            codes += [own] if own else []
            codes += [] if is_birth(row[BIRTH]) else ["CELL-DATE-NONE"]
            codes += [] if row[PLACE] in known else ["CELL-AREA-UNKNOWN"]
            for code in codes:
                yield frictionless.errors.RowConstraintError.from_row(row, note=code)

    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines))
    schema = frictionless.Schema(fields=[frictionless.fields.StringField(name=name) for name in names])
    resource_ = frictionless.Resource(path=path.name, schema=schema, basepath=str(path.parent))
    report = frictionless.validate(resource_, checks=[Cells()], limit_errors=10**9)
    notes = (error.note for task in report.tasks for error in task.errors)
    return Counter(note for note in notes if note.startswith("CELL-"))


PEERS: dict[str, Callable[[Path], Counter[str]]] = {
    "msgspec": with_msgspec,
    "polars": with_polars,
    "pandera": with_pandera,
    "frictionless": with_frictionless,
}


def main() -> None:
    name, path = sys.argv[1], Path(sys.argv[2])
    import_module("pandera.polars" if name == "pandera" else name)  # its start-up is not its speed
    begun = resource.getrusage(resource.RUSAGE_SELF)
    found = PEERS[name](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - begun.ru_utime - begun.ru_stime
    print(json.dumps({"cpu": cpu, "mb": used.ru_maxrss / 1024, "errors": dict(found)}))


if __name__ == "__main__":
    main()
