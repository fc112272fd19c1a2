"""What a household's plan is made of. Amounts are whole baht as the agencies budget them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.domain.plain import to_plain


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ACTIVE = "active"
    REVISED = "revised"
    COMPLETED = "completed"


class MeasureState(StrEnum):
    PROPOSED = "proposed"
    UNDERWAY = "underway"
    ACHIEVED = "achieved"
    GIVEN_UP = "given_up"


LEVELS = ("subdistrict", "district", "province", "central")  # of money, upwards
SIGNERS = ("household", "mentor", "agency", "chair")


@dataclass(frozen=True, slots=True)
class Goal:
    dimension: str
    th: str
    en: str | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """Money that went out, with what proves it."""

    on: date
    amount: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing an agency does. ``catalogue``: its row there. ``requested``: the level asked when the own is short."""

    measure_id: str
    dimension: str
    agency: str
    th: str
    en: str | None = None
    catalogue: str | None = None
    needs: tuple[str, ...] = ()
    member_id: str | None = None
    officer: str | None = None
    budget: int | None = None
    fund: str | None = None
    level: str = "subdistrict"
    requested: str | None = None
    due: date | None = None
    target: str | None = None
    state: MeasureState = MeasureState.PROPOSED
    task_id: str | None = None
    spent: tuple[Spending, ...] = ()
    reason: str | None = None
    decided_on: date | None = None

    @property
    def spent_baht(self) -> int:
        return sum(item.amount for item in self.spent)

    @property
    def decided(self) -> bool:
        return self.state in (MeasureState.ACHIEVED, MeasureState.GIVEN_UP)

    @property
    def loose(self) -> tuple[str, ...]:
        """What it lacks to be carried out (phase 3 wants all of it)."""
        wanted = ("officer", "budget", "due", "target", "task_id")
        return tuple(name for name in wanted if getattr(self, name) is None)


@dataclass(frozen=True, slots=True)
class Signature:
    """A yes to the exact text: ``digest`` is of the version that was read."""

    role: str  # household | mentor | agency | chair
    by: str
    digest: str
    on: date
    method: str  # signature | thumbprint | voice | system
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The committee's word on a version. ``conditions`` are kept as said."""

    approved: bool
    by: str
    on: date
    reason: str | None = None
    meeting_id: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One version. ``number`` counts from 1; ``replaces`` is the version that this one would follow."""

    household_id: str
    number: int
    state: PlanState = PlanState.DRAFT
    goals: tuple[Goal, ...] = ()
    measures: tuple[Measure, ...] = ()
    ceiling: int | None = None
    starts: date | None = None
    ends: date | None = None
    track: str | None = None  # develop | lasting_care: the committee's view of what can be reached
    signatures: tuple[Signature, ...] = ()
    decision: Decision | None = None
    replaces: int | None = None
    version: int = 1

    @property
    def budget(self) -> int:
        return sum(measure.budget or 0 for measure in self.measures)

    @property
    def digest(self) -> str:
        """Of the text that people sign: goals, measures as agreed, money and period; not of progress."""
        agreed = {
            "household": self.household_id,
            "number": self.number,
            "goals": to_plain(self.goals),
            "measures": [_agreed(measure) for measure in self.measures],
            "ceiling": self.ceiling,
            "period": [to_plain(self.starts), to_plain(self.ends)],
            "track": self.track,
        }
        text = json.dumps(agreed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def measure(self, measure_id: str) -> Measure | None:
        return next((item for item in self.measures if item.measure_id == measure_id), None)


_PROGRESS = {"officer", "state", "task_id", "spent", "reason", "decided_on", "requested"}


def _agreed(measure: Measure) -> dict[str, object]:
    return {name: value for name, value in to_plain(measure).items() if name not in _PROGRESS}
