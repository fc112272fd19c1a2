"""A file in byte ranges, so that many hands can read it: which records begin in which range, and their row numbers.

A range may cut anything: a letter, a CRLF, a quoted line break, the lines of a record with a stray quotation mark.
Where a range's first record begins depends on what stands before it. So each range is profiled by itself for every
place where its first record may begin (a record has at most five lines, so there are at most six), and a pass over
the profiles, range by range, picks the true ones. Any cut of the file gives the same records and row numbers.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.intake.header import Header
from shared.intake.records import MOST_LINES, Records
from shared.intake.source import BOM, KEPT_BYTES, Encodings, decode_line

Read = Callable[[int, int], bytes]  # offset, length -> bytes of the file (fewer at its end)
_BLOCK = 1 << 20
_REMEMBERED = 4096  # records of the first walk that another walk may join; stray marks heal long before


@dataclass(frozen=True, slots=True)
class Form:
    """What cutting needs to know of the file: the end of its data, delimiter, header width, likely encoding."""

    end: int
    delimiter: str
    width: int
    hint: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One range. ``walks``: possible first record -> (first record of what follows, records begun in between)."""

    start: int
    end: int
    walks: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Share:
    """Whole records: bytes from ``start`` to ``end``; its first record has row number ``row``."""

    start: int
    end: int
    row: int
    records: int


class _Line:
    __slots__ = ("data", "end", "start")

    def __init__(self, start: int, end: int, data: bytes) -> None:
        self.start = start
        self.end = end
        self.data = data


def _lines(read: Read, at: int, limit: int) -> Iterator[_Line]:
    """Physical lines from a line's start to the end of the file, with their places; overlong ones cut."""
    start, rest, place = at, b"", at
    while place < limit:
        block = read(place, min(_BLOCK, limit - place))
        if not block:
            break
        data, base = rest + block, place - len(rest)
        place += len(block)
        done = 0
        while (after := _line_end(data, done, last=place >= limit)) > 0:
            yield _Line(start, base + after, data[done:after])
            start, done = base + after, after
        rest = data[done:]
        if len(rest) > KEPT_BYTES * 2:
            yield (line := _overlong(read, start, rest[:KEPT_BYTES], place, limit))
            start, rest, place = line.end, b"", line.end
    if rest:
        yield _Line(start, limit, rest)


def _line_end(data: bytes, at: int, *, last: bool) -> int:
    """Just past the line that begins at ``at``; 0 when its end is not certain yet."""
    newline, back = data.find(b"\n", at), data.find(b"\r", at)
    if back < 0 or 0 <= newline < back:
        return newline + 1
    if newline == back + 1:
        return newline + 1
    return back + 1 if back + 1 < len(data) or last else 0


def _overlong(read: Read, start: int, kept: bytes, place: int, limit: int) -> _Line:
    while place < limit:
        block = read(place, min(_BLOCK, limit - place))
        found = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
        if found:
            end = place + min(found) + 1
            crlf = read(end - 1, 2) == b"\r\n"
            return _Line(start, end + crlf, kept + b"\n")
        place += len(block)
    return _Line(start, limit, kept)


def _lines_of_record(window: Sequence[_Line], form: Form) -> int:
    """How many of these lines the record at their beginning has, by the rules of ``Records`` themselves."""
    texts = [decode_line(line.data, Encodings(form.hint)) for line in window]
    records = Records(iter(texts), form.delimiter, width=form.width)
    next(iter(records))
    return records.consumed


def _steps(read: Read, start: int, form: Form) -> Iterator[int]:
    """Where each record ends, one after another, from a record's start."""
    window: deque[_Line] = deque()
    lines = _lines(read, start, form.end)
    for line in lines:
        window.append(line)
        while window:
            if b'"' not in window[0].data:
                yield window.popleft().end
                continue
            while len(window) <= MOST_LINES and (following := next(lines, None)):
                window.append(following)
            for _ in range(_lines_of_record(list(window)[: MOST_LINES + 1], form)):
                done = window.popleft()
            yield done.end


def _walk(read: Read, start: int, end: int, form: Form) -> Iterator[tuple[int, int]]:
    """Record ends from ``start`` until one lies at or past ``end``, each with the records walked so far.

    Blocks without any quotation mark are counted whole: there, every line is a record.
    """
    at, count = start, 0
    while at < end:
        # blocks end at fixed places, so that walks from different starts soon stand at the same one
        block = read(at, min(_BLOCK - at % _BLOCK, end - at))
        whole = block[: block.rfind(b"\n") + 1]
        if whole and b'"' not in block and whole.count(b"\r") == whole.count(b"\r\n"):
            at, count = at + len(whole), count + whole.count(b"\n")
            yield at, count
            continue
        stop = at + len(block)
        for place in _steps(read, at, form):
            at, count = place, count + 1
            yield at, count
            if at >= stop:
                break


def _candidates(read: Read, start: int, end: int, form: Form) -> list[int]:
    """Line starts at or after ``start`` where the first record of the range may begin."""
    if start == 0:
        return [0]
    before = read(start - 1, 2)
    whole = before[:1] == b"\n" or (before[:1] == b"\r" and before[1:] != b"\n")
    found = [start] if whole else []
    # from the byte before: a line that merely ends here is no candidate, but its end is
    for line in _lines(read, start - 1, form.end):
        if line.end >= end or len(found) > MOST_LINES:
            break
        if line.end > start:
            found.append(line.end)
    return found


def body_of(read: Read, size: int, header: Header, hint: str) -> tuple[Form, int]:
    """How to cut a file whose header is known, and where its first record after the header begins."""
    while size and read(size - 1, 1) == b"\x1a":
        size -= 1  # the end mark of DOS programs
    at = 0
    while read(at, len(BOM)) == BOM:
        at += len(BOM)
    above = Form(size, header.delimiter, 0, hint)
    for _, place in zip(range(header.number), _steps(read, at, above), strict=False):
        at = place
    return Form(size, header.delimiter, header.width, hint), at


def cut(start: int, size: int, width: int) -> list[tuple[int, int]]:
    """Ranges of ``width`` bytes over what lies between ``start`` (just after the header) and ``size``."""
    return [(at, min(at + width, size)) for at in range(start, size, width)]


def profile(read: Read, start: int, end: int, form: Form, *, first: bool = False) -> Profile:
    """Profile one range by itself. ``first``: it begins with a record for certain (just after the header)."""
    candidates = [start] if first else _candidates(read, start, end, form)
    walks: dict[int, tuple[int, int]] = {}
    known: dict[int, int] = {}  # record start -> records walked before it, on the first walk
    total = (end, 0)
    for number, candidate in enumerate(candidates):
        if candidate in known:
            walks[candidate] = (total[0], total[1] - known[candidate])
            continue
        at, count = candidate, 0
        for at, count in _walk(read, candidate, end, form):
            if number == 0:
                if len(known) < _REMEMBERED:
                    known[at] = count
            elif at in known:
                at, count = total[0], count + total[1] - known[at]
                break
        walks[candidate] = (at, count)
        if number == 0:
            total = (at, count)
    return Profile(start, end, walks)


def shares(profiles: Sequence[Profile], *, start: int, row: int) -> list[Share]:
    """The true records of every range, in order. ``row``: the number of the first record after the header."""
    found: list[Share] = []
    at = start
    for one in profiles:
        if at >= one.end:
            found.append(Share(at, at, row, 0))
            continue
        following, records = one.walks[at]
        found.append(Share(at, following, row, records))
        at, row = following, row + records
    return found


class Window(io.RawIOBase):
    """Some bytes of a file as a stream of their own."""

    def __init__(self, read: Read, start: int, end: int) -> None:
        self._read, self._at, self._end = read, start, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._end - self._at)
        block = self._read(self._at, wanted) if wanted > 0 else b""
        self._at += len(block)
        buffer[: len(block)] = block
        return len(block)
