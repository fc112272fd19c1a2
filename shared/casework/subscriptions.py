"""Who gets which mail: everybody for themselves, at the address that the sign-in service has verified."""

from __future__ import annotations

import secrets
from datetime import datetime

from shared.casework.access import NotFound, require
from shared.casework.commands import Happened, once, seen
from shared.casework.sessions import Caller, SessionExpired
from shared.domain.policy import PUBLIC, FieldClass, Relation
from shared.domain.problems import refuse_case
from shared.storage import cognito, keys, mailing
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core

ACTION = "manage_subscriptions"
END = "unsubscribe"  # by the key that each mail carries


def list_subscriptions(
    caller: Caller, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """One's own; an administrator everyone's, kind by kind."""
    if caller.officer.role != "administrator":
        return mailing.wishes(caller.officer.officer_id), None
    partitions = [keys.subscription_partition(kind) for kind in mailing.KINDS]
    return read_page(Slice(core(), partitions, "Index1"), start, limit)


def subscribe(caller: Caller, kind: str, access_token: str, key: str | None) -> Item:
    """Raises CaseRefused without a verified address, SessionExpired or Conflict."""
    officer_id = caller.officer.officer_id
    try:
        address = cognito.own_address(access_token)
    except cognito.SignInRefused:
        raise SessionExpired from None
    if address is None:
        raise refuse_case("CASE-NO-ADDRESS")
    _carry_out(caller, officer_id, kind, address, key)
    return {"officer_id": officer_id, "kind": kind, "email": address}


def unsubscribe(caller: Caller, officer_id: str, kind: str, key: str | None) -> None:
    """Raises NotFound for what is not there, or is somebody else's, or Conflict."""
    mine = officer_id == caller.officer.officer_id or caller.officer.role == "administrator"
    if not mine or kind not in {one["kind"] for one in mailing.wishes(officer_id)}:
        raise NotFound(officer_id)
    _carry_out(caller, officer_id, kind, None, key)


def ended_by(token: str) -> str | None:
    """The kind of mail that a mail's own key ends; None when that is over already. Raises NotFound for no key."""
    officer_id, kind = _of_key(token)
    return kind if kind in {one["kind"] for one in mailing.wishes(officer_id)} else None


def end_by(token: str, at: datetime, request_id: str) -> None:
    """Whoever has the mail may end its subscription, without signing in; again is harmless.

    Raises NotFound or Conflict.
    """
    caller = Caller(PUBLIC, "public", False, frozenset(), at, request_id)
    officer_id, kind = _of_key(token)
    require(caller, END, [Relation.NONE], subject=officer_id, fields=FieldClass.AGGREGATE)

    def decide(transaction: Transaction) -> Happened | None:
        if ended_by(token) is None:
            return None
        mailing.put_wish(transaction, officer_id, kind, None, token)
        return Happened("ops.unsubscribed", {"kind": kind, "by": "key of the mail"}, officer_id)

    once(caller, END, f"{END}|{token}|{request_id}", decide)


def _of_key(token: str) -> tuple[str, str]:
    found = mailing.ended_by(token)
    if found is None:
        raise NotFound("unsubscription")
    return found


def _carry_out(caller: Caller, officer_id: str, kind: str, address: str | None, key: str | None) -> None:
    require(caller, ACTION, [Relation.NONE], subject=officer_id, fields=FieldClass.AGGREGATE)
    what = "unsubscribed" if address is None else "subscribed"
    by = caller.officer.officer_id
    command = f"{by}|{ACTION}|{what}|{officer_id}|{kind}|{key or caller.request_id}"

    def decide(transaction: Transaction) -> Happened | None:
        if seen(command):
            return None
        mailing.put_wish(transaction, officer_id, kind, address, secrets.token_urlsafe(24))
        return Happened(f"ops.{what}", {"kind": kind}, officer_id)

    once(caller, ACTION, command, decide)
