"""Lines to records, by the rules that spreadsheets follow, kept safe from a quotation mark that nobody closes.

A record spans at most five physical lines and 64 K characters. One that would go on is taken to have a stray
quotation mark: its first line alone is a faulty record, and reading goes on with the next line. So one stray mark
can never swallow the rest of the file.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from shared.intake.faults import Fault
from shared.intake.source import LONGEST_LINE, BadLine, Block

MOST_LINES = 5


class Record(NamedTuple):
    """``number`` is the row as a spreadsheet shows it (blank rows count). ``fault`` tells of the row's form."""

    number: int
    cells: list[str]
    fault: Fault | None = None


class _Runaway(Exception):
    """The record in hand is longer than a record may be."""


def records_of(
    blocks: Iterator[Block], delimiter: str, *, number: int = 0, width: int = 0
) -> Iterator[Record]:
    """The records of some blocks: where each line is one, they need no watching. ``number``, ``width``: as of
    ``Records``, which reads the others."""
    watched, make = Records(iter(()), delimiter, width=width), tuple.__new__

    def more() -> Iterator[str] | None:
        following = next(blocks, None)
        return None if following is None else iter(following.lines)

    for block in blocks:
        if block.plain:
            for number, cells in enumerate(csv.reader(block.lines, delimiter=delimiter), number + 1):  # noqa: B020
                yield make(Record, (number, cells, None))  # half of what its own constructor takes
        else:
            watched.resume(number, iter(block.lines), more)
            yield from watched
            number = watched.number


class Records:
    """Iterate once. ``width`` (cells of the header) sharpens the recovery; 0 while it is not known."""

    def __init__(self, lines: Iterator[str], delimiter: str, *, number: int = 0, width: int = 0) -> None:
        self.number = number
        self.width = width
        self._lines = lines
        self._delimiter = delimiter
        self._pending: list[str] = []
        self._again: deque[str] = deque()
        self._exhausted = False
        self._cut = False  # the file ended inside a record
        self._pulled = 0
        self._more: Callable[[], Iterator[str] | None] = lambda: None

    def resume(self, number: int, lines: Iterator[str], more: Callable[[], Iterator[str] | None]) -> None:
        """Go on with other lines; ``more`` gives those behind them, for a record that is not yet whole."""
        self.number, self._lines, self._more, self._exhausted = number, lines, more, False

    @property
    def consumed(self) -> int:
        """Lines that belong to the records given so far."""
        return self._pulled - len(self._again)

    def _feed(self) -> Iterator[str]:
        pending, again = self._pending, self._again
        while True:
            if again:
                line = again.popleft()
            else:
                following = next(self._lines, None)
                if following is None and pending and (more := self._more()) is not None:
                    self._lines = more
                    continue
                if following is None:
                    self._exhausted = True
                    self._cut = bool(pending)
                    return
                line = following
                self._pulled += 1
            pending.append(line)
            if len(line) > LONGEST_LINE:
                raise _Runaway
            if len(pending) > 1 and (len(pending) > MOST_LINES or sum(map(len, pending)) > LONGEST_LINE):
                raise _Runaway
            yield line

    def __iter__(self) -> Iterator[Record]:
        while self._again or not self._exhausted:
            reader = csv.reader(self._feed(), delimiter=self._delimiter)
            try:
                for cells in reader:
                    self.number += 1
                    pending = self._pending
                    if (len(pending) > 1 or self._cut) and self._broken(cells):
                        yield self._recovered()
                        continue
                    fault = None
                    if type(pending[-1]) is BadLine or (
                        len(pending) > 1 and any(type(line) is BadLine for line in pending)
                    ):
                        fault = Fault("ROW-ENCODING")
                    pending.clear()
                    yield Record(self.number, cells, fault)
            except _Runaway:
                self.number += 1
                yield self._recovered()

    def _broken(self, cells: list[str]) -> bool:
        """A record of several lines is believed only if it is well formed and as wide as the header."""
        if self._cut or (self.width and (len(cells) < self.width or any(cells[self.width :]))):
            return True
        try:
            list(csv.reader(self._pending, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return True
        return False

    def _recovered(self) -> Record:
        first, *rest = self._pending
        self._pending.clear()
        self._cut = False
        self._again.extendleft(reversed(rest))
        code = "ROW-TOO-LARGE" if len(first) > LONGEST_LINE else "ROW-QUOTE"
        start = [first[:LONGEST_LINE]]  # enough to tell whose row it is
        cells = next(csv.reader(start, delimiter=self._delimiter, quoting=csv.QUOTE_NONE), [])
        return Record(self.number, cells, Fault(code))
