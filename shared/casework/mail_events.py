"""What SES tells of a letter: that it was taken, that it arrived, that it cannot arrive, that somebody complains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shared.domain import policy
from shared.domain.dates import bangkok_date, moment_of
from shared.storage import audit, keys, letters, mailing
from shared.storage.tables import Item

ACTION = "heed_mail"
MOST_FAILURES = 3  # mails in a row that a full or broken mailbox may miss before its subscription rests
_LETTER = "x-sitthi-letter"


def heed(event: Mapping[str, Any]) -> str:
    """Act on one event of SES; twice is once. Returns what was done, for the log. Raises KeyError for no event."""
    decision = policy.may(policy.SYSTEM, ACTION, policy.Relation.SYSTEM, policy.FieldClass.OPERATIONAL)
    if not decision.allowed:
        raise PermissionError(ACTION)
    kind = str(event.get("eventType") or event["notificationType"])
    match kind:
        case "Send" | "Delivery":
            return _taken(event, arrived=kind == "Delivery")
        case "Bounce":
            return _bounced(event["bounce"])
        case "Complaint":
            complaint = event["complaint"]
            return _paused(_addresses(complaint["complainedRecipients"]), "complained", complaint)
    return "left alone"


def _taken(event: Mapping[str, Any], *, arrived: bool) -> str:
    mail = event["mail"]
    what = _what(mail)
    for email in mail["destination"]:
        if what is not None:
            letters.sent(keys.letter(what, email), str(mail["messageId"]))
        for wish in mailing.at_address(email) if arrived else ():
            mailing.forget_failures(wish)
    return "arrived" if arrived else "taken"


def _what(mail: Mapping[str, Any]) -> str | None:
    """What the letter was about, from the header that it carries."""
    found = [one["value"] for one in mail.get("headers", ()) if one["name"].lower() == _LETTER]
    return str(found[0]).partition(".")[0] if found else None


def _bounced(bounce: Mapping[str, Any]) -> str:
    addresses = _addresses(bounce["bouncedRecipients"])
    if bounce["bounceType"] == "Permanent":
        return _paused(addresses, "bounced", bounce)
    full = [
        wish
        for wish in _wishes(addresses)
        if mailing.count_failure(wish, str(bounce["feedbackId"])) >= MOST_FAILURES
    ]
    return _pause(full, "unreachable", bounce) if full else "counted"


def _paused(addresses: list[str], reason: str, what: Mapping[str, Any]) -> str:
    return _pause(list(_wishes(addresses)), reason, what)


def _pause(wishes: list[Item], reason: str, what: Mapping[str, Any]) -> str:
    """``what``: the part of the event that has its id and moment."""
    at: datetime = moment_of(str(what["timestamp"]))
    for wish in wishes:
        if wish.get("paused") or not mailing.pause(wish, reason, bangkok_date(at).isoformat()):
            continue
        audit.record(
            audit.AuditEvent(
                type="th.sitthi.ops.subscription_paused.v1",
                key=f"{what['feedbackId']}|{wish['officer_id']}|{wish['kind']}",
                at=at,
                actor="system",
                subject=wish["officer_id"],
                basis="mail events",
                details={"kind": wish["kind"], "reason": reason},
            )
        )
    return f"paused: {reason}"


def _wishes(addresses: list[str]) -> Iterator[Item]:
    for email in addresses:
        yield from mailing.at_address(email)


def _addresses(recipients: list[Mapping[str, Any]]) -> list[str]:
    return [str(one["emailAddress"]) for one in recipients]
