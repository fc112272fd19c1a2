"""Mail: the claim of each letter before it is sent, and the sending itself.

SES has no idempotency key. A letter is claimed, sent, then marked as sent. A claim that a crash left open is tried
once more; if that ends unknown too, it rests an hour, in which SES tells of every letter that it took
(``heed_mail``), and only then is tried again: at least once, at most one duplicate a crash (architecture §11).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as Unreached

from shared.storage.clients import client
from shared.storage.settings import optional, setting
from shared.storage.tables import get, to_wire

IN_HAND = timedelta(minutes=1)  # a younger claim may be somebody's who still sends; no worker runs longer
SETTLED = timedelta(hours=1)  # by then SES has told of every letter that it took
_KEEP = timedelta(days=400)
_TRIES = 2


class Claimed(StrEnum):
    """``mine``: send it. ``sent``: done before. ``busy``: somebody sends it now. ``spent``: tries ended unknown."""

    MINE = "mine"
    SENT = "sent"
    BUSY = "busy"
    SPENT = "spent"


class Refused(Exception):
    """SES did not take the letter: nothing was sent. ``code``: SES's own, or why it was not reached."""

    def __init__(self, code: str) -> None:
        super().__init__(f"SES refused the letter: {code}")
        self.code = code


class Unknown(Exception):
    """SES was asked and did not answer, or does not know itself: the letter may have been sent."""


# ---------------------------------------------------------------- claims


def _table() -> str:
    return setting("IDEMPOTENCY_TABLE")


def claim(letter: str, now: datetime) -> Claimed:
    """Take the right to send a letter. ``now``: machine time."""
    item = {
        "id": letter,
        "state": "claimed",
        "tries": 1,
        "claimed_at": int(now.timestamp()),
        "expiration": int((now + _KEEP).timestamp()),
    }
    try:
        client("dynamodb").put_item(
            TableName=_table(), Item=to_wire(item), ConditionExpression="attribute_not_exists(id)"
        )
    except ClientError as error:
        if not _condition(error):
            raise
        return _again(letter, now)
    return Claimed.MINE


def _again(letter: str, now: datetime) -> Claimed:
    stored = get(_table(), {"id": letter})
    if stored is None:
        return Claimed.BUSY  # released this moment: the next delivery takes it
    if stored["state"] == "sent":
        return Claimed.SENT
    age = now.timestamp() - stored["claimed_at"]
    if age < IN_HAND.total_seconds():
        return Claimed.BUSY
    if stored["tries"] >= _TRIES and age < SETTLED.total_seconds():
        return Claimed.SPENT
    try:
        _update(
            letter,
            "SET tries = tries + :one, claimed_at = :now",
            {":one": 1, ":now": int(now.timestamp())},
            stored,
        )
    except ClientError as error:
        if not _condition(error):
            raise
        return Claimed.BUSY
    return Claimed.MINE


def _update(letter: str, change: str, values: dict[str, Any], stored: dict[str, Any]) -> None:
    client("dynamodb").update_item(
        TableName=_table(),
        Key=to_wire({"id": letter}),
        UpdateExpression=change,
        ConditionExpression="#s = :claimed AND claimed_at = :seen",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues=to_wire({**values, ":claimed": "claimed", ":seen": stored["claimed_at"]}),
    )


def sent(letter: str, message_id: str) -> None:
    """Mark a claimed letter as sent; SES's id of it is kept for questions. A claim that is gone stays gone."""
    try:
        client("dynamodb").update_item(
            TableName=_table(),
            Key=to_wire({"id": letter}),
            UpdateExpression="SET #s = :sent, message_id = :m",
            ConditionExpression="attribute_exists(id)",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues=to_wire({":sent": "sent", ":m": message_id}),
        )
    except ClientError as error:
        if not _condition(error):
            raise


def release(letter: str) -> None:
    """Give a claim back: SES said that nothing was sent."""
    client("dynamodb").delete_item(TableName=_table(), Key=to_wire({"id": letter}))


def _condition(error: ClientError) -> bool:
    return bool(error.response["Error"]["Code"] == "ConditionalCheckFailedException")


# ---------------------------------------------------------------- sending


@cache
def _ses(region: str) -> Any:
    # One try: a repeat of ours is a duplicate in somebody's inbox. The queue brings the letter again.
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
    return boto3.client("ses", region_name=region, config=config)


def send(message: bytes, sender: str, recipient: str) -> str:
    """Hand a raw message to SES (v1). Returns SES's id. Raises Refused or Unknown."""
    told = {"ConfigurationSetName": optional("MAIL_CONFIGURATION_SET")}
    try:
        answer = _ses(setting("MAIL_REGION")).send_raw_email(
            Source=sender,
            Destinations=[recipient],
            RawMessage={"Data": message},
            **{name: value for name, value in told.items() if value},
        )
    except ClientError as error:
        if error.response["ResponseMetadata"].get("HTTPStatusCode") == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unknown from None
        raise Refused(str(error.response["Error"]["Code"])) from None
    except Unreached as error:
        raise Refused(type(error).__name__) from None  # nobody was there to take it
    except HTTPClientError:
        raise Unknown from None
    return str(answer["MessageId"])
