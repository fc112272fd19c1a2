"""An import's file, opened for whichever stage comes: its bytes, its header, its shelf."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from shared.domain.areas import Areas
from shared.intake import Fault, FileRejected
from shared.intake.containers import plain_csv
from shared.intake.opening import Opened, open_plain
from shared.intake.rows import RowReader
from shared.storage.files import Blocks, Read, SourceFile
from shared.storage.imports import Import
from shared.storage.officers import is_administrator
from shared.storage.shelves import Shelf

PLAIN = "plain.csv"  # of a packed file, on the shelf
SURVEYS, RECEIPTS, OFFICERS = "tpmap_v1", "receipts_v1", "officers_v1"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Work:
    job: Import
    source: SourceFile = field(repr=False)
    read: Read = field(repr=False)  # of the plain CSV
    size: int
    opened: Opened = field(repr=False)
    shelf: Shelf = field(repr=False)

    def reader(self) -> RowReader:
        return RowReader(self.opened.header, Areas.load(), date.fromisoformat(self.job.as_of))

    @property
    def packed(self) -> bool:
        return self.read is not self.source.read

    def put_json(self, name: str, value: Any) -> None:
        self.shelf.put(name, [json.dumps(value, separators=(",", ":")).encode()])

    def get_json(self, name: str) -> Any:
        return json.loads(whole(self.shelf.reader(name)))


def whole(read: Read) -> bytes:
    """All of a thing on a shelf."""
    found = b""
    while block := read(len(found), _BLOCK):
        found += block
    return found


def open_work(job: Import, source: SourceFile, shelf: Shelf, open_files: ExitStack) -> Work:
    """Open a file for the first time, whatever it is packed in. Raises FileRejected."""
    stream = source.stream()
    plain = plain_csv(stream)
    if plain is stream:
        return _work(job, source, source.read, source.size, shelf)
    open_files.enter_context(plain)
    return _work(job, source, _reads(plain), plain.seek(0, 2), shelf)


def open_again(job: Import, source: SourceFile, shelf: Shelf, *, plain_size: int | None) -> Work:
    """Open a file that has a plan. ``plain_size``: of the CSV on the shelf, if it was packed."""
    if plain_size is None:
        return _work(job, source, source.read, source.size, shelf)
    return _work(job, source, Blocks(shelf.reader(PLAIN), plain_size), plain_size, shelf)


def _work(job: Import, source: SourceFile, read: Read, size: int, shelf: Shelf) -> Work:
    opened = open_plain(read, size)
    if not _may_enter(job, source, opened.layout):
        fault = Fault("FILE-DOOR", None, {"layout": opened.layout})
        raise FileRejected(fault, header=opened.header.columns, row=opened.header.number)
    return Work(job, source, read, size, opened, shelf)


def _may_enter(job: Import, source: SourceFile, layout: str) -> bool:
    """A file must not grant roles: officers come from an administrator's own upload and through no other door."""
    if job.source.door == "partners":
        return layout in (SURVEYS, RECEIPTS)
    return layout == OFFICERS and is_administrator(source.metadata.get("by", ""))


def _reads(plain: IO[bytes]) -> Read:
    def read(at: int, length: int) -> bytes:
        plain.seek(at)
        return plain.read(length)

    return read
