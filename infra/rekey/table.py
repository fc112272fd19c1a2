"""The Identity table from outside: only this look scans it, the product never does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.settings import setting

WireItem = dict[str, Any]


def items(*, consistent: bool = True) -> Iterator[WireItem]:
    pages = client("dynamodb").get_paginator("scan")
    for page in pages.paginate(TableName=setting("IDENTITY_TABLE"), ConsistentRead=consistent):
        yield from page["Items"]


def update(item: WireItem, name: str, values: Mapping[str, Any]) -> bool:
    """Set fields of an item whose ``name`` is still what it was. False: somebody changed or deleted it meanwhile."""
    fields = {f"#{number}": field for number, field in enumerate(values)}
    told = {f":{number}": value for number, value in enumerate(values.values())}
    try:
        client("dynamodb").update_item(
            TableName=setting("IDENTITY_TABLE"),
            Key={"PK": item["PK"], "SK": item["SK"]},
            UpdateExpression="SET " + ", ".join(f"#{number} = :{number}" for number in range(len(values))),
            ConditionExpression="#was = :was",
            ExpressionAttributeNames={**fields, "#was": name},
            ExpressionAttributeValues={**told, ":was": item[name]},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True
