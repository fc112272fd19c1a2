"""Every value at which a rule can turn, and the values beside it: for the linter and for generated tests."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Fact, HouseholdFacts
from shared.rules.case import day_of
from shared.rules.clock import nodes
from shared.rules.determine import legal_day_of
from shared.rules.loading_benefits import facts_named
from shared.rules.model import Benefit, FactSpec, Version
from shared.rules.nodes import (
    AGES,
    Arithmetic,
    Builtin,
    Compare,
    Const,
    DateFunction,
    FactRef,
    Holds,
    In,
    Node,
    Param,
)

if TYPE_CHECKING:
    from shared.rules.book import Book

MAX_CASES = 1_500
SUBJECT = "p"


@dataclass(frozen=True, slots=True)
class Trial:
    """One household built from boundary values and what each condition says of it."""

    values: Mapping[str, Any]
    truths: tuple[bool | None, ...]


def trials(book: Book, benefit: Benefit, version: Version, on: date) -> list[Trial]:
    """All combinations of boundary values of a version's facts (a fixed sample where they are too many)."""
    names = list(dict.fromkeys(name for c in version.conditions for n in nodes(c) for name in facts_named(n)))
    names = [name for name in names if name != "household_size"]
    options = [values(book, benefit, version, book.facts[name], on) for name in names]
    combinations: Iterator[tuple[Any, ...]] = itertools.product(*options)
    total = 1
    for one in options:
        total *= len(one)
    if total > MAX_CASES:
        rng = random.Random(benefit.id)
        combinations = (tuple(rng.choice(one) for one in options) for _ in range(MAX_CASES))
    made: list[Trial] = []
    for combination in combinations:
        chosen = dict(zip(names, combination, strict=True))
        made.append(Trial(chosen, truths(book, benefit, household(book, chosen, on), on)))
    return made


def truths(book: Book, benefit: Benefit, facts: HouseholdFacts, on: date) -> tuple[bool | None, ...]:
    """What each condition says, by the reference evaluator. Other benefits' words are taken as received."""
    run = book.reference(facts, on)
    return tuple(run.row(benefit.id, SUBJECT if benefit.entity == "person" else None).truths)


def household(book: Book, values_: Mapping[str, Any], on: date) -> HouseholdFacts:
    """One person who has everything that is given, a companion alike who lives there, and a size of one declared
    (so that thresholds per head are those of the person)."""
    person: dict[str, Fact] = {}
    own: dict[str, Fact] = {}
    for name, value in values_.items():
        if value is not None:
            target = person if book.facts[name].entity == "person" else own
            target[name] = Fact(value, "survey", on)
    own.setdefault("household_size", Fact(1, "survey", on))
    companion = {name: fact for name, fact in person.items() if name != "person_status"}
    return HouseholdFacts(own, {SUBJECT: person, "companion": companion})


def values(book: Book, benefit: Benefit, version: Version, spec: FactSpec, on: date) -> list[Any]:
    """Values of a fact on both sides of everything that the version compares it with."""
    legal = legal_day_of(benefit.applies_on, on)
    roots = [node for condition in version.conditions for node in nodes(condition)]
    if spec.type == "bool":
        return [True, False]
    if spec.type in ("enum", "text"):
        return _words(spec, roots)
    if spec.type == "set":
        used = [node.value for node in roots if isinstance(node, Holds) and node.fact.name == spec.name]
        return [frozenset(used), frozenset()]
    if spec.type == "int":
        return sorted({n for node in roots for n in _numbers(book, node, spec.name, legal) if n >= 0}) or [
            0,
            1,
        ]
    return _days(book, roots, spec.name, on, legal)


def _words(spec: FactSpec, roots: list[Node]) -> list[Any]:
    used: dict[str, None] = {}
    for node in roots:
        if isinstance(node, In) and _is(node.left, spec.name):
            used.update(dict.fromkeys(node.values))
        if isinstance(node, Compare) and _is(node.left, spec.name) and isinstance(node.right, Const):
            used[node.right.value] = None
    others = [word for word in spec.values if word not in used] or ["คำอื่น"]
    return [*list(used)[:2], others[0]]


def _is(node: Node, name: str) -> bool:
    return isinstance(node, FactRef) and node.name == name


def _numbers(book: Book, node: Node, name: str, legal: date) -> Iterator[int]:
    """A number's neighbours, for a household of one."""
    if isinstance(node, Compare) and _is(node.left, name):
        value = constant(book, node.right, legal)
        if value is not None:
            yield from (value - 1, value, value + 1)


def constant(book: Book, node: Node, legal: date) -> int | None:
    """A number that is the same for every household of one person, else None."""
    if isinstance(node, Const):
        return int(node.value) if node.type in ("int", "date") else None
    if isinstance(node, Param):
        return int(book.parameters[node.name].on(legal)[0].value) if node.type == "int" else None
    if isinstance(node, Builtin) and node.name == "hh_size":
        return 1
    if isinstance(node, Arithmetic):
        one, two = constant(book, node.left, legal), constant(book, node.right, legal)
        if one is None or two is None:
            return None
        return {"+": one + two, "-": one - two, "*": one * two}[node.op]
    return None


def _days(book: Book, roots: list[Node], name: str, on: date, legal: date) -> list[PartialDate]:
    found: set[date] = set()
    for node in roots:
        if not isinstance(node, Compare):
            continue
        for side, other in ((node.left, node.right), (node.right, node.left)):
            value = constant(book, other, legal)
            if value is None:
                continue
            if _is(side, name):
                found |= {day_of(value) + timedelta(days=n) for n in (-1, 0, 1)}
            elif isinstance(side, Builtin) and side.name in AGES and name == "birth_date":
                found |= _births(side.name, value, on)
            elif isinstance(side, DateFunction):
                found |= _events(side, name, value, on)
    exact = sorted(day for day in found if day.year > 1880)
    return [PartialDate(day.year, day.month, day.day) for day in exact] or [PartialDate(1990, 5, 5)]


def _births(kind: str, age: int, on: date) -> set[date]:
    """Birth dates around the one at which an age is reached today; a year on either side too."""
    years, months = divmod(age, 12) if kind == "birth_months" else (age, 0)
    total = (on.year - years) * 12 + on.month - 1 - months
    near = date(total // 12, total % 12 + 1, min(on.day, 28))
    first = near.replace(day=1)
    steps = (-366, -1, 0, 1, 366)
    return {near + timedelta(days=n) for n in steps} | {first + timedelta(days=n) for n in (-1, 0, 1)}


def _events(node: DateFunction, name: str, value: int, on: date) -> set[date]:
    if node.name == "age_at":
        recent = on - timedelta(days=30)
        if name == node.fact.name:
            return {recent}
        near = date(recent.year - value, recent.month, min(recent.day, 28))
        return {near + timedelta(days=n) for n in (-366, -1, 0, 1, 366)}
    if name != node.fact.name:
        return set()
    total = on.year * 12 + on.month - 1 - value
    near = date(total // 12, total % 12 + 1, min(on.day, 28))
    return {near + timedelta(days=n) for n in (-32, -1, 0, 1)} | {on - timedelta(days=30)}
