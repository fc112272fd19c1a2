"""The fact table of a month: what was known of each household at the cut-off day, as plain CSV in parts of whole subdistricts.

Opaque ids, no names. A part reads back to the very records that it was written from, so that every report of the
month, and any recompilation years later, counts the same facts. A ``datapackage.json`` describes each part, and being
written last says that it is whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import Field, fields, replace
from datetime import date
from functools import cache
from typing import Any, Union

from shared.domain import records
from shared.domain.indicators import DIMENSIONS
from shared.domain.records import HouseholdRecord
from shared.reporting.tally import UNNAMED

PACKAGE = "datapackage.json"
HOUSEHOLDS = "households"
# The rows of a household, each with a table of its own; ``rights`` are its determinations.
ROWS: Mapping[str, tuple[str, type[Any]]] = {
    "members": ("members", records.MemberRow),
    "rights": ("determinations", records.DeterminationRow),
    "gaps": ("gaps", records.GapRow),
    "tasks": ("tasks", records.TaskRow),
    "visits": ("visits", records.VisitRow),
    "moves": ("moves", records.MoveRow),
    "rounds": ("rounds", records.RoundRow),
    "measures": ("measures", records.MeasureRow),
    "spendings": ("spendings", records.SpendingRow),
}
_MAPS = ("deprived", "deprived_first")
_NESTED = {attribute for attribute, _ in ROWS.values()}


class Damaged(ValueError):
    """A part's files do not fit its package."""


def unnamed(record: HouseholdRecord, secret: Set[str]) -> HouseholdRecord:
    """The record with benefits whose very name tells of an illness or a wound numbered, in an order of its own."""
    told: list[Any] = [*record.determinations, *record.gaps, *record.tasks]
    hidden = secret & {row.benefit for row in told}
    if not hidden:
        return record
    order = sorted(hidden, key=lambda one: hashlib.sha256(f"{record.household_id}|{one}".encode()).digest())
    names = {benefit: f"{UNNAMED}-{place}" for place, benefit in enumerate(order, 1)}

    def renamed(rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(row, benefit=names[row.benefit]) if row.benefit in names else row for row in rows
        )

    return replace(
        record,
        determinations=renamed(record.determinations),
        gaps=renamed(record.gaps),
        tasks=renamed(record.tasks),
    )


def write(found: Iterable[HouseholdRecord]) -> dict[str, bytes]:
    """The CSV files of a part by name; tables without a row are left out."""
    out: dict[str, io.StringIO] = {}

    def line(table: str, values: Iterable[str]) -> None:
        if table not in out:
            out[table] = io.StringIO(newline="")
            csv.writer(out[table], lineterminator="\n").writerow(columns(table))
        csv.writer(out[table], lineterminator="\n").writerow(values)

    for record in found:
        line(HOUSEHOLDS, _household_cells(record))
        for table, (attribute, cls) in ROWS.items():
            for row in getattr(record, attribute):
                cells = (to_text(getattr(row, spec.name)) for spec, to_text, _ in _codec(cls))
                line(table, (record.household_id, *cells))
    return {f"{table}.csv": text.getvalue().encode() for table, text in sorted(out.items())}


def read(files: Mapping[str, bytes]) -> Iterator[HouseholdRecord]:
    """The records of a part, in the order in which they were written."""
    rows: dict[str, dict[str, list[Any]]] = {}
    for table, (_, cls) in ROWS.items():
        codec = _codec(cls)
        kept = rows[table] = {}
        for household_id, *cells in _lines(files, table):
            values: dict[str, Any] = {
                spec.name: from_text(cell) for (spec, _, from_text), cell in zip(codec, cells, strict=True)
            }
            kept.setdefault(household_id, []).append(cls(**values))
    names = columns(HOUSEHOLDS)
    for cells in _lines(files, HOUSEHOLDS):
        values = _household_values(dict(zip(names, cells, strict=True)))
        nested: dict[str, Any] = {
            attribute: tuple(rows[table].pop(values["household_id"], ()))
            for table, (attribute, _) in ROWS.items()
        }
        yield HouseholdRecord(**values, **nested)


def _lines(files: Mapping[str, bytes], table: str) -> Iterator[list[str]]:
    body = files.get(f"{table}.csv")
    if body is None:
        return
    lines = csv.reader(io.StringIO(body.decode(), newline=""))
    if next(lines) != columns(table):
        raise Damaged(f"{table}.csv has other columns")
    yield from lines


@cache
def columns(table: str) -> list[str]:
    """The column names of a table, in order."""
    return [name for name, _ in _schema(table)]


@cache
def _schema(table: str) -> list[tuple[str, str]]:
    """Name and Table Schema type of each column."""
    cls: type[Any] = HouseholdRecord if table == HOUSEHOLDS else ROWS[table][1]
    flat = [(spec.name, _kind(cls, spec)) for spec, _, _ in _codec(cls)]
    if table != HOUSEHOLDS:
        return [("household_id", "string"), *flat]
    return [*flat, *((f"{name}_{dimension}", "boolean") for name in _MAPS for dimension in DIMENSIONS)]


def stored(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files under the names that they are kept by: with their digest, so that no other reading takes their place."""
    return {_path(name, body): body for name, body in files.items()}


def _path(name: str, body: bytes) -> str:
    return f"{name.removesuffix('.csv')}.{hashlib.sha256(body).hexdigest()[:12]}.csv"


def package(files: Mapping[str, bytes], month: str, part: str, facts: Mapping[str, Any]) -> bytes:
    """``datapackage.json`` of a part. ``facts``: what it rests on: rule book, day of the reading, households."""
    resources = [
        {
            "name": name.removesuffix(".csv"),
            "path": _path(name, body),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(body),
            "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "schema": {
                "fields": [
                    {"name": column, "type": kind} for column, kind in _schema(name.removesuffix(".csv"))
                ],
                "missingValues": [""],
            },
        }
        for name, body in sorted(files.items())
    ]
    body = {
        "profile": "tabular-data-package",
        "name": f"sitthi-facts-{month}-{part}",
        "resources": resources,
        "sitthi": dict(facts),
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def check(body: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Raises Damaged when the files are not those that the package describes."""
    for one in body["resources"]:
        found = files.get(f"{one['name']}.csv")
        if found is None or f"sha256:{hashlib.sha256(found).hexdigest()}" != one["hash"]:
            raise Damaged(f"{one['path']} is not what its package describes")


# ---------------------------------------------------------------- values as text

Codec = list[tuple[Field[Any], Callable[[Any], str], Callable[[str], Any]]]
_CODECS: dict[type[Any], Codec] = {}


def _codec(cls: type[Any]) -> Codec:
    """How each plain field of a row is written and read."""
    if cls not in _CODECS:
        hints = typing.get_type_hints(cls)
        plain = [spec for spec in fields(cls) if spec.name not in _NESTED and spec.name not in _MAPS]
        _CODECS[cls] = [(spec, _write, _reader(hints[spec.name])) for spec in plain]
    return _CODECS[cls]


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(":".join(map(_write, part)) if isinstance(part, tuple) else part for part in value)
    return str(value)


def _optional(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in (Union, types.UnionType):
        return next(part for part in typing.get_args(hint) if part is not type(None)), True
    return hint, False


def _reader(hint: Any) -> Callable[[str], Any]:
    inner, optional = _optional(hint)
    if inner is bool:
        return (lambda text: text == "true" if text else None) if optional else (lambda text: text == "true")
    if inner is int:
        return lambda text: int(text) if text else None
    if inner is date:
        return lambda text: date.fromisoformat(text) if text else None
    if typing.get_origin(inner) is tuple:
        return _dated if typing.get_args(inner)[0] is not str else _words
    return (lambda text: text or None) if optional else str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _dated(text: str) -> tuple[tuple[str, date], ...]:
    pairs = (part.rpartition(":") for part in text.split(";")) if text else ()
    return tuple((owner, date.fromisoformat(day)) for owner, _, day in pairs)


def _kind(cls: type[Any], spec: Field[Any]) -> str:
    inner, _ = _optional(typing.get_type_hints(cls)[spec.name])
    return {bool: "boolean", int: "integer", date: "date"}.get(inner, "string")


def _household_cells(record: HouseholdRecord) -> list[str]:
    cells = [to_text(getattr(record, spec.name)) for spec, to_text, _ in _codec(HouseholdRecord)]
    for name in _MAPS:
        cells += [_write(getattr(record, name).get(dimension)) for dimension in DIMENSIONS]
    return cells


def _household_values(cells: Mapping[str, str]) -> dict[str, Any]:
    values = {spec.name: from_text(cells[spec.name]) for spec, _, from_text in _codec(HouseholdRecord)}
    for name in _MAPS:
        answers = {dimension: cells[f"{name}_{dimension}"] for dimension in DIMENSIONS}
        values[name] = {dimension: text == "true" for dimension, text in answers.items() if text}
    return values
