"""Builders: each makes a valid thing and takes only the difference."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from shared.domain.calendar import WorkingCalendar
from shared.domain.task_table import TABLE, TaskState
from shared.domain.tasks import Action, Actor, Task, apply, new_task

YALA = WorkingCalendar("95")
DAY = date(2022, 1, 19)
ACTORS = {
    "agency": Actor("agency", "lao-1", "Lao"),
    "officer": Actor("officer", "lao-2", "Lao"),
    "agency_head": Actor("agency_head", "lao-0", "Lao"),
    "coordinator": Actor("coordinator", "desk-1"),
    "chair": Actor("chair", "chair-1"),
    "mentor": Actor("mentor", "mentor-1", "Cdd"),
    "household": Actor("household", "family-1"),
    "system": Actor("system", "system"),
}
# What each action needs to be complete; the first actor of the transition does it.
FILLED: dict[str, dict[str, Any]] = {
    "send": {"reason": "claim: old_age_allowance"},
    "cancel": {"reason": "receipt"},
    "return": {"reason": "INSUFFICIENT_INFO"},
    "assign": {"officer": "lao-2"},
    "reassign": {"officer": "lao-3", "reason": "on leave"},
    "unassign": {"reason": "officer left"},
    "done": {"outcome": "RECEIVED", "evidence": ("receipt-no:1",)},
    "reroute": {"agency": "Lao"},
    "amend": {"note": "the house register is added"},
    "close_no_action": {"outcome": "ALREADY_RECEIVING", "second_person": "committee-2"},
    "confirm": {"confirmed_by": "family-1"},
    "confirm_auto": {"evidence": ("data:receipt",)},
    "dispute": {"reason": "nothing came"},
    "reopen": {"reason": "the payment stopped"},
}
# The shortest way to each state.
WAYS: dict[TaskState, tuple[str, ...]] = {
    TaskState.DRAFT: (),
    TaskState.SENT: ("send",),
    TaskState.ACCEPTED: ("send", "accept"),
    TaskState.IN_PROGRESS: ("send", "accept", "assign"),
    TaskState.WAITING: ("send", "accept", "assign", "hold"),
    TaskState.RETURNED: ("send", "return"),
    TaskState.DONE: ("send", "accept", "assign", "done"),
    TaskState.CLOSED: ("send", "accept", "assign", "done", "confirm"),
    TaskState.CANCELLED: ("cancel",),
}


def draft(**difference: Any) -> Task:
    fields: dict[str, Any] = {
        "task_id": "T1",
        "household_id": "H1",
        "agency": "Lao",
        "kind": "claim",
        "benefit": "old_age_allowance",
        "member_id": "M1",
        "area": "950301",
        "priority": 2,
        "opened_on": DAY,
        "calendar": YALA,
        "gap_id": "G1",
    }
    return new_task(**{**fields, **difference})


def action(task: Task, name: str, on: date = DAY, kind: str | None = None, **difference: Any) -> Action:
    """A complete action by an actor who may do it (where there is one)."""
    transition = TABLE.get((task.state, name))
    actor = ACTORS[kind or (sorted(transition.actors)[0] if transition else "coordinator")]
    fields = dict(FILLED.get(name, {}))
    if name in ("hold", "extend"):
        fields = {"waiting_on": "citizen", "reason": "papers", "resume_by": on + timedelta(days=14)}
    if actor.kind == "system" and name == "cancel":
        fields["reason"] = "receipt"
    return Action(name=name, actor=actor, occurred_at=on, **{**fields, **difference})


def go(task: Task, *names: str, on: date = DAY, **difference: Any) -> Task:
    """The task after these actions, all on one day; ``difference`` belongs to the last."""
    for number, name in enumerate(names, 1):
        extra = difference if number == len(names) else {}
        task, _ = apply(task, action(task, name, on, **extra), YALA, on)
    return task


def at(state: TaskState, on: date = DAY, **difference: Any) -> Task:
    """A task in that state."""
    return go(draft(opened_on=on, **difference), *WAYS[state], on=on)
