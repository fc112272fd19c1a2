"""A task of an agency moves: new, by an action, or by its clock. Pure; the transitions are in ``task_table``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.domain import task_effects, task_guards
from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.problems import TaskRefused, refuse_task
from shared.domain.task_clocks import (
    ends_by_system,
    fire,
    next_check,
    next_threshold,
    recompute,
    start_clock,
)
from shared.domain.task_events import event_of, gone_on, time_by_owner
from shared.domain.task_table import TERMINAL, TaskState, allowed
from shared.domain.task_types import Action, Actor, Clock, Task, TaskEvent


def new_task(
    *,
    task_id: str,
    household_id: str,
    agency: str,
    kind: str,
    benefit: str | None,
    member_id: str | None,
    area: str,
    priority: int,
    opened_on: date,
    calendar: WorkingCalendar,
    gap_id: str | None = None,
    measure_id: str | None = None,
    asks: tuple[str, ...] = (),
) -> Task:
    """A draft with its triage clock running."""
    made = Task(
        task_id=task_id,
        household_id=household_id,
        agency=agency,
        kind=kind,
        benefit=benefit,
        member_id=member_id,
        area=area,
        priority=priority,
        opened_on=opened_on,
        gap_id=gap_id,
        measure_id=measure_id,
        asks=asks,
    )
    clock = start_clock("triage", "coordinator", opened_on, table.TRIAGE_DAYS, calendar)
    return replace(made, clock=clock, calendar=calendar.version)


def apply(task: Task, action: Action, calendar: WorkingCalendar, today: date) -> tuple[Task, TaskEvent]:
    """The task after an action, and its event. Raises TaskRefused.

    ``today`` is when it is recorded; ``action.occurred_at`` when it happened in the world.
    """
    transition = task_guards.check(task, action, today)
    moved = task_effects.effect(task, action, transition, calendar, today)
    moved = replace(
        moved, state=transition.target, version=task.version + 1, events=task.events + 1, closing=()
    )
    event = event_of(task, moved, action, today)
    trail = task.trail or ((table.RESPONSIBLE[TaskState.DRAFT], task.opened_on),)
    return replace(moved, trail=gone_on(trail, event)), event


def agreed(task: Task, action: Action) -> str | None:
    """Who has asked before for the same closing without action; nobody is their own second person."""
    asked = task.closing[:1] if task.closing[1:] == (action.outcome,) else ()
    return next((one for one in asked if one != action.actor.id), None)


def ask_to_close(task: Task, action: Action, today: date) -> Task:
    """The first of two who close a task without action: noted, and nothing else. Raises TaskRefused."""
    task_guards.check(task, replace(action, second_person="another"), today)
    return replace(task, closing=(action.actor.id, action.outcome or ""), version=task.version + 1)


SYSTEM = Actor(kind="system", id="system")


def check_clocks(task: Task, today: date, calendar: WorkingCalendar) -> tuple[Task, list[TaskEvent]]:
    """Fire the thresholds that have passed, in their order: warn at 75 %, late at 100 %, then up the ladder; a
    hold that ends and a verification that nobody made are the system's own actions.

    Each fires once a clock, so a second look on the same day changes nothing, and a look that comes late finds
    what daily looks would have found. The same task comes back when nothing fired.
    """
    moved, events = task, []
    while (found := next_threshold(moved)) is not None and found[0] <= today:
        day, name = found
        action = ends_by_system(moved, name)
        if action is None or moved.clock is None:
            moved, event = fire(moved, name, day, today)
        else:
            ended = Action(name=action, actor=SYSTEM, occurred_at=moved.clock.due)
            moved, event = apply(moved, ended, calendar, today)
        events.append(event)
    return (replace(moved, version=task.version + 1), events) if events else (task, [])


def lower_escalation(task: Task, to: int, actor: Actor, note: str, today: date) -> tuple[Task, TaskEvent]:
    """A decision by the level that a task was raised to, or by one above; nothing else lowers it.

    Raises TaskRefused.
    """
    level = table.LEVEL_OF.get(actor.kind, 0)
    if actor.kind == "agency_head" and actor.agency != task.agency:
        raise refuse_task("TASK-WRONG-AGENCY")
    if level < task.escalation or not 0 <= to < task.escalation:
        raise refuse_task("TASK-LEVEL", level=task.escalation)
    if not note:
        raise refuse_task("TASK-FIELD-MISSING", ["note"])
    moved = replace(task, escalation=to, version=task.version + 1, events=task.events + 1)
    event = TaskEvent(
        number=moved.events,
        name="escalation_lowered",
        source=task.state.value,
        target=task.state.value,
        actor=actor.id,
        occurred_at=today,
        recorded_on=today,
        reason=f"{task.escalation} -> {to}",
        note=note,
        waiting_on=task.waiting_on,
    )
    return moved, event


def follow(
    task: Task, household_id: str, task_id: str, gap_id: str | None, area: str, today: date
) -> tuple[Task, TaskEvent]:
    """The family has moved, and its work goes along: with its agency, officer, dates and history as they stand.

    ``household_id``, ``task_id``, ``gap_id``: where it stands from now on, the same when only the place has changed.
    """
    moved = replace(
        task,
        household_id=household_id,
        task_id=task_id,
        gap_id=gap_id,
        area=area,
        version=task.version + 1,
        events=task.events + 1,
    )
    event = TaskEvent(
        number=moved.events,
        name="rerouted",
        source=task.state.value,
        target=task.state.value,
        actor=SYSTEM.id,
        occurred_at=today,
        recorded_on=today,
        reason="moved",
        officer=task.officer,
        waiting_on=task.waiting_on,
    )
    return moved, event


__all__ = [
    "SYSTEM",
    "TERMINAL",
    "Action",
    "Actor",
    "Clock",
    "Task",
    "TaskEvent",
    "TaskRefused",
    "TaskState",
    "agreed",
    "allowed",
    "apply",
    "ask_to_close",
    "check_clocks",
    "follow",
    "lower_escalation",
    "new_task",
    "next_check",
    "recompute",
    "time_by_owner",
]

if __name__ == "__main__":
    from shared.domain.task_doc import page

    print(page())
