"""What officers who left still hold: their tasks go to whoever takes over, else back to the agency's queue.

Clocks run on. Only what is in progress can pass on (the task table); what waits or is done passes on when it comes
back to work, which the daily review sees. Every part may run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from shared.casework.messages import ActionData
from shared.casework.tasks import Command, act
from shared.domain import policy
from shared.domain.dates import bangkok_date
from shared.domain.officers import Officer
from shared.domain.problems import Refused
from shared.domain.tasks import TERMINAL, Actor, Task, TaskState
from shared.storage import keys
from shared.storage.tables import Conflict, Item, batch_get, core, query

WORKERS = frozenset({"agency_officer", "agency_head"})
REASON = "officer_left"
HELD = ("task_id", "household_id", "agency", "area", "state", "officer", "version")


@dataclass(frozen=True, slots=True)
class Passed:
    """Ids of tasks. ``waiting``: still the officer's, until they come back to work."""

    given: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def pass_on(
    before: Officer, now: Officer | None, to: Officer | None, by: str, reason: str, at: datetime
) -> Passed:
    """The live tasks of an officer of an agency, but those that the officer as ``now`` can still hold.

    ``by``: who ordered it. ``to``: who gets what they can take; the rest goes back to the agency's queue.
    """
    given: list[str] = []
    waiting: list[str] = []
    for item in _held(str(before.agency), before.officer_id):
        if now is not None and policy.may_take(now, item["agency"], item["area"]):
            continue
        passed = item["state"] == TaskState.IN_PROGRESS and _give(item, to, by, reason, at)
        (given if passed else waiting).append(str(item["task_id"]))
    return Passed(tuple(given), tuple(waiting))


def load_of(officer: Officer) -> Passed:
    """What would pass on if they left now; nothing changes."""
    given: list[str] = []
    waiting: list[str] = []
    if officer.role in WORKERS and officer.agency is not None:
        for item in _held(officer.agency, officer.officer_id):
            (given if item["state"] == TaskState.IN_PROGRESS else waiting).append(str(item["task_id"]))
    return Passed(tuple(given), tuple(waiting))


def _held(agency: str, officer_id: str) -> Iterator[Item]:
    for item in query(core(), keys.agency_partition(agency), index="Index1", only=HELD):
        if item.get("officer") == officer_id and item["state"] not in TERMINAL:
            yield item


def review_leavers(tasks: Iterable[Task], at: datetime) -> int:
    """Tasks in progress whose officer cannot work on them any more, whatever the reason. Returns how many passed on."""
    held = [task for task in tasks if task.state is TaskState.IN_PROGRESS and task.officer]
    rows = _rows(task.officer for task in held if task.officer)
    takers = _rows(row["handed_to"] for row in rows.values() if row.get("handed_to"))
    moved = 0
    for task in held:
        row = rows.get(task.officer or "")
        if row is None or policy.may_take(Officer.from_item(row), task.agency, task.area):
            continue
        taker = takers.get(row.get("handed_to") or "")
        item = {"task_id": task.task_id, "agency": task.agency, "area": task.area, "version": task.version}
        moved += _give(item, Officer.from_item(taker) if taker else None, "system", REASON, at)
    return moved


def _rows(ids: Iterable[str]) -> Mapping[str, Item]:
    wanted = [keys.officer(one) for one in sorted(set(ids))]
    return {row["officer_id"]: row for row in batch_get(core(), wanted)}


def _give(item: Item, to: Officer | None, by: str, reason: str, at: datetime) -> bool:
    """To ``to`` if they can take it. False when somebody moved it meanwhile: what then stands is for the next look."""
    agency = str(item["agency"])
    if to is not None and not policy.may_take(to, agency, item["area"]):
        to = None
    if to is None:
        actor, action = Actor(kind="system", id="system"), "unassign"
    else:
        actor, action = Actor(kind="agency", id=by, agency=agency), "reassign"
    data = ActionData(
        task_id=item["task_id"],
        action=action,
        by=by,
        occurred_at=bangkok_date(at),
        reason=reason,
        officer=to.officer_id if to else None,
    )
    with suppress(Refused, Conflict):
        act(Command(f"leaving|{item['task_id']}|{item['version']}", data, at), policy.SYSTEM, actor)
        return True
    return False
