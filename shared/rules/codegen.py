"""Writes the lines of a generated module: one name for each distinct expression, in the scope where it is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.rules.case import MANY
from shared.rules.expressions import (
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
from shared.rules.model import AmountRule, FactSpec, Otherwise, Parameter, Setting

FAR = 10**15  # an age or size of which nothing is known lies between -FAR and FAR
Interval = tuple[str, str, str | None]  # lowest, highest, when unknown (an expression) or None for never

RUNTIME = '''
FAR = 10**15
NOT = (3, 1, 1, 0)


def months_between(then, now):
    return (now // 10000 - then // 10000) * 12 + now // 100 % 100 - then // 100 % 100 - (now % 100 <= then % 100)


def birth_months(then, now):
    return (now // 10000 - then // 10000) * 12 + now // 100 % 100 - then // 100 % 100


def equal(a, b, c, d):
    return 3 if a == b == c == d else 0 if b < c or d < a else 1


def within(lo, hi, values):
    if lo == hi:
        return 3 if lo in values else 0
    return 1 if any(lo <= one <= hi for one in values) else 0


def product(a, b, c, d):
    four = (a * c, a * d, b * c, b * d)
    return min(four), max(four)


def banded(bands, below, lo, hi):
    """The lowest amount that is possible, negative when another one is possible too."""
    found = [v for start, stop, v in bands if start <= hi and (stop is None or lo < stop)]
    if below is not None and lo < bands[0][0]:
        found.append(below)
    if not found:
        return None
    return min(found) if min(found) == max(found) else -min(found)


def cased(cases, word):
    if word is not None:
        return cases.get(word)
    low, high = min(cases.values()), max(cases.values())
    return low if low == high else -low
'''


class Emitter:
    """Collects three blocks: once per member for aggregates, once per household, once per member for conditions."""

    def __init__(self, facts: Mapping[str, FactSpec], parameters: Mapping[str, Parameter]) -> None:
        self.facts, self.parameters = facts, parameters
        self.legal = date.min
        self.constants: list[str] = []
        self.survey: list[str] = []  # first pass over members
        self.before: list[str] = []  # accumulators, before the first pass
        self.household: list[str] = []
        self.member: list[str] = []
        self.scope = "household"
        self.count = 0
        self.names: dict[tuple[Any, ...], Any] = {}
        self.conditions: dict[str, list[str]] = {"household": [], "member": []}
        self.results: dict[str, list[tuple[str, str]]] = {"household": [], "member": []}
        self.entitled: dict[str, str] = {}

    # -- names and blocks

    def begin_member(self) -> None:
        self.scope = "member"

    def block(self) -> list[str]:
        return {"household": self.household, "member": self.member, "survey": self.survey}[self.scope]

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def name(self, expression: str, prefix: str = "c") -> str:
        """A variable that holds an expression; the same expression has the same variable."""
        for scope in (self.scope, "household") if self.scope == "member" else (self.scope,):
            known = self.names.get((scope, "expression", expression))
            if known is not None:
                return str(known)
        made = self.fresh(prefix)
        self.block().append(f"{made} = {expression}")
        self.names[self.scope, "expression", expression] = made
        return made

    def constant(self, value: str) -> str:
        known = self.names.get(("constant", value))
        if known is None:
            known = self.names["constant", value] = self.fresh("K")
            self.constants.append(f"{known} = {value}")
        return str(known)

    # -- facts

    def fact(self, name: str, recorded: bool = False) -> str:
        """The variable of a fact as decisions see it; ``recorded``: None where it is merely assumed."""
        spec = self.facts[name]
        scope, before = ("household" if spec.entity == "household" else self.scope), self.scope
        if spec.entity == "person" and scope == "household":
            raise ValueError(f"{name} is a person's fact, read without a person")
        key = (scope, "fact", name, recorded)
        if key in self.names:
            return str(self.names[key])
        self.scope = scope
        try:
            made = self._fact(spec, recorded)
        finally:
            self.scope = before
        self.names[key] = made
        return made

    def _fact(self, spec: FactSpec, recorded: bool) -> str:
        source = "h" if spec.entity == "household" else "m"
        if recorded:
            base = self._stated(spec, source)
            return self.name(
                f"{base} if {source}_assumed is None or {spec.name!r} not in {source}_assumed else None", "r"
            )
        base = self._stated(spec, source)
        if spec.assume is None:
            return base
        return self.name(f"{spec.assume!r} if {base} is None else {base}", "f")

    def _stated(self, spec: FactSpec, source: str) -> str:
        """As recorded, else as it follows from other recorded facts."""
        key = (self.scope, "stated", spec.name)
        if key in self.names:
            return str(self.names[key])
        raw = self.name(f"{source}.get({spec.name!r})", "f")
        for way in spec.otherwise:
            raw = self._way(raw, way)
        self.names[key] = raw
        return raw

    def _way(self, raw: str, way: Otherwise) -> str:
        if way.when is not None:
            test = self.truth(way.when, recorded=True)
            return self.name(f"{raw} if {raw} is not None else {way.value!r} if {test} == 3 else None", "f")
        if way.value.type == "int":
            lo, hi, unknown = self.number(way.value, recorded=True)
            assert lo == hi, "a derived number is exact"
            value = f"(None if {unknown} else {lo})" if unknown else lo
            return self.name(f"{raw} if {raw} is not None else {value}", "f")
        code = self.truth(way.value, recorded=True)
        return self.name(f"{raw} if {raw} is not None else (False, None, None, True)[{code}]", "f")

    # -- truths

    def truth(self, node: Node, recorded: bool = False) -> str:
        """The variable of a test: 3 yes, 0 no, 1 unknown."""
        match node:
            case Const(value=value):
                return "3" if value else "0"
            case Param(name=name):
                return "3" if self.setting(name).value else "0"
            case FactRef(name=name):
                fact = self.fact(name, recorded)
                return self.name(f"1 if {fact} is None else 3 if {fact} else 0")
            case And(items=items) | Or(items=items):
                sign = " & " if isinstance(node, And) else " | "
                return self.name(sign.join(dict.fromkeys(self.truth(item, recorded) for item in items)))
            case Not(item=item):
                return self.name(f"NOT[{self.truth(item, recorded)}]")
            case Holds(value=value, fact=fact_ref):
                fact = self.fact(fact_ref.name, recorded)
                return self.name(f"1 if {fact} is None else 3 if {value!r} in {fact} else 0")
            case In():
                return self._in(node, recorded)
            case Compare():
                return self._compare(node, recorded)
            case Aggregate():
                return self._aggregate(node, recorded)[0]
            case Other(kind="entitled", benefit=benefit):
                return self.entitled[benefit]
            case Other(benefit=benefit):
                return self.name(f"{'rm' if self.scope == 'member' else 'rh'}.get({benefit!r}, 1)")
        raise ValueError(f"no test: {node}")

    def _in(self, node: In, recorded: bool) -> str:
        values = self.constant(f"frozenset({sorted(node.values)!r})")
        if node.left.type == "int":
            lo, hi, unknown = self.number(node.left, recorded)
            guard = f"1 if {unknown} else " if unknown else ""
            return self.name(f"{guard}within({lo}, {hi}, {values})")
        word = self.word(node.left, recorded)
        return self.name(f"1 if {word} is None else 3 if {word} in {values} else 0")

    def _compare(self, node: Compare, recorded: bool) -> str:
        if node.left.type == "str":
            left, right = self.word(node.left, recorded), self.word(node.right, recorded)
            unknown = " or ".join(f"{one} is None" for one in (left, right) if not one.startswith(("'", '"')))
            return self.name(f"1 if {unknown or 'False'} else 3 if {left} {node.op} {right} else 0")
        one, two = self.number(node.left, recorded), self.number(node.right, recorded)
        unknown = " or ".join(part for part in (one[2], two[2]) if part)
        guard = f"1 if {unknown} else " if unknown else ""
        if one[0] == one[1] and two[0] == two[1]:
            return self.name(f"{guard}3 if {one[0]} {node.op} {two[0]} else 0")
        if node.op in ("==", "!="):
            same = f"equal({one[0]}, {one[1]}, {two[0]}, {two[1]})"
            return self.name(guard + (same if node.op == "==" else f"NOT[{same}]"))
        (alo, ahi, _), (blo, bhi, _), op = one, two, node.op
        if op in (">", ">="):
            alo, ahi, blo, bhi, op = blo, bhi, alo, ahi, "<" if op == ">" else "<="
        other = ">=" if op == "<" else ">"
        return self.name(f"{guard}3 if {ahi} {op} {blo} else 0 if {alo} {other} {bhi} else 1")

    def word(self, node: Node, recorded: bool) -> str:
        if isinstance(node, Const):
            return repr(node.value)
        if isinstance(node, Param):
            return repr(self.setting(node.name).value)
        assert isinstance(node, FactRef)
        return self.fact(node.name, recorded)

    # -- numbers

    def number(self, node: Node, recorded: bool = False) -> Interval:
        key = (self.scope, "number", node, recorded, self.legal if _has_parameter(node) else None)
        known: Interval | None = self.names.get(key)
        if known is None:
            known = self.names[key] = self._number(node, recorded)
        return known

    def _number(self, node: Node, recorded: bool) -> Interval:
        match node:
            case Const(value=value):
                return (repr(value), repr(value), None)
            case Param(name=name):
                value = self.setting(name).value
                return (repr(value), repr(value), None)
            case FactRef(name=name, type="date"):
                fact = self.fact(name, recorded)
                return (f"{fact}[0]", f"{fact}[1]", f"{fact} is None")
            case FactRef(name=name):
                fact = self.fact(name, recorded)
                return (fact, fact, f"{fact} is None")
            case Builtin(name="hh_size"):
                return ("size[0]", "size[1]", None)
            case Builtin(name=name):
                return self._age(name, recorded)
            case DateFunction():
                return self._date_function(node, recorded)
            case Arithmetic():
                return self._arithmetic(node, recorded)
            case Aggregate():
                lo, hi, unknown = self._aggregate(node, recorded)
                return (lo, hi, unknown or None)
        raise ValueError(f"no number: {node}")

    def _age(self, name: str, recorded: bool) -> Interval:
        born = self.fact("birth_date", recorded)
        if name == "birth_months":
            lo, hi = f"birth_months({born}[1], today)", f"birth_months({born}[0], today)"
        else:
            day = {"age": "today", "age_month": "month", "age_fy": "fiscal"}[name]
            lo, hi = f"({day} - {born}[1]) // 10000", f"({day} - {born}[0]) // 10000"
        return (
            self.name(f"-FAR if {born} is None else {lo}", "a"),
            self.name(f"FAR if {born} is None else {hi}", "a"),
            None,
        )

    def _date_function(self, node: DateFunction, recorded: bool) -> Interval:
        then = self.fact(node.fact.name, recorded)
        if node.name == "months_since":
            lo, hi = f"months_between({then}[1], today)", f"months_between({then}[0], today)"
            unknown = f"{then} is None"
        else:
            born = self.fact("birth_date", recorded)
            lo, hi = f"({then}[0] - {born}[1]) // 10000", f"({then}[1] - {born}[0]) // 10000"
            unknown = f"{then} is None or {born} is None"
        return (
            self.name(f"-FAR if {unknown} else {lo}", "a"),
            self.name(f"FAR if {unknown} else {hi}", "a"),
            None,
        )

    def _arithmetic(self, node: Arithmetic, recorded: bool) -> Interval:
        one, two = self.number(node.left, recorded), self.number(node.right, recorded)
        unknown = " or ".join(part for part in (one[2], two[2]) if part) or None
        guard = f"None if {unknown} else " if unknown else ""
        if one[0] == one[1] and two[0] == two[1]:
            made = self.name(f"{guard}{one[0]} {node.op} {two[0]}", "n")
            return (made, made, unknown)
        if node.op == "*":
            pair = f"product({one[0]}, {one[1]}, {two[0]}, {two[1]})"
            both = self.name(f"(None, None) if {unknown} else {pair}" if unknown else pair, "n")
            return (f"{both}[0]", f"{both}[1]", unknown)
        low, high = (two[0], two[1]) if node.op == "+" else (two[1], two[0])
        return (
            self.name(f"{guard}{one[0]} {node.op} {low}", "n"),
            self.name(f"{guard}{one[1]} {node.op} {high}", "n"),
            unknown,
        )

    # -- over members

    def _aggregate(self, node: Aggregate, recorded: bool) -> tuple[str, str, str]:
        """Accumulated in the first pass over members; (truth, '', '') or (lowest, highest, when unknown)."""
        key = ("aggregate", node, recorded, self.legal if _has_parameter(node) else None)
        known: tuple[str, str, str] | None = self.names.get(key)
        if known is not None:
            return known
        before, self.scope = self.scope, "survey"
        try:
            if node.kind == "sum_members":
                lo, hi, unknown = self.number(node.item, recorded)
            else:
                lo = self.truth(node.item, recorded)
                hi = unknown = None  # type: ignore[assignment]
        finally:
            self.scope = before
        made = self.names[key] = self._accumulate(node.kind, lo, hi, unknown)
        return made

    def _accumulate(self, kind: str, lo: str, hi: str | None, unknown: str | None) -> tuple[str, str, str]:
        total, other = self.fresh("t"), self.fresh("t")
        if kind == "any_member":
            self.before.append(f"{total} = 0 if complete else 1")
            self.survey.append(f"{total} |= {lo}")
            return (total, "", "")
        if kind == "all_members":
            self.before.append(f"{total} = 3 if complete else 1")
            self.survey.append(f"{total} &= {lo}")
            return (total, "", "")
        if kind == "count_members":
            self.before += [f"{total} = 0", f"{other} = 0 if complete else {MANY}"]
            self.survey += [f"if {lo} == 3: {total} += 1", f"if {lo}: {other} += 1"]
            return (total, f"min({other}, {MANY})", "")
        self.before.append(f"{total} = 0 if complete else None")
        test = f"{unknown} or " if unknown else ""
        self.survey.append(f"{total} = None if {test}{total} is None else {total} + {lo}")
        return (total, total, f"{total} is None")

    # -- parameters, conditions, results

    def setting(self, name: str) -> Setting:
        return self.parameters[name].on(self.legal)[0]

    def condition_number(self, code: str) -> int:
        numbers = self.conditions[self.scope]
        if code not in numbers:
            numbers.append(code)
        return numbers.index(code)

    def result(self, benefit: str | None, joined: str, amount: AmountRule | None) -> int:
        code = self.name(joined)
        if benefit is not None:
            self.entitled[benefit] = code
        self.results[self.scope].append((code, self._amount(amount, code)))
        return len(self.results[self.scope]) - 1

    def _amount(self, rule: AmountRule | None, code: str) -> str:
        if rule is None:
            return "None"
        setting = self.setting(rule.table)
        if setting.value is not None:
            return f"{setting.value!r} if {code} else None"
        if setting.cases:
            assert rule.by is not None
            table = self.constant(repr(dict(setting.cases)))
            return f"cased({table}, {self.word(rule.by, False)}) if {code} else None"
        node = rule.by
        if rule.by_parameter is not None:
            node = Builtin(str(self.setting(rule.by_parameter).value))
        assert node is not None
        lo, hi, unknown = self.number(node)
        bands = self.constant(repr(tuple((band.start, band.stop, band.value) for band in setting.bands)))
        if unknown:
            lo, hi = f"(-FAR if {unknown} else {lo})", f"(FAR if {unknown} else {hi})"
        return f"banded({bands}, {setting.below!r}, {lo}, {hi}) if {code} else None"

    # -- the module

    def text(self) -> str:
        lines = [RUNTIME, *self.constants, "", ""]
        lines.append(
            "def evaluate(h, h_assumed, members, present, complete, size, rh, received, today, month, fiscal):"
        )
        lines += [f"    {line}" for line in self.before]
        if self.survey:
            lines.append("    for m, m_assumed in present:")
            lines += [f"        {line}" for line in self.survey]
        lines += [f"    {line}" for line in self.household]
        lines.append(f"    own = {self._answer('household')}")
        lines.append("    rows = []")
        lines.append("    for (m, m_assumed), rm in zip(members, received):")
        lines += [f"        {line}" for line in self.member]
        lines.append(f"        rows.append({self._answer('member')})")
        lines.append("    return own, rows")
        return "\n".join(lines) + "\n"

    def _answer(self, scope: str) -> str:
        def row(items: list[str]) -> str:
            return "(" + "".join(f"{item}, " for item in items) + ")"

        results = self.results[scope]
        parts = [[code for code, _ in results], self.conditions[scope], [amount for _, amount in results]]
        return f"({row(parts[0])}, {row(parts[1])}, {row(parts[2])})"


def _has_parameter(node: Node) -> bool:
    from shared.rules.expressions import walk

    return any(isinstance(one, Param) for one in walk(node))
