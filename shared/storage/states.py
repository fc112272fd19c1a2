"""What an audit event says of the states that its transaction leaves: enough to build them all again from the audit.

Each transaction that writes a household, a task or a plan says so in the event that it writes beside, under ``states``:
the item's name, its version before and after, and its state. So no state changes without an event that tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.domain.plan_types import PlanState

WireItem = Mapping[str, Any]
FIELDS: Mapping[str, tuple[str, ...]] = {
    "META": ("phase", "status", "outcome", "mentor"),
    "TASK": ("state", "agency", "officer", "outcome", "escalation", "waiting_on"),
    "PLAN": (),
}
ATTRIBUTE = "states"


def name_of(key: WireItem) -> str | None:
    """``<household>/META``, ``<household>/PLAN#0001``, ``<household>/TASK#…``; None for what has no state."""
    kind, _, household = key["PK"]["S"].partition("#")
    sort = str(key["SK"]["S"])
    return f"{household}/{sort}" if kind == "HH" and sort.partition("#")[0] in FIELDS else None


def state_of(item: WireItem) -> list[Any]:
    """The version and the state of a stored item, as an event tells it."""
    kind = item["SK"]["S"].partition("#")[0]
    version = _plain(item.get("v"))
    if kind == "PLAN":
        return [
            version,
            json.loads(item["body"]["S"]).get("state", PlanState.DRAFT),
        ]  # what is usual is left out
    return [version, *(_plain(item.get(field)) for field in FIELDS[kind])]


def tell(actions: Iterable[Mapping[str, Any]], core: str, audit: str) -> None:
    """Write the states of a transaction into its events: of a household into its own, else into the last one."""
    puts = [one["Put"] for one in actions if "Put" in one]
    events = [put["Item"] for put in puts if put["TableName"] == audit]
    if not events:
        return
    told: list[dict[str, Any]] = [{} for _ in events]
    places = {event["household"]["S"]: place for place, event in reversed([*enumerate(events)]) if _of(event)}
    for name, state in _changes(actions, core):
        told[places.get(name.partition("/")[0], -1)][name] = state
    for event, states in zip(events, told, strict=True):
        if states:
            event[ATTRIBUTE] = {"S": json.dumps(states, ensure_ascii=False, separators=(",", ":"))}


def _of(event: WireItem) -> bool:
    return "S" in event.get("household", {})


def _changes(actions: Iterable[Mapping[str, Any]], core: str) -> Iterator[tuple[str, list[Any] | None]]:
    """The version before (0: new; None: whatever it was), the version after, the state; None for what is deleted."""
    for action in actions:
        for kind, body in action.items():
            name = name_of(body.get("Item") or body["Key"]) if body["TableName"] == core else None
            if name is not None and kind == "Put":
                yield name, [_before(body), *state_of(body["Item"])]
            elif name is not None and kind == "Delete":
                yield name, None


def _before(put: WireItem) -> int | None:
    if put.get("ConditionExpression", "").startswith("attribute_not_exists"):
        return 0
    version = put.get("ExpressionAttributeValues", {}).get(":v")
    return int(version["N"]) if version else None


def _plain(value: Mapping[str, Any] | None) -> Any:
    if value is None or "NULL" in value:
        return None
    return int(value["N"]) if "N" in value else next(iter(value.values()))
