"""How long what is kept, and what an erasure leaves behind: statistics without persons, and the record that it happened.

Periods are parameters of the centre, marked unverified until its records officer confirms them; the law asks that
data be erased when the purpose has ended (PDPA B.E. 2562 s.37(3)) and sets 90 days for traffic logs (CCA s.26).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.domain.calendar import months_later


class Event(StrEnum):
    """From when a period runs."""

    RECORDED = "recorded"
    CASE_ENDED = "case_ended"  # graduated and no longer watched, moved away, declined, deceased
    IMPORT_DONE = "import_done"


@dataclass(frozen=True, slots=True)
class Period:
    """``keeps``: what stays after erasure."""

    kind: str
    runs_from: Event
    months: int
    keeps: str
    verified: bool = False


PERIODS: tuple[Period, ...] = (
    Period("import_file", Event.IMPORT_DONE, 3, "counts and digests"),
    Period("identity", Event.CASE_ENDED, 60, "nothing"),
    Period("photo", Event.CASE_ENDED, 12, "nothing"),
    Period("survey", Event.CASE_ENDED, 60, "counts by area, year and indicator"),
    Period("visit", Event.CASE_ENDED, 60, "counts by area and month"),
    Period("task", Event.CASE_ENDED, 60, "counts by agency, outcome and month"),
    Period("plan", Event.CASE_ENDED, 120, "sums by fund and year"),
    Period("grievance", Event.CASE_ENDED, 120, "counts by agency and outcome"),
    Period("audit", Event.RECORDED, 120, "nothing"),
)
_BY_KIND = {period.kind: period for period in PERIODS}


@dataclass(frozen=True, slots=True)
class Held:
    """One kept thing. ``legal_hold``: an open grievance, appeal or audit forbids erasure."""

    kind: str
    reference: str
    recorded_on: date
    case_ended_on: date | None = None
    import_done_on: date | None = None
    legal_hold: bool = False


def erase_on(held: Held) -> date | None:
    """The first day on which it may be erased; None while its period has not begun. Raises KeyError for an unknown
    kind: nothing is kept without a period."""
    period = _BY_KIND[held.kind]
    start = {
        Event.RECORDED: held.recorded_on,
        Event.CASE_ENDED: held.case_ended_on,
        Event.IMPORT_DONE: held.import_done_on,
    }[period.runs_from]
    return months_later(start, period.months) if start is not None else None


def due(held: Iterable[Held], today: date) -> tuple[Held, ...]:
    """What is to be erased today, in a fixed order, without what is under a legal hold."""
    ready = [
        one for one in held if not one.legal_hold and (day := erase_on(one)) is not None and day <= today
    ]
    return tuple(sorted(ready, key=lambda one: (one.kind, one.reference)))
