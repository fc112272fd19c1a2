"""Ages and periods as days: when they reach a value, and which parts of a rule depend on time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from shared.rules.determine import term_start
from shared.rules.model import AmountRule, Benefit, Condition, FactSpec, Parameter, Version
from shared.rules.nodes import AGES, Builtin, Compare, Const, DateFunction, In, Node, Other, Param, walk

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
Threshold = tuple[
    str, str, int
]  # (age builtin or "months_since", the date fact, the value at which it flips)


def names_of(version: Version) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for condition in version.conditions for name in condition.facts))


def starts(benefit: Benefit, parameters: Mapping[str, Parameter]) -> Iterator[date]:
    """Legal days on which a version or a setting that the benefit uses begins, but for the oldest."""
    names: set[str] = set()
    for number, version in enumerate(benefit.versions):
        if number:
            yield version.start
        if version.amount is not None:
            names.add(version.amount.table)
            names.update(filter(None, [version.amount.by_parameter]))
        for condition in version.conditions:
            names |= {node.name for node in nodes(condition) if isinstance(node, Param)}
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
    if then.year > 9000:  # a year that nobody was born in must not stop an assessment
        return date.max
    if kind == "birth_months":
        return _month_start(then.year * 12 + then.month - 1 + value)
    if kind == "months_since":
        month = _month_start(then.year * 12 + then.month - 1 + value)
        try:
            return month.replace(day=then.day) + timedelta(days=1)
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


def thresholds(
    version: Version, legal: date, specs: Mapping[str, FactSpec], parameters: Mapping[str, Parameter]
) -> frozenset[Threshold]:
    """Every value at which a condition or the amount of a version flips."""
    found: set[Threshold] = set()
    roots = [node for condition in version.conditions for node in nodes(condition)]
    for name in names_of(version):
        for way in specs[name].otherwise:
            roots += list(walk(way.when if way.when is not None else way.value))
    for node in roots:
        if isinstance(node, Compare):
            found.update(_of_compare(node, parameters, legal))
        elif isinstance(node, In) and _clock(node.left):
            for value in node.values:
                found |= {(*_clock_of(node.left), value), (*_clock_of(node.left), value + 1)}
    if version.amount is not None:
        found.update(_of_amount(version.amount, parameters, legal))
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


def nodes(condition: Condition) -> Iterator[Node]:
    for one in (condition, *condition.alternatives):
        if one.when is not None:
            yield from walk(one.when)


def depends_on_time(condition: Condition, specs: Mapping[str, FactSpec]) -> bool:
    """What another benefit says may change with time too; derived facts may follow from an age."""
    inner = [
        node
        for name in condition.facts
        for way in specs[name].otherwise
        for node in walk(way.when if way.when is not None else way.value)
    ]
    return any(_clock(node) or isinstance(node, Other) for node in (*nodes(condition), *inner))
