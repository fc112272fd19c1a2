"""DynamoDB as the storage layer uses it, in memory: the twin that a contract test holds equal to the mock."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from infra.simulate.expressions import Condition, Item, updated
from shared.storage import wire

Key = tuple[str, str]


class _Meta:
    endpoint_url = "memory:"


def refused(code: str, operation: str, reasons: list[str] | None = None) -> ClientError:
    told: dict[str, Any] = {"Error": {"Code": code, "Message": code}}
    if reasons is not None:
        told["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(told, operation)


class Tables:
    """``before`` is told each operation and may refuse it or end the process; ``leave_out`` says which items of a
    batch the table does not take this time."""

    meta = _Meta()

    def __init__(self, before: Callable[[str], None], leave_out: Callable[[int], set[int]]) -> None:
        self.tables: dict[str, dict[Key, Item]] = {}
        self._before, self._leave_out = before, leave_out

    def table(self, name: str) -> dict[Key, Item]:
        return self.tables.setdefault(name, {})

    def wired(self, operation: str, body: str) -> dict[str, Any]:
        """A request with a body of our own making."""
        asked = json_items(body.encode())
        match operation:
            case "BatchGetItem":
                return json_of(self.batch_get_item(**asked))
            case "BatchWriteItem":
                return self.batch_write_item(**asked)
            case "BatchExecuteStatement":
                return self.batch_execute_statement(**asked)
            case "GetItem":
                return json_of(self.get_item(**asked))
            case "Query":
                return json_of(self.query(**asked))
            case "PutItem":
                return self.put_item(**asked)
            case "UpdateItem":
                return self.update_item(**asked)
        return self.transact_write_items(**asked)

    def get_item(self, TableName: str, Key: Item, **_: Any) -> dict[str, Any]:
        self._before("GetItem")
        found = self.table(TableName).get(_key(Key))
        return {"Item": copy.deepcopy(found)} if found is not None else {}

    def put_item(self, **asked: Any) -> dict[str, Any]:
        self._before("PutItem")
        self._check(asked, asked["Item"], "PutItem")
        self._put(asked["TableName"], asked["Item"])
        return {}

    def update_item(self, **asked: Any) -> dict[str, Any]:
        self._before("UpdateItem")
        self._check(asked, asked["Key"], "UpdateItem")
        self._update(asked)
        return {}

    def delete_item(self, **asked: Any) -> dict[str, Any]:
        self._before("DeleteItem")
        self._check(asked, asked["Key"], "DeleteItem")
        self.table(asked["TableName"]).pop(_key(asked["Key"]), None)
        return {}

    def query(self, **asked: Any) -> dict[str, Any]:
        """Everything at once: pages are the services' own business."""
        self._before("Query")
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        condition = Condition(asked["KeyConditionExpression"], names, values)
        index = asked.get("IndexName")
        pk, sk = ("PK", "SK") if index is None else (f"G{index[-1]}P", f"G{index[-1]}S")
        found = [one for one in self.table(asked["TableName"]).values() if pk in one and condition.holds(one)]
        found.sort(key=lambda one: (one[sk]["S"], one["PK"]["S"], one["SK"]["S"]))
        if not asked.get("ScanIndexForward", True):
            found.reverse()
        if index == "Index2":  # only keys are kept there
            found = [{name: one[name] for name in ("PK", "SK", pk, sk)} for one in found]
        return {"Items": copy.deepcopy(found[: asked.get("Limit", len(found))])}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        self._before("BatchGetItem")
        found: dict[str, list[Item]] = {}
        for table, wanted in RequestItems.items():
            items = (self.table(table).get(_key(key)) for key in wanted["Keys"])
            found[table] = [copy.deepcopy(item) for item in items if item is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        self._before("BatchWriteItem")
        ((table, puts),) = RequestItems.items()
        left_out = self._leave_out(len(puts))
        for number, put in enumerate(puts):
            if number not in left_out:
                self._put(table, put["PutRequest"]["Item"])
        left = [puts[number] for number in sorted(left_out)]
        return {"UnprocessedItems": {table: left} if left else {}}

    def transact_write_items(self, TransactItems: list[Any], **_: Any) -> dict[str, Any]:
        self._before("TransactWriteItems")
        actions = TransactItems
        reasons = []
        for action in actions:
            ((kind, asked),) = action.items()
            reasons.append(
                "None"
                if self._allowed(asked, asked.get("Item") or asked["Key"])
                else "ConditionalCheckFailed"
            )
        if set(reasons) != {"None"}:
            raise refused("TransactionCanceledException", "TransactWriteItems", reasons)
        for action in actions:
            ((kind, asked),) = action.items()
            if kind == "Put":
                self._put(asked["TableName"], asked["Item"])
            elif kind == "Update":
                self._update(asked)
        return {}

    def batch_execute_statement(self, Statements: list[dict[str, str]]) -> dict[str, Any]:
        """Rows that must be new, each by itself."""
        self._before("BatchExecuteStatement")
        told: list[dict[str, Any]] = []
        for one in Statements:
            table, item = inserted(one["Statement"])
            if _key(item) in self.table(table):
                told.append({"TableName": table, "Error": {"Code": "DuplicateItem"}})
            else:
                self._put(table, item)
                told.append({"TableName": table})
        return {"Responses": told}

    def _put(self, table: str, item: Item) -> None:
        self.table(table)[_key(item)] = copy.deepcopy(item)

    def _update(self, asked: Item) -> None:
        table, key = self.table(asked["TableName"]), _key(asked["Key"])
        names = asked.get("ExpressionAttributeNames", {})
        table[key] = updated(
            table.get(key) or dict(asked["Key"]),
            asked["UpdateExpression"],
            names,
            asked.get("ExpressionAttributeValues", {}),
        )

    def _allowed(self, asked: Item, key: Item) -> bool:
        if "ConditionExpression" not in asked:
            return True
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        return Condition(asked["ConditionExpression"], names, values).holds(
            self.table(asked["TableName"]).get(_key(key))
        )

    def _check(self, asked: Item, key: Item, operation: str) -> None:
        if not self._allowed(asked, key):
            raise refused("ConditionalCheckFailedException", operation)


_INSERT = re.compile(r"""INSERT INTO "([\w.-]+)" VALUE \{((?:'\w+':'[^']*',?)+)\}""")


def inserted(statement: str) -> tuple[str, Item]:
    """Table and item of a PartiQL insert of texts, as claims on persons are. Raises ValueError for another statement."""
    found = _INSERT.fullmatch(statement)
    if found is None:
        raise ValueError("not an insert of texts")
    return found[1], {name: {"S": text} for name, text in re.findall(r"'(\w+)':'([^']*)'", found[2])}


def _key(item: Item) -> Key:
    if "PK" not in item:
        return item["id"]["S"], ""
    return item["PK"]["S"], item["SK"]["S"]


def json_of(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as it comes over the wire."""
    parsed: dict[str, Any] = json.loads(wire.text_of(answer))
    return parsed


def json_items(body: bytes) -> dict[str, Any]:
    """A request in DynamoDB's JSON; attribute type B comes as bytes."""

    def hook(found: dict[str, Any]) -> dict[str, Any]:
        if list(found) == ["B"] and isinstance(found["B"], str):
            return {"B": base64.b64decode(found["B"])}
        return found

    parsed: dict[str, Any] = json.loads(body, object_hook=hook)
    return parsed
