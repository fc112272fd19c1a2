"""The tasks of one household counted as they stood at the end of a period: sent, accepted, late, returned."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from shared.domain.calendar import WorkingCalendar
from shared.domain.records import HouseholdRecord, TaskRow
from shared.domain.task_events import days_by_owner
from shared.reporting.tally import Tally

WORKING = ("sent", "accepted", "in_progress", "waiting")  # with the agency, and not finished


def count_tasks(tally: Tally, record: HouseholdRecord, start: date, end: date) -> None:
    for task in record.tasks:
        if task.sent_on is not None and task.sent_on <= end:
            _count(tally, record, task, start, end)
    for who in {who for task in record.tasks for who in _waits_for(task, end)}:
        tally.add("homes", who)


def _waits_for(task: TaskRow, end: date) -> tuple[str, ...]:
    """Whose work a task is now: households are counted once for each."""
    if task.sent_on is None or task.sent_on > end:
        return ()
    state = state_on(task, end)
    if state == "returned":
        return task.agency, "coordinator"
    return (task.agency,) if state in WORKING else ()


@lru_cache(maxsize=20_000)
def _working_days(province: str, first: date, last: date) -> int:
    return _calendar(province).working_days_between(first, max(first, last))


@cache
def _calendar(province: str) -> WorkingCalendar:
    return WorkingCalendar(province)


def _owners(tally: Tally, task: TaskRow, end: date) -> None:
    """Whose time a task took: the parties' days, and beside them all days from its opening to its end."""
    if not task.trail:
        return
    for owner, days in days_by_owner(task.trail, end).items():
        tally.add("owner_days", owner, times=days)
    (_, opened), (last, since) = task.trail[0], task.trail[-1]
    tally.add("elapsed_days", times=(min(since if last == "closed" else end, end) - opened).days)


def state_on(task: TaskRow, end: date) -> str:
    """The state at the end of a day. What came later is taken back as far as dates tell."""
    if task.closed_on is not None and task.closed_on <= end:
        return task.state if task.state in ("closed", "cancelled") else "closed"
    if task.done_on is not None and task.done_on <= end:
        return "done"
    later = any(day is not None and day > end for day in (task.accepted_on, task.done_on, task.closed_on))
    if not later:
        return task.state
    return "accepted" if task.accepted_on is not None and task.accepted_on <= end else "sent"


def _count(tally: Tally, record: HouseholdRecord, task: TaskRow, start: date, end: date) -> None:
    agency, state = task.agency, state_on(task, end)
    accepted = task.accepted_on if task.accepted_on and task.accepted_on <= end else None
    done = task.done_on if task.done_on and task.done_on <= end else None
    assert task.sent_on is not None

    def add(name: str) -> None:
        tally.add("task", agency, name)

    add("sent")
    add(f"state_{state}")
    if task.sent_on >= start:
        add("sent_in_period")
    if accepted:
        add("accepted")
    if state in ("closed", "cancelled"):
        add(state)
        if task.closed_on and task.closed_on >= start:
            add(f"{state}_in_period")
    if state == "closed" and (task.outcome or "").startswith("RECEIVED"):
        add("closed_received")
    if state == "done":
        add("unverified")
        tally.saw(done or end, "unverified", agency)
    if done:
        days = _working_days(record.tambon[:2], task.sent_on, done)
        tally.add("task_work_days", agency, f"{days:04d}")
    _lateness(tally, task, state, accepted, done, end)
    _waiting(tally, task, state, end)
    for reason in task.returns:
        add("returned")
        tally.add("return_reason", agency, reason)
    for pair in task.bounces:
        tally.add("bounce", pair)
    tally.add("task", agency, "reopened", times=task.reopens)
    _owners(tally, task, end)


def _lateness(
    tally: Tally, task: TaskRow, state: str, accepted: date | None, done: date | None, end: date
) -> None:
    """On time: finished by its due date, among those due by now; open late ones stay in the denominator.

    A task whose ground went (cancelled before it was due) was never late.
    """
    agency = task.agency
    if task.acknowledge_by is not None and (accepted or (task.acknowledge_by < end and state == "sent")):
        tally.add("task", agency, "acknowledge_due")
        if accepted and accepted <= task.acknowledge_by and not task.acknowledged_late:
            tally.add("task", agency, "acknowledged_on_time")
    over = task.overdue or (state in WORKING and task.due is not None and task.due < end)
    if over:
        tally.add("task", agency, "overdue")
    if over or done or (task.due is not None and task.due <= end and state != "cancelled"):
        tally.add("task", agency, "finish_due")
        if done and not over:
            tally.add("task", agency, "finished_on_time")


def _waiting(tally: Tally, task: TaskRow, state: str, end: date) -> None:
    """Work that waits for somebody now: the page that names who must act."""
    agency = task.agency
    if state in WORKING or state == "returned":
        tally.add("task", agency, "live")
    if state == "sent" and task.acknowledge_by is not None and task.acknowledge_by < end:
        tally.add("act", agency, "unacknowledged")
        tally.saw(task.acknowledge_by, "act", agency)
    elif state in WORKING and task.due is not None and task.due < end:
        tally.add("act", agency, "late")
        tally.saw(task.due, "act", agency)
    elif state == "returned":
        tally.add("act", "coordinator", "returned")
