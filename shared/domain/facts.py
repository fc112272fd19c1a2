"""Facts: what is known of a household and its members, by whom, since when.

A fact that is absent is *unknown*, never "no". Names are the column names of the partner layout
(contracts §3) plus those that ``shared/rules/book/facts.yaml`` declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Truth(StrEnum):
    """Three values (Kleene): unknown is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> Truth:
        return cls.UNKNOWN if value is None else cls.YES if value else cls.NO


class Basis(StrEnum):
    """How a fact came to be known; everything but ``recorded`` is shown to the reader."""

    RECORDED = "recorded"
    STATED = "stated"
    ASSUMED = "assumed"
    APPROXIMATE = "approximate"
    S16 = "s16"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value. ``value`` is bool, int, str, PartialDate, date or frozenset (of str or int)."""

    value: Any
    source: str
    observed_on: date
    basis: Basis = Basis.RECORDED


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """All current facts of one household: its own, and its members' by member id."""

    household: Facts
    members: Mapping[str, Facts]
    roster_complete: bool = True
    flags: tuple[str, ...] = field(default=())
