"""One command of a person about one household: asked of the policy, done once, in one transaction, with one audit row.

A use case only decides and puts its items; permission, idempotency, the audit and the second try after somebody
else was faster are here, so that none of them can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.casework.access import NotFound, note_read, require
from shared.casework.phase_moves import advance
from shared.casework.relations import to_household
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass
from shared.storage import audit
from shared.storage.clock import real_now
from shared.storage.households import State, load_state
from shared.storage.settings import setting
from shared.storage.tables import Conflict, Item, Transaction, batch_get_of, core

TRIES = 4
KEEP = 90 * 24 * 3600  # seconds that an idempotency row lives


class Stale(Exception):
    """The thing has changed since the caller read it."""


@dataclass(frozen=True, slots=True)
class Order:
    """``action``: of the policy table. ``once``: the caller's own key of this command; ``expected``: ``If-Match``."""

    caller: Caller
    household_id: str
    action: str
    once: str | None = None
    expected: int | None = None
    fields: FieldClass = FieldClass.OPERATIONAL

    @property
    def key(self) -> str:
        who = self.caller.officer.officer_id
        return f"{who}|{self.action}|{self.household_id}|{self.once or self.caller.request_id}"


@dataclass(frozen=True, slots=True)
class Happened:
    """What the audit keeps of a command: ``group.name`` of an event, and details without personal data."""

    name: str
    details: Mapping[str, Any] = field(default_factory=dict)
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A household as the command found it."""

    caller: Caller
    state: State
    basis: str = ""  # on what ground the caller may do it

    @property
    def household_id(self) -> str:
        return self.state.household_id

    @property
    def meta(self) -> Item:
        assert self.state.meta is not None
        return self.state.meta

    @property
    def today(self) -> date:
        return self.caller.today

    @property
    def officer_id(self) -> str:
        return self.caller.officer.officer_id

    def parts(self, kind: str) -> list[Item]:
        return self.state.parts.get(kind, [])


Work = Callable[[Opened, Transaction], Happened | None]


def open_case(
    caller: Caller, household_id: str, action: str, fields: FieldClass = FieldClass.OPERATIONAL
) -> Opened:
    """The household, if the caller may do this to it. Raises NotFound."""
    state = load_state(household_id)
    if state.meta is None:
        raise NotFound(household_id)
    relations = list(to_household(caller, state))
    basis = require(caller, action, relations, subject=household_id, household=household_id, fields=fields)
    return Opened(caller, state, basis)


def read_case(
    caller: Caller, household_id: str, action: str, fields: FieldClass = FieldClass.OPERATIONAL
) -> Opened:
    """The same for a reader, with the read noted. Raises NotFound."""
    opened = open_case(caller, household_id, action, fields)
    note_read(
        caller,
        "household_viewed",
        subject=household_id,
        household=household_id,
        action=action,
        basis=opened.basis,
    )
    return opened


def execute(order: Order, work: Work) -> Opened:
    """Do a command once. Returns the household as it then stands; a repeat of the same key only reads.

    ``work`` decides on what was read and puts its items; None: there is nothing to do. After losing a race it is
    asked again with what stands now. Raises NotFound, Stale, what ``work`` raises, or Conflict.
    """
    found: list[Opened] = []

    def decide(transaction: Transaction) -> Happened | None:
        found.append(open_case(order.caller, order.household_id, order.action, order.fields))
        return None if seen(order.key) else work(found[-1], transaction)

    if not once(order.caller, order.action, order.key, decide, household=order.household_id):
        return found[-1]
    return Opened(order.caller, advance(load_state(order.household_id), order.caller.at))


def once(
    caller: Caller,
    action: str,
    key: str,
    decide: Callable[[Transaction], Happened | None],
    *,
    household: str | None = None,
) -> bool:
    """The loop of every command: decide, then everything in one transaction; again after losing a race.

    False when there was nothing to do. Raises what ``decide`` raises, or Conflict.
    """
    for attempt in range(TRIES):
        transaction = Transaction()
        happened = decide(transaction)
        if happened is None:
            return False
        mark_done(transaction, key)
        audit.add(transaction, _event(caller, action, key, happened, household))
        try:
            transaction.commit()
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        return True
    raise AssertionError("unreachable")


def expect(order: Order, version: int) -> None:
    """Raises Stale when the caller read another version than stands now."""
    if order.expected is not None and order.expected != version:
        raise Stale(order.household_id)


def put_meta(transaction: Transaction, opened: Opened, **changes: Any) -> None:
    """META with changes, under its version: of two commands that change it at once, one wins."""
    version = opened.state.version
    transaction.put(core(), {**opened.meta, **changes, "v": version + 1}, version=version)


def seen(key: str) -> bool:
    """Whether the command of this key was done."""
    marks = setting("IDEMPOTENCY_TABLE")
    return bool(batch_get_of({marks: [{"id": f"case#{key}"}]})[marks])


def mark_done(transaction: Transaction, key: str) -> None:
    """The row by which a repeat is known; two of the same key at once end in one."""
    row = {"id": f"case#{key}", "expiration": int(real_now().timestamp()) + KEEP}
    transaction.put_free(setting("IDEMPOTENCY_TABLE"), row, "id")


def _event(
    caller: Caller, action: str, key: str, happened: Happened, household: str | None
) -> audit.AuditEvent:
    return audit.AuditEvent(
        type=f"th.sitthi.{happened.name}.v1",
        key=key,
        at=caller.at,
        actor=caller.officer.officer_id,
        subject=happened.subject or household or action,
        household=household,
        basis=f"policy {action}",
        details={name: value for name, value in happened.details.items() if value is not None},
    )
