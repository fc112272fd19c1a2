"""The reference evaluator: three-valued (Kleene) and slow enough to be read. Compiled epochs must agree with it.

A truth value is True, False or None (unknown). A number or date is an interval; None when nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol
from weakref import proxy

from shared.rules.case import MANY, Case
from shared.rules.model import Parameter
from shared.rules.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Builtin,
    Compare,
    Const,
    DateFunction,
    FactRef,
    Holds,
    In,
    Node,
    Not,
    Or,
    Other,
    Param,
)

Missing = set[tuple[str, str | None]]


class Answers(Protocol):
    """Says whether a member is ``entitled`` to another benefit or ``receives`` it, and what is missing to know."""

    def other(self, kind: str, benefit_id: str, member: str | None) -> tuple[bool | None, Missing]: ...


class Evaluator:
    """Evaluates nodes for one case. ``legal``: the day whose parameters apply. ``asked``: what another benefit says.

    Whoever owns it and its case is held weakly, for circles are left to the garbage collector.
    """

    def __init__(self, case: Case, parameters: Mapping[str, Parameter], asked: Answers) -> None:
        self.case, self.parameters = case, parameters
        self.asked: Answers = proxy(asked)
        self.legal: date = case.on
        self.only_recorded = False
        case.evaluator = proxy(self)

    def recorded(self, node: Node, member: str | None) -> Any:
        """The value by recorded facts alone: nothing may follow from an assumption."""
        before, self.only_recorded = self.only_recorded, True
        try:
            return self.value(node, member)
        finally:
            self.only_recorded = before

    def value(self, node: Node, member: str | None) -> Any:
        return _RULES[type(node)](self, node, member)

    # -- leaves

    def const(self, node: Const, member: str | None) -> Any:
        return (node.value, node.value) if node.type in ("int", "date") else node.value

    def fact(self, node: FactRef, member: str | None) -> Any:
        return self.known(node.name, member)

    def known(self, name: str, member: str | None) -> Any:
        known = self.case.known(name, member)
        return None if known.assumed and self.only_recorded else known.value

    def param(self, node: Param, member: str | None) -> Any:
        value = self.parameters[node.name].on(self.legal)[0].value
        return (value, value) if node.type in ("int", "date") else value

    def builtin(self, node: Builtin, member: str | None) -> Any:
        case = self.case
        if node.name == "hh_size":
            return case.size()
        born = self.known("birth_date", member)
        if born is None:
            return None
        lo, hi = born
        if node.name == "birth_months":
            month = case.on.year * 12 + case.on.month
            return (month - _months(hi), month - _months(lo))
        day = {"age": case.today, "age_month": case.month_first, "age_fy": case.fiscal_first}[node.name]
        return ((day - hi) // 10000, (day - lo) // 10000)

    def date_function(self, node: DateFunction, member: str | None) -> Any:
        then = self.value(node.fact, member)
        if then is None:
            return None
        if node.name == "months_since":
            return (_full_months(then[1], self.case.today), _full_months(then[0], self.case.today))
        born = self.known("birth_date", member)
        if born is None:
            return None
        return ((then[0] - born[1]) // 10000, (then[1] - born[0]) // 10000)

    # -- tests

    def compare(self, node: Compare, member: str | None) -> bool | None:
        left, right = self.value(node.left, member), self.value(node.right, member)
        if left is None or right is None:
            return None
        if isinstance(left, tuple):
            return _order(node.op, left, right)
        return bool((left == right) == (node.op == "=="))

    def within(self, node: In, member: str | None) -> bool | None:
        value = self.value(node.left, member)
        if value is None:
            return None
        if not isinstance(value, tuple):
            return value in node.values
        lo, hi = value
        if lo == hi:
            return lo in node.values
        return None if any(lo <= one <= hi for one in node.values) else False

    def holds(self, node: Holds, member: str | None) -> bool | None:
        value = self.value(node.fact, member)
        return None if value is None else node.value in value

    def conjunction(self, node: And, member: str | None) -> bool | None:
        return all_of(self.value(item, member) for item in node.items)

    def disjunction(self, node: Or, member: str | None) -> bool | None:
        return any_of(self.value(item, member) for item in node.items)

    def negation(self, node: Not, member: str | None) -> bool | None:
        value = self.value(node.item, member)
        return None if value is None else not value

    def arithmetic(self, node: Arithmetic, member: str | None) -> Any:
        left, right = self.value(node.left, member), self.value(node.right, member)
        if left is None or right is None:
            return None
        if node.op == "+":
            return (left[0] + right[0], left[1] + right[1])
        if node.op == "-":
            return (left[0] - right[1], left[1] - right[0])
        products = [one * two for one in left for two in right]
        return (min(products), max(products))

    def other(self, node: Other, member: str | None) -> bool | None:
        return self.asked.other(node.kind, node.benefit, member)[0]

    def aggregate(self, node: Aggregate, member: str | None) -> Any:
        """Over those who live here; a list that is not complete leaves room for one more."""
        values = [self.value(node.item, one) for one in self.case.present]
        open_ = not self.case.household.roster_complete
        if node.kind == "any_member":
            return any_of([*values, None] if open_ else values)
        if node.kind == "all_members":
            return all_of([*values, None] if open_ else values)
        if node.kind == "count_members":
            yes, unknown = values.count(True), values.count(None)
            return (yes, MANY if open_ else yes + unknown)
        if open_ or None in values:
            return None
        return (sum(value[0] for value in values), sum(value[1] for value in values))

    # -- what is missing

    def missing(self, node: Node, member: str | None) -> Missing:
        """The facts that keep a node from being settled; empty when it is."""
        match node:
            case FactRef():
                return self._missing_fact(node.name, member)
            case Builtin(name="hh_size"):
                lo, hi = self.case.size()
                return set() if lo == hi else {("household_size", None)}
            case Builtin():
                return self._missing_fact("birth_date", member)
            case Other():
                value, missing = self.asked.other(node.kind, node.benefit, member)
                return missing if value is None else set()
            case DateFunction():
                found = self.missing(node.fact, member)
                return found | self._missing_fact("birth_date", member) if node.name == "age_at" else found
            case Aggregate():
                return self._missing_members(node)
            case Const() | Param():
                return set()
        if self.value(node, member) is not None and node.type == "bool":
            return set()
        return self._missing_below(node, member)

    def _missing_below(self, node: Node, member: str | None) -> Missing:
        match node:
            case And(items=items) | Or(items=items):
                return _union(self.missing(item, member) for item in items)
            case Not(item=item) | In(left=item):
                return self.missing(item, member)
            case Holds(fact=fact):
                return self.missing(fact, member)
            case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
                return self.missing(left, member) | self.missing(right, member)
        return set()

    def _missing_fact(self, name: str, member: str | None) -> Missing:
        value = self.case.known(name, member).value
        settled = value is not None and (not isinstance(value, tuple) or value[0] == value[1])
        person = self.case.specs[name].entity == "person"
        return set() if settled else {(name, member if person else None)}

    def _missing_members(self, node: Aggregate) -> Missing:
        value = self.value(node, None)
        if isinstance(value, bool) or (isinstance(value, tuple) and value[0] == value[1]):
            return set()
        found = _union(self.missing(node.item, one) for one in self.case.present)
        return found if self.case.household.roster_complete else found | {("roster_complete", None)}


def all_of(values: Iterable[bool | None]) -> bool | None:
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_of(values: Iterable[bool | None]) -> bool | None:
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def _order(op: str, left: tuple[int, int], right: tuple[int, int]) -> bool | None:
    if op in (">", ">="):
        left, right, op = right, left, "<" if op == ">" else "<="
    if op == "<":
        return True if left[1] < right[0] else False if left[0] >= right[1] else None
    if op == "<=":
        return True if left[1] <= right[0] else False if left[0] > right[1] else None
    apart = left[1] < right[0] or right[1] < left[0]
    same = left == right and left[0] == left[1]
    equal = True if same else False if apart else None
    return equal if op == "==" or equal is None else not equal


def _months(number: int) -> int:
    return number // 10000 * 12 + number // 100 % 100


def _full_months(then: int, now: int) -> int:
    """Months that have run out since a day: a period of n months ends with its n-th corresponding day (CCC s.193/5)."""
    return _months(now) - _months(then) - (now % 100 <= then % 100)


def _union(sets: Iterable[Missing]) -> Missing:
    found: Missing = set()
    for one in sets:
        found |= one
    return found


_RULES: dict[type, Any] = {
    Const: Evaluator.const,
    FactRef: Evaluator.fact,
    Param: Evaluator.param,
    Builtin: Evaluator.builtin,
    DateFunction: Evaluator.date_function,
    Compare: Evaluator.compare,
    In: Evaluator.within,
    Holds: Evaluator.holds,
    And: Evaluator.conjunction,
    Or: Evaluator.disjunction,
    Not: Evaluator.negation,
    Arithmetic: Evaluator.arithmetic,
    Aggregate: Evaluator.aggregate,
    Other: Evaluator.other,
}
