"""Deliver waiting messages to the agencies' queues: send, then take the marks off (at least once, never never)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shared.casework.messages import task_sent
from shared.domain.tasks import TERMINAL, Task
from shared.rules import current
from shared.storage import keys, sqs
from shared.storage.settings import mapping, optional
from shared.storage.tables import Conflict, Item, Transaction, batch_get, core, unmark_alone

Place = tuple[str, str]  # partition and sort key of an outbox row


def deliver(messages: list[dict[str, Any]]) -> list[int]:
    """``messages``: ``{"household_id", "sk"}`` of outbox rows. Returns the positions that failed.

    A repeat finds the mark gone and does nothing. The same row always makes the same event id.
    """
    places = [(keys.household_pk(str(one["household_id"])), str(one["sk"])) for one in messages]
    rows = _rows(set(places))
    tasks = _tasks([row for row in rows.values() if "G2P" in row])
    waiting = {place: row for place, row in rows.items() if "G2P" in row and row["task_id"] in tasks}
    sent = _send(waiting, tasks)
    _unmark(sent)
    odd = {place for place, row in rows.items() if "G2P" in row and place not in sent}
    return [position for position, place in enumerate(places) if place not in rows or place in odd]


def _rows(places: set[Place]) -> dict[Place, Item]:
    found = batch_get(core(), [{"PK": pk, "SK": sk} for pk, sk in sorted(places)])
    return {(row["PK"], row["SK"]): row for row in found}


def _tasks(rows: list[Item]) -> dict[str, Task]:
    wanted = {row["task_id"]: keys.task(keys.household_of(row["PK"]), row["task_id"]) for row in rows}
    return {item["task_id"]: Task.from_item(item) for item in batch_get(core(), wanted.values())}


def _send(rows: dict[Place, Item], tasks: dict[str, Task]) -> list[Place]:
    """The rows that their agency's queue has taken, or that are nobody's work any more."""
    book, console = current(), optional("CONSOLE_URL")
    settled: list[Place] = []
    by_agency: dict[str, list[tuple[Place, dict[str, Any]]]] = {}
    for place, row in rows.items():
        task = tasks[row["task_id"]]
        if task.state in TERMINAL:  # it ended before it left
            settled.append(place)
            continue
        event = task_sent(task, book, date.fromisoformat(row["as_of"]), row["SK"], console)
        by_agency.setdefault(task.agency, []).append((place, event))
    for agency, outgoing in by_agency.items():
        refused = set(sqs.send(mapping("AGENCY_QUEUE_URLS")[agency], [event for _, event in outgoing]))
        settled += [place for number, (place, _) in enumerate(outgoing) if number not in refused]
    return settled


def _unmark(places: list[Place]) -> None:
    """All marks in one transaction; one by one when another delivery is in the way."""
    transaction = Transaction()
    for key in _keys(places):
        transaction.unmark(core(), key)
    try:
        transaction.commit()
    except Conflict:
        for key in _keys(places):
            unmark_alone(core(), key)


def _keys(places: list[Place]) -> Iterator[dict[str, str]]:
    return ({"PK": pk, "SK": sk} for pk, sk in places)
