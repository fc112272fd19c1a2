"""Rows of a share of a file, and how shares meet: the pure half of map and reduce.

``map_share`` depends only on the bytes of its share and the plan; ``joined`` gives each row its household, whatever
share it stands in; all rows of a household go to the reducer that ``partition`` names.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shared.domain.areas import Areas
from shared.intake.header import Header
from shared.intake.households import (
    Gathering,
    HouseholdCheck,
    HouseholdResult,
    Key,
    Keys,
    partition,
    unread_key,
)
from shared.intake.ranges import Form, Read, Share, Window
from shared.intake.records import Record, Records
from shared.intake.rows import Row, RowReader
from shared.intake.source import Encodings, text_lines

__all__ = ["Part", "joined", "map_share", "partition", "reduce_rows"]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one share. ``keys``: the household of each row; None where it stands in an earlier share.
    ``above``: the household that goes on into the next share."""

    rows: tuple[Row, ...]
    keys: tuple[Key | None, ...]
    above: Key | None
    unread: int  # where the text of the house code stands in a row's cells
    encodings: Encodings


def map_share(
    read: Read, share: Share, form: Form, header: Header, areas: Areas, today: date, *, first: bool
) -> Part:
    reader = RowReader(header, areas, today)
    encodings = Encodings(form.hint)
    stream = io.BufferedReader(Window(read, share.start, share.end))
    records = Records(text_lines(stream, encodings), form.delimiter, number=share.row - 1, width=form.width)
    rows = tuple(rows_of(records, reader))
    keys = Keys(reader, first=first)
    named = tuple(keys.of(row) for row in rows)
    return Part(rows, named, keys.above, keys.unread, encodings)


def rows_of(records: Iterable[Record], reader: RowReader) -> Iterator[Row]:
    """Typed rows; records with nothing in them are rows of the sheet and no more."""
    for number, cells, fault in records:
        if fault is not None or (any(cells) and any(cell.strip() for cell in cells)):
            yield reader.read(number, cells, fault)


def joined(parts: Iterable[Part]) -> Iterator[tuple[Key, Row]]:
    """Every row with its household, in the order of the file."""
    above: Key | None = None
    for part in parts:
        for row, key in zip(part.rows, part.keys, strict=True):
            if key is None:
                # No share before had a row: this is the first household of the file.
                above = above or unread_key(row, part.unread)
            yield key or above or unread_key(row, part.unread), row
        above = part.above if part.above is not None else above


def reduce_rows(reader: RowReader, rows: Iterable[tuple[Key, Row]]) -> list[HouseholdResult]:
    """The households of some rows, each whole, in the order of their first rows."""
    gathering, check = Gathering(), HouseholdCheck(reader)
    for key, row in rows:
        gathering.add(key, row)
    return [check.result(group) for group in gathering.groups()]
