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
    pregnant: bool | None = None


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
    opened_on: date | None = None
    reopens: int = 0
    escalation: int = 0
    trail: tuple[tuple[str, date], ...] = ()  # who had it, and since when
    bounces: tuple[str, ...] = ()  # "Lao>Moph": came back from one agency, went on to another


@dataclass(frozen=True, slots=True)
class VisitRow:
    """``result``: done, nobody_home, refused, cancelled. ``team``: people of at least two agencies came."""

    on: date
    result: str
    team: bool = False
    next_visit: date | None = None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A change of phase."""

    on: date
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class RoundRow:
    """An evaluation: baseline, month-3, month-6, month-12 or a later one."""

    name: str
    on: date
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of the plan in force. ``state``: proposed, underway, achieved, given_up. Whole baht."""

    measure_id: str
    dimension: str
    agency: str
    state: str
    member_id: str | None = None
    catalogue: str | None = None
    fund: str | None = None
    budget: int | None = None
    due: date | None = None
    decided_on: date | None = None
    approved_on: date | None = None  # of its plan, by the committee


@dataclass(frozen=True, slots=True)
class SpendingRow:
    """Money that went out for a measure, in whole baht."""

    measure_id: str
    on: date
    baht: int


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
    rule_book: str | None = None  # the edition that its answers come from
    status: str = "active"  # active, or why it is no longer with us: moved, merged, declined, deceased
    mentored: bool = False
    first_surveyed_on: date | None = None  # of the survey with which it came to us
    first_assessed_on: date | None = None
    deprived_first: dict[str, bool | None] = field(
        default_factory=dict
    )  # empty: asked by another round of indicators
    visits: tuple[VisitRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    rounds: tuple[RoundRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    spendings: tuple[SpendingRow, ...] = ()

    @property
    def district(self) -> str:
        return self.tambon[:4]
