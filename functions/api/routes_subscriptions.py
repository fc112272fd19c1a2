"""Subscriptions: which mails one gets, at the address that the sign-in service has verified and nowhere else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from chalice.app import Blueprint, Request
from pydantic import Field, StringConstraints

from functions.api.routes_session import token_of
from shared.casework import subscriptions
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode

routes = Blueprint(__name__)

SubscriptionId = Annotated[str, StringConstraints(pattern="^(monthly|daily)-[A-Za-z0-9_.@-]{1,80}$")]


class SubscriptionWanted(Strict):
    kind: Literal["monthly", "daily"] = Field(
        description="`monthly`: the progress report; `daily`: how much waits for oneself, on working days"
    )


class Subscription(Seen):
    subscription_id: str
    officer_id: str
    kind: str
    address: str = Field(description="masked; it is the account's own")


@endpoint(routes, "GET", "/v1/subscriptions", action="manage_subscriptions", tags=("administration",))
def list_subscriptions(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[Subscription]:
    """List one's own subscriptions; an administrator lists everyone's."""
    filters = ["subscriptions", caller.officer.officer_id]
    items, position = subscriptions.list_subscriptions(caller, decode(cursor, filters), limit)
    return Page[Subscription](items=[_seen(item) for item in items], next_cursor=encode(position, filters))


@endpoint(
    routes,
    "POST",
    "/v1/subscriptions",
    action="manage_subscriptions",
    status=201,
    errors=("refused", "busy", "session_expired"),
    tags=("administration",),
)
def subscribe(
    body: SubscriptionWanted, caller: Caller, request: Request, idempotency_key: IdempotencyKey = None
) -> Answer[Subscription]:
    """Subscribe oneself. The mail goes to the account's verified address."""
    token = token_of(request)
    return Answer(_seen(subscriptions.subscribe(caller, body.kind, token, idempotency_key)))


@endpoint(
    routes,
    "DELETE",
    "/v1/subscriptions/{subscription_id}",
    action="manage_subscriptions",
    errors=("busy",),
    tags=("administration",),
)
def unsubscribe(
    subscription_id: SubscriptionId, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[None]:
    """End one's own subscription; an administrator ends anybody's."""
    kind, _, officer_id = subscription_id.partition("-")
    subscriptions.unsubscribe(caller, officer_id, kind, idempotency_key)
    return Answer(None)


def _seen(item: dict[str, Any]) -> Subscription:
    name, _, domain = item["email"].partition("@")
    return Subscription(
        subscription_id=f"{item['kind']}-{item['officer_id']}",
        officer_id=item["officer_id"],
        kind=item["kind"],
        address=f"{name[:1]}…@{domain}",
    )
