"""The way a team writes an import first: a pydantic model a row, an item a row through boto3's batch_writer."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from infra.bench.imports_path import no_network
from infra.sample.files import HEADERS
from shared.domain.areas import Areas
from shared.intake.cells import Cell
from shared.intake.header import column_of
from shared.intake.layout import layout
from shared.intake.reading import read_cell

_LAYOUT = layout("tpmap_v1")
_AREAS = Areas.load()
COLUMNS = [name for header in HEADERS if (name := column_of(_LAYOUT, header))]


def _checked(name: str) -> Any:
    column = _LAYOUT.columns[name]

    def check(value: str) -> Any:
        found: Cell = read_cell(column, value, _AREAS)
        if found.fault is not None:
            raise ValueError(found.fault.code)
        return found.value

    return field_validator(name, mode="before")(check)


_FIELDS = dict.fromkeys(COLUMNS, (Any, None))
Person = type(
    "Person",
    (BaseModel,),
    {
        "__annotations__": dict.fromkeys(COLUMNS, Any),
        "model_config": ConfigDict(extra="ignore"),
        **{f"check_{name}": _checked(name) for name in COLUMNS},
    },
)


def run(path: Path) -> int:
    """Rows read; those with a fault are left out of the table."""
    rows = 0
    with no_network(), _table() as table, path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        with table.batch_writer() as writer:
            for number, cells in enumerate(reader):
                rows += 1
                try:
                    person = Person(**dict(zip(COLUMNS, cells, strict=True)))
                except ValidationError:
                    continue
                item = {
                    name: _plain(value) for name, value in person.model_dump().items() if value is not None
                }
                writer.put_item(Item={"PK": f"ROW#{number}", "SK": "PERSON", **item})
    return rows


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) else str(value)


@contextmanager
def _table() -> Iterator[Any]:
    """A resource of its own, answered where the request would leave the machine."""
    from infra.bench.imports_path import answer_here

    resource = boto3.resource("dynamodb")
    with answer_here(resource.meta.client):
        yield resource.Table("core")
