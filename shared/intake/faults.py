"""Faults as values a data officer can act on: a stable code, Thai and English text, where, what to do.

The texts live in ``codes.yaml``; the published list is generated from the same file (``published.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shared.intake.yamlfile import read_yaml

_CODES = Path(__file__).with_name("codes.yaml")


class Level(StrEnum):
    FILE = "file"  # the file is rejected
    HEAD = "head"  # the file is rejected
    ROW = "row"  # the row is quarantined, its household held
    CELL = "cell"  # the same
    HOUSE = "house"  # the household is held
    NOTICE = "notice"  # nothing is held


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    level: Level
    th: str
    en: str
    do_th: str
    do_en: str
    example: str


@cache
def codes() -> Mapping[str, Code]:
    """All published codes by name, in the order of the file."""
    parsed = read_yaml(_CODES)
    return MappingProxyType(
        {
            name: Code(
                name, Level(item["level"]), item["th"], item["en"], *_do(item["do"]), str(item["example"])
            )
            for name, item in parsed.items()
        }
    )


def _do(item: Mapping[str, str]) -> tuple[str, str]:
    return item["th"], item["en"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault or notice. ``params`` never hold personal data; ``suggestion`` may, so it goes to the partner's
    own ``errors.csv`` and nowhere else. ``column`` is the English name, None for a whole row or household."""

    code: str
    column: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str | None = field(default=None, repr=False)

    @property
    def level(self) -> Level:
        return codes()[self.code].level

    @property
    def is_notice(self) -> bool:
        return self.level is Level.NOTICE

    def text_th(self) -> str:
        return codes()[self.code].th.format_map(_Blanks(self.params))

    def text_en(self) -> str:
        text = codes()[self.code].en.format_map(_Blanks(self.params))
        return text[:1].upper() + text[1:]

    def what_to_do(self, language: str = "th") -> str:
        found = codes()[self.code]
        return found.do_th if language == "th" else found.do_en


class _Blanks(dict[str, Any]):
    """A text with a mark that nobody filled is still a text."""

    def __missing__(self, key: str) -> str:
        return "…"


class FileRejected(Exception):
    """The whole file is refused with one clear reason; nothing of it is written."""

    def __init__(self, fault: Fault, *, header: tuple[str, ...] = (), row: int | None = None) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.header = header
        self.row = row
