"""Stage clocks: exactly one runs in every live state; thresholds fire once (case-management §5.3, §5.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.task_table import TERMINAL, TaskState
from shared.domain.task_types import Clock, Task, TaskEvent

LEVEL = {"breach": 1, "second": 2, "third": 3}


def start_clock(
    stage: str, owner: str, on: date, days: int, calendar: WorkingCalendar, *, due: date | None = None
) -> Clock:
    """A stage clock of working days; its thresholds are fixed at the start (warn at 75 %, breach, L2, L3)."""
    due = due or calendar.add_working_days(on, days)
    total = max(1, calendar.working_days_between(on, due))
    warn = calendar.add_working_days(on, -(-3 * total // 4))
    checks = [("warn", min(warn, due)), ("breach", due + timedelta(days=1))]
    checks += [(name, calendar.add_working_days(due, after)) for name, after in table.LADDER]
    return Clock(stage, owner, on, due, tuple(checks))


def next_check(task: Task) -> date | None:
    """The next day on which this task's clock wants looking at; None when nothing more can fire."""
    if task.state in TERMINAL or task.clock is None:
        return None
    days = [day for name, day in task.clock.checks if name not in task.clock.fired]
    if task.due is not None and not task.overdue and _before_done(task):
        days.append(task.due + timedelta(days=1))
    return min(days, default=None)


def _before_done(task: Task) -> bool:
    return task.state not in (TaskState.DONE, *TERMINAL)


def check_clocks(task: Task, today: date, calendar: WorkingCalendar) -> tuple[Task, list[TaskEvent]]:
    """Fire the thresholds that have passed: warn at 75 %, late at 100 %, then up the ladder.

    Each fires once a clock, so a second look on the same day changes nothing. The same task comes back
    when nothing fired.
    """
    if task.state in TERMINAL or task.clock is None:
        return task, []
    passed = [name for name, day in task.clock.checks if day <= today and name not in task.clock.fired]
    overdue = task.overdue or (task.due is not None and today > task.due and _before_done(task))
    if not passed and overdue == task.overdue:
        return task, []
    moved, events = replace(task, overdue=overdue), []
    for name in passed:
        moved = _fire(moved, name)
        events.append(_event(moved, name, today))
    if overdue and not task.overdue and "breach" not in passed:
        moved = replace(moved, events=moved.events + 1)
        events.append(_event(moved, "overdue", today))
    return replace(moved, version=task.version + 1), events


def _fire(task: Task, name: str) -> Task:
    clock = task.clock
    if clock is None:
        raise ValueError("a threshold without a clock")
    late_ack = task.acknowledged_late or (name == "breach" and clock.stage == "ack")
    return replace(
        task,
        clock=replace(clock, fired=(*clock.fired, name)),
        escalation=max(task.escalation, LEVEL.get(name, 0)),
        acknowledged_late=late_ack,
        events=task.events + 1,
    )


def _event(task: Task, name: str, today: date) -> TaskEvent:
    kind = {"warn": "sla_warned", "breach": "sla_breached", "overdue": "sla_breached"}.get(name, "escalated")
    stage = task.clock.stage if task.clock else ""
    return TaskEvent(
        number=task.events,
        name=kind,
        source=task.state.value,
        target=task.state.value,
        actor="system",
        occurred_at=today,
        recorded_on=today,
        reason=f"{stage}: {name}",
    )


def resolve_clock(task: Task, on: date, calendar: WorkingCalendar, owner: str) -> Clock:
    """The resolve clock runs to the fixed due date, moved on only by days on which others were waited for."""
    due = task.due or calendar.add_working_days(on, table.RESOLVE_DAYS[task.priority])
    return start_clock("resolve", owner, on, 0, calendar, due=max(due, on))
