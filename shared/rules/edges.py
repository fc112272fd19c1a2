"""Proposes worked examples at the edges of a benefit's rules, for a person to confirm and keep beside the rule.

One household for which everything holds, and what the law says when one fact of it is another or unknown: every
threshold the day before, on and after; every condition failing alone and missing alone; every band; every day on which
a version or a rate begins, and the day before. What is proposed is what the book answers: the reader judges it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.dates import PartialDate, fiscal_start
from shared.domain.facts import Fact, HouseholdFacts
from shared.rules.answers import Determination, plain
from shared.rules.boundaries import SUBJECT, constant, values
from shared.rules.case import LISTED
from shared.rules.clock import effective, nodes, starts
from shared.rules.loading_benefits import facts_named
from shared.rules.model import Benefit, Condition, Setting, Version
from shared.rules.nodes import Builtin, Compare, DateFunction, FactRef, Other

if TYPE_CHECKING:
    from shared.rules.book import Book

Values = dict[str, Any]
_AGES: Mapping[str | None, Callable[[date], date]] = {
    "age": lambda on: on,
    "age_month": lambda on: on.replace(day=1),
    "age_fy": fiscal_start,
}


class Edges:
    """The proposals for one version."""

    def __init__(self, book: Book, benefit: Benefit, version: Version, on: date) -> None:
        self.book, self.benefit, self.version, self.on = book, benefit, version, on
        named = dict.fromkeys(n for c in version.conditions for node in nodes(c) for n in facts_named(node))
        options = {
            n: values(book, benefit, version, book.facts[n], on) for n in named if n != "household_size"
        }
        others = {n.benefit for c in version.conditions for n in nodes(c) if isinstance(n, Other)}
        if others:
            options[LISTED] = [frozenset(others), frozenset()]
        if self._age() in _AGES and "birth_date" not in options:
            options["birth_date"] = [PartialDate(on.year - 40, on.month, min(on.day, 28))]
        self.options: dict[str, list[Any]] = options
        self.base = self._base()

    def _base(self) -> Values:
        for chosen in itertools.islice(itertools.product(*self.options.values()), 200_000):
            made = dict(zip(self.options, chosen, strict=True))
            if self.benefit.entity == "person":
                made.setdefault(LISTED, frozenset())
            if self.says(made, self.on)["entitled"] == "yes":
                return made
        raise ValueError(
            f"{self.benefit.id} {self.version.start}: nothing was found for which everything holds"
        )

    def says(self, chosen: Mapping[str, Any], on: date) -> dict[str, Any]:
        """What the book answers, in the words of an example."""
        found = self._found(chosen, on)
        made: dict[str, Any] = {"entitled": found.entitled.value}
        if made["entitled"] == "no":
            made["fails"] = [reason.condition for reason in found.reasons if reason.holds == "no"]
        elif made["entitled"] == "unknown":
            made["asks"] = list(found.missing)
        elif found.amount is not None:
            made["amount"] = found.amount.value
        return made

    def _found(self, chosen: Mapping[str, Any], on: date) -> Determination:
        facts: dict[str, dict[str, Fact]] = {
            "person": {},
            "household": {"household_size": Fact(1, "stated", on)},
        }
        for name, value in chosen.items():
            if value is not None:
                facts[self.book.facts[name].entity][name] = Fact(value, "stated", on)
        member = SUBJECT if self.benefit.entity == "person" else None
        household = HouseholdFacts(facts["household"], {SUBJECT: facts["person"]})
        return next(
            one
            for one in self.book.assess(household, on).determinations
            if (one.benefit, one.member_id) == (self.benefit.id, member)
        )

    def all(self) -> Iterator[tuple[date, Values]]:
        """A day, and the facts that are other than in the base (None: unknown)."""
        for name in self.options:
            for value in (*self._beside(name), None):
                yield self.on, {name: value}
        for condition in self.version.conditions:
            yield from self._alone(condition)
        for day in sorted({effective(self.benefit.applies_on, one) for one in self._days()}):
            changed = self._due_on_both(day)
            for on in (day - timedelta(days=1), day):
                yield on, changed

    def _alone(self, condition: Condition) -> Iterator[tuple[date, Values]]:
        """Several facts together, where no single one makes the condition the only one that fails or is unknown."""
        names = [name for name in condition.facts if name in self.options]
        behind = [
            n
            for name in names
            for way in self.book.facts[name].otherwise
            for n in facts_named(way.when or way.value)
        ]
        for mark in ("no", "unknown"):
            pool = list(dict.fromkeys([*names, *(behind if mark == "unknown" else ())]))
            pool = [name for name in pool if name in self.base]
            choices = [[self.base[n], *(self.options.get(n, ()) if mark == "no" else ()), None] for n in pool]
            ranked = sorted(
                itertools.islice(itertools.product(*choices), 3_000),
                key=lambda chosen: sum(v != self.base[n] for n, v in zip(pool, chosen, strict=True)),
            )
            for chosen in ranked:
                changed = {n: v for n, v in zip(pool, chosen, strict=True) if v != self.base[n]}
                marks = {
                    one.condition: one.holds.value
                    for one in self._found({**self.base, **changed}, self.on).reasons
                }
                if {n for n, holds in marks.items() if holds != "yes"} == {condition.id} and marks[
                    condition.id
                ] == mark:
                    if len(changed) > 1:
                        yield self.on, changed
                    break

    def _due_on_both(self, day: date) -> Values:
        """Somebody of another age, where whoever the base is about is too young or too old on a day of the law."""
        for years in (0, 2, 5, 10, -1, -2, -5):
            born = self.base.get("birth_date")
            changed: Values = {}
            if years and isinstance(born, PartialDate):
                changed = {"birth_date": PartialDate(born.year - years, born.month, born.day)}
            chosen = {**self.base, **changed}
            if all(self.says(chosen, on)["entitled"] == "yes" for on in (day - timedelta(days=1), day)):
                return changed
        return {}

    def _beside(self, name: str) -> list[Any]:
        base = self.base[name]
        if isinstance(base, PartialDate):
            return self._days_beside(name, base.earliest())
        found = list(self.options[name])
        if self._by(name):
            found += [word for setting in self._settings() for word, _ in setting.cases if word not in found]
        return [value for value in found if value != base]

    def _days_beside(self, name: str, base: date) -> list[PartialDate]:
        """The day before, the day and the day after each turn of the answer; and the month and the year alone."""
        pool = {one.earliest() for one in self.options[name]} | set(
            self._band_days() if name == "birth_date" else ()
        )
        for node in (node for c in self.version.conditions for node in nodes(c)):
            if (
                isinstance(node, Compare)
                and isinstance(node.left, DateFunction)
                and node.left.name == "age_at"
            ):
                then, age = (
                    self.base[node.left.fact.name].earliest(),
                    constant(self.book, node.right, self.on),
                )
                pool |= {then.replace(year=then.year - age)} if name == "birth_date" and age else set()
        for day in tuple(pool):
            pool |= {day + timedelta(days=n) for n in (-366, -365, -1, 1, 365, 366)}
            pool |= {(day.replace(day=1) + timedelta(days=n)).replace(day=1) for n in (-1, 32)}
        kept: set[date] = set()
        for day in sorted(pool | {day - timedelta(days=1) for day in pool}):
            if self._with(name, day) != self._with(name, day + timedelta(days=1)):
                kept |= {day + timedelta(days=n) for n in (-1, 0, 1)}
        exact = [PartialDate(day.year, day.month, day.day) for day in sorted(kept - {base})]
        return [*exact, PartialDate(base.year, base.month), PartialDate(base.year)]

    def _with(self, name: str, day: date) -> dict[str, Any]:
        return self.says({**self.base, name: PartialDate(day.year, day.month, day.day)}, self.on)

    def _by(self, name: str) -> bool:
        rule = self.version.amount
        return rule is not None and isinstance(rule.by, FactRef) and rule.by.name == name

    def _settings(self) -> tuple[Setting, ...]:
        rule = self.version.amount
        return (self.book.parameters[rule.table].on(self.on)[0],) if rule else ()

    def _age(self) -> str | None:
        """The age by which the amount is read."""
        rule = self.version.amount
        if rule is not None and rule.by_parameter:
            return str(self.book.parameters[rule.by_parameter].on(self.on)[0].value)
        return rule.by.name if rule is not None and isinstance(rule.by, Builtin) else None

    def _band_days(self) -> list[date]:
        """The births with which each band of an amount by age begins."""
        kind = self._age()
        if kind not in _AGES:
            return []
        first = _AGES[kind](self.on)
        return [
            first.replace(year=first.year - band.start)
            for s in self._settings()
            for band in s.bands
            if band.start
        ]

    def _days(self) -> Iterator[date]:
        """When this version or a rate begins while it is in force, and when the next one begins."""
        later = [one.start for one in self.benefit.versions if one.start > self.version.start]
        for start in starts(self.benefit, self.book.parameters):
            if (
                self.version.start <= start <= min(later, default=date.max)
                and self.benefit.applies_on != "event"
            ):
                yield start


def propose(book: Book, benefit: Benefit) -> str:
    """A file of worked examples, one household a version."""
    made: list[str] = []
    for number, version in enumerate(benefit.versions):
        if version.abolished:
            continue
        later = benefit.versions[number + 1 :]
        on = max(version.start, later[0].start - timedelta(days=45)) if later else book.released
        edges = Edges(book, benefit, version, on)
        made.append(f"- name: {benefit.title.th} ตามกติกาตั้งแต่ {version.start} ทุกข้อครบ แล้วเปลี่ยนทีละข้อ")
        for letter, entity in (("p", "person"), ("h", "household")):
            known = {n: v for n, v in edges.base.items() if book.facts[n].entity == entity}
            if entity == "household":
                known.setdefault("household_size", 1)
            if known:
                made.append(f"  {letter}: {_flow(known)}")
        made.append(f"  expect: [{_flow({'on': on, **edges.says(edges.base, on)})}]")
        made.append("  edges:")
        seen: set[str] = set()
        for day, changed in edges.all():
            answer = edges.says({**edges.base, **changed}, day)
            facts = {f"{'p' if book.facts[n].entity == 'person' else 'h'}.{n}": v for n, v in changed.items()}
            line = _flow({**({} if day == on else {"on": day}), **facts, **answer})
            if line not in seen:
                seen.add(line)
                made.append(f"    - {line}")
    return "\n".join(made) + "\n"


def _flow(items: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_yaml(value)}" for name, value in items.items()) + "}"


def _yaml(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    value = plain(value)
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)
