"""The lines of a generated module and the names in them: one name for each distinct expression where it is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.rules.model import FactSpec, Parameter, Setting

FAR = 10**15  # an age or size of which nothing is known lies between -FAR and FAR
Interval = tuple[str, str, str | None]  # lowest, highest, when unknown (an expression) or None for never

RUNTIME = '''
FAR = 10**15
NOT = (3, 1, 1, 0)
TRUTH = {True: 3, False: 0, None: 1}
FALSE = {True: 0, False: 3, None: 1}


def months_between(then, now):
    return (now // 10000 - then // 10000) * 12 + now // 100 % 100 - then // 100 % 100 - (now % 100 <= then % 100)


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


class Lines:
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
        self.inner: tuple[str, list[str]] | None = None  # lines that run only where a fact is not recorded
        self.count = 0
        self.names: dict[tuple[Any, ...], Any] = {}
        self.conditions: dict[str, list[str]] = {"household": [], "member": []}
        self.results: dict[str, list[tuple[str, str]]] = {"household": [], "member": []}
        self.entitled: dict[str, str] = {}

    # -- names and blocks

    def begin_member(self) -> None:
        self.scope = "member"

    def block(self) -> list[str]:
        if self.inner is not None and self.inner[0] == self.scope:
            return self.inner[1]
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

    def setting(self, name: str) -> Setting:
        return self.parameters[name].on(self.legal)[0]

    # -- the module

    def text(self) -> str:
        lines = [RUNTIME, *self.constants, "", ""]
        lines.append(
            "def evaluate(h, h_assumed, members, present, complete, size, rh, received, today, month, fiscal):"
        )
        lines += ["    h_get = h.get", "    months = today // 10000 * 12 + today // 100 % 100"]
        lines += [f"    {line}" for line in self.before]
        if self.survey:
            lines += ["    for m, m_assumed in present:", "        m_get = m.get"]
            lines += [f"        {line}" for line in self.survey]
        lines += [f"    {line}" for line in self.household]
        lines.append(f"    own = {self._answer('household')}")
        lines.append("    rows = []")
        lines += ["    for (m, m_assumed), rm in zip(members, received):", "        m_get = m.get"]
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
