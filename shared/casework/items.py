"""The shapes in which casework stores gaps, tasks, determinations and outgoing messages, and reads them back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.casework.reconcile import Gap
from shared.domain.tasks import TERMINAL, Task, TaskEvent, next_check
from shared.storage import keys
from shared.storage.clock import real_now, stamp
from shared.storage.tables import Item, Transaction, core

if TYPE_CHECKING:  # a function that only moves tasks need not load the rule book
    from shared.rules import Assessment, Determination


def gap_item(household_id: str, gap: Gap) -> Item:
    return {
        **keys.gap(household_id, gap.member_id, gap.benefit, gap.episode),
        "gap_id": keys.gap_id(household_id, gap.member_id, gap.benefit, gap.episode),
        "benefit": gap.benefit,
        "member_id": gap.member_id,
        "episode": gap.episode,
        "baht_month": gap.baht_month,
        "opened_on": gap.opened_on.isoformat(),
        "closed_on": gap.closed_on.isoformat() if gap.closed_on else None,
        "reason": gap.reason,
        "verified": gap.verified,
    }


def gap_of(item: Item) -> Gap:
    return Gap(
        benefit=item["benefit"],
        member_id=item.get("member_id"),
        episode=item["episode"],
        baht_month=item["baht_month"],
        opened_on=date.fromisoformat(item["opened_on"]),
        closed_on=date.fromisoformat(item["closed_on"]) if item.get("closed_on") else None,
        reason=item.get("reason"),
        verified=bool(item.get("verified", False)),
    )


def determination_row(found: Determination) -> dict[str, Any]:
    """The compact form: reasons are rendered on demand from the same facts, day and rule book."""
    amount = found.amount
    return {
        "b": found.benefit,
        "m": found.member_id,
        "e": found.entitled.value,
        "r": found.receiving.value,
        "s": found.state,
        "a": [amount.value, amount.unit, amount.per] if amount else None,
        "baht": amount.baht_month if amount else 0,
        "miss": list(found.missing),
        "by": found.settled_by,
        "now": found.claimable,
        "v": found.verified,
    }


def determinations_item(household_id: str, assessment: Assessment) -> Item:
    """All determinations of a household in one item, with the questions that are open."""
    body = {
        "rule_book": assessment.rule_book,
        "rows": [determination_row(found) for found in assessment.determinations],
        "questions": [
            {"fact": question.fact, "member": question.member_id, "decides": list(question.decides)}
            for question in assessment.questions
        ],
    }
    return {
        **keys.determinations(household_id),
        "on": assessment.on.isoformat(),
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    }


def task_item(task: Task) -> Item:
    """A task with its place in the worklists; a closed one has left them."""
    item: Item = {**task.to_item(), **keys.task(task.household_id, task.task_id), "v": task.version}
    if task.state in TERMINAL:
        return item
    due = task.due.isoformat() if task.due else "9999-12-31"
    item.update(keys.agency_worklist(task.agency, due, task.priority, task.task_id))
    check = next_check(task)
    if check is not None:
        item.update(keys.clock_index(task.task_id, check.isoformat()))
    return item


def put_task(
    transaction: Transaction, task: Task, events: Iterable[TaskEvent], *, before: Task | None
) -> None:
    """The task under its version condition, and its new events.

    A task that moved several steps in one command is written once; ``before`` is what was read.
    """
    transaction.put(core(), task_item(task), version=before.version if before else 0)
    for event in events:
        item = {**keys.task_event(task.household_id, task.task_id, event.number), **event.to_item()}
        transaction.put(core(), item, new=True)


def outbox_item(task: Task, number: int, as_of: date) -> Item:
    """A message that waits to leave. Its mark carries machine time: the sweep asks how old it is."""
    return {
        **keys.outbox(task.household_id, task.task_id, number),
        "task_id": task.task_id,
        "as_of": as_of.isoformat(),
        **keys.mark(keys.OUTBOX, task.task_id, stamp(real_now())),
    }


def fact_item(
    household_id: str,
    member_id: str | None,
    values: dict[str, Any],
    source: str,
    observed_on: date,
    name: str,
) -> Item:
    """Facts that came one by one, marked so that an assessment follows."""
    return {
        **keys.fact(household_id, observed_on, source, name),
        "source": source,
        "observed_on": observed_on.isoformat(),
        "as_of": observed_on.isoformat(),
        "body": json.dumps({"member": member_id, "values": values}, ensure_ascii=False, sort_keys=True),
        **keys.mark(keys.TODO, household_id, stamp(real_now())),
    }
