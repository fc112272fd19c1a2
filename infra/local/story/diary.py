"""What people have planned: days, and on a day a fixed order."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date

Work = Callable[[date], None]


class Diary:
    """Entries of one day are done in the order of their names, whatever the order in which they were written."""

    def __init__(self) -> None:
        self._entries: list[tuple[date, str, int, Work]] = []
        self._written = 0

    def plan(self, day: date, name: str, work: Work) -> None:
        self._written += 1
        heapq.heappush(self._entries, (day, name, self._written, work))

    def next_day(self) -> date | None:
        return self._entries[0][0] if self._entries else None

    def live(self, day: date) -> int:
        """Do everything planned up to a day, also what it plans for that day itself. Returns how much there was."""
        done = 0
        while self._entries and self._entries[0][0] <= day:
            heapq.heappop(self._entries)[3](day)
            done += 1
        return done
