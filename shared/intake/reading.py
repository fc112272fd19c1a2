"""The one slow path: a raw cell becomes a typed value, or the fault that says what is wrong. Every rule is here once.

The fast path (``rows.py``) only remembers what this has answered, or recognises what it would answer.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.areas import Areas
from shared.intake import cell_codes, cell_dates, cell_values
from shared.intake.cells import BLANK, NONE_MARKS, Cell, bad
from shared.intake.layout import Column
from shared.intake.text import has_control, plain, tidy

_UNKNOWN = frozenset(("ไม่ทราบ", "ไม่ระบุ", "ไม่มีข้อมูล", "na", "n/a", "null", "unknown"))
READERS: dict[str, Callable[[Column, str, Areas], Cell]] = {
    **cell_values.READERS,
    **cell_codes.READERS,
    **cell_dates.READERS,
}


def read_cell(column: Column, raw: str, areas: Areas) -> Cell:
    """One cell by the rules of its column. Never raises on any text."""
    if has_control(raw):
        return bad(column, "CELL-CONTROL")
    text = tidy(raw) if column.kind == "text" else plain(raw)
    if text in NONE_MARKS and column.kind in ("benefits", "indicators"):
        return Cell(())
    if not text or text in NONE_MARKS or (column.kind != "text" and text.casefold() in _UNKNOWN):
        return bad(column, "CELL-REQUIRED") if column.required else BLANK
    return READERS[column.kind](column, text, areas)
