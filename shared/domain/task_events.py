"""The event that an action leaves behind (names: case-management §5.6), and whose time it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shared.domain.task_table import BACKDATED_DAYS, RESPONSIBLE, TERMINAL, TaskState
from shared.domain.task_types import Action, Task, TaskEvent

_CLOSED = "closed"
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
    "hold_expired": "resumed",
    "extend": "hold_extended",
    "done": "done",
    "reroute": "rerouted",
    "amend": "amended",
    "close_no_action": "closed",
    "confirm": "confirmed",
    "confirm_auto": "confirmed",
    "dispute": "disputed",
    "verify_expired": "escalated",
    "reopen": "reopened",
}


def counted_on(action: Action, today: date) -> date:
    """The day on which clocks stop and start: the day it happened if it is recorded at once, or within ten days
    with proof; otherwise the day it is recorded, so that nobody is made late by what came in late."""
    age = (today - action.occurred_at).days
    if age <= 0 or action.actor.kind == "system" or (age <= BACKDATED_DAYS and action.evidence):
        return action.occurred_at
    return today


def event_of(task: Task, moved: Task, action: Action, today: date) -> TaskEvent:
    """World time beside system time; a late entry is flagged when its clocks did not go by the world's."""
    return TaskEvent(
        number=moved.events,
        name=_EVENT_NAMES[action.name],
        source=task.state.value,
        target=moved.state.value,
        actor=action.actor.id,
        occurred_at=action.occurred_at,
        recorded_on=today,
        reason=action.reason,
        outcome=action.outcome,
        officer=action.officer,
        note=action.note,
        waiting_on=moved.waiting_on,
        evidence=action.evidence,
        backdated=counted_on(action, today) != action.occurred_at,
    )


Trail = tuple[tuple[str, date], ...]  # who had a task, and since when


def gone_on(trail: Trail, event: TaskEvent) -> Trail:
    """The trail after an event. No day counts twice: what is told late counts from when it is told."""
    at = max(trail[-1][1], event.recorded_on if event.backdated else event.occurred_at)
    owner = _owner(event)
    return trail if owner == trail[-1][0] else (*trail, (owner, at))


def days_by_owner(trail: Trail, until: date) -> dict[str, int]:
    """Calendar days that each party had the task, from its opening to its end or ``until``; they sum to all days.

    Paused time is attributed too: to whoever was waited for; time between closing and reopening to ``closed``.
    """
    spent: dict[str, int] = {}
    for place, (owner, since) in enumerate(trail):
        last = place + 1 == len(trail)
        if last and owner == _CLOSED:
            break
        end = until if last else trail[place + 1][1]
        spent[owner] = spent.get(owner, 0) + max(0, (min(end, until) - since).days)
    return {name: days for name, days in spent.items() if days}


def time_by_owner(opened_on: date, events: Iterable[TaskEvent], until: date) -> dict[str, int]:
    """``days_by_owner`` from the events of a task."""
    trail: Trail = ((RESPONSIBLE[TaskState.DRAFT], opened_on),)
    for event in sorted(events, key=lambda item: item.number):
        trail = gone_on(trail, event)
    return days_by_owner(trail, until)


def _owner(event: TaskEvent) -> str:
    state = TaskState(event.target)
    if state in TERMINAL:
        return _CLOSED
    return RESPONSIBLE.get(state) or event.waiting_on or "coordinator"
