"""How far an import of many parts has come: its plan, its stage, and a mark for each part that is done.

A part counts once: its mark, which can be put only once, and the counters move in one transaction.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.dates import moment_of
from shared.storage import audit, keys
from shared.storage.batch import TRIES, Throttled, pause
from shared.storage.clients import client
from shared.storage.imports import Import
from shared.storage.tables import Conflict, Transaction, core, get, query, to_wire

COUNTED = ("records", "applied", "unchanged", "held", "quarantined", "duplicates")
_LOST = "ConditionalCheckFailed"


@dataclass(frozen=True, slots=True)
class Progress:
    """``plan``: what was decided once for all parts; ``of`` parts of ``stage``, of which ``done`` are done."""

    rules: str
    stage: str
    of: int
    done: int
    plan: dict[str, Any]
    counts: dict[str, int]


def load(import_id: str) -> Progress | None:
    """None before there is a plan."""
    item = get(core(), keys.import_meta(import_id))
    if item is None or "stage" not in item:
        return None
    counts = {name: int(item.get(f"n_{name}", 0)) for name in COUNTED}
    return Progress(
        item["rules"], item["stage"], item["parts"], item["done"], json.loads(item["plan"]), counts
    )


def begin(import_id: str, rules: str, stage: str, of: int, plan: Mapping[str, Any], state: str) -> bool:
    """The plan of a new import, or of one whose plan was made under other rules. False when there is one."""
    fresh = {f"n_{name}": 0 for name in COUNTED}
    return _set(
        import_id,
        {
            "rules": rules,
            "stage": stage,
            "parts": of,
            "done": 0,
            "plan": _text(plan),
            "state": state,
            **fresh,
        },
        "attribute_exists(G2P) AND (attribute_not_exists(#rules) OR #rules <> :rules)",
    )


def move(import_id: str, now: Progress, stage: str, of: int, plan: Mapping[str, Any], state: str) -> bool:
    """On to the next stage. False when somebody has moved it already."""
    return _set(
        import_id,
        {"stage": stage, "parts": of, "done": 0, "plan": _text(plan), "state": state},
        "attribute_exists(G2P) AND #stage = :was AND #rules = :rules",
        {":was": now.stage, ":rules": now.rules},
    )


def _text(plan: Mapping[str, Any]) -> str:
    return json.dumps(plan, sort_keys=True, separators=(",", ":"))


def _set(
    import_id: str, values: Mapping[str, Any], condition: str, more: dict[str, Any] | None = None
) -> bool:
    names = {f"#{name}": name for name in (*values, "rules")}
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    try:
        client("dynamodb").update_item(
            TableName=core(),
            Key=to_wire(keys.import_meta(import_id)),
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=to_wire(
                {f":{name}": value for name, value in values.items()} | (more or {})
            ),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def finish_part(
    job: Import,
    now: Progress,
    number: int,
    told: Mapping[str, Any],
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> bool:
    """Mark a part as done, with what it has to tell. False when it was done before. Raises Throttled."""
    for attempt in range(TRIES):
        if attempt:
            sleep(pause(attempt, spread()))
        try:
            _done(job, now, number, told).commit()
        except Conflict as conflict:
            if _LOST in conflict.reasons:
                return False
        else:
            return True
    raise Throttled


def _done(job: Import, now: Progress, number: int, told: Mapping[str, Any]) -> Transaction:
    transaction, import_id = Transaction(), job.import_id
    mark = {**keys.import_part(import_id, now.rules, now.stage, number), "told": _text(told)}
    transaction.put(core(), mark, new=True)
    counts = {name: int(told.get("counts", {}).get(name, 0)) for name in COUNTED}
    moved = {f"n_{name}": count for name, count in counts.items() if count}
    transaction.actions.append(
        {
            "Update": {
                "TableName": core(),
                "Key": to_wire(keys.import_meta(import_id)),
                "UpdateExpression": "ADD #done :one" + "".join(f", {name} :{name}" for name in moved),
                "ConditionExpression": "#stage = :stage AND #rules = :rules",
                "ExpressionAttributeNames": {"#done": "done", "#stage": "stage", "#rules": "rules"},
                "ExpressionAttributeValues": to_wire(
                    {":one": 1, ":stage": now.stage, ":rules": now.rules}
                    | {f":{name}": count for name, count in moved.items()}
                ),
            }
        }
    )
    if now.stage == "reduce":  # the stage that writes households: one event a part (architecture §3)
        audit.add(
            transaction,
            audit.AuditEvent(
                type="th.sitthi.import.part_applied.v1",
                key=f"{import_id}|{now.rules}|{number}",
                at=moment_of(job.received_at),
                actor=f"partner:{job.source.partner}",
                subject=import_id,
                basis="import",
                details={"part": number, **counts},
            ),
        )
    return transaction


def is_done(import_id: str, now: Progress, number: int) -> bool:
    return get(core(), keys.import_part(import_id, now.rules, now.stage, number)) is not None


def parts_done(import_id: str, rules: str, stage: str) -> dict[int, dict[str, Any]]:
    """What the finished parts of a stage have told, by number, in order."""
    found = {}
    for item in query(core(), keys.import_meta(import_id)["PK"], prefix=keys.import_parts(rules, stage)):
        found[int(item["SK"].rpartition("#")[2])] = json.loads(item["told"])
    return found
