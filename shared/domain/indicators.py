"""BMN (จปฐ.) indicators by survey round, and multidimensional poverty by TPMAP's five dimensions.

Data: ``data/indicators.csv``. TPMAP's test uses exactly 17 of the 31 indicators of the 2560-2564 round; the
mapping of the later round is inferred and marked unverified. Measures: Alkire and Foster (2011).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIMENSIONS = ("health", "education", "income", "living", "access")
_DATA = Path(__file__).with_name("data") / "indicators.csv"


@dataclass(frozen=True, slots=True)
class Indicator:
    set: str
    number: int
    th: str
    en: str
    unit: str  # person | household; empty where the source does not say (all of BMN2565)
    dimension: str | None
    counts: bool  # in TPMAP's poverty test
    maps: tuple[tuple[str, int], ...]  # the same thing in another round, where the data file says so
    verified: bool
    source: str


@cache
def indicator_set(name: str) -> Mapping[int, Indicator]:
    """The indicators of a round (``BMN2560``, ``BMN2565``) by number. Raises KeyError for an unknown round."""
    with _DATA.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["set"] == name]
    if not rows:
        raise KeyError(name)
    return {
        int(row["number"]): Indicator(
            set=name,
            number=int(row["number"]),
            th=row["th"],
            en=row["en"],
            unit=row["unit"],
            dimension=row["dimension"] or None,
            counts=row["counts"] == "yes",
            maps=_maps(row["maps"]),
            verified=row["verified"] == "yes",
            source=row["source"],
        )
        for row in rows
    }


def _maps(text: str) -> tuple[tuple[str, int], ...]:
    parts = (part.split(":") for part in text.split(";") if part)
    return tuple((name, int(number)) for name, number in parts)


@cache
def comparable(first: str, second: str) -> tuple[tuple[frozenset[int], frozenset[int]], ...]:
    """Groups of indicators of two rounds that measure the same thing: within one round each is its own.

    One of the later round may answer to several of the earlier: then the group is compared as a whole.
    """
    if first == second:
        return tuple((frozenset({number}), frozenset({number})) for number in sorted(indicator_set(first)))
    groups: list[tuple[set[int], set[int]]] = []
    for number, row in sorted(indicator_set(first).items()):
        others = {other for name, other in row.maps if name == second}
        others |= {other for other, back in indicator_set(second).items() if (first, number) in back.maps}
        if not others:
            continue
        joined = next((group for group in groups if group[1] & others), None)
        if joined is None:
            groups.append(({number}, others))
        else:
            joined[0].add(number)
            joined[1].update(others)
    return tuple((frozenset(ours), frozenset(theirs)) for ours, theirs in groups)


def asked_of(name: str, unit: str) -> tuple[int, ...]:
    """Numbers of the indicators that a round asks of a ``unit`` (``household``, ``person``), for a form.

    The source of BMN2565 does not say: there it is inferred from what each maps to, and where that says nothing
    either the indicator is offered for both.
    """
    found = indicator_set(name)
    units = {number: {one.unit} if one.unit else _units_mapped(one) for number, one in found.items()}
    return tuple(number for number, one in found.items() if one.th and units[number] <= {unit})


def _units_mapped(one: Indicator) -> set[str]:
    """Empty when nothing is known, or when they differ."""
    units = {indicator_set(name)[number].unit for name, number in one.maps}
    return units if len(units) == 1 else set()


def set_of_year(survey_year: int) -> str:
    """The round of a survey year (B.E.)."""
    return "BMN2565" if survey_year >= 2565 else "BMN2560"


def deprived(
    round_name: str,
    household_failed: frozenset[int] | None,
    members_failed: Iterable[frozenset[int] | None],
) -> dict[str, bool | None]:
    """By dimension: does any indicator of the poverty test fail? None when nothing was asked.

    A failure anywhere is a yes; "no failure" needs an answer from the household and from every member.
    """
    people = list(members_failed)
    asked = household_failed is not None and all(failed is not None for failed in people)
    failed = set(household_failed or ()).union(*(numbers or frozenset() for numbers in people))
    found: dict[str, bool | None] = {}
    for dimension in DIMENSIONS:
        numbers = {
            item.number
            for item in indicator_set(round_name).values()
            if item.counts and item.dimension == dimension
        }
        found[dimension] = True if numbers & failed else (False if asked else None)
    return found


@dataclass(frozen=True, slots=True)
class Poverty:
    """Alkire-Foster pair: ``headcount`` H, ``intensity`` A, ``mpi`` H x A, over ``households`` with all answers."""

    households: int
    poor: int
    headcount: float
    intensity: float
    mpi: float


def poverty(records: Iterable[Mapping[str, bool | None]], k: int = 1) -> Poverty:
    """Households deprived in at least ``k`` of five dimensions (TPMAP: 1). Unknown ones are left out."""
    counts = [
        sum(1 for dimension in DIMENSIONS if record[dimension])
        for record in records
        if all(record.get(dimension) is not None for dimension in DIMENSIONS)
    ]
    poor = [count for count in counts if count >= k]
    headcount = len(poor) / len(counts) if counts else 0.0
    intensity = sum(poor) / (len(poor) * len(DIMENSIONS)) if poor else 0.0
    return Poverty(len(counts), len(poor), headcount, intensity, headcount * intensity)
