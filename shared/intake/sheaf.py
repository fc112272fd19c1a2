"""Rows on their way from where they stand in the file to the one who gathers their household.

A sheaf holds many sections in one piece: first where each begins and ends, then the sections. So whoever wants one
section of a large sheaf reads two small pieces of it.
"""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

Read = Callable[[int, int], bytes]
_CELL, _ROW, _ODD = "\x1f", "\x1e", "\x1d"
_PLACE = struct.Struct(">Q")
_END = _ROW.encode()
_BUFFERED = 1 << 20  # bytes waiting in memory; the rest lies on disk
_BLOCK = 1 << 20


class Parcel(NamedTuple):
    """A record as the file has it. ``key``: its household, ``""`` while only an earlier part knows it."""

    number: int
    key: str
    fault: str
    cells: list[str]


def packed(number: int, key: str, fault: str, cells: list[str]) -> str:
    """One parcel as text. A cell that holds one of our own separators sends the whole row as JSON."""
    text = f"{number}{_CELL}{key}{_CELL}{fault}{_CELL}{_CELL.join(cells)}"
    if _ROW in text or _ODD in text or text.count(_CELL) != 2 + len(cells):
        return _ODD + json.dumps([number, key, fault, cells])
    return text


def unpacked(text: str) -> Parcel:
    if text.startswith(_ODD):
        return Parcel(*json.loads(text[1:]))
    number, key, fault, *cells = text.split(_CELL)
    return Parcel(int(number), key, fault, cells)


class Sheaf:
    """Collects texts by section, in order. Use as a context manager."""

    def __init__(self, sections: int) -> None:
        self._waiting: list[list[bytes]] = [[] for _ in range(sections)]
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(sections)]
        self._size = 0
        self._kept = tempfile.SpooledTemporaryFile(max_size=_BUFFERED)  # noqa: SIM115 (closed on exit)

    def __enter__(self) -> Sheaf:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def add(self, section: int, text: bytes) -> None:
        self._waiting[section].append(text)
        self._size += len(text)
        if self._size > _BUFFERED:
            self._flush()

    def _flush(self) -> None:
        for section, texts in enumerate(self._waiting):
            if texts:
                texts.append(b"")
                data = _END.join(texts)
                self._places[section].append((self._kept.tell(), len(data)))
                self._kept.write(data)
                texts.clear()
        self._size = 0

    def blocks(self) -> Iterator[bytes]:
        """The whole sheaf, a piece at a time."""
        self._flush()
        at = _PLACE.size * (len(self._places) + 1)
        bounds = [at]
        for places in self._places:
            at += sum(length for _, length in places)
            bounds.append(at)
        yield b"".join(map(_PLACE.pack, bounds))
        for places in self._places:
            for start, length in places:
                self._kept.seek(start)
                for taken in range(0, length, _BLOCK):
                    yield self._kept.read(min(_BLOCK, length - taken))


def section_of(read: Read, section: int) -> Iterator[str]:
    """The texts of one section, in order, a block at a time."""
    bounds = read(_PLACE.size * section, _PLACE.size * 2)
    at, end = _PLACE.unpack(bounds[: _PLACE.size])[0], _PLACE.unpack(bounds[_PLACE.size :])[0]
    rest = b""
    while at < end:
        block = read(at, min(_BLOCK, end - at))
        at += len(block)
        whole = block.rfind(_END) + 1
        if whole:
            yield from (rest + block[: whole - 1]).decode().split(_ROW)
            rest = b""
        rest += block[whole:]


def framed(number: int, data: bytes) -> bytes:
    """A piece of a result with the row that it belongs to, so that sorted results of many can be merged."""
    return b"%d %d\n" % (number, len(data)) + data


def frames(read: Read, block: int) -> Iterator[tuple[int, bytes]]:
    """What ``framed`` wrote, in order, reading ``block`` bytes at a time."""
    at, data, place = 0, b"", 0
    while True:
        line = data.find(b"\n", place)
        if line >= 0:
            number, length = map(int, data[place:line].split())
            if len(data) > line + length:
                place = line + 1 + length
                yield number, data[line + 1 : place]
                continue
        more = read(at, block)
        if not more:
            return
        at, data, place = at + len(more), data[place:] + more, 0
