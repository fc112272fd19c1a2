"""The catalogue of measures (``data/measures.yaml``) and what it proposes for a household's needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.domain.agencies import Agency
from shared.domain.indicators import DIMENSIONS, indicator_set
from shared.domain.needs import Need

_DATA = Path(__file__).with_name("data") / "measures.yaml"
GROUPS = {"attitude": "ทัศนคติ", "skill": "ทักษะ", "resource": "ทรัพยากร", "way_out": "ทางออก"}


@dataclass(frozen=True, slots=True)
class CatalogueMeasure:
    """``addresses``: codes of needs; ``cost`` usual baht, ``days`` usual working days; ``target``: what then holds."""

    id: str
    th: str
    en: str
    dimension: str
    agency: str
    group: str
    addresses: tuple[str, ...]
    cost: int
    days: int
    target: str
    fund: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure for the needs that it addresses, by their codes."""

    measure: CatalogueMeasure
    needs: tuple[str, ...]
    level: int


@cache
def catalogue() -> tuple[CatalogueMeasure, ...]:
    """The packaged catalogue. Raises ValueError for a row that names no agency, dimension or group of ours."""
    parsed = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    rows = tuple(
        CatalogueMeasure(**{**row, "addresses": tuple(row["addresses"])}) for row in parsed["measures"]
    )
    for row in rows:
        known = row.agency in list(Agency) and row.dimension in DIMENSIONS and row.group in GROUPS
        if not known or row.cost < 0 or row.days <= 0:
            raise ValueError(f"measures.yaml: {row.id}")
    if len({row.id for row in rows}) != len(rows):
        raise ValueError("measures.yaml: an id twice")
    return rows


def _aliases(need: Need) -> set[str]:
    """The need's code, and the codes of the same indicators in the other rounds."""
    names = {need.code}
    if need.indicator_set is not None:
        rows = indicator_set(need.indicator_set)
        names |= {f"{name}:{other}" for number in need.indicators for name, other in rows[number].maps}
    return names


def propose(needs: Collection[Need]) -> tuple[Proposal, ...]:
    """Measures that address the needs, the most urgent and those that answer several first."""
    levels = {need.code: need.level for need in needs}
    aliases = {need.code: _aliases(need) for need in needs}
    found = []
    for measure in catalogue():
        codes = tuple(sorted(code for code, names in aliases.items() if names & set(measure.addresses)))
        if codes:
            found.append(Proposal(measure, codes, max(levels[code] for code in codes)))
    return tuple(sorted(found, key=lambda item: (-item.level, -len(item.needs), item.measure.id)))


def agencies_wanted(needs: Collection[Need]) -> frozenset[str]:
    """Agencies with a need in their field: each must propose or decline before planning ends."""
    return frozenset(proposal.measure.agency for proposal in propose(needs))


def unanswered(needs: Collection[Need]) -> tuple[str, ...]:
    """Codes of needs that no measure of the catalogue addresses: for the team to think about."""
    met = {code for proposal in propose(needs) for code in proposal.needs}
    return tuple(sorted({need.code for need in needs} - met))
