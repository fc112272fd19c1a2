"""What an action changes in a task beside its state: dates, owner, counters and the one running clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.task_clocks import resolve_clock, start_clock
from shared.domain.task_table import Transition
from shared.domain.task_types import Action, Task

Effect = Callable[[Task, Action, WorkingCalendar], Task]


def effect(
    task: Task, action: Action, transition: Transition, calendar: WorkingCalendar, today: date
) -> Task:
    """The task with everything but state, version and event count brought up to date."""
    return _EFFECTS[action.name](task, action, calendar)


def _sent(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    """``due`` is fixed at the first sending: sending on does not give anybody more time."""
    on = action.occurred_at
    clock = start_clock("ack", "agency", on, table.ACKNOWLEDGE_DAYS, calendar)
    due = task.due or calendar.add_working_days(on, table.RESOLVE_DAYS[task.priority])
    return replace(
        task,
        agency=action.agency or task.agency,
        sent_on=on,
        acknowledge_by=clock.due,
        due=due,
        clock=clock,
        officer=None,
        reroutes=task.reroutes + (action.name in ("reroute", "amend")),
        escalation=3
        if action.name == "reroute" and task.reroutes + 1 >= table.MOST_REROUTES
        else task.escalation,
    )


def _accept(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    late = task.acknowledge_by is not None and action.occurred_at > task.acknowledge_by
    clock = resolve_clock(task, action.occurred_at, calendar, "agency")
    return replace(
        task,
        accepted_on=action.occurred_at,
        acknowledged_late=task.acknowledged_late or late,
        clock=clock,
    )


def _assign(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    """The resolve clock goes on; only its owner changes."""
    if task.clock is None or task.clock.stage != "resolve":
        clock = resolve_clock(task, action.occurred_at, calendar, "officer")
    else:
        clock = replace(task.clock, owner="officer")
    return replace(task, officer=action.officer, clock=clock)


def _unassign(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    clock = replace(task.clock, owner="agency") if task.clock else None
    return replace(task, officer=None, clock=clock)


def _return(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    reason = action.reason or ""
    no_budget = reason == "NO_BUDGET" and task.statutory
    return replace(
        task,
        returns=(*task.returns, reason),
        officer=None,
        escalation=3 if no_budget or len(task.returns) + 1 >= table.MOST_REROUTES else task.escalation,
        clock=start_clock("triage", "coordinator", action.occurred_at, table.TRIAGE_DAYS, calendar),
    )


def _recall(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    clock = start_clock("triage", "coordinator", action.occurred_at, table.TRIAGE_DAYS, calendar)
    return replace(task, clock=clock, acknowledge_by=None)


def _hold(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    resume_by = action.resume_by
    if resume_by is None:
        raise ValueError("a hold without its end")  # the guard has refused it before
    clock = start_clock("hold", action.waiting_on or "", action.occurred_at, 0, calendar, due=resume_by)
    return replace(
        task, waiting_on=action.waiting_on, resume_by=resume_by, paused_on=action.occurred_at, clock=clock
    )


def _extend(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    resume_by = action.resume_by
    if resume_by is None:
        raise ValueError("an extension without its end")
    clock = start_clock("hold", task.waiting_on or "", action.occurred_at, 0, calendar, due=resume_by)
    return replace(task, resume_by=resume_by, extensions=task.extensions + 1, clock=clock)


def _resume(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    """Days spent waiting for the citizen, a court or an act of God do not count; other agencies' days do."""
    due = task.due
    if due is not None and task.paused_on is not None and task.waiting_on in table.PAUSES_CLOCK:
        paused = calendar.working_days_between(task.paused_on, action.occurred_at)
        due = calendar.add_working_days(due, max(0, paused))
    back = replace(task, due=due, waiting_on=None, resume_by=None, paused_on=None)
    return replace(back, clock=resolve_clock(back, action.occurred_at, calendar, "officer"))


def _done(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    late = task.due is not None and action.occurred_at > task.due
    no_budget = action.outcome == "NO_BUDGET" and task.statutory
    return replace(
        task,
        outcome=action.outcome,
        reason=action.reason,
        evidence=action.evidence,
        done_on=action.occurred_at,
        overdue=task.overdue or late,
        escalation=3 if no_budget else task.escalation,
        clock=start_clock("verify", "mentor", action.occurred_at, table.VERIFY_DAYS, calendar),
    )


def _end(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    return replace(
        task,
        clock=None,
        closed_on=action.occurred_at,
        outcome=action.outcome or task.outcome,
        reason=action.reason or task.reason,
    )


def _verify_expired(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    clock = start_clock("verify", "mentor", action.occurred_at, table.VERIFY_DAYS, calendar)
    return replace(task, escalation=min(3, task.escalation + 1), clock=clock)


def _again(task: Task, action: Action, calendar: WorkingCalendar) -> Task:
    """Disputed or reopened: the work goes on, under a fresh allowance when the old one has passed."""
    due = task.due
    if due is None or due < action.occurred_at:
        due = calendar.add_working_days(action.occurred_at, table.RESOLVE_DAYS[task.priority])
    back = replace(
        task,
        due=due,
        done_on=None,
        closed_on=None,
        outcome=None,
        reopens=task.reopens + (action.name == "reopen"),
    )
    return replace(back, clock=resolve_clock(back, action.occurred_at, calendar, "officer"))


_EFFECTS: dict[str, Effect] = {
    "send": _sent,
    "reroute": _sent,
    "amend": _sent,
    "accept": _accept,
    "assign": _assign,
    "reassign": _assign,
    "unassign": _unassign,
    "return": _return,
    "recall": _recall,
    "hold": _hold,
    "extend": _extend,
    "resume": _resume,
    "hold_expired": _resume,
    "done": _done,
    "confirm": _end,
    "confirm_auto": _end,
    "close_no_action": _end,
    "cancel": _end,
    "verify_expired": _verify_expired,
    "dispute": _again,
    "reopen": _again,
}
