"""The definitions that every report prints: a data file, so that officers can review them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from shared.reporting.model import Definition
from shared.reporting.wording import Text

_FILE = Path(__file__).with_name("data") / "definitions.yaml"


@cache
def definitions() -> tuple[Definition, ...]:
    return tuple(
        Definition(
            id=row["id"],
            name=Text(row["th"], row["en"]),
            formula=Text(row["formula_th"], row["formula_en"]),
            source=Text(row["source_th"], row["source_en"]),
        )
        for row in yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    )
