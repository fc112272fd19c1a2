"""Cells that hold codes: citizen IDs, house and area codes, phones, addresses of mail."""

from __future__ import annotations

import re
from collections.abc import Callable

from shared.domain.areas import Areas
from shared.domain.citizens import check_digit
from shared.intake.cells import Cell, bad, is_exponent
from shared.intake.layout import Column

_MARKS = re.compile(r"[\s\-–—.]+")
_FLOAT_TAIL = re.compile(r"(?<=[0-9])\.0+$")  # a number that went through a spreadsheet or pandas
_PHONE_MARKS = re.compile(r"[\s\-–—.()]+")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _citizen_id(column: Column, text: str, areas: Areas) -> Cell:
    if is_exponent(text):
        return bad(column, "CELL-EXPONENT")
    compact = _MARKS.sub("", _FLOAT_TAIL.sub("", text))
    if compact[:1] in ("G", "g") and _digits(compact[1:]):
        return bad(column, "CELL-ID-GCODE")
    if not _digits(compact):
        return bad(column, "CELL-ID-FORM")
    if len(compact) != 13:
        lost = "0" + compact
        whole = len(lost) == 13 and lost[12] == check_digit(lost[:12])
        return bad(column, "CELL-ID-LENGTH", lost if whole else None, length=len(compact))
    if len(set(compact)) == 1:
        return bad(column, "CELL-ID-DUMMY")
    if compact[12] != check_digit(compact[:12]):
        return bad(column, "CELL-ID-CHECK")
    return Cell(compact)


def _house_code(column: Column, text: str, areas: Areas) -> Cell:
    if is_exponent(text):
        return bad(column, "CELL-EXPONENT")
    compact = _MARKS.sub("", _FLOAT_TAIL.sub("", text)).upper()
    permanent = len(compact) == 11 and _digits(compact)
    temporary = len(compact) == 11 and compact[0] == "X" and _digits(compact[1:])
    if not (permanent or temporary) or len(set(compact)) == 1:
        return bad(column, "CELL-HOUSE-CODE")
    return Cell(compact)


def _area(column: Column, text: str, areas: Areas) -> Cell:
    if is_exponent(text):
        return bad(column, "CELL-EXPONENT")
    compact = _MARKS.sub("", _FLOAT_TAIL.sub("", text))
    if not _digits(compact) or len(compact) != 6:
        upper = compact[:6] if _digits(compact) and len(compact) == 8 else ""
        return bad(column, "CELL-AREA-FORM", upper if upper and areas.tambon(upper) else None)
    if areas.tambon(compact) is None:
        successor = areas.successor(compact)
        return bad(column, "CELL-AREA-ABOLISHED" if successor else "CELL-AREA-UNKNOWN", successor)
    return Cell(compact)


def _phone(column: Column, text: str, areas: Areas) -> Cell:
    if is_exponent(text):
        return bad(column, "CELL-EXPONENT")
    compact = _PHONE_MARKS.sub("", _FLOAT_TAIL.sub("", text))
    if compact.startswith("+66"):
        compact = "0" + compact[3:].removeprefix("0")
    elif compact.startswith("66") and len(compact) in (10, 11):
        compact = "0" + compact[2:]
    if _digits(compact) and compact[0] == "0" and len(compact) in (9, 10):
        return Cell(compact)
    lost = "0" + compact if _digits(compact) and len(compact) in (8, 9) and compact[0] != "0" else None
    return bad(column, "CELL-PHONE", lost)


def _email(column: Column, text: str, areas: Areas) -> Cell:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        return bad(column, "CELL-EMAIL")
    return Cell(text.lower())


def _areas(column: Column, text: str, areas: Areas) -> Cell:
    items = [item for item in re.split(r"[;,/|\s]+", _FLOAT_TAIL.sub("", text)) if item]
    if not items or not all(_digits(item) and areas.known(item) for item in items):
        return bad(column, "CELL-AREAS")
    return Cell(tuple(sorted(set(items))))


READERS: dict[str, Callable[[Column, str, Areas], Cell]] = {
    "citizen_id": _citizen_id,
    "house_code": _house_code,
    "area": _area,
    "phone": _phone,
    "email": _email,
    "areas": _areas,
}
