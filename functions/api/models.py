"""Shapes that several routes answer with (contracts §4)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from shared.http.model import Seen

Truth = Literal["yes", "no", "unknown"]


class Words(Seen):
    """What people read, Thai first."""

    th: str
    en: str


class Amount(Seen):
    value: int
    unit: str
    per: str


class FactUse(Seen):
    """A fact that a reason rests on; ``value`` null: unknown."""

    fact: str
    member: str | None
    value: Any
    source: str | None
    observed_on: str | None
    basis: str | None
    stale: bool = Field(description="too old to decide by: ask again")


class Reason(Seen):
    """One condition of the law, whether it holds, and on which facts that rests."""

    condition: str
    holds: Truth
    text: Words
    law: str
    verified: bool
    facts: list[FactUse]
    any: list[Reason] = Field(default_factory=list, description="alternatives, of which one suffices")


class Determination(Seen):
    """What the law as we know it says for one person (or the household: ``member`` null) and one benefit."""

    benefit: str
    member: str | None
    entitled: Truth
    receiving: Truth
    state: str = Field(description="the display state")
    amount: Amount | None
    reasons: list[Reason]
    missing: list[str]


class Flag(Seen):
    """Facts that cannot all be true: assessed as far as possible, and somebody should look."""

    code: str
    member: str | None
    text: Words


class Question(Seen):
    """What to ask next, the most useful first."""

    fact: str
    member: str | None
    text: Words
    decides: list[str]
