"""Choosing pilot households from a target list: a transparent order, ties recorded, the same result twice.

The order is a list of named measures, each with a direction. Where all of them are equal, the draw decides: a hash
of the household's id and the selection's seed, which nobody can steer and everybody can repeat.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.plain import to_plain
from shared.domain.problems import refuse_case

# name -> higher first
MEASURES = {"deprived": True, "unclaimed_baht": True, "vulnerable": True, "distance_km": False}
DEFAULT_ORDER = ("deprived", "unclaimed_baht", "vulnerable", "distance_km")


@dataclass(frozen=True, slots=True)
class Candidate:
    """``deprived``: dimensions; ``vulnerable``: children, elders, disabled or bedridden members. None = unknown."""

    household_id: str
    area: str
    deprived: int | None = None
    unclaimed_baht: int | None = None
    vulnerable: int | None = None
    distance_km: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """``areas``: code prefixes that are drawn from; ``shares``: how many of each, else the best of all."""

    size: int
    areas: tuple[str, ...]
    order: tuple[str, ...] = DEFAULT_ORDER
    shares: tuple[tuple[str, int], ...] = ()
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    household_id: str
    rank: int
    values: tuple[int | None, ...]
    drawn: bool = False  # a tie with a household on the other side of the line: the draw decided


@dataclass(frozen=True, slots=True)
class Swap:
    out: str
    into: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Selection:
    """``ties``: groups of equal households that the line went through; ``digest``: of candidates, rule and result."""

    rule: Rule
    chosen: tuple[Choice, ...]
    reserve: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...]
    candidates: int
    digest: str
    swaps: tuple[Swap, ...] = ()

    @property
    def households(self) -> tuple[str, ...]:
        return tuple(choice.household_id for choice in self.chosen)


def select(candidates: Iterable[Candidate], rule: Rule) -> Selection:
    """Raises CaseRefused for an order with unknown measures, or fewer candidates than places."""
    unknown = [name for name in rule.order if name not in MEASURES]
    if unknown or not rule.order:
        raise refuse_case("CASE-ORDER", MEASURES)
    pool = sorted(
        (one for one in candidates if one.area.startswith(rule.areas)), key=lambda one: _sort_key(one, rule)
    )
    shares = rule.shares or (("", rule.size),)
    if sum(count for _, count in shares) != rule.size:
        raise refuse_case("CASE-SHARES", size=rule.size)
    chosen: list[Choice] = []
    ties: list[tuple[str, ...]] = []
    for prefix, count in shares:
        ranked = [one for one in pool if one.area.startswith(prefix)]
        if len(ranked) < count:
            raise refuse_case("CASE-TOO-FEW", size=count, found=len(ranked))
        tie = _tie(ranked, count, rule)
        ties += [tie] if tie else []
        chosen += [
            Choice(one.household_id, rank, _values(one, rule), one.household_id in tie)
            for rank, one in enumerate(ranked[:count], 1)
        ]
    taken = {choice.household_id for choice in chosen}
    reserve = tuple(one.household_id for one in pool if one.household_id not in taken)
    result = Selection(rule, tuple(chosen), reserve, tuple(ties), len(pool), "")
    return replace(result, digest=_digest(pool, result))


def _values(one: Candidate, rule: Rule) -> tuple[int | None, ...]:
    return tuple(getattr(one, name) for name in rule.order)


def _merit(one: Candidate, rule: Rule) -> tuple[tuple[bool, int], ...]:
    """Unknown ranks after known: a household is not pushed up by what nobody asked."""
    pairs = ((getattr(one, name), MEASURES[name]) for name in rule.order)
    return tuple((value is None, 0 if value is None else -value if high else value) for value, high in pairs)


def _sort_key(one: Candidate, rule: Rule) -> tuple[tuple[tuple[bool, int], ...], str]:
    draw = hashlib.sha256(f"{rule.seed}|{one.household_id}".encode()).hexdigest()
    return _merit(one, rule), draw


def _tie(ranked: Sequence[Candidate], count: int, rule: Rule) -> tuple[str, ...]:
    """Everyone equal to the last chosen, if somebody equal stayed outside."""
    if not 0 < count < len(ranked) or _merit(ranked[count - 1], rule) != _merit(ranked[count], rule):
        return ()
    line = _merit(ranked[count], rule)
    return tuple(sorted(one.household_id for one in ranked if _merit(one, rule) == line))


def _digest(pool: Sequence[Candidate], result: Selection) -> str:
    everything = [to_plain(pool), to_plain(result.rule), result.households]
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def swap(selection: Selection, out: str, into: str, reason: str, by: str, on: date) -> Selection:
    """A person exchanges one household for one of the reserve, for a stated reason. Raises CaseRefused."""
    if not reason.strip():
        raise refuse_case("CASE-FIELD-MISSING", ["reason"])
    if out not in selection.households or into not in selection.reserve:
        raise refuse_case("CASE-SWAP")
    chosen = tuple(
        Choice(into, choice.rank, (), False) if choice.household_id == out else choice
        for choice in selection.chosen
    )
    reserve = tuple(out if one == into else one for one in selection.reserve)
    swaps = (*selection.swaps, Swap(out, into, reason.strip(), by, on))
    return replace(selection, chosen=chosen, reserve=reserve, swaps=swaps)
