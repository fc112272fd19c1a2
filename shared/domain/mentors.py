"""One official, one household: who mentors whom, since when, and who would fit.

A household in the programme is never without a mentor longer than its clock allows; an official has one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.calendar import WorkingCalendar
from shared.domain.officers import Officer
from shared.domain.problems import refuse_case

MENTORLESS_DAYS = 5  # working days in which a household gets a (new) mentor
_LANGUAGES = {"ไทย": "th", "มลายู": "ms"}  # of the partner layout -> of officers


@dataclass(frozen=True, slots=True)
class Assignment:
    """``number`` counts the household's mentors from 1; ``ended``: why, when it has."""

    household_id: str
    officer_id: str
    number: int
    since: date
    until: date | None = None
    ended: str | None = None

    @property
    def active(self) -> bool:
        return self.until is None


@dataclass(frozen=True, slots=True)
class Wanting:
    """A household without a mentor."""

    household_id: str
    area: str
    language: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``nearness``: digits of the area code that the officer's own area shares (6 the subdistrict, 4 the district)."""

    household_id: str
    officer_id: str
    nearness: int
    speaks: bool
    past_households: int


def assign(
    history: Iterable[Assignment],
    household_id: str,
    officer: Officer,
    on: date,
    *,
    officers_household: str | None = None,
    reason: str | None = None,
) -> tuple[Assignment | None, Assignment]:
    """The ended assignment, if there was one, and the new. ``officers_household``: the one that the officer has now.

    Raises CaseRefused. A hand-over needs a reason; history is kept.
    """
    if not officer.active or officer.role != "mentor":
        raise refuse_case("CASE-MENTOR-ROLE")
    if officers_household is not None:
        raise refuse_case("CASE-MENTOR-BUSY")
    past = [one for one in history if one.household_id == household_id]
    current = next((one for one in past if one.active), None)
    ended = None
    if current is not None:
        if current.officer_id == officer.officer_id:
            raise refuse_case("CASE-MENTOR-SAME")
        if not reason:
            raise refuse_case("CASE-FIELD-MISSING", ["reason"])
        if on < current.since:
            raise refuse_case("CASE-BEFORE")
        ended = replace(current, until=on, ended=reason)
    return ended, Assignment(household_id, officer.officer_id, len(past) + 1, on)


def release(current: Assignment, on: date, reason: str) -> Assignment:
    """The mentor leaves (transferred, revoked, the household moved); the household's clock starts."""
    if not reason:
        raise refuse_case("CASE-FIELD-MISSING", ["reason"])
    return replace(current, until=on, ended=reason)


def mentor_due(since: date, calendar: WorkingCalendar) -> date:
    """By when a household without a mentor must have one."""
    return calendar.add_working_days(since, MENTORLESS_DAYS)


def suggest(
    households: Iterable[Wanting],
    officers: Iterable[Officer],
    busy: Mapping[str, str],
    past: Mapping[str, int],
    *,
    each: int = 3,
) -> dict[str, tuple[Suggestion, ...]]:
    """For each household up to ``each`` free mentors: nearest first, then who speaks its language, then who has had
    fewer. A mentor heads at most one list, so that the first suggestions can all be taken at once."""
    free = [one for one in officers if one.active and one.role == "mentor" and one.officer_id not in busy]
    heads: set[str] = set()
    found: dict[str, tuple[Suggestion, ...]] = {}
    for household in sorted(households, key=lambda one: (one.since or date.max, one.household_id)):
        ranked = sorted((_fit(household, one, past) for one in free), key=_rank)
        fitting = [one for one in ranked if one.nearness]
        first = next((one for one in fitting if one.officer_id not in heads), None)
        if first is not None:
            heads.add(first.officer_id)
            fitting = [first, *(one for one in fitting if one is not first)]
        found[household.household_id] = tuple(fitting[:each])
    return found


def _fit(household: Wanting, officer: Officer, past: Mapping[str, int]) -> Suggestion:
    near = max((len(area) for area in officer.areas if household.area.startswith(area)), default=0)
    spoken = _LANGUAGES.get(household.language or "", household.language)
    return Suggestion(
        household.household_id,
        officer.officer_id,
        near,
        spoken is not None and spoken == officer.language,
        past.get(officer.officer_id, 0),
    )


def _rank(one: Suggestion) -> tuple[int, bool, int, str]:
    return -one.nearness, not one.speaks, one.past_households, one.officer_id
