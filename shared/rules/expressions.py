"""The expression language of rule files: a small part of Python's grammar, read as data and never executed.

Caps come before parsing, since a long expression exhausts the parser's own stack. Only the node kinds below
exist; anything else (calls of other names, attributes of attributes, subscripts, comprehensions, division)
is refused with a reason.
"""

from __future__ import annotations

import ast
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.rules.nodes import (
    AGES,
    AGGREGATES,
    DATE_FUNCTIONS,
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

MAX_CHARS = 300
MAX_NODES = 64
MAX_DEPTH = 12

COMPARISONS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class ExpressionError(ValueError):
    """What is wrong with an expression and what may be written instead."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use. ``facts``: name -> (entity, type, values); ``parameters``: name -> type."""

    facts: Mapping[str, tuple[str, str, tuple[Any, ...]]]
    parameters: Mapping[str, str]
    benefits: frozenset[str]
    entity: str = "person"


def parse(text: str, scope: Scope, want: str = "bool") -> Node:
    """Read an expression. Raises ExpressionError."""
    if not isinstance(text, str):
        raise ExpressionError("an expression is written as text in quotes")
    if len(text) > MAX_CHARS:
        raise ExpressionError(f"longer than {MAX_CHARS} characters: split it into several conditions")
    if not text.strip() or "\n" in text or "#" in text or "\\" in text:
        raise ExpressionError("an expression is one line without comments or backslashes")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ExpressionError("not an expression: write comparisons joined by and, or, not") from fault
    _measure(tree.body)
    node = _Reader(scope).read(tree.body)
    if node.type != want:
        raise ExpressionError(f"gives {node.type}, but {want} is needed here")
    return node


def _measure(tree: ast.AST) -> None:
    count = 0
    stack = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, ast.expr):
            count += 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionError(f"more than {MAX_NODES} parts or {MAX_DEPTH} levels: split it")
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))


class _Reader:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.inside_members = False

    def read(self, tree: ast.AST) -> Node:
        method = getattr(self, f"_{type(tree).__name__.lower()}", None)
        if method is None:
            raise ExpressionError(f"{type(tree).__name__} is not part of the rule language")
        result: Node = method(tree)
        return result

    def _need(self, tree: ast.AST, kind: str) -> Node:
        node = self.read(tree)
        if node.type != kind:
            raise ExpressionError(f"{ast.unparse(tree)} gives {node.type}, but {kind} is needed")
        return node

    def _constant(self, tree: ast.Constant) -> Node:
        value = tree.value
        if isinstance(value, bool):
            return Const(value, "bool")
        if isinstance(value, int) and value < 10**12:
            return Const(value, "int")
        if isinstance(value, str) and tree.kind is None:
            return Const(value, "str")
        raise ExpressionError("constants are whole numbers, True, False or text")

    def _boolop(self, tree: ast.BoolOp) -> Node:
        items = tuple(self._need(value, "bool") for value in tree.values)
        return And(items) if isinstance(tree.op, ast.And) else Or(items)

    def _unaryop(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self._need(tree.operand, "bool"))
        raise ExpressionError("the only sign before a value is `not`")

    def _binop(self, tree: ast.BinOp) -> Node:
        op = OPERATORS.get(type(tree.op))
        if op is None:
            raise ExpressionError(
                "numbers are added, subtracted or multiplied; compare a * n instead of dividing"
            )
        return Arithmetic(op, self._need(tree.left, "int"), self._need(tree.right, "int"))

    def _compare(self, tree: ast.Compare) -> Node:
        parts: list[Node] = []
        left = tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            parts.append(self._one_comparison(left, op, right))
            left = right
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one_comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            node = self._membership(left, right)
            return Not(node) if isinstance(op, ast.NotIn) else node
        sign = COMPARISONS.get(type(op))
        if sign is None:
            raise ExpressionError("compare with < <= > >= == != in, not with `is`")
        one, two = self.read(left), self.read(right)
        one, two = self._dated(one, two), self._dated(two, one)
        if one.type != two.type:
            raise ExpressionError(f"{one.type} cannot be compared with {two.type}")
        if one.type in ("str", "bool", "set") and sign not in ("==", "!="):
            raise ExpressionError(f"{one.type} has no order: use == or !=")
        if one.type in ("bool", "set"):
            raise ExpressionError("a yes/no fact stands alone: write p.x or not p.x")
        self._check_words(one, (two,))
        self._check_words(two, (one,))
        return Compare(sign, one, two)

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        one = self.read(left)
        if isinstance(right, ast.Tuple):
            values = [self.read(item) for item in right.elts]
            if not values or any(not isinstance(v, Const) or v.type != one.type for v in values):
                raise ExpressionError(f"`in` takes constants of type {one.type}")
            if one.type not in ("str", "int"):
                raise ExpressionError("`in` is for words and whole numbers")
            self._check_words(one, values)
            return In(one, tuple(v.value for v in values if isinstance(v, Const)))
        two = self.read(right)
        if isinstance(one, Const) and isinstance(two, FactRef) and two.type == "set":
            return Holds(one.value, two)
        raise ExpressionError("`in` takes constants in brackets on the right, or a set-valued fact")

    def _check_words(self, fact: Node, others: Any) -> None:
        """A word that the fact can never be would be a condition that can never hold."""
        if not isinstance(fact, FactRef):
            return
        allowed = self.scope.facts[fact.name][2]
        for other in others:
            if allowed and isinstance(other, Const) and other.value not in allowed:
                raise ExpressionError(
                    f"{fact.name} is never {other.value!r}: one of {', '.join(map(str, allowed))}"
                )

    def _dated(self, node: Node, other: Node) -> Node:
        if isinstance(node, Const) and node.type == "str" and other.type == "date":
            try:
                day = datetime.date.fromisoformat(node.value)
            except ValueError as fault:
                raise ExpressionError(f"{node.value!r} is no date: write 'yyyy-mm-dd', C.E.") from fault
            return Const(day.year * 10000 + day.month * 100 + day.day, "date")
        return node

    def _attribute(self, tree: ast.Attribute) -> Node:
        names: list[str] = []
        inner: ast.expr = tree
        while isinstance(inner, ast.Attribute):
            names.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise ExpressionError("a fact is p.name or h.name, a parameter param.file.name")
        names.reverse()
        if inner.id == "param":
            name = ".".join(names)
            if name not in self.scope.parameters:
                raise ExpressionError(f"no parameter {name}")
            return Param(name, self.scope.parameters[name])
        if inner.id not in ("p", "h") or len(names) != 1:
            raise ExpressionError("a fact is p.name or h.name, a parameter param.file.name")
        return self._fact("person" if inner.id == "p" else "household", names[0])

    def _fact(self, entity: str, name: str) -> FactRef:
        known = self.scope.facts.get(name)
        if known is None:
            raise ExpressionError(f"no fact {name} in facts.yaml")
        if known[0] != entity:
            raise ExpressionError(f"{name} is a fact of the {known[0]}: write {known[0][0]}.{name}")
        if entity == "person":
            self._person_in_reach(f"p.{name}")
        kind = {"enum": "str", "text": "str"}.get(known[1], known[1])
        return FactRef(entity, name, kind)

    def _person_in_reach(self, what: str) -> None:
        if self.scope.entity != "person" and not self.inside_members:
            raise ExpressionError(f"{what} needs a person: use any_member({what} ...)")

    def _name(self, tree: ast.Name) -> Node:
        if tree.id == "hh_size":
            return Builtin("hh_size")
        if tree.id in AGES:
            self._person_in_reach(tree.id)
            return Builtin(tree.id)
        raise ExpressionError(f"no name {tree.id}: facts are p.name or h.name; ages are {', '.join(AGES)}")

    def _call(self, tree: ast.Call) -> Node:
        if not isinstance(tree.func, ast.Name) or tree.keywords or len(tree.args) != 1:
            raise ExpressionError("only the rule language's own functions may be called, with one argument")
        name, argument = tree.func.id, tree.args[0]
        if name in AGGREGATES:
            return self._aggregate(name, argument)
        if name in DATE_FUNCTIONS:
            fact = self.read(argument)
            if not isinstance(fact, FactRef) or fact.type != "date":
                raise ExpressionError(f"{name} takes a fact that is a date")
            return DateFunction(name, fact)
        if name in ("entitled", "receives"):
            if not isinstance(argument, ast.Constant) or argument.value not in self.scope.benefits:
                raise ExpressionError(f"{name}('...') takes the id of a benefit of this book")
            return Other(name, str(argument.value))
        raise ExpressionError(f"no function {name}")

    def _aggregate(self, name: str, argument: ast.expr) -> Node:
        if self.inside_members:
            raise ExpressionError("members are counted one level deep")
        self.inside_members = True
        try:
            item = self._need(argument, "int" if name == "sum_members" else "bool")
        finally:
            self.inside_members = False
        return Aggregate(name, item, "bool" if name in ("any_member", "all_members") else "int")
