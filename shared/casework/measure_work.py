"""From a decided plan to tasks: every measure becomes one, and what a later version dropped ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.casework import items
from shared.casework.case_view import tasks_of
from shared.casework.commands import Opened
from shared.domain.calendar import WorkingCalendar
from shared.domain.plan_types import Measure, Plan
from shared.domain.tasks import SYSTEM, TERMINAL, Action, Task, TaskState, apply, new_task
from shared.storage import keys
from shared.storage.households import State
from shared.storage.tables import Transaction, core

PRIORITY = 3
MOST_ENDED = 30  # tasks that one command ends, so that it stays one transaction


def open_tasks(transaction: Transaction, opened: Opened, plan: Plan) -> Plan:
    """The plan with a task for each measure that has none, sent to its agency."""
    calendar = WorkingCalendar(opened.meta["tambon"][:2])
    measures = tuple(
        one if one.task_id is not None or one.decided else _open(transaction, opened, plan, one, calendar)
        for one in plan.measures
    )
    return replace(plan, measures=measures)


def _open(
    transaction: Transaction, opened: Opened, plan: Plan, measure: Measure, calendar: WorkingCalendar
) -> Measure:
    name = f"measure:{plan.number}:{measure.measure_id}"
    task = new_task(
        task_id=keys.task_id(opened.household_id, measure.member_id, name, "measure", 1),
        household_id=opened.household_id,
        agency=measure.agency,
        kind="measure",
        benefit=None,
        member_id=measure.member_id,
        measure_id=measure.measure_id,
        area=opened.meta["tambon"],
        priority=PRIORITY,
        opened_on=opened.today,
        calendar=calendar,
    )
    act = Action("send", SYSTEM, opened.today, reason=f"plan {plan.number}: {measure.measure_id}")
    sent, event = apply(task, act, calendar, opened.today)
    sent = _due(sent, measure.due, calendar, opened.today)
    items.put_task(transaction, sent, [event], before=None)
    transaction.put(core(), items.outbox_item(sent, 1, opened.today))
    return replace(measure, task_id=task.task_id)


def _due(task: Task, due: date | None, calendar: WorkingCalendar, today: date) -> Task:
    """The plan's own day is the task's; one that has passed leaves a working day at least."""
    if due is None:
        return task
    until = max(due, calendar.add_working_days(today, 1))
    days = calendar.working_days_between(today, until)
    return replace(task, due=until, resolve_by=until, resolve_days=days)


def end_tasks(transaction: Transaction, opened: Opened, task_ids: set[str], ground: str) -> int:
    """The system ends live tasks whose ground is gone. Returns how many; what does not fit is the review's."""
    return end_tasks_of(transaction, opened.state, task_ids, ground, opened.today)


def end_tasks_of(transaction: Transaction, state: State, task_ids: set[str], ground: str, today: date) -> int:
    """The same for a household that nobody's command has opened."""
    ended = 0
    calendar = WorkingCalendar((state.meta or {})["tambon"][:2])
    for task in tasks_of(state):
        if task.task_id not in task_ids or task.state in TERMINAL or ended == MOST_ENDED:
            continue
        name = "confirm_auto" if task.state is TaskState.DONE else "cancel"
        act = Action(name, SYSTEM, today, reason=ground, evidence=(f"data:{ground}",))
        moved, event = apply(task, act, calendar, today)
        items.put_task(transaction, moved, [event], before=task)
        ended += 1
    return ended
