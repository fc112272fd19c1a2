"""What an assessment says, and its JSON form (the answer of ``POST /v1/screenings``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Truth
from shared.rules.model import Text

# What a household has hundreds of is not frozen: freezing doubles the time to make one.
PER_MONTH = {"month": (1, 1), "term": (2, 12), "year": (1, 12), "once": (0, 1)}  # times, spread over


@dataclass(frozen=True, slots=True)
class Amount:
    """``at_least``: a partial birth date leaves several rates possible, this is the lowest.
    ``at_most``: a ceiling that the agency fills."""

    value: int
    unit: str
    per: str
    verified: bool = False
    at_least: bool = False
    at_most: bool = False
    regular: bool = True

    @property
    def baht_month(self) -> int:
        """Regular cash spread over months; 0 for one-off help and ceilings."""
        times, over = PER_MONTH[self.per]
        return self.value * times // over if self.regular and not self.at_most else 0

    def to_json(self) -> dict[str, Any]:
        return {"value": self.value, "unit": self.unit, "per": self.per}


@dataclass(slots=True)
class FactUse:
    """A fact that a reason rests on. ``value`` None: unknown. ``stale``: too old to decide by."""

    name: str
    member_id: str | None
    value: Any
    source: str | None = None
    observed_on: date | None = None
    basis: str | None = None
    stale: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "fact": self.name,
            "member": self.member_id,
            "value": plain(self.value),
            "source": self.source,
            "observed_on": self.observed_on.isoformat() if self.observed_on else None,
            "basis": self.basis,
            "stale": self.stale,
        }


@dataclass(slots=True)
class Reason:
    """One condition: does it hold, by which law, resting on which facts."""

    condition: str
    holds: Truth
    text: Text
    law: str
    verified: bool
    facts: tuple[FactUse, ...] = ()
    alternatives: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "condition": self.condition,
            "holds": self.holds.value,
            "text": self.text.to_json(),
            "law": self.law,
            "verified": self.verified,
            "facts": [fact.to_json() for fact in self.facts],
        }
        if self.alternatives:
            made["any"] = [reason.to_json() for reason in self.alternatives]
        return made


@dataclass(
    slots=True
)  # not frozen: a household has a hundred of them, and freezing doubles the time to make one
class Determination:
    """One benefit for one subject. ``reasons`` are rendered when asked for, failing ones first."""

    benefit: str
    member_id: str | None
    entitled: Truth
    receiving: Truth
    gap: Truth
    state: str
    amount: Amount | None
    missing: tuple[str, ...]
    settled_by: str | None
    claimable: bool  # it may be applied for today: not excluded, not received, the register open
    verified: bool
    stands_in: bool = False  # the book holds no version for this day: the oldest known one answered
    asks: tuple[tuple[str, str | None], ...] = ()  # missing facts with their member
    explain: Callable[[], tuple[Reason, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.explain()

    def to_json(self) -> dict[str, Any]:
        return {
            "benefit": self.benefit,
            "member": self.member_id,
            "entitled": self.entitled.value,
            "receiving": self.receiving.value,
            "state": self.state,
            "amount": self.amount.to_json() if self.amount else None,
            "reasons": [reason.to_json() for reason in self.reasons],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next, of whom, and which answers it decides."""

    fact: str
    member_id: str | None
    text: Text
    decides: tuple[str, ...]
    score: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "member": self.member_id,
            "text": self.text.to_json(),
            "decides": list(self.decides),
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """Facts that cannot all be true. The household is assessed as far as possible, and a person looks."""

    code: str
    member_id: str | None
    text: Text

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code, "member": self.member_id, "text": self.text.to_json()}


@dataclass(frozen=True, slots=True)
class Assessment:
    rule_book: str
    on: date
    determinations: tuple[Determination, ...]
    questions: tuple[Question, ...]
    next_change: date | None
    flags: tuple[Flag, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "rule_book": self.rule_book,
            "determinations": [found.to_json() for found in self.determinations],
            "questions": [question.to_json() for question in self.questions],
            "next_change": self.next_change.isoformat() if self.next_change else None,
            "flags": [flag.to_json() for flag in self.flags],
        }


def plain(value: Any) -> Any:
    """The JSON form of a fact's value."""
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, PartialDate | date) else value
