"""The next date on which time alone can change an answer, found from the rules' own thresholds.

The daily review touches only households whose date has come. Sound, not tight: a date may come on which
nothing changes; a change never comes without its date (a monthly sweep compares and alarms).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shared.rules.case import LISTED, RECEIPT, day_of
from shared.rules.clock import Threshold, flip_day, names_of, thresholds
from shared.rules.determine import Row, Run
from shared.rules.loading_benefits import facts_named
from shared.rules.model import Benefit, FactSpec, Parameter
from shared.rules.turns import Turns


class Schedule:
    """The clockwork of one book: thresholds and turns of the law, worked out once."""

    def __init__(
        self,
        benefits: Mapping[str, Benefit],
        specs: Mapping[str, FactSpec],
        parameters: Mapping[str, Parameter],
    ) -> None:
        self.parameters = parameters
        self.turns = {benefit.id: Turns(benefit, specs, parameters) for benefit in benefits.values()}
        self.ageing = _ageing(benefits, specs)
        self._thresholds: dict[tuple[str, date], frozenset[Threshold]] = {}

    def next_change(self, run: Run, rows: Iterable[Row]) -> date | None:
        """The first day after the run's day on which any row can differ."""
        found = self._stale_days(run)
        ages: dict[str | None, set[Threshold]] = {}
        for row in rows:
            turns = self.turns[row.benefit.id]
            turn = turns.next_for(row, run.on)
            if turn is not None:
                found.add(turn)
            if not row.version.abolished and not turns.failing_for_good(row):
                ages.setdefault(row.member, set()).update(self._of(run, row))
        for member, thresholds_ in ages.items():
            found.update(_flips(run, member, thresholds_))
        return min((day for day in found if day > run.on), default=None)

    def _stale_days(self, run: Run) -> set[date]:
        """When a fact that some rule reads becomes too old to decide by."""
        case = run.case
        found: set[date] = set()
        for subject in (None, *case.members):
            for name, fact in case.facts_of(subject).items():
                spec = self.ageing.get(LISTED if name.startswith(RECEIPT) else name)
                if spec is not None:
                    day = case.stale_from(spec, fact)
                    if day is not None:
                        found.add(day)
        return found

    def _of(self, run: Run, row: Row) -> frozenset[Threshold]:
        key = (row.benefit.id, row.legal)
        found = self._thresholds.get(key)
        if found is None:
            if len(self._thresholds) > 20_000:
                self._thresholds.clear()
            found = self._thresholds[key] = thresholds(
                row.version, row.legal, run.case.specs, self.parameters
            )
        return found


def _flips(run: Run, member: str | None, found: Iterable[Threshold]) -> Iterator[date]:
    members = (member,) if member is not None else run.case.present
    for kind, fact, value in found:
        for one in members:
            known = run.case.known(fact, one).value
            if known is not None:
                for end in set(known):
                    yield flip_day(kind, day_of(end), value)


def _ageing(benefits: Mapping[str, Benefit], specs: Mapping[str, FactSpec]) -> dict[str, FactSpec]:
    """The facts that some rule reads and that become too old."""
    names = {LISTED, "household_size"}
    for benefit in benefits.values():
        names.update(facts_named(benefit.receives) if benefit.receives is not None else ())
        names.update(name for version in benefit.versions for name in names_of(version))
    for name in tuple(names):
        for way in specs[name].otherwise:
            names.update(facts_named(way.when if way.when is not None else way.value))
    return {
        name: specs[name]
        for name in names
        if specs[name].max_age_days is not None or specs[name].resets is not None
    }
