"""Something is done to a task: by an agency's reply, by a person through the API, or by the system's clocks.

One place, so that permission, audit, idempotency and the state machine cannot be forgotten on one of the ways.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shared.casework import items
from shared.casework.messages import ActionData
from shared.casework.review_cases import review_case
from shared.casework.task_sights import Sight, TaskNotFound, look
from shared.domain import grievances, policy
from shared.domain.calendar import WorkingCalendar
from shared.domain.dates import bangkok_date
from shared.domain.grievances import Grievance
from shared.domain.officers import Officer
from shared.domain.plain import from_plain
from shared.domain.problems import refuse_task
from shared.domain.tasks import (
    TERMINAL,
    Action,
    Actor,
    Task,
    TaskEvent,
    TaskState,
    agreed,
    apply,
    ask_to_close,
    lower_escalation,
)
from shared.storage import audit, keys
from shared.storage.clock import real_now
from shared.storage.settings import setting
from shared.storage.tables import Conflict, Transaction, core, get

TRIES = 4
KEEP = 90 * 24 * 3600  # seconds that an idempotency row lives
RECEIVED = {"RECEIVED", "RECEIVED_PARTLY", "ALREADY_RECEIVING"}


@dataclass(frozen=True, slots=True)
class Command:
    """``key``: chosen by the caller, the same on a repeat. ``expected_version``: the caller's ``If-Match``."""

    key: str
    data: ActionData
    at: datetime
    expected_version: int | None = None


class Stale(Exception):
    """The task has changed since the caller read it."""


def act(command: Command, officer: Officer, actor: Actor, sight: Sight | None = None) -> Task:
    """Apply an action once. Raises TaskNotFound, Stale, TaskRefused (domain) or Conflict.

    A repeat of the same key answers with the task as it now stands and writes nothing. ``sight``: what the
    caller has just read, to spare a second read.
    """
    for attempt in range(TRIES):
        sight = sight or look(command.data.task_id, command.key, _named(command))
        _check(sight.task, command, officer)
        if sight.seen:
            return sight.task
        if command.expected_version is not None and command.expected_version != sight.task.version:
            raise Stale(sight.task.task_id)
        try:
            moved = _commit(sight, command, actor)
        except Conflict:
            if attempt == TRIES - 1:
                raise
            sight = None
            continue
        if moved.kind == "measure" and moved.state in TERMINAL:
            review_case(moved.household_id, command.at)  # it may have been the last of the plan
        return moved
    raise AssertionError("unreachable")


def lower(command: Command, officer: Officer, actor: Actor, note: str) -> Task:
    """A decision of the level that a task was raised to: it goes back to where the work is done. Once a key.

    Raises TaskNotFound, TaskRefused or Conflict.
    """
    for attempt in range(TRIES):
        sight = look(command.data.task_id, command.key)
        _check(sight.task, command, officer)
        if sight.seen or not sight.task.escalation:
            return sight.task
        moved, event = lower_escalation(sight.task, 0, actor, note, bangkok_date(command.at))
        try:
            return _save(sight.task, moved, event, command, actor)
        except Conflict:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _check(task: Task, command: Command, officer: Officer) -> None:
    relation = policy.relation_of(
        officer,
        household_area=task.area,
        mentor_id=_mentor(task) if officer.role == "mentor" else None,
        task_agency=task.agency,
        assignee=task.officer,
    )
    decision = policy.may(officer, "act_on_task", relation, policy.FieldClass.OPERATIONAL)
    if decision.allowed:
        return
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.auth.access_denied.v1",
            key=f"{command.key}|{task.task_id}",
            at=command.at,
            actor=officer.officer_id,
            subject=task.task_id,
            household=task.household_id,
            basis="policy act_on_task",
        )
    )
    raise TaskNotFound(task.task_id)


def _mentor(task: Task) -> str | None:
    """Who mentors the task's household now; asked only for mentors, so that an agency's reply costs no read."""
    meta = get(core(), keys.meta(task.household_id))
    return meta.get("mentor") if meta else None


def _named(command: Command) -> tuple[str, ...]:
    return (command.data.officer,) if command.data.officer else ()


def _commit(sight: Sight, command: Command, actor: Actor) -> Task:
    task, data, today = sight.task, command.data, bangkok_date(command.at)
    calendar = WorkingCalendar(task.area[:2])
    action = Action(
        name=data.action,
        actor=actor,
        occurred_at=data.occurred_at,
        officer=data.officer,
        reason=data.reason,
        outcome=data.outcome,
        evidence=tuple(data.evidence),
        waiting_on=data.waiting_on,
        resume_by=data.resume_by,
        note=data.note,
        agency=data.agency,
        confirmed_by=data.confirmed_by,
        second_person=data.second_person,
    )
    if task.kind == "grievance":
        check_handler(task, action)
    if action.name == "close_no_action" and action.second_person is None:
        first = agreed(task, action)
        if first is None:
            return _save(task, ask_to_close(task, action, today), None, command, actor)
        action = replace(action, second_person=first)
    moved, event = apply(task, action, calendar, today)
    if moved.officer is not None and moved.officer != task.officer:
        _check_taker(moved, sight.officers.get(moved.officer))
    return _save(task, moved, event, command, actor)


def _check_taker(task: Task, officer: Officer | None) -> None:
    """Raises TaskRefused; somebody unknown and somebody unfit answer alike."""
    if officer is None or not policy.may_take(officer, task.agency, task.area):
        raise refuse_task("TASK-OFFICER", agency=task.agency)


def _save(task: Task, moved: Task, event: TaskEvent | None, command: Command, actor: Actor) -> Task:
    """The task, its event, what must leave, the mark of the command and its audit row: all or none."""
    today = bangkok_date(command.at)
    transaction = Transaction()
    items.put_task(transaction, moved, [event] if event else [], before=task)
    if event is not None and moved.state is TaskState.SENT and task.state is not TaskState.SENT:
        # a person sent it, or sent it on: the agency's queue must hear of it
        transaction.put(core(), items.outbox_item(moved, event.number, today))
    row = {"id": f"action#{command.key}", "expiration": int(real_now().timestamp()) + KEEP}
    transaction.put_free(setting("IDEMPOTENCY_TABLE"), row, "id")
    _settle_facts(transaction, task, moved, command, today)
    audit.add(transaction, _event(command, task, moved, event, actor))
    transaction.commit()
    return moved


def check_handler(task: Task, action: Action) -> None:
    """Nobody involved in what a grievance is about does anything to it, or gets it. Raises TaskRefused."""
    name = task.task_id.rpartition("-")[2]
    item = get(core(), keys.case_part(task.household_id, "GRV", name))
    if item is None:
        return
    agency = {"confirm": action.actor.agency, "reroute": action.agency}.get(action.name)
    made = from_plain(Grievance, json.loads(item["body"]))
    for officer in {action.actor.id, action.officer or action.actor.id}:
        grievances.check_handler(made, officer, agency)


def _event(
    command: Command, task: Task, moved: Task, event: TaskEvent | None, actor: Actor
) -> audit.AuditEvent:
    return audit.AuditEvent(
        type=f"th.sitthi.task.{event.name if event else 'close_asked'}.v1",
        key=command.key,
        at=command.at,
        actor=actor.id,
        subject=task.task_id,
        household=task.household_id,
        basis="task table",
        details={
            "from": str(task.state),
            "to": str(moved.state),
            "occurred_at": command.data.occurred_at.isoformat(),
            "outcome": command.data.outcome,
            "reason": command.data.reason,
            "asked_by": task.closing[0] if task.closing and moved.state in TERMINAL else None,
        },
    )


def _settle_facts(transaction: Transaction, task: Task, moved: Task, command: Command, today: date) -> None:
    """A screening's outcome is the answer to what only that agency could settle: it becomes facts."""
    data = command.data
    if task.kind != "screening" or moved.state != "done" or data.outcome is None:
        return
    if data.outcome in RECEIVED:
        answer = True
    elif data.outcome == "NOT_ENTITLED_CONFIRMED":
        answer = False
    else:
        return
    values: dict[str, Any] = dict.fromkeys(task.asks, answer)
    transaction.put(
        core(), items.fact_item(task.household_id, task.member_id, values, "agency", today, task.task_id)
    )
