"""Audit events: insert only, no names and no numbers of persons (case-management §5.6)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.storage import keys
from shared.storage.clock import stamp
from shared.storage.settings import setting
from shared.storage.tables import Item, Transaction, put_new


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened. ``type``: CloudEvents type, ``th.sitthi.<group>.<what>.v1``.

    ``key`` names the command; the same command has the same event id, so a repeat is one event.
    """

    type: str
    key: str
    at: datetime
    actor: str
    subject: str
    household: str | None = None
    basis: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def by_machine(self) -> bool:
        """The system's own doing, and imports, are found by household or import; what people did, by who and when."""
        return self.actor == "system" or self.actor.startswith("partner:")

    def item(self) -> Item:
        event_id = hashlib.blake2b(f"{self.type}|{self.key}".encode(), digest_size=12).hexdigest()
        moment = stamp(self.at)
        return {
            **keys.audit(self.household or "sys", moment, event_id),
            **({} if self.by_machine else keys.audit_index(self.actor, moment, event_id)),
            "id": event_id,
            "type": self.type,
            "time": moment,
            "actor": self.actor,
            "subject": self.subject,
            "household": self.household,
            "basis": self.basis or None,
            "details": dict(self.details) or None,
        }


def add(transaction: Transaction, event: AuditEvent) -> None:
    """One audit row in the command's own transaction."""
    transaction.put(setting("AUDIT_TABLE"), event.item(), new=True)


def record(event: AuditEvent) -> bool:
    """A row outside a transaction (reads, refusals). False when it is there already."""
    return put_new(setting("AUDIT_TABLE"), event.item())
