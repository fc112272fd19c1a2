"""Numbers, dates and counts of generated code: each a lowest and a highest value, and when it is unknown."""

from __future__ import annotations

from shared.rules.case import MANY
from shared.rules.codegen_lines import Interval, Lines
from shared.rules.nodes import Aggregate, Arithmetic, Builtin, Const, DateFunction, FactRef, Node, Param, walk


class Numbers(Lines):
    """What ``Emitter`` adds: facts and tests."""

    def fact(self, name: str, recorded: bool = False) -> str:
        raise NotImplementedError

    def truth(self, node: Node, recorded: bool = False) -> str:
        raise NotImplementedError

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
            return self._clock(
                born, f"{born} is None", f"months - {{{born}}} // 10000 * 12 - {{{born}}} // 100 % 100"
            )
        day = {"age": "today", "age_month": "month", "age_fy": "fiscal"}[name]
        return self._clock(born, f"{born} is None", f"({day} - {{{born}}}) // 10000")

    def _date_function(self, node: DateFunction, recorded: bool) -> Interval:
        then = self.fact(node.fact.name, recorded)
        if node.name == "months_since":
            return self._clock(then, f"{then} is None", f"months_between({{{then}}}, today)")
        born = self.fact("birth_date", recorded)
        unknown = f"{then} is None or {born} is None"
        low, high = f"({then}[0] - {born}[1]) // 10000", f"({then}[1] - {born}[0]) // 10000"
        return (
            self.name(f"-FAR if {unknown} else {low}", "a"),
            self.name(f"FAR if {unknown} else {high}", "a"),
            None,
        )

    def _clock(self, fact: str, unknown: str, formula: str) -> Interval:
        """How long ago: the later the day, the less. Worked out once where the day is exact."""
        key = (self.scope, "clock", formula)
        known: Interval | None = self.names.get(key)
        if known is None:
            low, high = self.fresh("a"), self.fresh("a")
            at = "{" + fact + "}"
            self.block().extend(
                (
                    f"if {unknown}: {low} = -FAR; {high} = FAR",
                    f"elif {fact}[0] == {fact}[1]: {low} = {high} = {formula.replace(at, f'{fact}[0]')}",
                    f"else: {low} = {formula.replace(at, f'{fact}[1]')}; {high} = {formula.replace(at, f'{fact}[0]')}",
                )
            )
            known = self.names[key] = (low, high, None)
        return known

    def _arithmetic(self, node: Arithmetic, recorded: bool) -> Interval:
        one, two = self.number(node.left, recorded), self.number(node.right, recorded)
        unknown = " or ".join(part for part in (one[2], two[2]) if part) or None
        guard = f"None if {unknown} else " if unknown else ""
        if one[0] == one[1] and two[0] == two[1]:
            made = self.name(f"{guard}{one[0]} {node.op} {two[0]}", "n")
            return (made, made, unknown)
        if node.op == "*" and one[0].isdigit():
            return (
                self.name(f"{guard}{one[0]} * {two[0]}", "n"),
                self.name(f"{guard}{one[0]} * {two[1]}", "n"),
                unknown,
            )
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


def _has_parameter(node: Node) -> bool:
    return any(isinstance(one, Param) for one in walk(node))
