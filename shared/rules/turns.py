"""The days on which the law itself turns for a benefit, and whom that can touch.

A new rate touches nobody whose answer is no; a register that opens, nobody who holds its card; a new version, nobody
who fails a condition that it keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from shared.rules.clock import depends_on_time, effective, nodes
from shared.rules.determine import Row
from shared.rules.model import Benefit, Condition, FactSpec, Parameter, Setting, Version
from shared.rules.nodes import Param


@dataclass(frozen=True, slots=True)
class Turn:
    """``kind``: amount, window, condition (``names`` use a changed threshold) or version (``version`` begins)."""

    day: date
    kind: str
    names: frozenset[str] = frozenset()
    version: Version | None = None


class Turns:
    """All turns of one benefit, and what of its conditions no time can change."""

    def __init__(
        self, benefit: Benefit, specs: Mapping[str, FactSpec], parameters: Mapping[str, Parameter]
    ) -> None:
        made = list(_of(benefit, parameters))
        self.turns = tuple(sorted(made, key=lambda turn: turn.day))
        self.timeless = {
            version.start: tuple(not depends_on_time(one, specs) for one in version.conditions)
            for version in benefit.versions
        }

    def failing_for_good(self, row: Row) -> bool:
        """A condition fails that no birthday changes."""
        return row.entitled is False and any(
            truth is False and timeless
            for truth, timeless in zip(row.truths, self.timeless[row.version.start], strict=True)
        )

    def next_for(self, row: Row, on: date) -> date | None:
        """The first turn that can touch the row as it stands; a birthday before it has a date of its own."""
        failing: list[Condition] = []
        if row.entitled is False:
            failing = [
                c for c, truth in zip(row.version.conditions, row.truths, strict=True) if truth is False
            ]
        for turn in self.turns:
            if turn.day > on and _touches(turn, row, failing):
                return turn.day
        return None


def _touches(turn: Turn, row: Row, failing: list[Condition]) -> bool:
    if turn.kind == "amount":
        return row.entitled is not False
    if turn.kind == "window":
        return row.entitled is not False and row.receiving is not True
    if turn.kind == "condition":
        return all(condition.id in turn.names for condition in failing)
    kept = (
        {condition.when for condition in turn.version.conditions if condition.when} if turn.version else set()
    )
    return not any(condition.when in kept for condition in failing)


def _said(setting: Setting) -> tuple[object, ...]:
    return (setting.value, setting.bands, setting.cases, setting.below, setting.citation.verified)


def _of(benefit: Benefit, parameters: Mapping[str, Parameter]) -> Iterator[Turn]:
    def day(start: date) -> date:
        return effective(benefit.applies_on, start)

    if any(one.verified for one in benefit.citations):  # until then the oldest version only stands in
        yield Turn(day(benefit.versions[0].start), "amount")
    for version in benefit.versions[1:]:
        yield Turn(day(version.start), "version", version=version)
    for version in benefit.versions:
        if version.amount is not None:
            for name in filter(None, (version.amount.table, version.amount.by_parameter)):
                for before, setting in pairwise(parameters[name].settings):
                    if _said(before) != _said(setting):
                        yield Turn(day(setting.start), "amount")
        for name in {
            node.name for one in version.conditions for node in nodes(one) if isinstance(node, Param)
        }:
            users = frozenset(
                one.id
                for one in version.conditions
                if any(isinstance(node, Param) and node.name == name for node in nodes(one))
            )
            for setting in parameters[name].settings[1:]:
                yield Turn(day(setting.start), "condition", users)
    for window in benefit.windows:
        yield Turn(window.start, "window")
        if window.end is not None:
            yield Turn(window.end + timedelta(days=1), "window")
