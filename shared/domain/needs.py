"""What a household needs, by the five dimensions: from the indicators it fails, and from what the team adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.indicators import DIMENSIONS, indicator_set
from shared.domain.problems import refuse_case

LEVELS = (0, 1, 2, 3)  # none, light, serious, urgent


@dataclass(frozen=True, slots=True)
class Need:
    """One need. ``indicators``: the failed ones behind it, of ``indicator_set``; none when the team added it."""

    dimension: str
    code: str  # "BMN2560:8", or a slug of the team's own
    level: int
    since: date
    source: str  # survey | visit
    indicator_set: str | None = None
    indicators: tuple[int, ...] = ()
    members: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The needs of a household. ``assessed``: dimensions looked at, also those without a need."""

    needs: tuple[Need, ...] = ()
    assessed: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()  # occupations that the family would like
    suitability: tuple[str, ...] = ()  # what the team finds fitting: skills, land, health, market

    def level(self, dimension: str) -> int:
        return max((need.level for need in self.needs if need.dimension == dimension), default=0)


def needs_of_survey(
    round_name: str,
    household_failed: frozenset[int] | None,
    members_failed: dict[str, frozenset[int] | None],
    on: date,
) -> tuple[Need, ...]:
    """One need for each failed indicator that belongs to a dimension; those of TPMAP's test weigh more."""
    who: dict[int, list[str]] = {number: [] for number in household_failed or ()}
    for member, failed in sorted(members_failed.items()):
        for number in failed or ():
            who.setdefault(number, []).append(member)
    rows = indicator_set(round_name)
    return tuple(
        Need(
            dimension=dimension,
            code=f"{round_name}:{number}",
            level=2 if rows[number].counts else 1,
            since=on,
            source="survey",
            indicator_set=round_name,
            indicators=(number,),
            members=tuple(members),
        )
        for number, members in sorted(who.items())
        if number in rows and (dimension := rows[number].dimension) is not None
    )


def assess(current: Assessment, found: Iterable[Need], dimensions: Iterable[str]) -> Assessment:
    """The team's findings laid over what is known: same dimension and code replaces, level 0 settles it.

    Raises CaseRefused for a dimension or level that does not exist.
    """
    merged = {(need.dimension, need.code): need for need in current.needs}
    looked = set(current.assessed) | set(dimensions)
    for need in found:
        if need.dimension not in DIMENSIONS or need.level not in LEVELS:
            raise refuse_case("CASE-NEED", DIMENSIONS)
        looked.add(need.dimension)
        known = merged.get((need.dimension, need.code))
        merged[need.dimension, need.code] = replace(need, since=known.since) if known else need
    unknown = looked - set(DIMENSIONS)
    if unknown:
        raise refuse_case("CASE-NEED", DIMENSIONS)
    kept = tuple(merged[name] for name in sorted(merged) if merged[name].level > 0)
    return replace(current, needs=kept, assessed=frozenset(looked))
