"""Bytes of a CSV to lines of text. Which encoding a line has follows from the line and one hint of the file's
head, so that any cut of the file into ranges reads the same text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, NamedTuple

BOM = b"\xef\xbb\xbf"
UTF8, CP874 = "utf-8", "cp874"
_BLOCK = 1 << 18
LONGEST_LINE = 1 << 16  # characters; longer ones are cut and their row is quarantined
KEPT_BYTES = LONGEST_LINE * 4 + 4  # surely hold more characters than the longest line
# Two Thai letters in UTF-8. In Windows-874 the same bytes would be เธ or เน twice in a row.
_THAI_TWICE = re.compile(rb"(?:\xe0[\xb8\xb9][\x80-\xbf]){2}")
_THAI_ONCE = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MOJIBAKE = re.compile("เ[ธน].")
_THAI = re.compile("[ก-๛]")


class BadLine(str):
    """A line in which some bytes could be read in no encoding; they stand as U+FFFD."""


class Encodings:
    """Which encodings the lines had, as met while reading."""

    __slots__ = ("cp874", "hint", "utf8")

    def __init__(self, hint: str) -> None:
        self.hint = hint
        self.utf8 = False
        self.cp874 = False

    @property
    def found(self) -> str:
        if self.utf8 and self.cp874:
            return "mixed"
        return CP874 if self.cp874 else UTF8


def hint_of(head: bytes) -> str:
    """The likely encoding: what most lines at the start of a file can be read in."""
    if head.startswith(BOM):
        return UTF8
    lines = [line for line in head.splitlines() if not line.isascii()]
    if lines and len(lines) > 1 and not head.endswith((b"\n", b"\r")):
        lines.pop()  # cut anywhere, even inside a letter
    utf8 = sum(_decodes(line, UTF8) for line in lines)
    return CP874 if sum(_decodes(line, CP874) for line in lines) > utf8 * 2 else UTF8


def is_mojibake(text: str) -> bool:
    """UTF-8 that was read as Windows-874 and saved again: every Thai letter has become เธ or เน and one more."""
    thai = len(_THAI.findall(text))
    return thai > 20 and len(_MOJIBAKE.findall(text)) * 3 > thai * 0.6


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode_line(line: bytes, encodings: Encodings) -> str:
    """One line with its ending. The rule that the whole-block shortcuts must agree with."""
    if line.isascii():
        return line.decode("ascii")
    is_utf8 = _decodes(line, UTF8)
    looks_thai = _THAI_TWICE.search(line) is not None
    if is_utf8 and (looks_thai or encodings.hint == UTF8):
        encodings.utf8 = True
        return line.decode(UTF8)
    if not is_utf8 and looks_thai:
        high = len(_HIGH.findall(line))
        if len(_THAI_ONCE.findall(line)) * 6 >= high:  # mostly UTF-8, so damaged UTF-8
            encodings.utf8 = True
            return BadLine(line.decode(UTF8, "replace"))
    if _decodes(line, CP874):
        encodings.cp874 = True
        return line.decode(CP874)
    if is_utf8:
        encodings.utf8 = True
        return line.decode(UTF8)
    return BadLine(line.decode(encodings.hint, "replace"))


def split_lines(data: bytes) -> list[bytes]:
    """Physical lines with their endings (CRLF, LF or CR)."""
    return _LINES.findall(data)


class Block(NamedTuple):
    """Some lines. ``plain``: each of them is a record, by its length and the quotation marks it lacks."""

    lines: Iterable[str]
    plain: bool


def _decode_block(block: bytes, encodings: Encodings) -> Block:
    if block.isascii():
        return _plain_block(block.decode("ascii"))
    if encodings.hint == UTF8:
        try:
            text = block.decode(UTF8)
            encodings.utf8 = True
            return _plain_block(text)
        except UnicodeDecodeError:
            pass
    elif _THAI_TWICE.search(block) is None and _decodes(block, CP874):
        encodings.cp874 = True
        return _plain_block(block.decode(CP874))
    return Block((decode_line(line, encodings) for line in split_lines(block)), False)


def _plain_block(text: str) -> Block:
    lines = list(io.StringIO(text, newline=""))
    return Block(lines, '"' not in text and max(map(len, lines)) <= LONGEST_LINE)


def _last_break(data: bytes) -> int:
    """Where the last whole line ends. A CR at the very end may be half of a CRLF, so it does not count yet."""
    at = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1))
    return at + 1


def _first_break(data: bytes) -> int:
    """Where the first line begins to end; -1 when it goes on."""
    found = [at for at in (data.find(b"\n"), data.find(b"\r")) if at >= 0]
    return min(found) if found else -1


def text_lines(stream: IO[bytes], encodings: Encodings) -> Iterator[str]:
    """``text_blocks`` line by line."""
    return chain.from_iterable(block.lines for block in text_blocks(stream, encodings))


def text_blocks(stream: IO[bytes], encodings: Encodings) -> Iterator[Block]:
    """Lines with their endings, from where the stream stands. Memory is one block and one line.

    A line longer than anything real keeps its start only; its row will be quarantined.
    """
    rest = b""
    while block := stream.read(_BLOCK):
        if len(rest) >= KEPT_BYTES:
            at = _first_break(block)
            if at < 0:
                continue
            block = block[at:]
        data = rest + block
        cut = _last_break(data)
        if cut:
            yield _decode_block(data[:cut], encodings)
        rest = data[cut:][:KEPT_BYTES]
    rest = rest.rstrip(b"\x1a")  # the end mark of DOS programs
    if rest:
        yield _decode_block(rest, encodings)
