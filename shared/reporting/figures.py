"""The one module of figures: what the PDF, the tables, the mail and ``summary.json`` all say.

Records in, tallies by subdistrict out; parts merge, so a country is compiled like a province.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from shared.domain.agencies import Agency
from shared.domain.records import HouseholdRecord
from shared.reporting.counting import count_household
from shared.reporting.tally import UNNAMED, Tally, merged

BENEFIT_FIELDS = ("assessed", "eligible", "not_eligible", "need_info", "receiving", "gap", "when_open")
TASK_FIELDS = ("sent", "accepted", "closed", "overdue")
BAHT_KINDS = ("already_received", "unlocked", "still_unclaimed")


@dataclass(frozen=True)
class Figures:
    """All figures of a period. ``areas``: a tally by subdistrict code. ``previous``: those of the period before;
    ``hidden_before``: the counts that its report hid, as ``table|row|column``."""

    period_start: date
    period_end: date
    areas: Mapping[str, Tally]
    previous: Figures | None = field(default=None, repr=False)
    hidden_before: frozenset[str] = field(default=frozenset(), repr=False)

    @cached_property
    def total(self) -> Tally:
        return merged(self.areas.values())

    @cached_property
    def districts(self) -> dict[str, Tally]:
        """Tallies by district code, in order."""
        return self.places(4)

    def places(self, digits: int) -> dict[str, Tally]:
        """Tallies by the code of a province (2), district (4) or subdistrict (6 digits), in order."""
        found: dict[str, Tally] = {}
        for tambon, tally in sorted(self.areas.items()):
            found.setdefault(tambon[:digits], Tally()).merge(tally)
        return found

    @property
    def empty(self) -> bool:
        return self.total.get("households") == 0

    @property
    def benefits(self) -> list[str]:
        return sorted({key[0] for key in self.total.under("benefit")})

    def within(self, prefix: str) -> Figures:
        """The same figures for one province, district or subdistrict."""
        areas = {code: tally for code, tally in self.areas.items() if code.startswith(prefix)}
        previous = self.previous.within(prefix) if self.previous else None
        return Figures(self.period_start, self.period_end, areas, previous, self.hidden_before)

    def to_json(self) -> dict[str, Any]:
        """Without ``previous``: each period is kept once."""
        return {
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "areas": {code: tally.to_json() for code, tally in sorted(self.areas.items())},
        }

    @classmethod
    def from_json(
        cls, body: Mapping[str, Any], previous: Figures | None = None, hidden: Iterable[str] = ()
    ) -> Figures:
        return cls(
            date.fromisoformat(body["period_start"]),
            date.fromisoformat(body["period_end"]),
            {code: Tally.from_json(tally) for code, tally in body["areas"].items()},
            previous,
            frozenset(hidden),
        )


def progress(
    records: Iterable[HouseholdRecord],
    period_end: date,
    previous: Figures | None = None,
    *,
    period_start: date | None = None,
) -> Figures:
    """Count the records of a period (by default the month up to ``period_end``). One household at a time.

    Benefits that the records do not name are counted together, so that nothing made from the figures tells them apart.
    """
    start = period_start or period_end.replace(day=1)
    areas: dict[str, Tally] = {}
    for record in records:
        if record.first_assessed_on is not None and record.first_assessed_on > period_end:
            continue  # it came later
        one = count_household(record, start, period_end)
        told = [row.benefit for row in record.determinations] + [row.benefit for row in record.gaps]
        names = {benefit: UNNAMED for benefit in told if benefit.startswith(UNNAMED)}
        areas.setdefault(record.tambon, Tally()).absorb_household(one.renamed(names) if names else one)
    return Figures(start, period_end, areas, previous)


def merge(parts: Iterable[Figures], previous: Figures | None = None) -> Figures:
    """The figures of several parts of one period. Raises ValueError when there is none or the periods differ."""
    found = list(parts)
    if not found:
        raise ValueError("nothing to merge")
    periods = {(part.period_start, part.period_end) for part in found}
    if len(periods) != 1:
        raise ValueError("parts of different periods do not merge")
    areas: dict[str, Tally] = {}
    for part in found:
        for code, tally in part.areas.items():
            areas.setdefault(code, Tally()).merge(tally)
    ((start, end),) = periods
    return Figures(start, end, areas, previous)


def summary(figures: Figures) -> dict[str, Any]:
    """The parts of ``summary.json`` that come from households (contracts §1)."""
    total = figures.total
    return {
        "households": total.get("households"),
        "persons": total.get("persons"),
        "determinations": {
            benefit: {name: total.get("benefit", benefit, name) for name in BENEFIT_FIELDS}
            for benefit in figures.benefits
        },
        "gaps": {name: total.get("gaps", name) for name in ("opened", "closed")},
        "tasks": {
            str(code): {name: total.get("task", code, name) for name in TASK_FIELDS} for code in Agency
        },
        "baht_per_month": {kind: total.get("baht", kind) for kind in BAHT_KINDS},
        "in_kind": {kind: total.get("in_kind", kind) for kind in BAHT_KINDS},
        "phases": {phase: total.get("phase", phase) for phase in "1234"},
        "outcomes": {key[0]: n for key, n in total.under("outcome").items() if key[0] != "none"},
    }
