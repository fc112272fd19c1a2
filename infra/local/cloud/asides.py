"""What the server answers besides AWS: its process id, a checkpoint on demand, and looks that would take many calls.

Touches private names of the emulator; ``tests/infra/test_emulator_*.py`` holds each.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

CHECKPOINT = "/_sitthi/checkpoint"
PID = "/_sitthi/pid"  # health, and whose
QUEUES = "/_sitthi/queues"
HEADS = "/_sitthi/heads"
HURRY = "/_sitthi/hurry"
LONGEST, LOOK_AGAIN = 2.0, 0.01  # seconds that a look at the queues waits for them, and between two looks
PATHS = frozenset((CHECKPOINT, PID, QUEUES, HEADS, HURRY))


def lying() -> dict[str, int]:
    """Messages by the queue's name: waiting, in hand or delayed."""
    from ministack.services import sqs

    with sqs._queues_lock:
        return {url.rpartition("/")[2]: len(queue["messages"]) for url, queue in sqs._queues.items()}


def queues_path(empty: Collection[str]) -> str:
    return f"{QUEUES}?{urlencode({'names': ','.join(empty)})}"


def _names(query: str) -> list[str]:
    return [name for names in parse_qs(query).get("names", ()) for name in names.split(",")]


async def lying_when(query: str) -> dict[str, int]:
    """As :func:`lying`, once the queues that are asked for are empty; those that still are not after ``LONGEST``."""
    wanted = _names(query)
    begun = time.monotonic()
    while True:
        found = lying()
        if not any(found.get(name) for name in wanted) or time.monotonic() - begun > LONGEST:
            return found
        await asyncio.sleep(LOOK_AGAIN)


def hurry_path(names: Collection[str]) -> str:
    return f"{HURRY}?{urlencode({'names': ','.join(names)})}"


def hurry(query: str) -> int:
    """Time passes for what hides or is delayed in some queues: it comes at once. Returns how many messages do.

    None while a function works at any batch: what is in hand stays so.
    """
    from ministack.services import lambda_svc, sqs

    wanted = _names(query)
    now, hidden = time.time(), 0
    with lambda_svc._esm_inflight_lock, sqs._queues_lock:
        if lambda_svc._esm_inflight:
            return 0
        for url, queue in sqs._queues.items():
            if url.rpartition("/")[2] in wanted:
                for message in queue["messages"]:
                    hidden += message["visible_at"] > now
                    message["visible_at"] = min(now, message["visible_at"])
    lambda_svc._esm_wake.set()
    return hidden


def heads_path(table: str, indexes: Mapping[str, str]) -> str:
    """``indexes``: the sort key's attribute by the index's name."""
    return f"{HEADS}?{urlencode({'table': table, **indexes})}"


def heads(query: str) -> dict[str, dict[str, Any]]:
    """Of each partition of some indexes: how many items, and the smallest sort key. One look, not a query each."""
    from ministack.services import dynamodb

    asked = {name: values[0] for name, values in parse_qs(query).items()}
    table = dynamodb._tables.get(asked.pop("table"))
    if table is None:
        return {}
    items, found = table["items"], {}
    for index, attribute in asked.items():
        partitions = dynamodb._index_members(table).get(index, {})
        found[index] = {
            partition: {"count": len(of), "first": min(items[pk][sk][attribute]["S"] for pk, sk in of)}
            for partition, of in partitions.items()
            if of
        }
    return found
