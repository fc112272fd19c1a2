"""A household goes on to the next phase as soon as the facts allow it: the system's own step after a command."""

from __future__ import annotations

from datetime import datetime

from shared.casework.case_items import change_item
from shared.casework.case_view import case_of
from shared.domain import policy
from shared.domain.cases import case_facts
from shared.domain.dates import bangkok_date
from shared.domain.phases import PhaseChange, change_phase, next_phase
from shared.storage import audit, keys
from shared.storage.households import State, load_state
from shared.storage.tables import Conflict, Transaction, core

SYSTEM = "system"


def in_programme(state: State) -> bool:
    """Chosen or mentored, and neither gone nor declined: the phases are for these."""
    meta = state.meta or {}
    return bool(meta.get("pilot") or meta.get("mentor")) and meta.get("status", "active") == "active"


def advance(state: State, at: datetime) -> State:
    """The household as it stands after every move that its facts allow.

    Losing a race is no loss: whoever was faster has looked too, and the daily review looks again.
    """
    while in_programme(state):
        facts = case_facts(case_of(state))
        target = next_phase(facts)
        if target is None or not _may():
            return state
        transaction = Transaction()
        put_change(transaction, state, change_phase(facts, target, bangkok_date(at), SYSTEM), at)
        try:
            transaction.commit()
        except Conflict:
            return load_state(state.household_id)
        state = load_state(state.household_id)
    return state


def _may() -> bool:
    relation, fields = policy.Relation.SYSTEM, policy.FieldClass.OPERATIONAL
    return policy.may(policy.SYSTEM, "review", relation, fields).allowed


def put_change(transaction: Transaction, state: State, change: PhaseChange, at: datetime) -> None:
    """META in its new phase, the change as history, and the system's audit row."""
    put_phase(transaction, state, change)
    audit.add(
        transaction,
        audit.AuditEvent(
            type="th.sitthi.household.phase_changed.v1",
            key=f"{state.household_id}|phase|{state.version + 1}",
            at=at,
            actor=change.actor,
            subject=state.household_id,
            household=state.household_id,
            basis="phase conditions",
            details={"from": change.source, "to": change.target},
        ),
    )


def put_phase(transaction: Transaction, state: State, change: PhaseChange) -> None:
    """META in its new phase and the change as history; the audit row is the command's."""
    version, on = state.version, change.on.isoformat()
    meta = {**(state.meta or {}), "phase": change.target, "phase_since": on, "phase_wish": None}
    meta = {**meta, **keys.case_index(state.household_id, on), "v": version + 1}
    transaction.put(core(), meta, version=version)
    transaction.put(
        core(), change_item(state.household_id, on, "phase", f"{version + 1:08d}", change), new=True
    )
