"""The emulator weighs, tests and projects each item that a query reads by general rules; here by what the query asks.

Whatever is not plain is left to the emulator. Touches private names of ``ministack.services.dynamodb``;
``tests/infra/test_emulator_*.py`` holds each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any

MOST = 50_000  # items whose weight is remembered
_KEYS = "KeyConditionExpression"
_TESTS: Mapping[str, Callable[..., bool]] = {
    r"(#\w+) = (:\w+)": lambda have, value: have == value,
    r"(#\w+) <= (:\w+)": lambda have, most: have <= most,
    r"begins_with\((#\w+), (:\w+)\)": lambda have, begin: have.startswith(begin),
    r"(#\w+) BETWEEN (:\w+) AND (:\w+)": lambda have, least, most: least <= have <= most,
}
Clause = tuple[str, tuple[str, ...], Callable[..., bool]]  # name, values, test


def install() -> None:
    """Quicker ways for conditions on keys, weights of stored items and lists of whole attributes."""
    from ministack.services import dynamodb

    condition, projection = dynamodb._evaluate_condition, dynamodb._apply_projection

    def evaluate(expr: str, item: Any, values: Any, names: Any, slot: str = "ConditionExpression") -> Any:
        plain = clauses(expr) if slot == _KEYS else None
        try:
            if plain is not None:
                return all(
                    test(item[names[name]]["S"], *(values[one]["S"] for one in wanted))
                    for name, wanted, test in plain
                )
        except KeyError:
            pass  # another type, or a name or value that is not there
        return condition(expr, item, values, names, slot)

    def project(item: Any, data: Any) -> Any:
        names = data.get("ExpressionAttributeNames", {})
        wanted = [names.get(name) for name in _listed(data.get("ProjectionExpression") or "")]
        if not wanted or len({*wanted, None}) <= len(wanted):  # one is not named, or named twice
            return projection(item, data)
        return {name: item[name] for name in wanted if name in item}

    dynamodb._evaluate_condition = evaluate
    dynamodb._apply_projection = project
    dynamodb._paginate_evaluated_items = _weighing_once(dynamodb)


@lru_cache(MOST)
def clauses(expression: str) -> tuple[Clause, ...] | None:
    """A key condition of the forms that the product uses; None for any other."""
    found = []
    for part in re.split(r" AND (?=[#b])", expression):
        known = ((re.fullmatch(form, part), test) for form, test in _TESTS.items())
        clause = next(((match[1], match.groups()[1:], test) for match, test in known if match), None)
        if clause is None:
            return None
        found.append(clause)
    return tuple(found)


@lru_cache(MOST)
def _listed(projection: str) -> tuple[str, ...]:
    """The placeholders of a list that has nothing else."""
    return tuple(projection.split(", ")) if re.fullmatch(r"#\w+(, #\w+)*", projection) else ()


def _weighing_once(dynamodb: Any) -> Callable[..., Any]:
    """Pages as the emulator cuts them, each stored item weighed once. A changed item is another object."""
    weigh, entry = dynamodb._item_size_bytes, dynamodb._apply_index_projection
    original = dynamodb._paginate_evaluated_items
    known: dict[int, tuple[Any, int]] = {}

    def weight(item: Any) -> int:
        told = known.get(id(item))
        if told is None or told[0] is not item:
            if len(known) >= MOST:
                known.clear()
            told = known[id(item)] = (item, weigh(item))
        return told[1]

    seen = {**vars(dynamodb), "_item_size_bytes": weight}
    paginate = FunctionType(original.__code__, seen, argdefs=original.__defaults__)

    def pages(items: Any, limit: Any, table: Any, index_name: Any = None) -> Any:
        stored = (
            not items or entry(items[0], table, index_name) is items[0]
        )  # else the index holds less of them
        return (paginate if stored else original)(items, limit, table, index_name)

    return pages
