"""Who wants which mail, and where to: each officer's own wishes, the key that ends one, and pauses after bounces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.clients import client
from shared.storage.tables import Item, Transaction, core, get, query, to_wire

DAILY = "daily"  # an officer's digest; the other kinds are reports
REPORTS = ("monthly", "quarterly", "yearly")
KINDS = (*REPORTS, DAILY)


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber: the officer as they stand now, where the mail goes, and the key that ends it without sign-in."""

    officer: Officer
    email: str
    token: str


def put_wish(transaction: Transaction, officer_id: str, kind: str, email: str | None, token: str) -> None:
    """What an officer wants by mail, and where to. None: nothing any more; the address goes, the row stays.

    ``token``: whoever has it may end the subscription. Those of earlier mails stay good.
    """
    if email is not None:
        for row in wish_rows(officer_id, kind, email, token):
            transaction.put(core(), row)
        return
    what = {"officer_id": officer_id, "kind": kind, "email": None, "token": token}
    transaction.put(core(), {**_place(officer_id, kind), **what})


def wish_rows(officer_id: str, kind: str, email: str, token: str) -> list[Item]:
    """The wish itself, its key, and its place at the address."""
    what = {"officer_id": officer_id, "kind": kind}
    return [
        {**keys.subscription(officer_id, kind), **what, "email": email, "token": token},
        {**keys.unsubscription(token), **what},
        {**keys.reached_at(email, officer_id, kind), **what},
    ]


def wishes(officer_id: str) -> list[Item]:
    """An officer's own subscriptions, paused ones too."""
    row = keys.subscription(officer_id, "")
    return [one for one in query(core(), row["PK"], prefix=row["SK"]) if one.get("email")]


def subscribers(kind: str) -> Iterator[tuple[str, str]]:
    """Officer and address of those who want a kind of mail and can be reached."""
    for item in query(core(), keys.subscription_partition(kind), index="Index1"):
        if not item.get("paused"):
            yield item["officer_id"], item["email"]


def reader(officer_id: str, kind: str) -> Reader | None:
    """None when the officer left or unsubscribed meanwhile, or the mail does not reach them."""
    wish = get(core(), _place(officer_id, kind))
    stored = get(core(), keys.officer(officer_id))
    if wish is None or stored is None or not wish.get("email") or wish.get("paused"):
        return None
    officer = Officer.from_item(stored)
    return Reader(officer, wish["email"], wish.get("token", "")) if officer.active else None


def ended_by(token: str) -> tuple[str, str] | None:
    """Officer and kind of the subscription that a key ends."""
    found = get(core(), keys.unsubscription(token))
    return (found["officer_id"], found["kind"]) if found else None


def at_address(email: str) -> list[Item]:
    """Every subscription that goes to an address, paused ones too."""
    told = query(core(), keys.reached_partition(email))
    found = (get(core(), _place(one["officer_id"], one["kind"])) for one in told)
    return [one for one in found if one and (one.get("email") or "").casefold() == email.casefold()]


def pause(wish: Item, reason: str, on: str) -> bool:
    """No mail of this kind until the officer subscribes again; they see why. False when they just did."""
    return _change(wish, "SET paused = :p", {":p": {"reason": reason, "on": on}})


def count_failure(wish: Item, event_id: str) -> int:
    """How many mails in a row could not be delivered for now, this one too; the same event counts once."""
    failures: int = wish.get("failures", 0) + 1
    values = {":n": failures, ":e": event_id}
    if wish.get("failed_by") == event_id:
        return failures - 1
    return failures if _change(wish, "SET failures = :n, failed_by = :e", values) else 0


def forget_failures(wish: Item) -> None:
    """A mail arrived."""
    if wish.get("failures"):
        _change(wish, "REMOVE failures", {})


def _change(wish: Item, change: str, values: dict[str, Any]) -> bool:
    """False when the officer has subscribed anew or unsubscribed since the row was read."""
    try:
        client("dynamodb").update_item(
            TableName=core(),
            Key=to_wire({name: wish[name] for name in ("PK", "SK")}),
            UpdateExpression=change,
            ConditionExpression="email = :email AND #t = :token",
            ExpressionAttributeNames={"#t": "token"},
            ExpressionAttributeValues=to_wire(
                {**values, ":email": wish["email"], ":token": wish.get("token", "")}
            ),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _place(officer_id: str, kind: str) -> dict[str, str]:
    row = keys.subscription(officer_id, kind)
    return {name: row[name] for name in ("PK", "SK")}
