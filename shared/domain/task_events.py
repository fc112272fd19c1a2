"""The event that an action leaves behind (names: case-management §5.6)."""

from __future__ import annotations

from datetime import date

from shared.domain.task_types import Action, Task, TaskEvent

BACKDATED_DAYS = 10

_EVENT_NAMES = {
    "send": "sent",
    "cancel": "cancelled",
    "accept": "accepted",
    "return": "returned",
    "recall": "recalled",
    "assign": "assigned",
    "reassign": "reassigned",
    "unassign": "unassigned",
    "hold": "held",
    "resume": "resumed",
    "extend": "hold_extended",
    "reroute": "rerouted",
    "amend": "amended",
    "close_no_action": "closed",
    "confirm": "confirmed",
    "confirm_auto": "confirmed",
    "dispute": "disputed",
    "verify_expired": "escalated",
    "reopen": "reopened",
}


def event_of(task: Task, moved: Task, action: Action, today: date) -> TaskEvent:
    """World time beside system time; a late entry is flagged when it is old or comes without proof."""
    age = (today - action.occurred_at).days
    return TaskEvent(
        number=moved.events,
        name=_EVENT_NAMES.get(action.name, action.name),
        source=task.state.value,
        target=moved.state.value,
        actor=action.actor.id,
        occurred_at=action.occurred_at,
        recorded_on=today,
        reason=action.reason,
        outcome=action.outcome,
        officer=action.officer,
        note=action.note,
        backdated=age > BACKDATED_DAYS or (age > 0 and not action.evidence),
    )
