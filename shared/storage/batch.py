"""Many writes at once: in twenty-fives, each key once, waiting at random when the table asks for patience."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from shared.storage import wire

WireItem = dict[str, dict[str, Any]]
Key = tuple[str, str]
Wired = tuple[Key, str]  # an item's key and its JSON
AT_ONCE = 25  # puts of one BatchWriteItem
SENDERS = 3
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
    texts = (((item["PK"]["S"], item["SK"]["S"]), wire.text_of(item)) for item in items)
    return put_texts(table, texts, sleep=sleep, spread=spread)


def put_texts(
    table: str,
    items: Iterable[Wired],
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> int:
    """``put_all`` for items that are JSON already."""
    unique = dict(items)
    batches = [dict(batch) for batch in chunks(unique.items(), AT_ONCE)]
    at_once(lambda batch: _put(table, batch, sleep, spread), batches)
    return len(unique)


def at_once(work: Callable[[Thing], Any], things: Sequence[Thing]) -> list[Any]:
    """Do a few things at a time, so that one waits for the table while another is made ready; answers in order."""
    if len(things) < 2 or SENDERS < 2:
        return [work(thing) for thing in things]
    return list(_pool().map(work, things))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(SENDERS)


def _put(
    table: str, waiting: dict[Key, str], sleep: Callable[[float], None], spread: Callable[[], float]
) -> None:
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        puts = ",".join(f'{{"PutRequest":{{"Item":{text}}}}}' for text in waiting.values())
        try:
            answer = wire.call("BatchWriteItem", f'{{"RequestItems":{{"{table}":[{puts}]}}}}')
        except ClientError as error:
            if error.response["Error"]["Code"] not in _BUSY:
                raise
            continue
        left = answer.get("UnprocessedItems", {}).get(table, [])
        if not left:
            return
        refused = [put["PutRequest"]["Item"] for put in left]
        waiting = {key: waiting[key] for key in ((item["PK"]["S"], item["SK"]["S"]) for item in refused)}
    raise Throttled


def pause(attempt: int, spread: float) -> float:
    """Full jitter: anywhere between nothing and a bound that doubles, so that waiters do not come back together."""
    return spread * min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempt)
