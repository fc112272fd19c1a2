"""Turns the rules in force during one epoch (no version or amount changes within it) into one plain-Python module.

Truth values are two bits: 3 yes, 0 no, 1 unknown. Kleene's *and* is then ``&``, *or* is ``|``. A condition that
many benefits share is computed once. Nothing of a rule file becomes code but through this compiler: names are
made here, and words and numbers enter as ``repr`` constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.rules.change import effective, starts
from shared.rules.codegen import Emitter
from shared.rules.determine import legal_day_of
from shared.rules.model import Benefit, Condition, FactSpec, Parameter, Version

LANGUAGE = 1  # raise when generated modules change their form


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of a benefit as compiled: which numbers of the answer are its conditions and its result."""

    benefit: str
    segment: date | None  # the first legal day of an event benefit's version; None otherwise
    version: date
    conditions: tuple[int, ...]
    alternatives: tuple[tuple[int, ...], ...]  # for each condition those of its alternatives
    result: int
    receives: int | None  # the condition that shows it is received, where the benefit has one of its own


@dataclass(frozen=True, slots=True)
class Source:
    """A generated module and the index of what it answers."""

    start: date
    text: str
    person: tuple[Unit, ...]
    household: tuple[Unit, ...]


def epoch_starts(benefits: Mapping[str, Benefit], parameters: Mapping[str, Parameter]) -> tuple[date, ...]:
    """The days on which an epoch begins; the first one stands for all days before."""
    days = {
        effective(benefit.applies_on, start)
        for benefit in benefits.values()
        if benefit.applies_on != "event"
        for start in starts(benefit, parameters)
    }
    return (date(1900, 1, 1), *sorted(days))


def compile_epoch(
    benefits: Mapping[str, Benefit],
    facts: Mapping[str, FactSpec],
    parameters: Mapping[str, Parameter],
    digest: str,
    start: date,
) -> Source:
    """The module of the epoch that begins on a day."""
    emitter = Emitter(facts, parameters)
    household = _units(emitter, benefits, parameters, start, "household")
    emitter.begin_member()
    person = _units(emitter, benefits, parameters, start, "person")
    head = [
        '"""Generated from the rule book; do not edit."""',
        "",
        f"BOOK = {digest!r}",
        f"EPOCH = {start.isoformat()!r}",
        f"LANGUAGE = {LANGUAGE}",
        f"PERSON = {_index(person)}",
        f"HOUSEHOLD = {_index(household)}",
        "",
    ]
    return Source(start, "\n".join(head) + emitter.text(), tuple(person), tuple(household))


def _index(units: Iterable[Unit]) -> str:
    rows = [
        (
            unit.benefit,
            unit.segment.isoformat() if unit.segment else None,
            unit.version.isoformat(),
            unit.conditions,
            unit.alternatives,
            unit.result,
            unit.receives,
        )
        for unit in units
    ]
    return repr(tuple(rows))


def _units(
    emitter: Emitter,
    benefits: Mapping[str, Benefit],
    parameters: Mapping[str, Parameter],
    start: date,
    entity: str,
) -> list[Unit]:
    made: list[Unit] = []
    for benefit in benefits.values():
        if benefit.entity != entity:
            continue
        for segment in _segments(benefit, parameters):
            legal = segment or legal_day_of(benefit.applies_on, start)
            version, _ = benefit.version_on(legal)
            made.append(_unit(emitter, benefit, version, segment, legal))
    return made


def _segments(benefit: Benefit, parameters: Mapping[str, Parameter]) -> tuple[date | None, ...]:
    """An event benefit answers by the law of the event's day, whatever the epoch."""
    if benefit.applies_on != "event":
        return (None,)
    return (date(1900, 1, 1), *sorted(set(starts(benefit, parameters))))


def _unit(emitter: Emitter, benefit: Benefit, version: Version, segment: date | None, legal: date) -> Unit:
    emitter.legal = legal
    codes = [_condition(emitter, condition) for condition in version.conditions]
    numbers = tuple(emitter.condition_number(code) for code in codes)
    inner = tuple(
        tuple(emitter.condition_number(_condition(emitter, one)) for one in condition.alternatives)
        for condition in version.conditions
    )
    joined = "0" if version.abolished else " & ".join(dict.fromkeys(codes))
    result = emitter.result(benefit.id if segment is None else None, joined, version.amount)
    own = None if benefit.receives is None else emitter.condition_number(emitter.truth(benefit.receives))
    return Unit(benefit.id, segment, version.start, numbers, inner, result, own)


def _condition(emitter: Emitter, condition: Condition) -> str:
    if condition.when is not None:
        return emitter.truth(condition.when)
    return emitter.name(" | ".join(_condition(emitter, one) for one in condition.alternatives))
