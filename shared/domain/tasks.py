"""A task of an agency moves: new, by an action, or by its clock. Pure; the transitions are in ``task_table``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.domain import task_effects, task_guards
from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.task_clocks import check_clocks, next_check, start_clock
from shared.domain.task_events import event_of
from shared.domain.task_table import TERMINAL, TaskState, allowed
from shared.domain.task_types import Action, Actor, Clock, Task, TaskEvent, TaskRefused


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
    return replace(made, clock=start_clock("triage", "coordinator", opened_on, table.TRIAGE_DAYS, calendar))


def apply(task: Task, action: Action, calendar: WorkingCalendar, today: date) -> tuple[Task, TaskEvent]:
    """The task after an action, and its event. Raises TaskRefused.

    ``today`` is when it is recorded; ``action.occurred_at`` when it happened in the world.
    """
    transition = task_guards.check(task, action, today)
    moved = task_effects.effect(task, action, transition, calendar, today)
    moved = replace(moved, state=transition.target, version=task.version + 1, events=task.events + 1)
    return moved, event_of(task, moved, action, today)


__all__ = [
    "TERMINAL",
    "Action",
    "Actor",
    "Clock",
    "Task",
    "TaskEvent",
    "TaskRefused",
    "TaskState",
    "allowed",
    "apply",
    "check_clocks",
    "new_task",
    "next_check",
]
