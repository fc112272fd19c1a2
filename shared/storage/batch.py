"""Many writes at once: in twenty-fives, each key once, waiting at random when the table asks for patience."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from shared.storage.clients import client

WireItem = dict[str, dict[str, Any]]
AT_ONCE = 25  # puts of one BatchWriteItem
_BUSY = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "InternalServerError",
}
_FIRST_WAIT, _LONGEST_WAIT, TRIES = 0.05, 5.0, 12
Thing = TypeVar("Thing")


class Throttled(Exception):
    """The table kept refusing writes; the work is tried again later as a whole."""


def chunks(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Lists of at most ``size``, in order."""
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk


def put_all(
    table: str,
    items: Iterable[WireItem],
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> int:
    """Put items without conditions; of two with one key the last counts. Returns how many. Raises Throttled.

    One doubled key would make the table refuse 24 innocent neighbours, so keys are made unique first.
    """
    unique = {(item["PK"]["S"], item["SK"]["S"]): item for item in items}
    for batch in chunks(unique.values(), AT_ONCE):
        _put(table, [{"PutRequest": {"Item": item}} for item in batch], sleep, spread)
    return len(unique)


def _put(
    table: str,
    waiting: list[dict[str, Any]],
    sleep: Callable[[float], None],
    spread: Callable[[], float],
) -> None:
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        try:
            answer = client("dynamodb").batch_write_item(RequestItems={table: waiting})
        except ClientError as error:
            if error.response["Error"]["Code"] not in _BUSY:
                raise
            continue
        waiting = answer.get("UnprocessedItems", {}).get(table, [])
        if not waiting:
            return
    raise Throttled


def pause(attempt: int, spread: float) -> float:
    """Full jitter: anywhere between nothing and a bound that doubles, so that waiters do not come back together."""
    return spread * min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempt)
