"""From surveys and single facts to what is known now: the newest observation of each fact wins (contracts §3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.dates import PartialDate
from shared.domain.facts import Basis, Fact, HouseholdFacts

# On the same day, a later name in this list wins: what an office pays or decides is firmer than what was said.
SOURCES = ("survey", "visit", "correction", "agency", "receipt")
JOINED = "joined"  # a mark of loose facts, no fact: the person lives here, whatever the survey knew
_WHOLE_DAY = len("2022-01-10")
_DAYS = {"birth_date", "death_date", "old_age_registered_on", "lived_here_since", "gave_birth_on"}
_SETS = {"benefits_received", "household_failed", "person_failed"}


@dataclass(frozen=True, slots=True)
class SurveyVersion:
    """One stored survey of a household, values in JSON form. ``members``: by member id."""

    observed_on: date
    sequence: int
    tambon: str
    household: Mapping[str, Any]
    members: Mapping[str, Mapping[str, Any]]
    approximate: bool = False
    tombstone: bool = False


@dataclass(frozen=True, slots=True)
class LooseFacts:
    """Facts that came one by one: a visit, a correction, an agency's outcome, a receipt."""

    source: str
    observed_on: date
    member_id: str | None
    values: Mapping[str, Any]
    basis: Basis = Basis.RECORDED


@dataclass(frozen=True, slots=True)
class Known:
    """The merged picture. ``surveyed_on`` is None while no survey is in force."""

    facts: HouseholdFacts
    tambon: str | None
    surveyed_on: date | None
    approximate: bool
    digest: str
    indicator_set: str | None = None
    notes: tuple[str, ...] = field(default=())


def value_of(name: str, stored: Any) -> Any:
    """The typed value of a stored one: partial dates and sets have a JSON form of their own."""
    if name in _SETS:
        return frozenset(stored)
    if name in _DAYS:
        return PartialDate.parse(stored)
    return stored


def json_of(value: Any) -> Any:
    """The JSON form of a typed value."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, PartialDate | date):
        return str(value)
    return value


def _newer(candidate: Fact, current: Fact | None) -> bool:
    if current is None:
        return True
    return (candidate.observed_on, SOURCES.index(candidate.source)) >= (
        current.observed_on,
        SOURCES.index(current.source),
    )


def _lay(into: dict[str, Fact], values: Mapping[str, Any], source: str, on: date, basis: Basis) -> None:
    for name, stored in values.items():
        if name == JOINED:
            continue
        fact = Fact(value_of(name, stored), source, on, basis)
        if _newer(fact, into.get(name)):
            into[name] = fact


def merge(surveys: Iterable[SurveyVersion], loose: Iterable[LooseFacts]) -> Known:
    """The newest survey names who lives there; each fact comes from its newest observation.

    Order of arrival does not matter: surveys are ranked by (day, import), loose facts by (day, source).
    """
    ranked = sorted(surveys, key=lambda survey: (survey.observed_on, survey.sequence))
    live = [survey for survey in ranked if not survey.tombstone]
    newest = live[-1] if live else None
    household: dict[str, Fact] = {}
    members: dict[str, dict[str, Fact]] = {member: {} for member in newest.members} if newest else {}
    for survey in live:
        basis = Basis.APPROXIMATE if survey.approximate else Basis.RECORDED
        _lay(household, survey.household, "survey", survey.observed_on, basis)
        for member, values in survey.members.items():
            if member in members:
                _lay(members[member], values, "survey", survey.observed_on, basis)
    ordered = sorted(loose, key=_rank)
    for member in _joined(ordered, live, newest):
        members.setdefault(member, {})
    for item in ordered:
        target = household if item.member_id is None else members.get(item.member_id)
        if target is not None:
            _lay(target, item.values, item.source, item.observed_on, item.basis)
    facts = HouseholdFacts(household=household, members=members, roster_complete=newest is not None)
    indicator_set = household.get("indicator_set")
    return Known(
        facts=facts,
        tambon=newest.tambon if newest else None,
        surveyed_on=newest.observed_on if newest else None,
        approximate=newest.approximate if newest else False,
        digest=digest(facts),
        indicator_set=indicator_set.value if indicator_set else None,
    )


def _joined(
    loose: Iterable[LooseFacts], live: Iterable[SurveyVersion], newest: SurveyVersion | None
) -> list[str]:
    """Who came after the newest survey, and whom people reported and no survey has ever known.

    A later survey that lists everybody else does not make a newborn vanish; one that once knew the person and no
    longer does is believed, and so is one that lists the same person under a number of their own.
    """
    arrivals = [item for item in loose if item.member_id and item.values.get(JOINED) is True]
    if newest is None or not arrivals:
        return []
    surveyed = {member for survey in live for member in survey.members}
    listed = _first_listed(live)
    found = []
    for item in arrivals:
        known_again = listed.get(_likeness(item.values) or ("", ""), date.min) > item.observed_on
        unknown = item.member_id not in surveyed and not known_again
        if item.observed_on >= newest.observed_on or unknown:
            found.append(item.member_id or "")
    return found


def _first_listed(live: Iterable[SurveyVersion]) -> dict[tuple[str, str], date]:
    """Likenesses of members, each with the day of the last survey that was the first to list somebody like that."""
    found: dict[tuple[str, str], date] = {}
    seen: set[str] = set()
    for survey in live:
        for member, values in survey.members.items():
            likeness = _likeness(values)
            if member not in seen and likeness is not None:
                found[likeness] = survey.observed_on
        seen |= survey.members.keys()
    return found


def _likeness(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Sex and exact day of birth, by which a reported person is known again in a survey; None where one is unknown."""
    born, sex = str(values.get("birth_date", "")), values.get("sex")
    return (born, str(sex)) if len(born) == _WHOLE_DAY and sex else None


def _rank(item: LooseFacts) -> tuple[date, int, str]:
    return (
        item.observed_on,
        SOURCES.index(item.source),
        json.dumps(dict(item.values), sort_keys=True, default=str),
    )


def packed(facts: HouseholdFacts) -> dict[str, Any]:
    """The JSON form of all facts: ``{"h": {name: [value, source, day, basis]}, "m": {member: {...}}}``."""
    return {
        "h": {name: _row(fact) for name, fact in sorted(facts.household.items())},
        "m": {
            member: {name: _row(fact) for name, fact in sorted(values.items())}
            for member, values in facts.members.items()
        },
    }


def unpacked(body: Mapping[str, Any]) -> HouseholdFacts:
    """The inverse of :func:`packed`."""

    def fact(name: str, row: list[Any]) -> Fact:
        return Fact(value_of(name, row[0]), row[1], date.fromisoformat(row[2]), Basis(row[3]))

    return HouseholdFacts(
        household={name: fact(name, row) for name, row in body["h"].items()},
        members={
            member: {name: fact(name, row) for name, row in values.items()}
            for member, values in body["m"].items()
        },
    )


def _row(fact: Fact) -> list[Any]:
    return [json_of(fact.value), fact.source, fact.observed_on.isoformat(), fact.basis.value]


def digest(facts: HouseholdFacts) -> str:
    """The same facts have the same digest, whatever their order of arrival."""
    text = json.dumps(packed(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
