"""The next date on which time alone can change an answer, found from the rules' own thresholds.

The daily review touches only households whose date has come. Sound, not tight: a date may come on which
nothing changes; a change never comes without its date (a monthly sweep compares and alarms).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from shared.rules.case import day_of
from shared.rules.determine import Row, Run, term_start
from shared.rules.expressions import (
    AGES,
    Aggregate,
    Builtin,
    Compare,
    Const,
    DateFunction,
    FactRef,
    In,
    Node,
    Other,
    Param,
    walk,
)
from shared.rules.loading_benefits import facts_named
from shared.rules.model import AmountRule, Benefit, Condition, Parameter
from shared.rules.receiving import LISTED, RECEIPT

if TYPE_CHECKING:
    from shared.domain.facts import Fact

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
Threshold = tuple[
    str, str, int
]  # (age builtin or "months_since", the date fact, the value at which it flips)


def next_change(run: Run, rows: Iterable[Row]) -> date | None:
    """The first day after the run's day on which any row can differ."""
    found: set[date] = set()
    for row in rows:
        found.update(_of_row(run, row))
    return min((day for day in found if day > run.on), default=None)


def _of_row(run: Run, row: Row) -> Iterator[date]:
    benefit, case = row.benefit, run.case
    yield from boundaries(benefit, run.parameters, run.on)
    for condition in row.version.conditions:
        for name in named(condition):
            yield from _stale_days(run, name, row.member)
    yield from _receiving_days(run, row)
    if _settled_for_good(row):
        return
    for kind, fact, value in thresholds(row, run.parameters):
        for member in _whose(run, row):
            known = case.known(fact, member).value
            if known is not None:
                for end in set(known):
                    yield flip_day(kind, day_of(end), value)


def _whose(run: Run, row: Row) -> tuple[str | None, ...]:
    return (row.member,) if row.member is not None else run.case.present


def _settled_for_good(row: Row) -> bool:
    """A condition that does not depend on time fails: no birthday can change the row."""
    return row.version.abolished or any(
        truth is False and not depends_on_time(condition)
        for condition, truth in zip(row.version.conditions, row.truths, strict=True)
    )


def _stale_days(run: Run, name: str, member: str | None) -> Iterator[date]:
    spec = run.case.specs[name]
    for one in (member,) if member is not None and spec.entity == "person" else (None, *run.case.present):
        fact = run.case.facts_of(one).get(name)
        if fact is not None:
            day = run.case.stale_from(spec, fact)
            if day is not None:
                yield day


def _receiving_days(run: Run, row: Row) -> Iterator[date]:
    names = [LISTED, RECEIPT + row.benefit.id]
    if row.benefit.receives is not None:
        names += facts_named(row.benefit.receives)
    for member in _whose(run, row):
        for name in names:
            fact: Fact | None = run.case.facts_of(member).get(name)
            if fact is not None:
                day = run.case.stale_from(run.case.specs.get(name, run.case.specs[LISTED]), fact)
                if day is not None:
                    yield day


def boundaries(benefit: Benefit, parameters: Mapping[str, Parameter], on: date) -> Iterator[date]:
    """The next days on which another version, amount or window applies."""
    for start in _starts(benefit, parameters):
        day = effective(benefit.applies_on, start)
        if day > on:
            yield day
    for window in benefit.windows:
        yield window.start
        if window.end is not None:
            yield window.end + timedelta(days=1)


def _starts(benefit: Benefit, parameters: Mapping[str, Parameter]) -> Iterator[date]:
    names: set[str] = set()
    for number, version in enumerate(benefit.versions):
        if number:
            yield version.start
        if version.amount is not None:
            names.add(version.amount.table)
            names.update(filter(None, [version.amount.by_parameter]))
        for condition in version.conditions:
            names |= {node.name for node in _nodes(condition) if isinstance(node, Param)}
    for name in names:
        for setting in parameters[name].settings[1:]:
            yield setting.start


def effective(applies_on: str, start: date) -> date:
    """The first day whose legal day has reached a start."""
    if applies_on == "month" and start.day > 1:
        return _month_start(start.year * 12 + start.month)
    if applies_on == "term" and term_start(start) != start:
        return date(start.year, 11, 1) if start.month >= 5 and term_start(start).month == 5 else _may(start)
    return start


def _may(start: date) -> date:
    day = date(start.year, 5, 16)
    return day if day > start else date(start.year + 1, 5, 16)


def _month_start(count: int) -> date:
    """The first day of the month with this count (January of year y: y * 12)."""
    return date(count // 12, count % 12 + 1, 1)


def flip_day(kind: str, then: date, value: int) -> date:
    """The first day on which an age (or the months since a day) has reached a value."""
    if kind == "birth_months":
        return _month_start(then.year * 12 + then.month - 1 + value)
    if kind == "months_since":
        month = _month_start(then.year * 12 + then.month - 1 + value)
        try:
            return month.replace(day=then.day)
        except ValueError:
            return _month_start(month.year * 12 + month.month)
    try:
        day = then.replace(year=then.year + value)
    except ValueError:
        day = date(then.year + value, 3, 1)
    if kind == "age_month":
        return day if day.day == 1 else _month_start(day.year * 12 + day.month)
    if kind == "age_fy":
        return date(day.year if (day.month, day.day) <= (10, 1) else day.year + 1, 10, 1)
    return day


def thresholds(row: Row, parameters: Mapping[str, Parameter]) -> frozenset[Threshold]:
    """Every value at which a condition or the amount of this row's version flips."""
    found: set[Threshold] = set()
    for condition in row.version.conditions:
        for node in _nodes(condition):
            if isinstance(node, Compare):
                found.update(_of_compare(node, parameters, row.legal))
            elif isinstance(node, In) and _clock(node.left):
                for value in node.values:
                    found |= {(*_clock_of(node.left), value), (*_clock_of(node.left), value + 1)}
    if row.version.amount is not None:
        found.update(_of_amount(row.version.amount, parameters, row.legal))
    return frozenset(found)


def _of_compare(node: Compare, parameters: Mapping[str, Parameter], legal: date) -> Iterator[Threshold]:
    left, right, op = node.left, node.right, node.op
    if _clock(right):
        left, right, op = right, left, _FLIPPED[op]
    if not _clock(left):
        return
    if isinstance(right, Const):
        value = int(right.value)
    elif isinstance(right, Param):
        value = int(parameters[right.name].on(legal)[0].value)
    else:
        return  # refused by lint: an age is compared with a number
    if op in (">=", "<", "==", "!="):
        yield (*_clock_of(left), value)
    if op in (">", "<=", "==", "!="):
        yield (*_clock_of(left), value + 1)


def _of_amount(rule: AmountRule, parameters: Mapping[str, Parameter], legal: date) -> Iterator[Threshold]:
    setting = parameters[rule.table].on(legal)[0]
    node = rule.by
    if rule.by_parameter is not None:
        node = Builtin(str(parameters[rule.by_parameter].on(legal)[0].value))
    if node is not None and _clock(node):
        for band in setting.bands:
            yield (*_clock_of(node), band.start)


def _clock(node: Node) -> bool:
    return (isinstance(node, Builtin) and node.name in AGES) or (
        isinstance(node, DateFunction) and node.name == "months_since"
    )


def _clock_of(node: Node) -> tuple[str, str]:
    return ("months_since", node.fact.name) if isinstance(node, DateFunction) else (node.name, "birth_date")  # type: ignore[union-attr]


def _nodes(condition: Condition) -> Iterator[Node]:
    for one in (condition, *condition.alternatives):
        if one.when is not None:
            yield from walk(one.when)


@lru_cache(maxsize=4096)
def depends_on_time(condition: Condition) -> bool:
    return any(_clock(node) or isinstance(node, Other) for node in _nodes(condition))


@lru_cache(maxsize=4096)
def named(condition: Condition) -> tuple[str, ...]:
    """The facts that a condition reads."""
    names: dict[str, None] = {}
    for one in (condition, *condition.alternatives):
        if one.when is not None:
            names.update(dict.fromkeys(facts_named(one.when)))
    return tuple(names)


__all__ = [
    "Aggregate",
    "FactRef",
    "boundaries",
    "depends_on_time",
    "effective",
    "flip_day",
    "named",
    "next_change",
]
