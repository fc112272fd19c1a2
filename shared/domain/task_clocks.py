"""Stage clocks: exactly one runs in every live state; thresholds fire once (case-management §5.3, §5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.task_table import BEFORE_DONE, TERMINAL, TOP_LEVEL
from shared.domain.task_types import Clock, Task, TaskEvent

LEVEL = {"breach": 1, "second": 2, "third": 3}
NO_LADDER = frozenset({"hold", "verify"})  # their end is a transition of its own, done by the system
_DAY = timedelta(days=1)


def start_clock(
    stage: str, owner: str, on: date, days: int, calendar: WorkingCalendar, *, due: date | None = None
) -> Clock:
    """A stage clock of working days; its thresholds are fixed at the start (warn at 75 %, breach, L2, L3)."""
    due = due or calendar.add_working_days(on, days)
    return Clock(stage, owner, on, due, days, _checks(stage, on, due, calendar))


def _checks(stage: str, on: date, due: date, calendar: WorkingCalendar) -> tuple[tuple[str, date], ...]:
    total = max(1, calendar.working_days_between(on, due))
    warn = calendar.add_working_days(on, -(-3 * total // 4))
    checks = [("warn", min(warn, due)), ("breach", due + _DAY)]
    if stage not in NO_LADDER:
        checks += [(name, calendar.add_working_days(due, after)) for name, after in table.LADDER]
    return tuple(checks)


def resolve_clock(task: Task, on: date, calendar: WorkingCalendar, owner: str) -> Clock:
    """The resolve clock runs to ``resolve_by``, moved on only by days on which others were waited for."""
    until = task.resolve_by or calendar.add_working_days(on, table.RESOLVE_DAYS[task.priority])
    return start_clock("resolve", owner, on, 0, calendar, due=max(until, on))


def next_check(task: Task) -> date | None:
    """The next day on which this task's clock wants looking at; None when nothing more can fire."""
    return min((day for day, _ in _thresholds(task)), default=None)


def _thresholds(task: Task) -> Iterator[tuple[date, str]]:
    if task.state in TERMINAL or task.clock is None:
        return
    for name, day in task.clock.checks:
        if name not in task.clock.fired:
            yield day, name
    if task.state in BEFORE_DONE:
        if task.due is not None and not task.due_passed:
            yield task.due + _DAY, "due"
        if task.resolve_by is not None and not task.overdue and not task.paused:
            yield task.resolve_by + _DAY, "late"


_ORDER = ("warn", "breach", "due", "late", "second", "third")


def next_threshold(task: Task) -> tuple[date, str] | None:
    """The earliest threshold that has not fired, clock before deadline on the same day."""
    return min(_thresholds(task), key=lambda item: (item[0], _ORDER.index(item[1])), default=None)


def fire(task: Task, name: str, day: date, today: date) -> tuple[Task, TaskEvent]:
    """A threshold that changes no state: a warning, a lateness, a step up the ladder."""
    clock = task.clock
    if clock is None:
        raise ValueError("a threshold without a clock")
    beside = name in ("due", "late")
    stage = "deadline" if beside else clock.stage
    late = (name == "breach" and stage == "resolve") or beside
    moved = replace(
        task,
        clock=clock if beside else replace(clock, fired=(*clock.fired, name)),
        escalation=max(task.escalation, LEVEL.get(name, 0)),
        acknowledged_late=task.acknowledged_late or (name == "breach" and stage == "ack"),
        overdue=task.overdue or (late and _passed(task.resolve_by, day) and not task.paused),
        due_passed=task.due_passed or (late and _passed(task.due, day)),
        events=task.events + 1,
    )
    return moved, _event(moved, name, stage, day, today)


def _passed(end: date | None, day: date) -> bool:
    return end is not None and day > end


_EVENTS = {"warn": "sla_warned", "breach": "sla_breached", "due": "sla_breached", "late": "sla_breached"}


def _event(task: Task, name: str, stage: str, day: date, today: date) -> TaskEvent:
    return TaskEvent(
        number=task.events,
        name=_EVENTS.get(name, "escalated"),
        source=task.state.value,
        target=task.state.value,
        actor="system",
        occurred_at=day,
        recorded_on=today,
        reason=f"{stage}: {name}",
        waiting_on=task.waiting_on,
    )


def ends_by_system(task: Task, name: str) -> str | None:
    """The system's action that a breach calls for: a hold that ends, a verification nobody made."""
    if name != "breach" or task.clock is None:
        return None
    if task.clock.stage == "hold":
        return "hold_expired"
    return "verify_expired" if task.clock.stage == "verify" and task.escalation < TOP_LEVEL else None


def recompute(task: Task, calendar: WorkingCalendar, today: date) -> tuple[Task, list[TaskEvent]]:
    """A new version of the calendar: open dates are reckoned again and the change is recorded.

    What fired already stays fired; the same task comes back when no date changes.
    """
    if task.state in TERMINAL or task.clock is None or task.calendar == calendar.version:
        return task, []
    moved = task
    if task.first_sent_on is not None and not task.due_passed:
        due = calendar.add_working_days(task.first_sent_on, task.resolve_days)
        moved = replace(moved, due=due)
    if task.resolve_from is not None and not task.overdue:
        until = calendar.add_working_days(task.resolve_from, task.resolve_days + task.paused_days)
        moved = replace(moved, resolve_by=until)
    moved = replace(moved, clock=_reckoned(moved, task.clock, calendar))
    if moved.clock is not None and moved.clock.stage == "ack":
        moved = replace(moved, acknowledge_by=moved.clock.due)
    if moved == task:
        return task, []
    moved = replace(moved, calendar=calendar.version, version=task.version + 1, events=task.events + 1)
    reason = f"calendar {task.calendar} -> {calendar.version}: {task.clock.due} -> {moved.clock.due if moved.clock else ''}"
    event = replace(_event(moved, "recomputed", "", today, today), name="sla_recomputed", reason=reason)
    return moved, [event]


def _reckoned(task: Task, clock: Clock, calendar: WorkingCalendar) -> Clock:
    if "breach" in clock.fired or clock.stage == "hold":
        return clock
    if clock.stage == "resolve":
        due = max(task.resolve_by or clock.due, clock.started)
    else:
        due = calendar.add_working_days(clock.started, clock.days)
    if due == clock.due:
        return clock
    return replace(clock, due=due, checks=_checks(clock.stage, clock.started, due, calendar))
