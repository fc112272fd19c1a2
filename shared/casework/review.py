"""The daily review: households whose answers time changes, clocks of tasks, and lost work found by its marks.

Once a month it starts the full sweep that guards it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from shared.casework import items
from shared.casework.full_sweep import start_sweep
from shared.casework.review_cases import review_cases
from shared.casework.review_tasks import Looked, review_tasks
from shared.domain import policy
from shared.domain.calendar import WorkingCalendar
from shared.domain.dates import bangkok_date
from shared.domain.tasks import Task, TaskEvent, check_clocks
from shared.storage import audit, inbox, keys, mailing, sqs
from shared.storage.clock import real_now, stamp
from shared.storage.partitions import query_each
from shared.storage.settings import setting
from shared.storage.tables import Conflict, Transaction, core

logger = Logger(child=True)
TOGETHER = 75  # actions of one transaction
Fired = tuple[Task, Task, list[TaskEvent]]  # a task, what it becomes, and what happened
LATELY = timedelta(days=8)  # old versions stay in the inbox for seven; what is older was looked for before
YOUNG = timedelta(minutes=5)  # work in hand is left alone; only older marks are lost work


def review(moment: datetime, *, sweep_all: bool = False) -> dict[str, int]:
    """Do a day's review. Every part may run twice. Returns counts by part."""
    on = bangkok_date(moment)
    decision = policy.may(policy.SYSTEM, "review", policy.Relation.SYSTEM, policy.FieldClass.OPERATIONAL)
    if not decision.allowed:
        raise PermissionError("review")
    # Dates are reckoned anew before clocks are looked at: nobody is late by a holiday that came to be known.
    looked = review_tasks(on, moment) if WorkingCalendar().is_working(on) else Looked(0, 0)
    return {
        "due_households": _due_households(on),
        "recomputed": looked.recomputed,
        "clocks": fire_clocks(on, moment),
        "digests": looked.digests,
        "passed_on": looked.passed_on,
        "cases": review_cases(on, moment),
        "full_sweep": start_sweep(on),
        "told": _tell(on),
        **_sweep(timedelta(0) if sweep_all else YOUNG),
        "swept_uploads": _uploads(timedelta(0) if sweep_all else YOUNG),
    }


def _tell(on: date) -> int:
    """On working days the mail queue hears that there are digests; each letter is claimed, so twice is once."""
    if not WorkingCalendar().is_working(on) or not any(True for _ in mailing.subscribers(mailing.DAILY)):
        return 0
    message = {"kind": mailing.DAILY, "period": on.isoformat()}
    return 1 - len(sqs.send(setting("REPORTS_QUEUE_URL"), [message]))


def _due_households(on: date) -> int:
    """Those whose next change is today or was missed: to the assess queue, with this day."""
    messages = []
    for item in query_each(core(), keys.time_partitions("DUE"), index="Index3", upto=f"{on.isoformat()}~"):
        messages.append({"household_id": keys.household_of(item["PK"]), "as_of": on.isoformat()})
    return len(messages) - len(sqs.send(setting("ASSESS_QUEUE_URL"), messages))


def fire_clocks(on: date, moment: datetime) -> int:
    """Warn, mark late and escalate; each threshold of a clock fires once. Several tasks share a transaction."""
    group: list[Fired] = []
    fired = size = 0
    for item in query_each(core(), keys.time_partitions("SLA"), index="Index3", upto=f"{on.isoformat()}~"):
        task = Task.from_item(item)
        moved, events = check_clocks(task, on, WorkingCalendar(task.area[:2]))
        if moved == task:
            continue
        if size + 1 + 2 * len(events) > TOGETHER:
            fired += _fire(group, moment)
            group, size = [], 0
        group.append((task, moved, events))
        size += 1 + 2 * len(events)
    return fired + _fire(group, moment)


def _fire(group: list[Fired], moment: datetime) -> int:
    """All of a group, or when somebody moved one of the tasks meanwhile, each by itself.

    A task that was moved is looked at again by the next review; the index may also have shown an old one.
    """
    if not group:
        return 0
    transaction = Transaction()
    for task, moved, events in group:
        _put(transaction, task, moved, events, moment)
    try:
        transaction.commit()
    except Conflict:
        return sum(_fire([one], moment) for one in group) if len(group) > 1 else 0
    return sum(len(events) for _, _, events in group)


def _put(
    transaction: Transaction, task: Task, moved: Task, events: list[TaskEvent], moment: datetime
) -> None:
    items.put_task(transaction, moved, events, before=task)
    for event in events:
        audit.add(
            transaction,
            audit.AuditEvent(
                type=f"th.sitthi.task.{event.name}.v1",
                key=f"{task.task_id}|{event.number}",
                at=moment,
                actor="system",
                subject=task.task_id,
                household=task.household_id,
                basis="task clocks",
                details={"escalation": moved.escalation},
            ),
        )


def _marks(bag: str, older_than: timedelta) -> list[dict[str, Any]]:
    limit = stamp(real_now() - older_than)
    return query_each(core(), keys.mark_partitions(bag), index="Index2", upto=f"{limit}~")


def _sweep(older_than: timedelta) -> dict[str, int]:
    """Re-send what the stream lost: each mark that is old enough."""
    assess: dict[str, str] = {}
    for item in _marks(keys.TODO, older_than):
        household_id = keys.household_of(item["PK"])
        assess[household_id] = max(item.get("as_of", ""), assess.get(household_id, ""))
    deliver = [
        {"household_id": keys.household_of(item["PK"]), "sk": item["SK"]}
        for item in _marks(keys.OUTBOX, older_than)
    ]
    imports = [
        {"import_id": item["PK"].partition("#")[2], "stage": "run", "as_of": item.get("as_of", "")}
        for item in _marks(keys.IMPORTING, older_than)
    ]
    reports = [{"report": item["G2S"].partition("#")[2]} for item in _marks(keys.REPORTING, older_than)]
    todo = [{"household_id": hid, "as_of": as_of} for hid, as_of in assess.items()]
    sent = {}
    for name, queue, messages in (
        ("swept_assess", "ASSESS_QUEUE_URL", todo),
        ("swept_dispatch", "DISPATCH_QUEUE_URL", deliver),
        ("swept_imports", "PARTS_QUEUE_URL", imports),
        ("swept_reports", "COMPILE_QUEUE_URL", reports),
    ):
        sent[name] = len(messages) - len(sqs.send(setting(queue), messages)) if messages else 0
    return sent


def _uploads(older_than: timedelta) -> int:
    """Files in the inbox of which no notice ever came: their notice is sent now."""
    now = real_now()
    messages = list(inbox.lost(now - LATELY, now - older_than))
    return len(messages) - len(sqs.send(setting("UPLOADS_QUEUE_URL"), messages)) if messages else 0
