"""Layouts: which columns a partner's file has, what they are called and what may stand in them. All of it is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from shared.intake.text import loose
from shared.intake.yamlfile import read_yaml

_FOLDER = Path(__file__).with_name("layouts")
NAMES = ("tpmap_v1", "receipts_v1", "officers_v1")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """``kind`` names the reader of its cells (``cells.py``); ``of`` is household, person or row."""

    name: str
    th: str
    of: str
    kind: str
    required: bool = False
    identity: bool = False  # kept apart from facts: names, addresses, numbers of persons
    open: bool = False  # a value outside the list is kept as text
    low: int = 0
    high: int = 0
    limit: int = 0
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)  # loose spelling -> stored value
    choices: tuple[str, ...] = ()  # what a person is told to choose from

    @property
    def en(self) -> str:
        """ "birth date": the name as a sentence has it."""
        return self.name.replace("_", " ")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    name: str
    th: str
    en: str
    columns: Mapping[str, Column]

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.required)

    @property
    def of_households(self) -> bool:
        return any(column.of == "household" for column in self.columns.values())


def _read(name: str) -> Any:
    return read_yaml(_FOLDER / f"{name}.yaml")


@cache
def benefit_names() -> Mapping[str, str]:
    """Loose spelling of an id or a Thai name -> benefit id."""
    found: dict[str, str] = {}
    for benefit, names in _read("benefits").items():
        for spelling in (benefit, *names):
            found[loose(str(spelling))] = benefit
    return found


@cache
def _values() -> Mapping[str, Mapping[Any, list[Any]]]:
    found: Mapping[str, Mapping[Any, list[Any]]] = _read("values")
    return found


def _spellings(name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    listed = _values()[name]
    spellings: dict[str, Any] = {}
    for value, others in listed.items():
        for spelling in (*others, *(() if isinstance(value, bool) else (value,))):
            spellings[loose(str(spelling))] = value
    return spellings, tuple(str(value) for value in listed)


def _column(name: str, item: dict[str, Any]) -> Column:
    given = dict(item)
    listed = given.pop("values", "yes_no" if given["kind"] == "yes_no" else None)
    values, choices = _spellings(listed) if listed else ({}, ())
    if given["kind"] == "yes_no":
        choices = ("มี", "ไม่มี") if "บัตร" in given["th"] else ("ใช่", "ไม่ใช่")
    return Column(
        name=name,
        synonyms=tuple(str(synonym) for synonym in given.pop("synonyms", ())),
        values=values,
        choices=choices,
        **given,
    )


@cache
def layout(name: str) -> Layout:
    """Raises FileNotFoundError for a layout that does not exist."""
    parsed = _read(name)
    return Layout(
        name=parsed["id"],
        th=parsed["title"]["th"],
        en=parsed["title"]["en"],
        columns={key: _column(key, item) for key, item in parsed["columns"].items()},
    )


@cache
def layouts() -> tuple[Layout, ...]:
    return tuple(layout(name) for name in NAMES)
