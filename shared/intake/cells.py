"""What reading one cell gives: a typed value, or the fault that says what is wrong."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from shared.intake.faults import Fault
from shared.intake.layout import Column

NONE_MARKS = frozenset("-–—−")  # "-" on the form: not applicable, or none
EXPONENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")


class Cell(NamedTuple):
    """``value`` is None when the cell is blank (unknown) or faulty. A notice holds nothing."""

    value: Any = None
    fault: Fault | None = None
    notice: Fault | None = None


BLANK = Cell()


def fault_of(column: Column, code: str, suggestion: str | None = None, **params: Any) -> Fault:
    return Fault(code, column.name, {"column": column.th, "column_en": column.en, **params}, suggestion)


def bad(column: Column, code: str, suggestion: str | None = None, **params: Any) -> Cell:
    return Cell(None, fault_of(column, code, suggestion, **params))


def is_exponent(text: str) -> bool:
    """Scientific notation, as Excel writes long numbers into a CSV."""
    return EXPONENT.fullmatch(text.replace(" ", "")) is not None
