"""How often somebody did something within a window of machine time: counters in the Idempotency table, which forgets them."""

from __future__ import annotations

from datetime import datetime

from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.settings import setting
from shared.storage.tables import to_wire


class Spent(Exception):
    """The window's quota is used up. ``retry_after``: seconds until the next window."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("the quota of this window is used up")
        self.retry_after = retry_after


def spend(what: str, who: str, now: datetime, *, most: int, seconds: int) -> None:
    """Count one use in the window that ``now`` lies in. Raises Spent, and then counts nothing."""
    second = int(now.timestamp())
    ends = second - second % seconds + seconds
    try:
        client("dynamodb").update_item(
            TableName=setting("IDEMPOTENCY_TABLE"),
            Key=to_wire({"id": f"quota#{what}#{who}#{ends}"}),
            UpdateExpression="SET expiration = :gone ADD uses :one",
            ConditionExpression="attribute_not_exists(uses) OR uses < :most",
            ExpressionAttributeValues=to_wire({":gone": ends + seconds, ":one": 1, ":most": most}),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        raise Spent(ends - second) from None
