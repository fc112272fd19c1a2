"""Cells that hold texts, choices, numbers and lists."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from functools import lru_cache

from shared.domain.areas import Areas
from shared.intake.cells import EXPONENT, NONE_MARKS, Cell, bad, fault_of
from shared.intake.layout import Column, benefit_names
from shared.intake.text import loose

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
_WHOLE = re.compile(r"[0-9]+(?:\.0{1,2})?")
_ITEMS = re.compile(r"[;,\n\r|]+")
_NUMBERS = re.compile(r"[;,/|\s]+")
_LONGEST_NEAR = 80  # characters; longer texts resemble nothing and would be dear to compare
MOST_BAHT = 999_999_999


def _text(column: Column, text: str, areas: Areas) -> Cell:
    if len(text) > column.limit:
        return bad(column, "CELL-LENGTH", length=len(text), limit=column.limit)
    return Cell(text)


def _choice(column: Column, text: str, areas: Areas) -> Cell:
    spelling = loose(text)
    if spelling in column.values:
        return Cell(column.values[spelling])
    if column.open:
        return _text(column, text, areas)
    near = _nearest(spelling, column)
    suggestion = None
    if near is not None:
        value = column.values[near]
        suggestion = column.choices[0 if value else 1] if isinstance(value, bool) else str(value)
    return bad(column, "CELL-VALUE", suggestion, values=", ".join(column.choices))


@lru_cache(maxsize=4096)  # one typing error is usually made many times
def _nearest(spelling: str, column: Column) -> str | None:
    """The listed spelling that was probably meant: the only one that begins so, else the most alike."""
    begun = [listed for listed in column.values if listed.startswith(spelling)]
    if begun and len({column.values[listed] for listed in begun}) == 1:
        return begun[0]
    if len(spelling) > _LONGEST_NEAR:
        return None
    near = difflib.get_close_matches(spelling, list(column.values), n=1, cutoff=0.7)
    return near[0] if near else None


def _number(column: Column, text: str) -> str | Cell:
    """Digits with at most two decimals, or the fault."""
    compact = text.replace(" ", "").removesuffix("บาท").removeprefix("฿")
    if EXPONENT.fullmatch(compact):
        return bad(column, "CELL-EXPONENT")
    if compact[:1] in NONE_MARKS and _number_form(compact[1:]):
        return bad(column, "CELL-NEGATIVE")
    form = _number_form(compact)
    if form is None:
        nothing = compact in ("ไม่มี", "ไม่มีรายได้")
        return bad(column, "CELL-NUMBER", "0" if nothing else None)
    return form


def _number_form(text: str) -> str | None:
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return text if _PLAIN_NUMBER.fullmatch(text) else None


def _baht(column: Column, text: str, areas: Areas) -> Cell:
    form = _number(column, text)
    if isinstance(form, Cell):
        return form
    whole, _, satang = form.partition(".")
    if len(whole) > 12 or int(whole) > MOST_BAHT:
        return bad(column, "CELL-RANGE", low=0, high=MOST_BAHT)
    cents = int(satang.ljust(2, "0") or 0)
    if not cents:
        return Cell(int(whole))
    return Cell(int(whole) + (cents >= 50), notice=fault_of(column, "CELL-ROUNDED"))


def _whole(column: Column, text: str, areas: Areas) -> Cell:
    form = _number(column, text)
    if isinstance(form, Cell):
        return form
    if not _WHOLE.fullmatch(form):
        return bad(column, "CELL-NUMBER")
    digits = form.partition(".")[0]
    if len(digits) > 9 or not column.low <= int(digits) <= column.high:
        return bad(column, "CELL-RANGE", low=column.low, high=column.high)
    return Cell(int(digits))


@lru_cache(maxsize=4096)
def nearest_benefit(text: str) -> str | None:
    spelling = loose(text)
    if len(spelling) > _LONGEST_NEAR:
        return None
    near = difflib.get_close_matches(spelling, list(benefit_names()), n=1, cutoff=0.7)
    return benefit_names()[near[0]] if near else None


def _benefits(column: Column, text: str, areas: Areas) -> Cell:
    items = [item.strip() for item in _ITEMS.split(text) if item.strip()]
    found = [benefit_names().get(loose(item)) for item in items]
    if None not in found:
        return Cell(tuple(sorted({benefit for benefit in found if benefit})))
    whole = [known or nearest_benefit(item) for known, item in zip(found, items, strict=True)]
    suggestion = ";".join(part for part in whole if part) if None not in whole else None
    positions = ", ".join(str(place) for place, known in enumerate(found, 1) if known is None)
    return bad(column, "CELL-ITEM", suggestion, position=positions)


def _benefit(column: Column, text: str, areas: Areas) -> Cell:
    known = benefit_names().get(loose(text))
    if known is None:
        return bad(column, "CELL-ITEM", nearest_benefit(text), position=1)
    return Cell(known)


def _indicators(column: Column, text: str, areas: Areas) -> Cell:
    """Numbers only; which round they belong to is a rule of the row."""
    if EXPONENT.fullmatch(text):
        return bad(column, "CELL-EXPONENT")
    items = [item for item in _NUMBERS.split(text) if item]
    if not items or not all(item.isascii() and item.isdigit() and len(item) <= 3 for item in items):
        return bad(column, "CELL-NUMBER")
    return Cell(tuple(sorted({int(item) for item in items})))


READERS: dict[str, Callable[[Column, str, Areas], Cell]] = {
    "text": _text,
    "choice": _choice,
    "yes_no": _choice,
    "baht": _baht,
    "whole": _whole,
    "benefits": _benefits,
    "benefit": _benefit,
    "indicators": _indicators,
}
