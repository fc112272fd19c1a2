"""What a household looks like to reports and readers: plain rows without names or numbers of persons.

Built from the Core table by ``shared/storage``; read by ``shared/reporting`` and the API.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class MemberRow:
    member_id: str
    sex: str | None = None
    age: int | None = None
    relation: str | None = None
    disability: bool | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class DeterminationRow:
    """One benefit for one subject. ``baht_month``: regular cash spread over months, 0 for in-kind and one-off help."""

    benefit: str
    member_id: str | None
    entitled: str  # yes | no | unknown
    receiving: str  # yes | no | unknown
    state: str  # display states of contracts §6
    baht_month: int = 0
    verified: bool = False


@dataclass(frozen=True, slots=True)
class GapRow:
    """A right not received. ``reason`` when closed: receipt, receiving, turned, died, moved, withdrawn."""

    gap_id: str
    benefit: str
    member_id: str | None
    baht_month: int
    opened_on: date
    closed_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    task_id: str
    agency: str
    kind: str  # claim | screening | measure | verification | grievance
    benefit: str | None
    member_id: str | None
    state: str  # states of contracts §6
    priority: int
    sent_on: date | None = None
    acknowledge_by: date | None = None
    due: date | None = None
    accepted_on: date | None = None
    done_on: date | None = None
    closed_on: date | None = None
    outcome: str | None = None
    returns: tuple[str, ...] = ()  # reasons of each return, oldest first
    acknowledged_late: bool = False
    overdue: bool = False  # passed its due date while not yet done, at any time


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    household_id: str
    tambon: str  # 6-digit code
    phase: int  # 1..4
    pilot: bool = False
    outcome: str | None = None
    language: str | None = None
    surveyed_on: date | None = None
    deprived: dict[str, bool | None] = field(default_factory=dict)  # health education income living access
    members: tuple[MemberRow, ...] = ()
    determinations: tuple[DeterminationRow, ...] = ()
    gaps: tuple[GapRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    questions: int = 0

    @property
    def district(self) -> str:
        return self.tambon[:4]
