"""The compiled modules of a book, taken ready-made or written on first use, and where each benefit stands in their answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.rules.case import READERS, Reader, fresh_since, whole
from shared.rules.clock import effective, starts
from shared.rules.explain import Line
from shared.rules.model import Benefit, Condition, FactSpec, Parameter, Version
from shared.rules.nodes import (
    AGES,
    Builtin,
    Compare,
    Const,
    FactRef,
    Holds,
    In,
    Node,
    Not,
    Other,
    Param,
    walk,
)

if TYPE_CHECKING:
    from shared.rules.compiler import Source

Evaluate = Callable[..., tuple[Any, list[Any]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """One benefit's place in a module's answer."""

    benefit: Benefit
    version: Version
    conditions: tuple[int, ...]
    alternatives: tuple[tuple[int, ...], ...]
    result: int
    receives: int | None
    asks: tuple[str | None, ...]  # for each condition the one fact it asks, None when it must be worked out


# How a day reads the facts of a subject: by name the reader, its spec, and the first day of observation that counts.
Reading = Mapping[str, tuple[Reader, FactSpec, date | None]]
# A benefit, whether it is the household's, its places in an answer, and what is said of it (None: an event decides).
Outlined = tuple[Benefit, bool, tuple[int, ...], tuple[Line, ...] | None]
DAYS, LINES = 64, 5_000  # days, and results of a legal day, that are kept at hand: a review goes through few


@dataclass(frozen=True, slots=True)
class Epoch:
    """A module ready to answer. Event benefits have several plans, by the first legal day of each."""

    start: date
    evaluate: Evaluate
    person: Mapping[str, tuple[tuple[date | None, Plan], ...]]
    household: Mapping[str, tuple[tuple[date | None, Plan], ...]]
    lines: dict[tuple[int, bool, date], tuple[Line, ...]]  # what is said of each result, by legal day
    outlines: dict[date, list[Outlined]]  # of all benefits, by day


def epoch_starts(benefits: Mapping[str, Benefit], parameters: Mapping[str, Parameter]) -> tuple[date, ...]:
    """The days on which an epoch begins; the first one stands for all days before."""
    days = {
        effective(benefit.applies_on, start)
        for benefit in benefits.values()
        if benefit.applies_on != "event"
        for start in starts(benefit, parameters)
    }
    return (date(1900, 1, 1), *sorted(days))


class Epochs:
    """The modules of one book: taken ready-made, or written on first use."""

    def __init__(
        self,
        benefits: Mapping[str, Benefit],
        facts: Mapping[str, FactSpec],
        parameters: Mapping[str, Parameter],
        digest: str,
        ready: Callable[[date], Any] | None = None,
    ) -> None:
        self.benefits, self.facts, self.parameters, self.digest = benefits, facts, parameters, digest
        self.starts = epoch_starts(benefits, parameters)
        self.ready = ready
        self.asked_receiving = _asked(benefits)
        self._epochs: dict[date, Epoch] = {}
        self._readings: dict[date, dict[str, Reading]] = {}

    def reading(self, day: date) -> Mapping[str, Reading]:
        """How facts are read on a day, for a ``person`` and for a ``household``. Numbers as they stand."""
        found = self._readings.get(day)
        if found is None:
            if len(self._readings) >= DAYS:
                self._readings.clear()
            found = self._readings[day] = {
                entity: {
                    name: (whole if spec.type == "int" else READERS[spec.type], spec, fresh_since(spec, day))
                    for name, spec in self.facts.items()
                    if spec.entity == entity
                }
                for entity in ("person", "household")
            }
        return found

    def on(self, day: date) -> Epoch:
        start = self.starts[bisect_right(self.starts, day) - 1]
        found = self._epochs.get(start)
        if found is None:
            found = self._epochs[start] = self._load(start)
        return found

    def _load(self, start: date) -> Epoch:
        module = self.ready(start) if self.ready is not None else None
        if module is None:
            source = self.source(start)
            space: dict[str, Any] = {}
            exec(compile(source.text, f"<epoch {start}>", "exec"), space)
        else:
            space = vars(module)
        return Epoch(
            start, space["evaluate"], self._plans(space["PERSON"]), self._plans(space["HOUSEHOLD"]), {}, {}
        )

    def source(self, start: date) -> Source:
        from shared.rules.compiler import compile_epoch  # a built book needs no compiler

        return compile_epoch(self.benefits, self.facts, self.parameters, self.digest, start)

    def _plans(self, index: Any) -> dict[str, tuple[tuple[date | None, Plan], ...]]:
        made: dict[str, tuple[tuple[date | None, Plan], ...]] = {}
        for name, segment, version_start, conditions, inner, result, receives in index:
            benefit = self.benefits[name]
            version = next(v for v in benefit.versions if v.start.isoformat() == version_start)
            asks = tuple(simple_ask(condition) for condition in version.conditions)
            plan = Plan(benefit, version, conditions, inner, result, receives, asks)
            first = date.fromisoformat(segment) if segment else None
            made[name] = (*made.get(name, ()), (first, plan))
        return made


def _asked(benefits: Mapping[str, Benefit]) -> tuple[str, ...]:
    """Benefits of which another one asks whether they are received."""
    roots = [
        one.when
        for benefit in benefits.values()
        for version in benefit.versions
        for condition in version.conditions
        for one in (condition, *condition.alternatives)
        if one.when is not None
    ]
    nodes = [
        node for root in roots for node in walk(root) if isinstance(node, Other) and node.kind == "receives"
    ]
    return tuple(dict.fromkeys(node.benefit for node in nodes))


def simple_ask(condition: Condition) -> str | None:
    """The one fact whose absence alone can leave a condition open."""
    node: Node | None = condition.when
    while isinstance(node, Not):
        node = node.item
    if (isinstance(node, Compare) and isinstance(node.right, Const | Param)) or isinstance(node, In):
        node = node.left
    elif isinstance(node, Holds):
        node = node.fact
    if isinstance(node, FactRef):
        return node.name
    return "birth_date" if isinstance(node, Builtin) and node.name in AGES else None
