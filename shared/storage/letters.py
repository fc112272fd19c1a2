"""Mail: who subscribed, the claim of each letter before it is sent, and the sending itself.

SES has no idempotency key. A letter is claimed, sent, then marked as sent; a claim that a crash left open is
tried once more and never again: at least once, at most one duplicate a crash (architecture §11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.clients import client
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, core, get, query, to_wire

MONTHLY, DAILY = "monthly", "daily"  # the daily letter carries an officer's digest; other kinds are reports
KINDS = (MONTHLY, DAILY)
IN_HAND = timedelta(minutes=2)  # a younger claim belongs to somebody who is still sending
_KEEP = timedelta(days=400)
_TRIES = 2


class Claimed(StrEnum):
    """``mine``: send it. ``sent``: done before. ``busy``: somebody sends it now. ``spent``: two tries ended unknown."""

    MINE = "mine"
    SENT = "sent"
    BUSY = "busy"
    SPENT = "spent"


class Refused(Exception):
    """SES answered that it did not take the letter: nothing was sent. ``code``: SES's own."""

    def __init__(self, code: str) -> None:
        super().__init__(f"SES refused the letter: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber: the officer as they stand now, and where the mail goes."""

    officer: Officer
    email: str


def put_wish(transaction: Transaction, officer_id: str, kind: str, email: str | None) -> None:
    """What an officer wants by mail, and where to. None: nothing any more; the address goes, the row stays."""
    row = keys.subscription(officer_id, kind)
    if email is None:
        row = {name: row[name] for name in ("PK", "SK")}
    transaction.put(core(), {**row, "officer_id": officer_id, "kind": kind, "email": email})


def subscribe(officer_id: str, kind: str, email: str | None) -> None:
    """The same by itself."""
    transaction = Transaction()
    put_wish(transaction, officer_id, kind, email)
    transaction.commit()


def wishes(officer_id: str) -> list[Item]:
    """An officer's own subscriptions."""
    row = keys.subscription(officer_id, "")
    return [one for one in query(core(), row["PK"], prefix=row["SK"]) if one.get("email")]


def subscribers(kind: str) -> Iterator[str]:
    """Ids of the officers who want a kind of report."""
    for item in query(core(), keys.subscription_partition(kind), index="Index1"):
        yield item["officer_id"]


def reader(officer_id: str, kind: str) -> Reader | None:
    """None when the officer left or unsubscribed meanwhile."""
    row = keys.subscription(officer_id, kind)
    wish = get(core(), {name: row[name] for name in ("PK", "SK")})
    stored = get(core(), keys.officer(officer_id))
    if wish is None or stored is None or not wish.get("email"):
        return None
    officer = Officer.from_item(stored)
    return Reader(officer, wish["email"]) if officer.active else None


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
    if now.timestamp() - stored["claimed_at"] < IN_HAND.total_seconds():
        return Claimed.BUSY
    if stored["tries"] >= _TRIES:
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
    """Mark a claimed letter as sent; SES's id of it is kept for questions."""
    client("dynamodb").update_item(
        TableName=_table(),
        Key=to_wire({"id": letter}),
        UpdateExpression="SET #s = :sent, message_id = :m",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues=to_wire({":sent": "sent", ":m": message_id}),
    )


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
    """Hand a raw message to SES (v1). Returns SES's id. Raises Refused when SES answered no."""
    try:
        answer = _ses(setting("MAIL_REGION")).send_raw_email(
            Source=sender, Destinations=[recipient], RawMessage={"Data": message}
        )
    except ClientError as error:
        raise Refused(str(error.response["Error"]["Code"])) from None
    return str(answer["MessageId"])
