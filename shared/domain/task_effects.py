"""What an action changes in a task beside its state: dates, owner, counters and the one running clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from shared.domain import task_table as table
from shared.domain.calendar import WorkingCalendar
from shared.domain.task_clocks import resolve_clock, start_clock
from shared.domain.task_events import counted_on
from shared.domain.task_table import Transition
from shared.domain.task_types import Action, Task


@dataclass(frozen=True, slots=True)
class Moment:
    """``on``: the day that clocks go by; ``happened``: the day in the world (they differ for late entries)."""

    on: date
    happened: date
    calendar: WorkingCalendar


Effect = Callable[[Task, Action, Moment], Task]


def effect(
    task: Task, action: Action, transition: Transition, calendar: WorkingCalendar, today: date
) -> Task:
    """The task with everything but state, version and event count brought up to date."""
    moment = Moment(counted_on(action, today), action.occurred_at, calendar)
    return EFFECTS[transition.effect](task, action, moment)


def _send(task: Task, action: Action, at: Moment) -> Task:
    """``due`` is fixed at the first sending: sending on does not give anybody more time."""
    clock = start_clock("ack", "agency", at.on, table.ACKNOWLEDGE_DAYS, at.calendar)
    bounced = action.name != "send"
    reroutes = min(task.reroutes + bounced, table.MOST_REROUTES)
    sent = replace(
        task,
        agency=action.agency or task.agency if bounced else task.agency,
        sent_on=at.on,
        acknowledge_by=clock.due,
        accepted_on=None,
        officer=None,
        reroutes=reroutes,
        bounces=_bounces(task, action),
        escalation=table.TOP_LEVEL if bounced and reroutes >= table.MOST_REROUTES else task.escalation,
        clock=clock,
        calendar=at.calendar.version,
    )
    if task.first_sent_on is not None:
        return sent
    days = table.RESOLVE_DAYS[task.priority]
    due = at.calendar.add_working_days(at.on, days)
    return replace(sent, first_sent_on=at.on, resolve_from=at.on, resolve_days=days, due=due, resolve_by=due)


def _bounces(task: Task, action: Action) -> tuple[str, ...]:
    if action.name == "send" or action.agency in (None, task.agency):
        return task.bounces
    return (*task.bounces, f"{task.agency}>{action.agency}")


def _accept(task: Task, action: Action, at: Moment) -> Task:
    late = task.acknowledge_by is not None and at.on > task.acknowledge_by
    return replace(
        task,
        accepted_on=at.happened,
        acknowledged_late=task.acknowledged_late or late,
        clock=resolve_clock(task, at.on, at.calendar, "agency"),
    )


def _assign(task: Task, action: Action, at: Moment) -> Task:
    """The resolve clock goes on; only its owner changes."""
    clock = replace(task.clock, owner="officer") if task.clock else None
    return replace(task, officer=action.officer, clock=clock)


def _unassign(task: Task, action: Action, at: Moment) -> Task:
    clock = replace(task.clock, owner="agency") if task.clock else None
    return replace(task, officer=None, clock=clock)


def _give_back(task: Task, action: Action, at: Moment) -> Task:
    reason = action.reason or ""
    to_the_top = (reason == "NO_BUDGET" and task.statutory) or len(task.returns) + 1 >= table.MOST_REROUTES
    return replace(
        task,
        returns=(*task.returns, reason),
        officer=None,
        escalation=table.TOP_LEVEL if to_the_top else task.escalation,
        clock=start_clock("triage", "coordinator", at.on, table.TRIAGE_DAYS, at.calendar),
    )


def _recall(task: Task, action: Action, at: Moment) -> Task:
    clock = start_clock("triage", "coordinator", at.on, table.TRIAGE_DAYS, at.calendar)
    return replace(task, clock=clock, sent_on=None, acknowledge_by=None)


def _hold(task: Task, action: Action, at: Moment) -> Task:
    resume_by = action.resume_by
    if resume_by is None:
        raise ValueError("a hold without its end")  # the guard has refused it before
    clock = start_clock("hold", action.waiting_on or "", at.on, 0, at.calendar, due=resume_by)
    return replace(task, waiting_on=action.waiting_on, resume_by=resume_by, paused_on=at.on, clock=clock)


def _extend(task: Task, action: Action, at: Moment) -> Task:
    resume_by = action.resume_by
    if resume_by is None:
        raise ValueError("an extension without its end")
    clock = start_clock("hold", task.waiting_on or "", at.on, 0, at.calendar, due=resume_by)
    return replace(task, resume_by=resume_by, extensions=task.extensions + 1, clock=clock)


def _resume(task: Task, action: Action, at: Moment) -> Task:
    """Days spent waiting for the citizen, a court or an act of God do not count; other agencies' days do."""
    paused, until = task.paused_days, task.resolve_by
    if task.paused and task.paused_on is not None and task.resolve_from is not None:
        paused += max(0, at.calendar.working_days_between(task.paused_on, at.on))
        until = at.calendar.add_working_days(task.resolve_from, task.resolve_days + paused)
    back = replace(
        task, paused_days=paused, resolve_by=until, waiting_on=None, resume_by=None, paused_on=None
    )
    return replace(back, clock=resolve_clock(back, at.on, at.calendar, _worker(back)))


def _done(task: Task, action: Action, at: Moment) -> Task:
    no_budget = action.outcome == "NO_BUDGET" and task.statutory
    return replace(
        task,
        outcome=action.outcome,
        reason=action.reason,
        evidence=action.evidence,
        done_on=at.happened,
        overdue=task.overdue or (task.resolve_by is not None and at.on > task.resolve_by),
        due_passed=task.due_passed or (task.due is not None and at.on > task.due),
        escalation=table.TOP_LEVEL if no_budget else task.escalation,
        clock=start_clock("verify", "mentor", at.on, table.VERIFY_DAYS, at.calendar),
    )


def _end(task: Task, action: Action, at: Moment) -> Task:
    """A claim that data settle was received, whatever the agency had reported (even that it had no budget)."""
    outcome = action.outcome or task.outcome
    if action.name == "confirm_auto" and outcome == "NO_BUDGET" and task.statutory:
        outcome = "RECEIVED"
    return replace(
        task,
        clock=None,
        closed_on=at.happened,
        outcome=outcome,
        reason=action.reason or task.reason,
        waiting_on=None,
        resume_by=None,
        paused_on=None,
    )


def _verify_again(task: Task, action: Action, at: Moment) -> Task:
    clock = start_clock("verify", "mentor", at.on, table.VERIFY_DAYS, at.calendar)
    return replace(task, escalation=min(table.TOP_LEVEL, task.escalation + 1), clock=clock)


def _again(task: Task, action: Action, at: Moment) -> Task:
    """Disputed or reopened: the work goes on, under a fresh allowance when the old one has passed."""
    back = replace(
        task,
        done_on=None,
        closed_on=None,
        outcome=None,
        reopens=task.reopens + (action.name == "reopen"),
        resolve_days=task.resolve_days or table.RESOLVE_DAYS[task.priority],
    )
    if back.resolve_by is None or back.resolve_by < at.on:
        until = at.calendar.add_working_days(at.on, back.resolve_days)
        back = replace(back, resolve_from=at.on, paused_days=0, resolve_by=until)
    return replace(back, clock=resolve_clock(back, at.on, at.calendar, _worker(back)))


def _worker(task: Task) -> str:
    return "officer" if task.officer else "agency"


EFFECTS: dict[str, Effect] = {
    "send": _send,
    "accept": _accept,
    "assign": _assign,
    "unassign": _unassign,
    "give_back": _give_back,
    "recall": _recall,
    "hold": _hold,
    "extend": _extend,
    "resume": _resume,
    "done": _done,
    "end": _end,
    "verify_again": _verify_again,
    "again": _again,
}
