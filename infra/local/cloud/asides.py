"""What the server answers besides AWS: its process id, a checkpoint on demand, and looks that would take many calls.

Touches private names of the emulator; ``tests/infra/test_emulator_*.py`` holds each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

CHECKPOINT = "/_sitthi/checkpoint"
PID = "/_sitthi/pid"  # health, and whose
QUEUES = "/_sitthi/queues"
HEADS = "/_sitthi/heads"
PATHS = frozenset((CHECKPOINT, PID, QUEUES, HEADS))


def lying() -> dict[str, int]:
    """Messages by the queue's name: waiting, in hand or delayed."""
    from ministack.services import sqs

    with sqs._queues_lock:
        return {url.rpartition("/")[2]: len(queue["messages"]) for url, queue in sqs._queues.items()}


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
