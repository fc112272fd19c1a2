"""What an import changed, household by household, as a file for the partner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.intake.layout import layout
from shared.intake.report import csv_line

KINDS = {
    "new": "ใหม่",
    "changed": "เปลี่ยนแปลง",
    "unchanged": "เหมือนเดิม",
    "older": "เก่ากว่าที่มีอยู่",
    "missing": "ไม่อยู่ในไฟล์",
}
COLUMNS = ("สถานะ", "แถว", "ครัวเรือน", "ช่องที่เปลี่ยน")


class Change(NamedTuple):
    """``kind``: new, changed, unchanged, older or missing. ``household``: its opaque id. ``fields``: column names."""

    kind: str
    rows: tuple[int, ...]
    household: str
    fields: tuple[str, ...] = ()


def diff_head() -> bytes:
    return b"\xef\xbb\xbf" + csv_line(COLUMNS)


def diff_line(change: Change) -> bytes:
    columns = layout("tpmap_v1").columns
    fields = "; ".join([columns[name].th if name in columns else name for name in change.fields])
    rows = ", ".join(map(str, change.rows))
    if len(change.rows) > 1:
        rows = f'"{rows}"'
    return f"{KINDS[change.kind]},{rows},{change.household},{fields}\r\n".encode()


def diff_csv(changes: Iterable[Change]) -> bytes:
    return diff_head() + b"".join(map(diff_line, changes))
