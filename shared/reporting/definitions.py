"""The definitions that a report prints: a data file, so that officers can review them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shared.reporting.model import Definition
from shared.reporting.wording import Text

_FILE = Path(__file__).with_name("data") / "definitions.yaml"
_PARTS = {
    "numerator": Text("ตัวตั้ง", "Numerator"),
    "denominator": Text("ตัวหาร", "Denominator"),
    "excludes": Text("ไม่นับ", "Not counted"),
}


@cache
def _rows() -> tuple[tuple[frozenset[str], Definition], ...]:
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple((frozenset(row.get("tables", ())), _definition(row)) for row in rows)


def definitions(tables: Collection[str] | None = None) -> tuple[Definition, ...]:
    """Those of some tables and those of every report, in the file's order; None: all."""
    return tuple(found for of, found in _rows() if tables is None or not of or not of.isdisjoint(tables))


def _definition(row: Mapping[str, Any]) -> Definition:
    """The formula with what counts above, below and not at all, as one text."""
    parts = {name: Text(**row[name]) for name in _PARTS if name in row}
    said = [Text(**row["formula"])]
    said += [
        Text(f"{_PARTS[name].th}: {text.th}", f"{_PARTS[name].en}: {text.en}") for name, text in parts.items()
    ]
    return Definition(
        id=row["id"],
        name=Text(row["th"], row["en"]),
        formula=Text(" · ".join(one.th for one in said), " · ".join(one.en for one in said)),
        source=Text(**row["source"]),
        **parts,
    )
