"""Peers' validation of the same file: every column of the layout, every error to be found exactly. Runs in the bench's
environment.

``python -m infra.bench.imports_peers NAME FILE``: prints CPU seconds and errors by code: how many, and the sum of
their row numbers, so that an error on a wrong row shows. Beside the file lie its rules
(``FILE.rules``): what each column may hold, in plain words that any of the peers can be told. What a peer's own way of
checking cannot say (a check digit, a day that does not exist in the Thai calendar) is written for it in its own form.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

_DIGITS = re.compile(r"\d{13}")
_EXPONENT = r"^\d+(\.\d+)?[eE][+-]?\d+$"
Found = dict[str, list[int]]
Rule = dict[str, Any]  # kind, code, blank; and low and high, values, limit or pattern


def rules(path: Path) -> dict[str, Rule]:
    """By column name."""
    found: dict[str, Rule] = json.loads(path.with_suffix(".rules").read_text(encoding="utf-8"))
    return found


def note(found: Found, row: int, codes: Iterable[str]) -> None:
    for code in codes:
        told = found.setdefault(code, [0, 0])
        told[0] += 1
        told[1] += row


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


def is_date(text: str) -> bool:
    try:
        day, month, year = (int(part) for part in text.split("/"))
        date(year - 543, month or 1, day or 1)
    except ValueError:
        return False
    return True


def _good(rule: Rule) -> Callable[[str], bool]:
    """Whether a cell that is not blank is good."""
    match rule["kind"]:
        case "number":
            low, high = rule["low"], rule["high"]
            return lambda text: text.isdigit() and low <= int(text) <= high
        case "list":
            return frozenset(rule["values"]).__contains__
        case "length":
            limit = rule["limit"]
            return lambda text: len(text) <= limit
        case "pattern":
            return partial(_matches, re.compile(rule["pattern"]))
    return is_date


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def codes_of(known: dict[str, Rule], row: Any) -> Iterator[str]:
    """All faults of a row, cell by cell. ``row``: text by column name."""
    for name, (rule, good) in _checks(known).items():
        text = row[name] or ""
        if rule["kind"] == "id":
            code = id_code(text)
            if code:
                yield code
        elif not text:
            if not rule["blank"]:
                yield "CELL-REQUIRED"
        elif not good(text):
            yield rule["code"]


_made: dict[int, dict[str, tuple[Rule, Callable[[str], bool]]]] = {}


def _checks(known: dict[str, Rule]) -> dict[str, tuple[Rule, Callable[[str], bool]]]:
    if id(known) not in _made:
        _made[id(known)] = {name: (rule, _good(rule)) for name, rule in known.items()}
    return _made[id(known)]


def with_msgspec(path: Path) -> Found:
    """A typed struct a row; rows that it refuses are looked at again, since it names one fault only."""
    from typing import Annotated, Literal

    import msgspec

    known, found = rules(path), Found()

    def kind(rule: Rule) -> Any:
        if rule["kind"] == "list":
            return Literal[(*rule["values"], *([""] if rule["blank"] else []))]
        if rule["kind"] == "number":
            whole = Annotated[int, msgspec.Meta(ge=rule["low"], le=rule["high"])]
            return whole | None if rule["blank"] else whole
        if rule["kind"] == "length":
            return Annotated[
                str, msgspec.Meta(min_length=0 if rule["blank"] else 1, max_length=rule["limit"])
            ]
        pattern = f"^({rule['pattern']})?$" if rule["blank"] else f"^{rule['pattern']}$"
        return Annotated[str, msgspec.Meta(pattern=pattern)]

    own = {name: rule for name, rule in known.items() if rule["kind"] not in ("id", "date")}
    row_type = msgspec.defstruct("Person", [(f"f{at}", kind(rule)) for at, rule in enumerate(own.values())])
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        names = next(reader)
        at = {name: place for place, name in enumerate(names)}
        fields = [
            (f"f{number}", at[name], rule["kind"] == "number" and rule["blank"])
            for number, (name, rule) in enumerate(own.items())
        ]
        dates = [at[name] for name, rule in known.items() if rule["kind"] == "date"]
        (number,) = (at[name] for name, rule in known.items() if rule["kind"] == "id")
        for row, cells in enumerate(reader, 2):
            told = {
                field: (cells[place] or None) if blank else cells[place] for field, place, blank in fields
            }
            try:
                msgspec.convert(told, row_type, strict=False)
                fine = id_code(cells[number]) is None and all(is_date(cells[place]) for place in dates)
            except msgspec.ValidationError:
                fine = False
            if not fine:
                note(found, row, codes_of(known, dict(zip(names, cells, strict=True))))
    return found


def _expressions(path: Path) -> list[tuple[str, Any]]:
    """Codes, each with a boolean expression: true where a row has that error."""
    import polars as pl

    found: list[tuple[str, Any]] = []
    for name, rule in rules(path).items():
        cell = pl.col(name).fill_null("")
        blank = cell == ""
        if rule["kind"] == "id":
            digits = [cell.str.slice(at, 1).cast(pl.Int64, strict=False) for at in range(13)]
            total = sum((digit * (13 - at) for at, digit in enumerate(digits[:12])), pl.lit(0))
            right = ((11 - total % 11) % 10 == digits[12]).fill_null(False)
            exponent = cell.str.contains(_EXPONENT)
            found.append(("CELL-EXPONENT", exponent))
            found.append(("CELL-ID-CHECK", ~(cell.str.contains(r"^\d{13}$") & right) & ~exponent & ~blank))
            continue
        match rule["kind"]:
            case "number":
                whole = cell.cast(pl.Int64, strict=False)
                good = whole.is_between(rule["low"], rule["high"]).fill_null(False)
            case "list":
                good = cell.is_in(rule["values"])
            case "length":
                good = cell.str.len_chars() <= rule["limit"]
            case "pattern":
                good = cell.str.contains(f"^(?:{rule['pattern']})$")
            case _:
                day = cell.str.slice(0, 2).replace("00", "01")
                month = cell.str.slice(3, 2).replace("00", "01")
                year = (cell.str.slice(6, 4).cast(pl.Int64, strict=False) - 543).cast(pl.String)
                good = (
                    pl.concat_str([year, month, day], separator="-")
                    .str.to_date("%Y-%m-%d", strict=False)
                    .is_not_null()
                )
        found.append((rule["code"], ~good & ~blank))
        if not rule["blank"]:
            found.append(("CELL-REQUIRED", blank))
    return found


def _frame(path: Path) -> Any:
    import polars as pl

    return pl.read_csv(path, infer_schema=False)


def with_polars(path: Path) -> Found:
    """The rows of each error, and the columns typed."""
    import polars as pl

    named, found, frame = _expressions(path), Found(), _frame(path)
    told = frame.select([one.alias(str(at)) for at, (_, one) in enumerate(named)])
    for at, (code, _) in enumerate(named):
        for row in told[str(at)].arg_true().to_list():
            note(found, row + 2, [code])
    frame.select([_typed(pl, name, rule) for name, rule in rules(path).items()])
    return found


def _typed(pl: Any, name: str, rule: Rule) -> Any:
    cell = pl.col(name)
    if rule["kind"] == "number" or rule["code"] == "CELL-NUMBER":
        return cell.cast(pl.Int64, strict=False)
    if rule["kind"] == "date":
        year = (cell.str.slice(6, 4).cast(pl.Int64, strict=False) - 543).cast(pl.String)
        whole = pl.concat_str([year, cell.str.slice(3, 2), cell.str.slice(0, 2)], separator="-")
        return whole.str.to_date("%Y-%m-%d", strict=False).alias(name)
    if rule["code"] in ("CELL-INDICATOR", "CELL-BENEFIT"):
        return cell.str.split(";")
    if len(rule.get("values", ())) == 2:
        return cell.replace_strict({rule["values"][0]: True, rule["values"][1]: False}, default=None)
    return cell


def with_pandera(path: Path) -> Found:
    import pandera.polars as pa

    def check(at: int, code: str, one: Any) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(~one), name=f"{code} {at}")

    checks = [check(at, code, one) for at, (code, one) in enumerate(_expressions(path))]
    found = Found()
    try:
        pa.DataFrameSchema(checks=checks).validate(_frame(path), lazy=True)
    except pa.errors.SchemaErrors as errors:
        for one in errors.failure_cases.iter_rows(named=True):
            note(found, one["index"] + 2, [str(one["check"]).partition(" ")[0]])
    return found


def with_frictionless(path: Path) -> Found:
    import frictionless

    known = rules(path)

    class Cells(frictionless.Check):  # type: ignore[misc]
        Errors = [frictionless.errors.RowConstraintError]  # noqa: RUF012 (its own way)

        def validate_row(self, row: Any) -> Any:
            for code in codes_of(known, row):
                yield frictionless.errors.RowConstraintError.from_row(row, note=code)

    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines))
    schema = frictionless.Schema(fields=[frictionless.fields.StringField(name=name) for name in names])
    resource_ = frictionless.Resource(path=path.name, schema=schema, basepath=str(path.parent))
    report = frictionless.validate(resource_, checks=[Cells()], limit_errors=10**9)
    found = Found()
    for error in (error for task in report.tasks for error in task.errors):
        note(found, error.row_number, [error.note] if error.note.startswith("CELL-") else [])
    return found


PEERS: dict[str, Callable[[Path], Found]] = {
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
    print(json.dumps({"cpu": cpu, "mb": used.ru_maxrss / 1024, "errors": found}))


if __name__ == "__main__":
    main()
