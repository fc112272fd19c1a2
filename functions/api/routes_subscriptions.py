"""Subscriptions: which mails one gets, at the address that the sign-in service has verified and nowhere else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from chalice.app import Blueprint, Request
from pydantic import Field, StringConstraints

from functions.api import mail_pages
from functions.api.routes_session import token_of
from shared.casework import subscriptions
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.storage import clock

routes = Blueprint(__name__)

SubscriptionId = Annotated[
    str, StringConstraints(pattern="^(monthly|quarterly|yearly|daily)-[A-Za-z0-9_.@-]{1,80}$")
]
Key = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{16,64}$")]
PAGE = "text/html; charset=utf-8"


class SubscriptionWanted(Strict):
    kind: Literal["monthly", "quarterly", "yearly", "daily"] = Field(
        description="the report of that period; `daily`: how much waits for oneself, on working days"
    )


class Paused(Seen):
    reason: Literal["bounced", "unreachable", "complained"]
    on: str


class Subscription(Seen):
    subscription_id: str
    officer_id: str
    kind: str
    address: str = Field(description="masked; it is the account's own")
    paused: Paused | None = Field(
        default=None,
        description="no mail is sent: it did not arrive or was complained of; subscribe again to resume",
    )


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


@endpoint(
    routes,
    "GET",
    "/v1/unsubscriptions/{key}",
    action="unsubscribe",
    public=True,
    tags=("administration",),
    media_type=PAGE,
)
def ask_unsubscribe(key: Key) -> Answer[str]:
    """Show a page that asks whether to end the mail; looking changes nothing, since mail filters open links too."""
    return Answer(mail_pages.asks(subscriptions.ended_by(key)), mail_pages.HEADERS)


@endpoint(
    routes,
    "POST",
    "/v1/unsubscriptions/{key}",
    action="unsubscribe",
    errors=("busy",),
    public=True,
    tags=("administration",),
    media_type=PAGE,
)
def unsubscribe_by_key(key: Key, request: Request) -> Answer[str]:
    """End the mail that carried this key, without signing in (RFC 8058: one click in the mail program)."""
    request_id = str(request.context.get("requestId", ""))
    subscriptions.end_by(key, clock.now(), request_id)
    return Answer(mail_pages.ended(), mail_pages.HEADERS)


def _seen(item: dict[str, Any]) -> Subscription:
    name, _, domain = item["email"].partition("@")
    return Subscription(
        subscription_id=f"{item['kind']}-{item['officer_id']}",
        officer_id=item["officer_id"],
        kind=item["kind"],
        address=f"{name[:1]}…@{domain}",
        paused=Paused(**item["paused"]) if item.get("paused") else None,
    )
