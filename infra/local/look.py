"""A read-only look at the tables, for the programs that play outsiders and for the closing table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from shared.storage import keys

Heads = Mapping[str, Mapping[str, Any]]  # as Cloud.heads tells them
_read = TypeDeserializer().deserialize


@dataclass(frozen=True, slots=True)
class TaskView:
    """What an agency may see of its task."""

    task_id: str
    state: str
    version: int
    outcome: str | None
    returns: int  # how often an agency has sent it back


def tasks(dynamodb: Any, table: str, task_ids: Iterable[str]) -> dict[str, TaskView]:
    """The tasks as they stand, by id."""
    found: dict[str, TaskView] = {}
    waiting = [
        {name: {"S": text} for name, text in keys.task(keys.household_of_task(task_id), task_id).items()}
        for task_id in task_ids
    ]
    names = {"#s": "state", "#v": "v", "#r": "returns"}
    while waiting:
        request = {
            table: {
                "Keys": waiting[:100],
                "ConsistentRead": True,
                "ProjectionExpression": "task_id, #s, #v, outcome, #r",
                "ExpressionAttributeNames": names,
            }
        }
        answer = dynamodb.batch_get_item(RequestItems=request)
        for item in answer["Responses"].get(table, []):
            plain = {name: _read(value) for name, value in item.items()}
            found[plain["task_id"]] = TaskView(
                plain["task_id"],
                plain["state"],
                int(plain["v"]),
                plain.get("outcome"),
                len(plain.get("returns", ())),
            )
        waiting = waiting[100:] + answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
    return found


INDEXES = {"Index2": "G2S", "Index3": "G3S"}  # of work marks and of days


def marks(heads: Heads) -> int:
    """How many items still wait for work."""
    wanted = [name for bag in (keys.TODO, keys.OUTBOX, keys.IMPORTING) for name in keys.mark_partitions(bag)]
    return sum(heads["Index2"][name]["count"] for name in wanted if name in heads["Index2"])


def next_due(heads: Heads) -> date | None:
    """The first day on which time alone gives the daily review something to do: each list is kept by that day."""
    wanted = [("Index3", name) for kind in ("DUE", "SLA") for name in keys.time_partitions(kind)]
    wanted += [("Index2", name) for name in keys.mark_partitions(keys.CASE)]
    found = [heads[index][name]["first"] for index, name in wanted if name in heads[index]]
    return min((date.fromisoformat(day[:10]) for day in found), default=None)
