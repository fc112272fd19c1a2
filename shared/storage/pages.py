"""Lists read a page at a time: from where the last page ended, over one or several partitions, within a read budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.storage.tables import Item, ask, told

Position = tuple[int, str]  # number of the partition, sort key of the last item looked at
LAST = "\U0010ffff"  # sorts after every character that keys are made of
FIRST = " "  # sorts before them


@dataclass(frozen=True, slots=True)
class Slice:
    """What to read. ``prefix`` or ``upto`` (a prefix too, inclusive) narrow the sort key."""

    table: str
    partitions: Sequence[str]
    index: str | None = None
    prefix: str = ""
    upto: str | None = None
    newest_first: bool = False


def read_page(
    what: Slice,
    start: Position | None,
    limit: int,
    keep: Callable[[Item], bool] = lambda item: True,
    budget: int = 1000,
) -> tuple[list[Item], Position | None]:
    """At most ``limit`` kept items, and the position of the next page (None: nothing is left).

    After ``budget`` items looked at, the page ends early, so that a rare filter costs bounded reads;
    it may then be short, even empty, and still have a next one.
    """
    found: list[Item] = []
    number, after = start if start is not None else (0, None)
    while number < len(what.partitions):
        page = _query(what, what.partitions[number], after, min(100, budget))
        for item in page.items:
            budget -= 1
            after = item[what_sort(what)]
            if keep(item):
                found.append(item)
            if len(found) == limit or budget <= 0:
                more = not page.last or item is not page.items[-1] or number + 1 < len(what.partitions)
                return found, (number, after) if more else None
        if page.last:
            number, after = number + 1, None
    return found, None


def what_sort(what: Slice) -> str:
    """The name of the sort key attribute."""
    return "SK" if what.index is None else f"G{what.index[-1]}S"


@dataclass(frozen=True, slots=True)
class _Read:
    items: list[Item]
    last: bool


def _query(what: Slice, partition: str, after: str | None, size: int) -> _Read:
    """One read of a partition. The bound is inclusive on both sides, so the item we come from is dropped."""
    low, high = what.prefix or FIRST, (what.upto if what.upto is not None else what.prefix) + LAST
    if after is not None:
        low, high = (low, after) if what.newest_first else (after, high)
    request: dict[str, Any] = {
        "TableName": what.table,
        "KeyConditionExpression": "#p = :p AND #s BETWEEN :low AND :high",
        "ExpressionAttributeNames": {
            "#p": "PK" if what.index is None else f"G{what.index[-1]}P",
            "#s": what_sort(what),
        },
        "ExpressionAttributeValues": {":p": {"S": partition}, ":low": {"S": low}, ":high": {"S": high}},
        "ScanIndexForward": not what.newest_first,
        "Limit": size + 1,
    }
    if what.index is not None:
        request["IndexName"] = what.index
    answer = ask("Query", request)
    items = [told(item) for item in answer["Items"]]
    items = [item for item in items if item[what_sort(what)] != after]
    return _Read(items, "LastEvaluatedKey" not in answer)
