"""What an import changed, household by household, as a file for the partner."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from shared.intake.layout import layout
from shared.intake.text import guard

KINDS = {
    "new": "ใหม่",
    "changed": "เปลี่ยนแปลง",
    "unchanged": "เหมือนเดิม",
    "older": "เก่ากว่าที่มีอยู่",
    "missing": "ไม่อยู่ในไฟล์",
}
COLUMNS = ("สถานะ", "แถว", "ครัวเรือน", "ช่องที่เปลี่ยน")


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: new, changed, unchanged, older or missing. ``household``: its opaque id. ``fields``: column names."""

    kind: str
    rows: tuple[int, ...]
    household: str
    fields: tuple[str, ...] = ()


def diff_csv(changes: Iterable[Change]) -> bytes:
    columns = layout("tpmap_v1").columns
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in changes:
        fields = "; ".join(columns[name].th if name in columns else name for name in change.fields)
        rows = ", ".join(map(str, change.rows))
        writer.writerow([guard(cell) for cell in (KINDS[change.kind], rows, change.household, fields)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
