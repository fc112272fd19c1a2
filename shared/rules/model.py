"""What the rule book consists of: facts that may be known, dated parameters, benefits and their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.rules.nodes import Node

KINDS = ("right", "gate", "discretionary", "budget", "quota", "loan", "service", "scheme")
RIGHTS = frozenset({"right", "gate"})
REQUESTS = frozenset({"discretionary", "budget", "quota"})
SUGGESTIONS = frozenset({"loan", "service", "scheme"})
PERIODS = ("month", "term", "year", "once")
APPLIES = ("asof", "month", "term", "event")


@dataclass(frozen=True, slots=True)
class Text:
    """What people read. Thai first; English complete."""

    th: str
    en: str

    def to_json(self) -> dict[str, str]:
        return {"th": self.th, "en": self.en}


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a clause or an amount comes from.

    ``verified`` only once a named person has read the law's own text (``verified_by``, ``verified_on``);
    ``seen`` grades what it rests on until then: public_page, partial or memory.
    """

    id: str
    title: str
    verified: bool
    seen: str
    source: str = ""
    note: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    start: date | None = None  # in force from, where known
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How a fact that nobody recorded follows from others: a value, or a value when something holds."""

    when: Node | None
    value: Any  # a constant, or a Node when ``when`` is None


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact that rules may ask. ``max_age_days`` None: it does not grow stale."""

    name: str
    entity: str  # person | household
    type: str  # bool | int | enum | text | date | set
    question: Text
    values: tuple[Any, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    cost: int = 1
    chance: int = 50  # a guess in percent that the answer opens help: orders questions, decides nothing
    max_age_days: int | None = 730
    resets: str | None = None  # fiscal_year: a counter that starts again on 1 October
    settled_by: str | None = None
    sensitive: bool = False
    column: bool = False
    assume: Any = None
    otherwise: tuple[Otherwise, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """``start`` inclusive, ``stop`` exclusive (None: without end)."""

    start: int
    stop: int | None
    value: int


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a parameter from a day on: a plain value, bands over a number, or cases over words."""

    start: date
    citation: Citation
    value: Any = None
    bands: tuple[Band, ...] = ()
    cases: tuple[tuple[str, int], ...] = ()
    below: int | None = None  # what a number under the first band gets


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    unit: str
    settings: tuple[Setting, ...]  # by start, oldest first
    pending: tuple[
        Setting, ...
    ] = ()  # approved or proposed, not known to be in force: only simulations use it

    def on(self, day: date) -> tuple[Setting, bool]:
        """The setting in force, and whether it merely stands in (the day is before the oldest known)."""
        chosen = self.settings[0]
        for setting in self.settings[1:]:
            if setting.start > day:
                break
            chosen = setting
        return chosen, day < self.settings[0].start


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of a version. Either ``when`` or alternatives of which one suffices."""

    id: str
    text: Text
    citation: Citation | None
    when: Node | None = None
    source: str = ""
    alternatives: tuple[Condition, ...] = ()
    line: int = 0
    facts: tuple[str, ...] = ()  # what it reads, its alternatives' too


@dataclass(frozen=True, slots=True)
class AmountRule:
    """How much. ``table``: a parameter; ``by``: what its bands or cases are read with."""

    per: str
    table: str
    by: Node | None = None
    by_parameter: str | None = None  # a parameter that names the age which counts
    at_most: bool = False
    spread: bool = True  # regular cash: counts in baht a month


@dataclass(frozen=True, slots=True)
class Version:
    start: date
    conditions: tuple[Condition, ...]
    amount: AmountRule | None
    checks: tuple[Text, ...] = ()
    abolished: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which it can be applied for."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Benefit:
    id: str
    title: Text
    kind: str
    agency: str
    dimension: str
    entity: str
    applies_on: str
    apply_at: Text
    what_to_do: Text
    documents: tuple[Text, ...]
    citations: tuple[Citation, ...]
    versions: tuple[Version, ...]
    windows: tuple[Window, ...] = ()  # empty: open all the time
    receives: Node | None = None
    event: str | None = None
    weight: int = 0
    cost_of_waiting: Text | None = None
    notes: tuple[Text, ...] = ()
    sensitive: bool = False
    verified: bool = False

    @property
    def statutory(self) -> bool:
        """A gap in it is a claim, not a request."""
        return self.kind in RIGHTS

    def version_on(self, day: date) -> tuple[Version, bool]:
        """The version in force, and whether it merely stands in."""
        chosen = self.versions[0]
        for version in self.versions[1:]:
            if version.start > day:
                break
            chosen = version
        return chosen, day < self.versions[0].start

    def open_on(self, day: date) -> bool:
        return not self.windows or any(
            window.start <= day and (window.end is None or day <= window.end) for window in self.windows
        )
