"""A household objects: the grievance is kept as it was said and runs as a task, to somebody not involved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shared.casework import items
from shared.casework.access import NotFound, note_read, require
from shared.casework.case_items import body_of, part_item
from shared.casework.case_view import tasks_of
from shared.casework.commands import Happened, Opened, Order, execute, once, read_case, seen
from shared.casework.facts import members_of
from shared.casework.relations import to_household, to_task
from shared.casework.sessions import Caller
from shared.domain import grievances, policy
from shared.domain.calendar import WorkingCalendar
from shared.domain.grievances import Grievance
from shared.domain.officers import Officer
from shared.domain.plain import from_plain
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_case
from shared.domain.tasks import Task
from shared.rules import current
from shared.storage import keys
from shared.storage.households import load_state
from shared.storage.tables import Item, Transaction, core, get


@dataclass(frozen=True, slots=True)
class GrievanceSeen:
    """``in_time``: an appeal within its 15 days, otherwise it is heard as a complaint."""

    grievance: Grievance
    place: str
    area: str
    in_time: bool
    task: Task | None


@dataclass(frozen=True, slots=True)
class Told:
    about: str
    text: str
    channel: str
    member_id: str | None = None
    reference: str | None = None
    known_on: date | None = None


def file_for_household(order: Order, told: Told) -> GrievanceSeen:
    """Through the mentor or an officer. Raises NotFound, CaseRefused or Conflict."""
    grievance_id = _id(order.household_id, order.key)

    def work(opened: Opened, transaction: Transaction) -> Happened:
        if told.member_id is not None and told.member_id not in members_of(opened):
            raise refuse_case("CASE-MEMBER")
        agencies, officers = _involved(tasks_of(opened.state), told)
        made = _made(grievance_id, told, opened.today, opened.household_id, agencies, officers)
        place, area = opened.household_id, opened.meta["tambon"]
        _put(transaction, made, place, area, opened.today)
        return Happened("grievance.filed", {"about": told.about, "channel": told.channel}, grievance_id)

    opened = execute(order, work)
    return _of(opened.parts("GRV"), {task.task_id: task for task in tasks_of(opened.state)}, grievance_id)


def file_publicly(area: str, told: Told, once_key: str | None, at: datetime, request_id: str) -> str:
    """By anybody, without a sign-in; nothing can be read back with it. Returns its number. Raises Conflict."""
    caller = Caller(policy.PUBLIC, "public", False, frozenset(), at, request_id)
    key = f"public|{once_key or request_id}|{area}|{told.about}|{told.text}"
    place = "public" + hashlib.blake2b(key.encode(), digest_size=7).hexdigest()
    grievance_id = _id(place, key)
    command = f"file_grievance|{grievance_id}"

    def decide(transaction: Transaction) -> Happened | None:
        if seen(command):
            return None
        made = _made(grievance_id, told, caller.today, None, frozenset(), frozenset())
        _put(transaction, made, place, area, caller.today)
        return Happened("grievance.filed", {"about": told.about, "channel": told.channel}, grievance_id)

    once(caller, "file_grievance", command, decide)
    return grievance_id


def _id(place: str, key: str) -> str:
    """Opaque, the same on every repeat, and holding its place so that a read needs no index."""
    return f"{place}-{hashlib.blake2b(key.encode(), digest_size=6).hexdigest()}"


def _made(
    grievance_id: str,
    told: Told,
    on: date,
    household_id: str | None,
    agencies: frozenset[str],
    officers: frozenset[str],
) -> Grievance:
    return grievances.file(
        Grievance(
            grievance_id,
            told.about,
            told.channel,
            on,
            told.text,
            household_id,
            told.member_id,
            told.reference,
            told.known_on,
            agencies,
            officers,
        )
    )


def _involved(tasks: Iterable[Task], told: Told) -> tuple[frozenset[str], frozenset[str]]:
    """Whom the objection is about: the officer or task that it names, or all tasks about the benefit that it names."""
    reference = told.reference
    if reference is None:
        return frozenset(), frozenset()
    row = get(core(), keys.officer(reference)) if told.about == "conduct" else None
    if row is not None:
        agency = Officer.from_item(row).agency
        return frozenset({agency} if agency else ()), frozenset({reference})
    meant = [task for task in tasks if reference in (task.task_id, task.benefit, task.measure_id)]
    benefit = current().benefits.get(reference)
    agencies = {task.agency for task in meant} | ({benefit.agency} if benefit is not None else set())
    return frozenset(agencies), frozenset(task.officer for task in meant if task.officer)


def _put(transaction: Transaction, made: Grievance, place: str, area: str, today: date) -> None:
    """The grievance with its task, a draft on the coordinator's desk."""
    task_id = keys.task_id(place, made.member_id, made.grievance_id, "grievance", 1)
    task = grievances.open_task(made, task_id, area, today, WorkingCalendar(area[:2]))
    task = replace(task, household_id=place)
    items.put_task(transaction, task, [], before=None)
    stored = replace(made, task_id=task_id)
    names = (task_id.rpartition("-")[2],)  # found from the task without an index
    transaction.put(core(), part_item(place, "GRV", names, stored, area=area), new=True)


# ---------------------------------------------------------------- reading


def list_grievances(caller: Caller, household_id: str) -> tuple[GrievanceSeen, ...]:
    """Of one household. Raises NotFound."""
    opened = read_case(caller, household_id, "read_grievances", FieldClass.SENSITIVE)
    tasks = {task.task_id: task for task in tasks_of(opened.state)}
    return tuple(_seen(item, tasks) for item in opened.parts("GRV"))


def read_grievance(caller: Caller, grievance_id: str) -> GrievanceSeen:
    """Raises NotFound."""
    found = _load(caller, grievance_id, "read_grievances", FieldClass.SENSITIVE)
    note_read(
        caller, "household_viewed", subject=grievance_id, household=found.place, action="read_grievances"
    )
    return found


def grievance_task(caller: Caller, grievance_id: str) -> str:
    """The task behind a grievance that the caller may act on. Raises NotFound."""
    found = _load(caller, grievance_id, "act_on_grievance", FieldClass.OPERATIONAL)
    if found.task is None:
        raise NotFound(grievance_id)
    return found.task.task_id


def _load(caller: Caller, grievance_id: str, action: str, fields: FieldClass) -> GrievanceSeen:
    place, _, tail = grievance_id.rpartition("-")
    if not place or len(tail) != 12:
        raise NotFound(grievance_id)
    state = load_state(place)
    tasks = {task.task_id: task for task in tasks_of(state)}
    found = _of(state.parts.get("GRV", []), tasks, grievance_id)
    relations = list(_relations(caller, found))
    if state.meta is not None:
        relations += list(to_household(caller, state))
    require(caller, action, relations, subject=grievance_id, household=place, fields=fields)
    return found


def _relations(caller: Caller, found: GrievanceSeen) -> Iterator[Any]:
    """To its place, and to its task: whoever the task is assigned to works on it."""
    if caller.officer.agency is None:
        yield policy.relation_of(caller.officer, household_area=found.area)
    if found.task is not None:
        yield to_task(caller, found.task)


def _of(parts: Iterable[Item], tasks: dict[str, Task], grievance_id: str) -> GrievanceSeen:
    """Its task's id finds it too: that is what worklists and messages show."""
    for item in parts:
        found = _seen(item, tasks)
        if grievance_id in (found.grievance.grievance_id, found.grievance.task_id):
            return found
    raise NotFound(grievance_id)


def _seen(item: Item, tasks: dict[str, Task]) -> GrievanceSeen:
    made = from_plain(Grievance, body_of(item))
    timely = grievances.in_time(made, WorkingCalendar(item["area"][:2]))
    place = keys.household_of(item["PK"])
    return GrievanceSeen(made, place, item["area"], timely, tasks.get(made.task_id or ""))


__all__ = [
    "GrievanceSeen",
    "Told",
    "file_for_household",
    "file_publicly",
    "grievance_task",
    "list_grievances",
    "read_grievance",
]
