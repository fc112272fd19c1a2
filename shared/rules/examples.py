"""Worked examples beside the rules: a person, a day, and what the law says. Lawyers read and write these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.domain.facts import Fact, HouseholdFacts, Truth
from shared.rules.answers import Determination
from shared.rules.jsonfacts import FactError, parse_facts
from shared.rules.yamlfile import Reader, RuleError, read_yaml

if TYPE_CHECKING:
    from shared.rules.book import Book

Given = dict[str, dict[str, Any]]
_TRUTH = {True: "yes", False: "no"}
EXPECTATIONS = (
    "entitled",
    "receiving",
    "gap",
    "state",
    "amount",
    "per",
    "fails",
    "asks",
    "settled_by",
    "claimable",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One household on one day and what must come out of it for one subject."""

    file: str
    line: int
    name: str
    benefit: str
    member: str | None
    household: HouseholdFacts
    on: date
    expect: dict[str, Any]


def read_examples(book: Book, folder: Path) -> list[Example]:
    """All examples of a folder and what lies in it. Raises RuleError."""
    made: list[Example] = []
    for path in sorted(folder.rglob("*.yaml")):
        made += _of_file(book, path, path.relative_to(folder.parent).as_posix(), path.stem)
    return made


def _of_file(book: Book, path: Path, file: str, benefit: str) -> Iterator[Example]:
    data = read_yaml(path, file)
    if not isinstance(data, list) or benefit not in book.benefits:
        raise RuleError(file, 1, "a list of examples in a file named as its benefit is needed", benefit)
    for item in data:
        reader = Reader(item, file, getattr(item, "line", 1), benefit)
        yield from _of_case(book, reader, benefit)


def _of_case(book: Book, reader: Reader, benefit: str) -> Iterator[Example]:
    name = reader.get("name", str)
    observed = reader.get("observed_on", date, None)
    given: Given = {"p": reader.get("p", dict, {}), "h": reader.get("h", dict, {})}
    others, complete = reader.get("others", list, []), reader.get("roster_complete", bool, True)
    later = reader.get("later", list, [])
    member = None if book.benefits[benefit].entity == "household" else "p"
    first: date | None = None
    for entry, given_now in _entries(reader, given):
        on = entry.get("on", date) if first is None or "on" in entry.data else first
        first = first or on
        expect = {key: entry.get(key, object) for key in EXPECTATIONS if key in entry.data}
        entry.done()
        try:
            household = _household(book, given_now, others, complete, observed or on, later)
        except FactError as fault:
            raise reader.fault(f"{name}: {fault}") from fault
        yield Example(reader.file, entry.data.line, name, benefit, member, household, on, expect)
    reader.done()


def _entries(reader: Reader, given: Given) -> Iterator[tuple[Reader, Given]]:
    """``expect`` with the facts as given; ``edges`` with those that each line changes (``null``: unknown), on the
    first day of ``expect`` unless the line names another."""
    for entry in reader.each("expect", need=True):
        yield entry, given
    for entry in reader.each("edges"):
        changed = {letter: dict(values) for letter, values in given.items()}
        for key in [key for key in entry.data if key[:2] in ("p.", "h.")]:
            changed[key[0]][key[2:]] = entry.get(key, object, None)
        yield entry, changed


def _household(
    book: Book, given: dict[str, Any], others: list[Any], complete: bool, on: date, later: list[Any]
) -> HouseholdFacts:
    """``p`` is the person in question, ``others`` live there too, ``later`` came in on another day."""

    def facts(values: Any, entity: str, day: date) -> dict[str, Fact]:
        plain = {key: _json(book, key, value) for key, value in values.items()}
        return parse_facts(book.facts, plain, entity, day)

    members = {"p": facts(given["p"], "person", on)}
    for item in later:
        values = {key: value for key, value in item.items() if key != "on"}
        members["p"].update(facts(values, "person", item["on"]))
    for number, values in enumerate(others):
        members[f"o{number + 1}"] = facts(values, "person", on)
    return HouseholdFacts(facts(given["h"], "household", on), members, complete)


def _json(book: Book, name: str, value: Any) -> Any:
    """YAML reads a year as a number and a day as a date; facts take them as text."""
    spec = book.facts.get(name)
    return str(value) if value is not None and spec is not None and spec.type == "date" else value


def check(book: Book, example: Example) -> list[str]:
    """What differs from the expectation; empty when nothing does."""
    assessment = book.assess(example.household, example.on)
    found = next(
        one
        for one in assessment.determinations
        if one.benefit == example.benefit and one.member_id == example.member
    )
    return [
        f"{example.file}:{example.line}: {example.name}, {example.on}: {key} is {actual!r}, expected {wanted!r}"
        for key, wanted, actual in _compare(example.expect, found)
        if wanted != actual
    ]


def _compare(expect: dict[str, Any], found: Determination) -> Iterator[tuple[str, Any, Any]]:
    for key, wanted in expect.items():
        if key in ("entitled", "receiving", "gap"):
            yield key, _TRUTH.get(wanted, wanted), getattr(found, key).value
        elif key == "amount":
            yield key, wanted, found.amount.value if found.amount else None
        elif key == "per":
            yield key, wanted, found.amount.per if found.amount else None
        elif key == "fails":
            failing = [reason.condition for reason in found.reasons if reason.holds is Truth.NO]
            yield key, sorted(wanted), sorted(failing)
        elif key == "asks":
            yield key, sorted(wanted), sorted(found.missing)
        else:
            yield key, wanted, getattr(found, key)
