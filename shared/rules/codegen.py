"""Writes the code of facts, tests and amounts; see ``compiler`` for what becomes of it."""

from __future__ import annotations

from shared.rules.codegen_numbers import Numbers
from shared.rules.model import AmountRule, FactSpec, Otherwise
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
    walk,
)


class Emitter(Numbers):
    """Collects three blocks: once per member for aggregates, once per household, once per member for conditions."""

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
        made = self.fresh("f")
        self.block().append(f"{made} = {source}_get({spec.name!r})")
        if spec.otherwise:
            self._follow(made, spec.otherwise)
        self.names[key] = made
        return made

    def _follow(self, made: str, ways: tuple[Otherwise, ...]) -> None:
        """The ways are tried in order, in lines that are skipped where the fact is recorded."""
        outer, before, names = self.block(), self.inner, dict(self.names)
        for number, way in enumerate(ways):
            self.inner = (self.scope, [])
            value = self._way(way)
            lines = [*self.inner[1], f"{made} = {value}"]
            self.inner, self.names = before, dict(names)
            outer.append(f"if {made} is None:")
            outer.extend(f"    {line}" for line in lines)
            assert number < 20, "a fact follows in few ways"

    def _way(self, way: Otherwise) -> str:
        """The expression of a value that follows, None where it does not."""
        if way.when is not None:
            return f"{way.value!r} if {self.truth(way.when, recorded=True)} == 3 else None"
        if way.value.type == "int":
            lo, hi, unknown = self.number(way.value, recorded=True)
            assert lo == hi, "a derived number is exact"
            return f"None if {unknown} else {lo}" if unknown else lo
        return f"(False, None, None, True)[{self.truth(way.value, recorded=True)}]"

    # -- truths

    def truth(self, node: Node, recorded: bool = False) -> str:
        """The variable of a test: 3 yes, 0 no, 1 unknown. What asks nothing of the person is worked out before."""
        if self.scope == "member" and self.inner is None and _impersonal(node):
            self.scope = "household"
            try:
                return self._truth(node, recorded)
            finally:
                self.scope = "member"
        return self._truth(node, recorded)

    def _truth(self, node: Node, recorded: bool) -> str:
        match node:
            case Const(value=value):
                return "3" if value else "0"
            case Param(name=name):
                return "3" if self.setting(name).value else "0"
            case FactRef(name=name):
                return self.name(f"TRUTH[{self.fact(name, recorded)}]")
            case And(items=items) | Or(items=items):
                sign = " & " if isinstance(node, And) else " | "
                return self.name(sign.join(dict.fromkeys(self.truth(item, recorded) for item in items)))
            case Not(item=FactRef(name=name, type="bool")):
                return self.name(f"FALSE[{self.fact(name, recorded)}]")
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

    # -- parameters, conditions, results

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
        chain = " else ".join(
            f"{band.value!r} if {lo} < {band.stop!r}" for band in setting.bands if band.stop is not None
        )
        first, last = setting.bands[0].start, setting.bands[-1]
        under = f"{setting.below!r} if {lo} < {first} else " if first > 0 or setting.below is not None else ""
        exact = under + (f"{chain} else " if chain else "") + repr(last.value)
        table = f"banded({bands}, {setting.below!r}, {lo}, {hi})"
        return f"None if not {code} else ({exact}) if {lo} == {hi} else {table}"


def _impersonal(node: Node) -> bool:
    """It reads only facts of the household."""
    kinds = (
        Const,
        Param,
        And,
        Or,
        Not,
        Compare,
        In,
        Holds,
        Arithmetic,
        FactRef,
        Builtin,
        DateFunction,
        Aggregate,
    )
    return not isinstance(node, Aggregate) and all(
        isinstance(one, kinds)
        and not (isinstance(one, FactRef) and one.entity == "person")
        and not (isinstance(one, Builtin) and one.name != "hh_size")
        and not (isinstance(one, DateFunction) and one.name == "age_at")
        for one in walk(node)
    )
