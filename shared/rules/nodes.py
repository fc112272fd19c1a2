"""The parts of an expression, as data. Nothing else exists in the rule language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

AGES = ("age", "age_month", "age_fy", "birth_months")
DATE_FUNCTIONS = ("age_at", "months_since")
AGGREGATES = ("any_member", "all_members", "count_members", "sum_members")


@dataclass(frozen=True, slots=True)
class Const:
    value: Any  # bool, int, str; a date as the integer yyyymmdd
    type: str


@dataclass(frozen=True, slots=True)
class FactRef:
    entity: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Builtin:
    name: str  # one of AGES, or hh_size
    type: str = "int"


@dataclass(frozen=True, slots=True)
class DateFunction:
    name: str
    fact: FactRef
    type: str = "int"


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: Node
    right: Node
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class In:
    left: Node
    values: tuple[Any, ...]
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class Holds:
    """A constant is in a set-valued fact."""

    value: Any
    fact: FactRef
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Node, ...]
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Node, ...]
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class Not:
    item: Node
    type: str = "bool"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: str
    left: Node
    right: Node
    type: str = "int"


@dataclass(frozen=True, slots=True)
class Aggregate:
    kind: str
    item: Node
    type: str


@dataclass(frozen=True, slots=True)
class Other:
    """What another benefit's determination says of the same person: entitled or receives."""

    kind: str
    benefit: str
    type: str = "bool"


Node = (
    Const
    | FactRef
    | Builtin
    | DateFunction
    | Param
    | Compare
    | In
    | Holds
    | And
    | Or
    | Not
    | Arithmetic
    | Aggregate
    | Other
)


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case And(items=items) | Or(items=items):
            return items
        case Not(item=item) | Aggregate(item=item):
            return (item,)
        case In(left=left):
            return (left,)
        case Holds(fact=fact) | DateFunction(fact=fact):
            return (fact,)
        case _:
            return ()
