"""Ten benefits that every peer can express, once as flat expressions and once as OpenFisca formulas.

The flat form is for engines without persons, ages and dates: they are handed these ready-made (which is generous to
them). It is plain data in Python's syntax, translated to each engine's own by ``rules_engines``.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Fact, HouseholdFacts
from shared.rules.book import FOLDER, Book
from shared.rules.case import number_of
from shared.rules.loading import Loaded, load

ON = date(2022, 6, 1)
TODAY, FISCAL = 20220601, 20211001
PERSON = (
    "old_age_allowance", "disability_allowance", "child_support_grant", "state_welfare_card", "poor_student_grant",
    "universal_health_coverage", "free_basic_education", "elderly_funeral_support",
)  # fmt: skip
HOUSEHOLD = ("family_in_need_aid", "disability_home_adaptation")
TEN = PERSON + HOUSEHOLD
GRADES = ("ไม่ได้เรียน", "อนุบาล", "ป.1", "ป.2", "ป.3", "ป.4", "ป.5", "ป.6", "ม.1", "ม.2", "ม.3", "ม.4", "ม.5", "ม.6", "ปวช.", "สูงกว่า")  # fmt: skip

# What each pays, or 1 for a service, when it is due. ``grade`` is the place in GRADES.
FLAT: dict[str, tuple[str, str]] = {
    "old_age_allowance": (
        "alive and thai and registered and age >= 60 and not pension and not in_care",
        "1250 if age_fiscal >= 90 else (1000 if age_fiscal >= 80 else (850 if age_fiscal >= 70 else 700))",
    ),
    "disability_allowance": (
        "alive and thai and registered and disability_card and not in_care",
        "800 if age >= 18 else 1000",
    ),
    "child_support_grant": (
        "alive and thai and birth >= 20151001 and months < 72 and household_income <= 100000 * size and not in_care",
        "600",
    ),
    "state_welfare_card": (
        "alive and thai and age >= 18 and income <= 100000 and household_income <= 100000 * size"
        " and not pension and not in_care and assets_pass",
        "300",
    ),
    "poor_student_grant": (
        "alive and grade >= 2 and grade <= 10 and household_income <= 36000 * size and screened",
        "1500 if grade >= 8 else 500",
    ),
    "universal_health_coverage": ("alive and thai and not other_scheme", "1"),
    "free_basic_education": (
        "alive and (grade >= 1 and grade <= 14 or age >= 6 and age < 15)",
        "1",
    ),
    "elderly_funeral_support": (
        "dead and thai and age_at_death >= 60 and (welfare_card or certified) and months_dead < 6",
        "3000",
    ),
    "family_in_need_aid": ("insufficient and crisis and family_times < 3", "3000"),
    "disability_home_adaptation": (
        "any_card and (months_lived >= 6 or moved_after) and unsuitable and insufficient and not home_aid",
        "40000",
    ),
}


def book_of_ten() -> Book:
    """The rule book cut down to the ten."""
    whole = load(FOLDER)
    benefits = {name: benefit for name, benefit in whole.benefits.items() if name in TEN}
    return Book(Loaded(whole.title, whole.released, whole.facts, whole.parameters, benefits, whole.digest))


def household(rng: random.Random, people: int = 4) -> HouseholdFacts:
    """Everything known that the ten ask, near their thresholds."""
    members = {f"m{number}": _person(rng) for number in range(people)}
    own = {
        "household_income": rng.choice((0, 100_000, 144_000, 144_001, 399_999, 400_000, 400_001)),
        "income_insufficient": rng.random() < 0.6,
        "family_crisis": rng.random() < 0.3,
        "family_aid_times": rng.randrange(5),
        "lived_here_since": _day(rng, 1, 700),
        "moved_after_disability": rng.random() < 0.3,
        "dwelling_unsuitable_for_disability": rng.random() < 0.5,
        "home_aid_received": rng.random() < 0.3,
    }
    return HouseholdFacts(_facts(own), members)


def _person(rng: random.Random) -> dict[str, Fact]:
    years = rng.choice((0, 3, 5, 6, 9, 13, 15, 17, 18, 30, 45, 59, 60, 61, 70, 71, 80, 90))
    born = date(2022 - years, 6, 1) + timedelta(days=rng.randrange(-45, 46))
    dead = rng.random() < 0.1
    values: dict[str, Any] = {
        "birth_date": PartialDate(born.year, born.month, born.day),
        "nationality": "ไทย" if rng.random() < 0.9 else "อื่น ๆ",
        "in_house_register": rng.random() < 0.9,
        "person_status": "เสียชีวิต" if dead else "อยู่จริง",
        "death_date": _day(rng, 1, 300),
        "state_pension": rng.random() < 0.1,
        "in_state_care": rng.random() < 0.05,
        "disability_card": rng.random() < 0.2,
        "person_income": rng.choice((0, 40_000, 100_000, 100_001)),
        "studying": rng.choice(GRADES),
        "health_scheme": rng.choice(("บัตรทอง", "ประกันสังคม", "ข้าราชการ", "ไม่มี")),
        "welfare_card": rng.random() < 0.5,
        "welfare_card_assets_pass": rng.random() < 0.8,
        "school_poor_screened": rng.random() < 0.5,
        "funeral_poor_certified": rng.random() < 0.5,
    }
    return _facts(values)


def _day(rng: random.Random, low: int, high: int) -> PartialDate:
    day = ON - timedelta(days=rng.randrange(low, high))
    return PartialDate(day.year, day.month, day.day)


def _facts(values: dict[str, Any]) -> dict[str, Fact]:
    return {name: Fact(value, "survey", ON) for name, value in values.items()}


def flat(facts: HouseholdFacts) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A context for each person and one for the household, with ages and counts worked out."""
    own = {name: fact.value for name, fact in facts.household.items()}
    people = [{name: fact.value for name, fact in values.items()} for values in facts.members.values()]
    living = [one for one in people if one["person_status"] == "อยู่จริง"]
    shared = {
        "household_income": own["household_income"],
        "size": len(living),
        "insufficient": own["income_insufficient"],
        "crisis": own["family_crisis"],
        "family_times": own["family_aid_times"],
        "months_lived": _months(own["lived_here_since"]),
        "moved_after": own["moved_after_disability"],
        "unsuitable": own["dwelling_unsuitable_for_disability"],
        "home_aid": own["home_aid_received"],
        "any_card": any(one["disability_card"] for one in living),
    }
    return [{**shared, **_flat_person(one)} for one in people], shared


def _flat_person(one: dict[str, Any]) -> dict[str, Any]:
    birth, death = number_of(one["birth_date"].earliest()), number_of(one["death_date"].earliest())
    return {
        "birth": birth,
        "age": (TODAY - birth) // 10000,
        "age_fiscal": (FISCAL - birth) // 10000,
        "age_at_death": (death - birth) // 10000,
        "months": (TODAY // 10000 - birth // 10000) * 12 + TODAY // 100 % 100 - birth // 100 % 100,
        "months_dead": _months(one["death_date"]),
        "alive": one["person_status"] == "อยู่จริง",
        "dead": one["person_status"] == "เสียชีวิต",
        "thai": one["nationality"] == "ไทย",
        "registered": one["in_house_register"],
        "pension": one["state_pension"],
        "in_care": one["in_state_care"],
        "disability_card": one["disability_card"],
        "income": one["person_income"],
        "grade": GRADES.index(one["studying"]),
        "other_scheme": one["health_scheme"] in ("ประกันสังคม", "ข้าราชการ"),
        "welfare_card": one["welfare_card"],
        "assets_pass": one["welfare_card_assets_pass"],
        "screened": one["school_poor_screened"],
        "certified": one["funeral_poor_certified"],
    }


def _months(day: PartialDate) -> int:
    then = number_of(day.earliest())
    return (
        (TODAY // 10000 - then // 10000) * 12
        + TODAY // 100 % 100
        - then // 100 % 100
        - (then % 100 >= TODAY % 100)
    )
