"""A read-only look at the tables, for the programs that play outsiders and for the closing table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from shared.storage import keys

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


def marks(dynamodb: Any, table: str) -> int:
    """How many items still wait for work."""
    count = 0
    for bag in (keys.TODO, keys.OUTBOX, keys.IMPORTING):
        for partition in keys.mark_partitions(bag):
            count += dynamodb.query(
                TableName=table,
                IndexName="Index2",
                KeyConditionExpression="G2P = :p",
                ExpressionAttributeValues={":p": {"S": partition}},
                Select="COUNT",
            )["Count"]
    return count


def next_due(dynamodb: Any, table: str) -> date | None:
    """The first day on which time alone gives the daily review something to do: each list is kept by that day."""
    heads = [
        ("Index3", "G3", partition) for kind in ("DUE", "SLA") for partition in keys.time_partitions(kind)
    ]
    heads += [("Index2", "G2", partition) for partition in keys.mark_partitions(keys.CASE)]
    found = []
    for index, name, partition in heads:
        answer = dynamodb.query(
            TableName=table,
            IndexName=index,
            KeyConditionExpression=f"{name}P = :p",
            ExpressionAttributeValues={":p": {"S": partition}},
            ProjectionExpression=f"{name}S",
            Limit=1,
        )
        found += [date.fromisoformat(item[f"{name}S"]["S"][:10]) for item in answer["Items"]]
    return min(found, default=None)
