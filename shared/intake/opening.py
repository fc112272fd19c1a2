"""The beginning of a plain CSV: its header, how it can be cut into ranges, where its records begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.intake.containers import MOST_BYTES
from shared.intake.faults import Fault, FileRejected
from shared.intake.header import Header, find_header
from shared.intake.ranges import Form, Read, body_of
from shared.intake.source import BOM, Encodings, decode_line, hint_of, split_lines

HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Opened:
    """``start``: where the first record after the header begins. ``encodings``: what the lines above it were in."""

    header: Header
    form: Form
    start: int
    encodings: Encodings

    @property
    def layout(self) -> str:
        return self.header.layout.name


@dataclass(frozen=True, slots=True)
class Told:
    """What a report needs to know of a file: its own columns, what was noticed at once, how many records it has."""

    header: tuple[str, ...]
    names: Mapping[str, str]
    notices: tuple[Fault, ...] = ()
    count: int = 0

    def partner_name(self, column: str) -> str:
        return self.names[column]

    def records(self) -> int:
        return self.count

    @classmethod
    def of(cls, header: Header, notices: tuple[Fault, ...] = (), count: int = 0) -> Told:
        names = {name: header.partner_name(name) for name in header.layout.columns}
        return cls(header.columns, names, notices, count)


def open_plain(read: Read, size: int) -> Opened:
    """Raises FileRejected with the one clearest reason."""
    if size > MOST_BYTES:
        raise FileRejected(Fault("FILE-TOO-LARGE", None, {"limit": f"{MOST_BYTES >> 20} MB"}))
    head = read(0, HEAD)
    hint = hint_of(head)
    header = find_header(head_lines(head, hint))
    form, start = body_of(read, size, header, hint)
    encodings = Encodings(hint)
    for line in split_lines(read(after_marks(head), start - after_marks(head))):
        decode_line(line, encodings)
    return Opened(header, form, start, encodings)


def after_marks(head: bytes) -> int:
    at = 0
    while head.startswith(BOM, at):
        at += len(BOM)
    return at


def head_lines(head: bytes, hint: str) -> list[str]:
    ignored = Encodings(hint)
    lines = split_lines(head[after_marks(head) :].rstrip(b"\x1a"))
    if len(head) == HEAD and len(lines) > 1:
        lines.pop()  # cut short
    return [decode_line(line, ignored) for line in lines]
