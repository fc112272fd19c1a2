"""Checks of a book that loads: what is unused, what can never hold, what would grant by silence, what nobody has
verified. Errors stop a build; warnings and the list of unverified clauses are for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shared.domain.facts import HouseholdFacts
from shared.rules.boundaries import trials
from shared.rules.clock import nodes
from shared.rules.loading_benefits import facts_named
from shared.rules.model import Benefit, Citation, Condition, Version
from shared.rules.nodes import (
    AGES,
    Aggregate,
    Arithmetic,
    Builtin,
    Compare,
    Const,
    DateFunction,
    FactRef,
    In,
    Node,
    Other,
    Param,
    children,
    walk,
)

if TYPE_CHECKING:
    from shared.rules.book import Book

_PLACE = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    level: str  # error | warning | unverified
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.level}: {self.where}: {self.what}"


def lint(book: Book) -> list[Finding]:
    """All findings, errors first."""
    found = [*_structure(book), *_unused(book), *_silence(book), *_semantics(book), *_unverified(book)]
    order = {"error": 0, "warning": 1, "unverified": 2}
    return sorted(dict.fromkeys(found), key=lambda one: (order[one.level], one.where, one.what))


# -- structure


def _structure(book: Book) -> Iterator[Finding]:
    for benefit, version, condition in _conditions(book):
        where = f"benefits/{benefit.id}.yaml:{condition.line} {condition.id}"
        for text in (condition.text.th, condition.text.en):
            for name in _PLACE.findall(text):
                if name not in book.parameters:
                    yield Finding("error", where, f"the text names {{{name}}}, which is no parameter")
        for one in (condition, *condition.alternatives):
            if one.when is not None:
                for what in _shape(one.when, book):
                    yield Finding("error", where, what)
        cited = condition.citation
        if cited is not None and _outside(cited, benefit, version):
            yield Finding(
                "error", where, f"cites {cited.id}, which is not in force for the version of {version.start}"
            )
    yield from _amounts(book)
    for name, spec in book.facts.items():
        for way in spec.otherwise:
            for node in walk(way.when if way.when is not None else way.value):
                if spec.entity == "person" and isinstance(node, FactRef) and node.entity == "household":
                    yield Finding(
                        "error", f"facts.yaml {name}", "a person's fact follows only from the person's own"
                    )


def _outside(cited: Citation, benefit: Benefit, version: Version) -> bool:
    after = [other.start for other in benefit.versions if other.start > version.start]
    last = min(after) - timedelta(days=1) if after else date.max
    if cited.start is not None and version.start < cited.start:
        return True
    return cited.end is not None and (cited.end < version.start or cited.end < min(last, date(9000, 1, 1)))


def _shape(root: Node, book: Book) -> Iterator[str]:
    """What the clockwork and the compiler count on."""
    for node in walk(root):
        clocks = [child for child in children(node) if _clock(child)]
        if isinstance(node, Arithmetic) and clocks:
            yield "an age is compared, not calculated with"
        if isinstance(node, Compare) and clocks:
            sides = (node.left, node.right)
            if not any(isinstance(side, Const | Param) for side in sides):
                yield "an age is compared with a number or a parameter"
        if isinstance(node, In) and clocks and len(node.values) > 20:
            yield "an age in a long list: write a range"
        if isinstance(node, Aggregate):
            for inner in walk(node.item):
                foreign = isinstance(inner, FactRef) and inner.entity == "household"
                if (
                    foreign
                    or isinstance(inner, Other)
                    or (isinstance(inner, Builtin) and inner.name == "hh_size")
                ):
                    yield f"{node.kind} looks only at the person's own facts and age"
        if isinstance(node, Other) and book.benefits[node.benefit].applies_on == "event":
            yield f"{node.benefit} follows an event of its own and cannot be referred to"
        if isinstance(node, Other) and node.benefit not in book.benefits:
            yield f"no benefit {node.benefit}"


def _clock(node: Node) -> bool:
    return (isinstance(node, Builtin) and node.name in AGES) or isinstance(node, DateFunction)


def _amounts(book: Book) -> Iterator[Finding]:
    for benefit in book.benefits.values():
        for version in benefit.versions:
            if version.amount is None:
                continue
            for setting in book.parameters[version.amount.table].settings:
                where = f"parameters {version.amount.table} {setting.start}"
                if setting.bands and setting.bands[0].start > 0 and setting.below is None:
                    yield Finding(
                        "error", where, "numbers under the first band have no value: write `below:`"
                    )


# -- what is not used


def _unused(book: Book) -> Iterator[Finding]:
    facts: set[str] = {
        "person_status",
        "birth_date",
        "benefits_received",
        "roster_complete",
        "household_size",
        "death_date",
    }
    parameters: set[str] = set()
    for benefit, version, condition in _conditions(book):
        facts.update(condition.facts)
        parameters.update(node.name for node in nodes(condition) if isinstance(node, Param))
        for text in (condition.text.th, condition.text.en):
            parameters.update(_PLACE.findall(text))
        if version.amount is not None:
            parameters |= {version.amount.table, version.amount.by_parameter or ""}
        if benefit.receives is not None:
            facts.update(facts_named(benefit.receives))
    for name in sorted(facts & book.facts.keys()):
        for way in book.facts[name].otherwise:
            facts.update(facts_named(way.when if way.when is not None else way.value))
    for name, spec in book.facts.items():
        if name not in facts and not spec.column:
            yield Finding("error", f"facts.yaml {name}", "no rule reads this fact: remove it")
    for name in book.parameters:
        if name not in parameters:
            yield Finding("error", f"parameters {name}", "no rule reads this parameter: remove it")


# -- what the rules mean


def _silence(book: Book) -> Iterator[Finding]:
    """Nothing may be granted because nothing is known."""
    nobody = HouseholdFacts({}, {"p": {}})
    for start in book.epochs.starts:
        on = max(start, date(2002, 1, 1))
        for row in book.reference(nobody, on).all_rows():
            if row.entitled is True:
                yield Finding(
                    "error", f"benefits/{row.benefit.id}.yaml", f"grants on {on} when nothing is known"
                )


def _semantics(book: Book) -> Iterator[Finding]:
    for benefit in book.benefits.values():
        for number, version in enumerate(benefit.versions):
            if version.abolished or _refers(version):
                continue
            last = benefit.versions[number + 1].start if number + 1 < len(benefit.versions) else book.released
            on = max(version.start, last - timedelta(days=45))
            if benefit.version_on(on)[0] is not version:
                on = version.start
            yield from _of_version(book, benefit, version, on)


def _refers(version: Version) -> bool:
    return any(isinstance(node, Other) for condition in version.conditions for node in nodes(condition))


def _of_version(book: Book, benefit: Benefit, version: Version, on: date) -> Iterator[Finding]:
    tried = [trial.truths for trial in trials(book, benefit, version, on)]
    where = f"benefits/{benefit.id}.yaml {version.start}"
    if not any(all(one) for one in tried):
        yield Finding("error", where, "the conditions can never all hold")
    for number, condition in enumerate(version.conditions):
        column = {one[number] for one in tried}
        if False not in column:
            yield Finding("warning", f"{where} {condition.id}", f"always holds on {on}")
        elif True not in column:
            yield Finding("error", f"{where} {condition.id}", f"never holds on {on}")
        elif not any(one[number] is False and all(one[:number] + one[number + 1 :]) for one in tried):
            yield Finding(
                "warning", f"{where} {condition.id}", f"never decides alone on {on}: others already fail"
            )


# -- what nobody has read in the law itself


def _unverified(book: Book) -> Iterator[Finding]:
    for benefit in book.benefits.values():
        for cited in benefit.citations:
            if not cited.verified:
                yield Finding("unverified", f"benefits/{benefit.id}.yaml {cited.id}", _grade(cited))
    for name, parameter in book.parameters.items():
        for setting in (*parameter.settings, *parameter.pending):
            if not setting.citation.verified:
                yield Finding("unverified", f"parameters {name} {setting.start}", _grade(setting.citation))


def _grade(cited: Citation) -> str:
    return f"{cited.seen}: {cited.title}" + (f" ({cited.note})" if cited.note else "")


def _conditions(book: Book) -> Iterator[tuple[Benefit, Version, Condition]]:
    for benefit in book.benefits.values():
        for version in benefit.versions:
            for condition in version.conditions:
                yield benefit, version, condition
