"""Random households for the rules' tests: any fact may be unknown, stale, assumed or only partly known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Basis, Fact, HouseholdFacts
from shared.rules import Book
from shared.rules.model import FactSpec

# Days on which rates, ages and registers turn, and the days beside them.
DAYS = (
    date(2019, 3, 1), date(2020, 2, 29), date(2020, 9, 30), date(2020, 10, 1), date(2021, 12, 31), date(2022, 1, 19),
    date(2022, 3, 31), date(2022, 4, 1), date(2022, 9, 4), date(2022, 9, 5), date(2022, 9, 30), date(2022, 10, 1),
    date(2022, 10, 31), date(2022, 11, 1), date(2023, 8, 11), date(2023, 8, 12), date(2023, 9, 30), date(2023, 10, 1),
    date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 24),
)  # fmt: skip
_BIRTHS = (0, 1, 2, 5, 6, 14, 15, 17, 18, 19, 20, 24, 25, 40, 59, 60, 61, 65, 66, 69, 70, 80, 89, 90, 95)


def value_of(spec: FactSpec, rng: random.Random, on: date) -> Any:
    """A value that the schema allows, near the thresholds where there are any."""
    if spec.type == "bool":
        return rng.random() < 0.6
    if spec.type == "int":
        if "times" in spec.name:
            return rng.randrange(5)
        if spec.name == "household_size":
            return rng.randrange(1, 9)
        return rng.choice((0, 35_999, 36_000, 36_001, 72_000, 99_999, 100_000, 100_001, 250_000, 400_000))
    if spec.type == "date":
        return _day(spec.name, rng, on)
    if spec.type == "enum":
        common = {"nationality": "ไทย", "person_status": "อยู่จริง"}.get(spec.name)
        return common if common and rng.random() < 0.7 else rng.choice(spec.values)
    if spec.type == "set":
        if spec.values:
            return frozenset(rng.sample(spec.values, rng.randrange(4)))
        return frozenset(rng.sample((8, 13, 22, 29, 20), rng.randrange(3)))
    return rng.choice(("ออทิสติก", "ทำสวนยาง", "ว่างงาน", "รับจ้าง", "ค้าขาย"))


def _day(name: str, rng: random.Random, on: date) -> PartialDate:
    years = rng.choice(_BIRTHS) if name == "birth_date" else rng.randrange(4)
    near = date(max(on.year - years, 1905), on.month, min(on.day, 28)) + timedelta(
        days=rng.randrange(-40, 41)
    )
    roll = rng.random()
    if roll < 0.12:
        return PartialDate(near.year)
    return PartialDate(near.year, near.month) if roll < 0.2 else PartialDate(near.year, near.month, near.day)


def facts(book: Book, entity: str, rng: random.Random, on: date, known: float) -> dict[str, Fact]:
    made: dict[str, Fact] = {}
    for spec in book.facts.values():
        if spec.entity == entity and rng.random() < known:
            age = rng.choice((0, 30, 200, 365, 729, 730, 731, 900)) if rng.random() < 0.3 else 100
            basis = rng.choice(list(Basis)) if rng.random() < 0.1 else Basis.RECORDED
            made[spec.name] = Fact(value_of(spec, rng, on), "survey", on - timedelta(days=age), basis)
    if entity == "person" and rng.random() < 0.2:
        benefit = rng.choice(list(book.benefits))
        month = on.replace(day=1) - timedelta(days=rng.choice((0, 40, 800)))
        made[f"receipt:{benefit}"] = Fact(rng.choice(("paid", "stopped", "refused")), "receipt", month)
    return made


def household(
    book: Book, rng: random.Random, on: date, known: float | None = None, most: int = 4
) -> HouseholdFacts:
    """One to ``most`` people of whom much, little or nothing is known."""
    share = rng.choice((0.0, 0.3, 0.7, 0.9, 1.0)) if known is None else known
    members = {f"m{n}": facts(book, "person", rng, on, share) for n in range(rng.randrange(1, most + 1))}
    own = facts(book, "household", rng, on, share)
    return HouseholdFacts(own, members, roster_complete=known is not None or rng.random() < 0.85)
