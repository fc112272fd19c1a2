"""Deliver a waiting message to its agency's queue: send, then take the mark off (at least once, never never)."""

from __future__ import annotations

from datetime import date
from typing import Any

from aws_lambda_powertools import Logger

from shared.casework.messages import task_sent
from shared.domain.tasks import TERMINAL, Task
from shared.rules import current
from shared.storage import keys, sqs
from shared.storage.settings import mapping, optional
from shared.storage.tables import core, get, unmark_alone

logger = Logger(child=True)


class NotSent(RuntimeError):
    """The agency's queue did not take the message; the record is tried again."""


def deliver(message: dict[str, Any]) -> None:
    """``message``: ``{"household_id", "sk"}`` of an outbox row. A repeat finds the mark gone and does nothing."""
    household_id, sk = str(message["household_id"]), str(message["sk"])
    key = {"PK": keys.household_pk(household_id), "SK": sk}
    row = get(core(), key)
    if row is None:
        raise ValueError("there is no such outbox row")
    if "G2P" not in row:
        return
    stored = get(core(), keys.task(household_id, row["task_id"]))
    if stored is None:
        raise ValueError("an outbox row without its task")
    task = Task.from_item(stored)
    if task.state not in TERMINAL:  # a task that ended meanwhile is nobody's work
        event = task_sent(task, current(), date.fromisoformat(row["as_of"]), sk, optional("CONSOLE_URL"))
        if sqs.send(mapping("AGENCY_QUEUE_URLS")[task.agency], [event]):
            raise NotSent(task.agency)
    unmark_alone(core(), key)
