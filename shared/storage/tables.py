"""Plain items in and out of DynamoDB, and one transaction for one command."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from shared.storage import states, wire
from shared.storage.settings import optional, setting

Item = dict[str, Any]
_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize
LIMIT = 100  # actions of one transaction
_LONGEST = 10**38  # a number of the table has so many digits at most


class Conflict(Exception):
    """A condition of a write did not hold: somebody else was there first. ``reasons``: one code an action."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("a condition of the transaction did not hold")
        self.reasons = reasons


def core() -> str:
    return setting("CORE_TABLE")


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _wired(value) for name, value in item.items() if value is not None}


def from_wire(item: Mapping[str, Any]) -> Item:
    return {name: _plain(value) for name, value in item.items()}


def _wired(value: Any) -> dict[str, Any]:
    """What is plain without asking boto3 a dozen questions about it; the rest, as text of an enum, by boto3."""
    kind = type(value)
    if kind is str:
        return {"S": value}
    if kind is bool:
        return {"BOOL": value}
    if kind is int and abs(value) < _LONGEST:
        return {"N": str(value)}
    if kind is dict:
        return {"M": {name: _wired(part) for name, part in value.items()}}
    if kind is list or kind is tuple:
        return {"L": [_wired(part) for part in value]}
    wired: dict[str, Any] = _serialize(value)
    return wired


def _plain(value: Mapping[str, Any]) -> Any:
    """Numbers are Decimal for boto3; all of ours are whole."""
    ((kind, held),) = value.items()
    if kind in ("S", "BOOL"):
        return held
    if kind == "N":
        return int(held) if held.lstrip("-").isdecimal() else int(_deserialize(value))
    if kind == "M":
        return {name: _plain(part) for name, part in held.items()}
    if kind == "L":
        return [_plain(part) for part in held]
    return _deserialize(value)


def ask(operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """A request in DynamoDB's own form, sent and answered as JSON. Raises ClientError."""
    return wire.call(operation, wire.text_of(request))


def told(item: Mapping[str, Any]) -> Item:
    """A plain item of an answer to :func:`ask`."""
    return from_wire(wire.item_of(item))


def get(table: str, key: Mapping[str, str], *, consistent: bool = True) -> Item | None:
    answer = ask("GetItem", {"TableName": table, "Key": to_wire(key), "ConsistentRead": consistent})
    return told(answer["Item"]) if "Item" in answer else None


def put_new(table: str, item: Item) -> bool:
    """Write an item whose key is free. False when it is taken."""
    try:
        free = "attribute_not_exists(PK)"
        ask("PutItem", {"TableName": table, "Item": to_wire(item), "ConditionExpression": free})
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def query(
    table: str,
    partition: str,
    *,
    prefix: str | None = None,
    upto: str | None = None,
    between: tuple[str, str] | None = None,
    index: str | None = None,
    newest_first: bool = False,
    limit: int | None = None,
    consistent: bool = True,
    only: Sequence[str] = (),
) -> Iterator[Item]:
    """Items of one partition in key order, page by page. ``prefix``, ``upto`` (inclusive) or ``between``
    (both inclusive) narrow the sort key; ``only`` these attributes are read."""
    pk, sk = ("PK", "SK") if index is None else (f"G{index[-1]}P", f"G{index[-1]}S")
    request: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": "#p = :p",
        "ExpressionAttributeNames": {"#p": pk},
        "ExpressionAttributeValues": {":p": {"S": partition}},
        "ScanIndexForward": not newest_first,
    }
    if index is None:
        request["ConsistentRead"] = consistent
    else:
        request["IndexName"] = index
    _narrow(request, sk, prefix, upto, between)
    if only:
        names = {f"#a{number}": name for number, name in enumerate(only)}
        request["ProjectionExpression"] = ", ".join(names)
        request["ExpressionAttributeNames"].update(names)
    if limit is not None:
        request["Limit"] = limit
    left = limit
    while True:
        answer = ask("Query", request)
        for item in answer["Items"]:
            yield told(item)
        if left is not None:
            left -= len(answer["Items"])
        if "LastEvaluatedKey" not in answer or (left is not None and left <= 0):
            return
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _narrow(
    request: dict[str, Any], sk: str, prefix: str | None, upto: str | None, between: tuple[str, str] | None
) -> None:
    if prefix is not None:
        condition, values = "begins_with(#s, :s)", {":s": prefix}
    elif upto is not None:
        condition, values = "#s <= :s", {":s": upto}
    elif between is not None:
        condition, values = "#s BETWEEN :s AND :t", {":s": between[0], ":t": between[1]}
    else:
        return
    request["KeyConditionExpression"] += f" AND {condition}"
    request["ExpressionAttributeNames"]["#s"] = sk
    request["ExpressionAttributeValues"].update({name: {"S": text} for name, text in values.items()})


@dataclass
class Transaction:
    """The writes of one command: all or none."""

    actions: list[dict[str, Any]] = field(default_factory=list)

    def put(self, table: str, item: Item, *, new: bool = False, version: int | None = None) -> None:
        """``new``: the key must be free. ``version``: the stored item's ``v`` must be this (0: no item yet)."""
        action: dict[str, Any] = {"TableName": table, "Item": to_wire(item)}
        if new or version == 0:
            action["ConditionExpression"] = "attribute_not_exists(PK)"
        elif version is not None:
            action["ConditionExpression"] = "v = :v"
            action["ExpressionAttributeValues"] = {":v": {"N": str(version)}}
        self.actions.append({"Put": action})

    def put_free(self, table: str, item: Item, key_name: str) -> None:
        """A row that must not exist yet, in a table of another key."""
        condition = f"attribute_not_exists({key_name})"
        self.actions.append(
            {"Put": {"TableName": table, "Item": to_wire(item), "ConditionExpression": condition}}
        )

    def unmark(self, table: str, key: Mapping[str, str]) -> None:
        """Take the work mark off an item that exists."""
        self.actions.append(
            {
                "Update": {
                    "TableName": table,
                    "Key": to_wire(key),
                    "UpdateExpression": "REMOVE G2P, G2S",
                    "ConditionExpression": "attribute_exists(PK)",
                }
            }
        )

    def require(self, table: str, key: Mapping[str, str], version: int) -> None:
        """Read-lock: the item's ``v`` must still be this at commit."""
        self.actions.append(
            {
                "ConditionCheck": {
                    "TableName": table,
                    "Key": to_wire(key),
                    "ConditionExpression": "v = :v",
                    "ExpressionAttributeValues": {":v": {"N": str(version)}},
                }
            }
        )

    def remove(self, table: str, key: Mapping[str, str]) -> None:
        """Delete an item that exists."""
        condition = "attribute_exists(PK)"
        self.actions.append(
            {"Delete": {"TableName": table, "Key": to_wire(key), "ConditionExpression": condition}}
        )

    def count(self, table: str, key: Mapping[str, str], amount: int) -> None:
        """Add to the ``n`` of an item, which begins at zero."""
        self.actions.append(
            {
                "Update": {
                    "TableName": table,
                    "Key": to_wire(key),
                    "UpdateExpression": "ADD n :n",
                    "ExpressionAttributeValues": {":n": {"N": str(amount)}},
                }
            }
        )

    def commit(self) -> None:
        """Raises Conflict when a condition did not hold or another transaction was in the way."""
        if not self.actions:
            return
        if len(self.actions) > LIMIT:
            raise ValueError(f"{len(self.actions)} actions in one transaction; the limit is {LIMIT}")
        states.tell(self.actions, optional("CORE_TABLE"), optional("AUDIT_TABLE"))
        token = str(uuid.uuid4())  # a repeat after a lost answer is the same transaction, not a conflict
        try:
            ask("TransactWriteItems", {"TransactItems": self.actions, "ClientRequestToken": token})
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            reasons = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
            raise Conflict(reasons) from None


def unmark_alone(table: str, key: Mapping[str, str]) -> None:
    """Take a work mark off outside a transaction; an item without one stays as it is."""
    request = {
        "TableName": table,
        "Key": to_wire(key),
        "UpdateExpression": "REMOVE G2P, G2S",
        "ConditionExpression": "attribute_exists(PK)",
    }
    ask("UpdateItem", request)


def batch_get(table: str, wanted: Iterable[Mapping[str, str]]) -> list[Item]:
    """Items by key, in hundreds, asking again for what was left out."""
    return batch_get_of({table: list(wanted)})[table]


def batch_get_of(wanted: Mapping[str, Iterable[Mapping[str, str]]]) -> dict[str, list[Item]]:
    """Items by key from several tables at once. A key may stand only once."""
    found: dict[str, list[Item]] = {table: [] for table in wanted}
    waiting = [
        (table, {name: {"S": text} for name, text in key.items()})
        for table, table_keys in wanted.items()
        for key in table_keys
    ]
    while waiting:
        now, waiting = waiting[:100], waiting[100:]
        request: dict[str, Any] = {}
        for table, key in now:
            request.setdefault(table, {"Keys": [], "ConsistentRead": True})["Keys"].append(key)
        answer = ask("BatchGetItem", {"RequestItems": request})
        for table, items in answer["Responses"].items():
            found[table] += [told(item) for item in items]
        for table, left in answer.get("UnprocessedKeys", {}).items():
            waiting += [(table, key) for key in left["Keys"]]
    return found
