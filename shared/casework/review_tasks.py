"""The daily look at all live tasks: dates reckoned anew after a new calendar, and one digest a person a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from shared.casework import items
from shared.casework.leaving import review_leavers
from shared.domain import digest
from shared.domain.agencies import Agency
from shared.domain.calendar import WorkingCalendar
from shared.domain.digest import People
from shared.domain.officers import Officer
from shared.domain.plain import to_plain
from shared.domain.tasks import Task, recompute
from shared.storage import audit, keys
from shared.storage.batch import chunks
from shared.storage.partitions import query_each
from shared.storage.tables import Conflict, Item, Transaction, batch_get, core

# What a digest and a check of the calendar look at; the rest of a task is not read.
LOOKED_AT = (
    "task_id", "household_id", "agency", "kind", "benefit", "member_id", "measure_id", "area", "priority",
    "opened_on", "state", "clock", "officer", "escalation", "calendar", "version",
)  # fmt: skip
TOGETHER = 25  # digests of one transaction, which may weigh 4 MB
MOST_LINES = 60  # of one digest, which one person reads in the morning; the most urgent come first


@dataclass(frozen=True, slots=True)
class Looked:
    recomputed: int
    digests: int
    passed_on: int = 0


def review_tasks(on: date, moment: datetime) -> Looked:
    """On working days. Every part may run twice: a date is reckoned once a calendar, a digest written once a day."""
    officers = list(_officers())
    tasks = list(_live())
    fresh = _recompute(tasks, on, moment)
    passed_on = review_leavers(list(_live()) if fresh else tasks, moment)
    if fresh or passed_on:
        tasks = list(_live())
    return Looked(fresh, _digests(tasks, officers, on), passed_on)


def _live() -> Iterator[Task]:
    partitions = [keys.agency_partition(agency) for agency in Agency]
    yield from map(Task.from_item, query_each(core(), partitions, index="Index1", only=LOOKED_AT))


def _recompute(tasks: Iterable[Task], on: date, moment: datetime) -> int:
    """Tasks whose dates were reckoned with another version of the calendar; each change is recorded."""
    calendars: dict[str, WorkingCalendar] = {}
    old = []
    for task in tasks:
        province = task.area[:2]
        calendar = calendars.setdefault(province, WorkingCalendar(province))
        if task.clock is not None and task.calendar not in (None, calendar.version):
            old.append(keys.task(task.household_id, task.task_id))
    changed = 0
    for item in batch_get(core(), old):
        task = Task.from_item(item)
        moved, events = recompute(task, calendars[task.area[:2]], on)
        if not events:
            continue
        transaction = Transaction()
        items.put_task(transaction, moved, events, before=task)
        audit.add(transaction, _event(task, events[0].reason, events[0].number, moment))
        with suppress(Conflict):  # somebody moved it meanwhile; the next review looks again
            transaction.commit()
            changed += 1
    return changed


def _event(task: Task, reason: str | None, number: int, moment: datetime) -> audit.AuditEvent:
    return audit.AuditEvent(
        type="th.sitthi.task.sla_recomputed.v1",
        key=f"{task.task_id}|{number}",
        at=moment,
        actor="system",
        subject=task.task_id,
        household=task.household_id,
        basis="working calendar",
        details={"change": reason or ""},
    )


# ---------------------------------------------------------------- digests


def _officers() -> Iterator[Officer]:
    partitions = [keys.officer_partition(agency) for agency in (None, *Agency)]
    for row in query_each(core(), partitions, index="Index1"):
        officer = Officer.from_item(row)
        if officer.active:
            yield officer


def _digests(tasks: Iterable[Task], officers: list[Officer], on: date) -> int:
    """One item an officer and day. Whose district it is decides who of several hears of a task."""
    mentors = _mentors(officers)
    by_district: dict[str, list[Task]] = {}
    for task in tasks:
        by_district.setdefault(task.area[:4], []).append(task)
    lines: dict[str, list[digest.Line]] = {}
    for district, here in sorted(by_district.items()):
        people = _people([one for one in officers if _serves(one, district)], mentors)
        for officer, found in digest.digests(here, people, on).items():
            lines.setdefault(officer, []).extend(found)
    known = {one.officer_id for one in officers}
    made = [_digest(officer, found, on) for officer, found in sorted(lines.items()) if officer in known]
    return sum(_put(group) for group in chunks(made, TOGETHER))


def _serves(officer: Officer, district: str) -> bool:
    return any(area.startswith(district) or district.startswith(area) for area in officer.areas)


def _mentors(officers: Iterable[Officer]) -> dict[str, str]:
    wanted = [keys.mentoring(one.officer_id) for one in officers if one.role == "mentor"]
    rows = batch_get(core(), wanted)
    return {row["household_id"]: row["officer_id"] for row in rows if row.get("household_id")}


def _people(here: Iterable[Officer], mentors: dict[str, str]) -> People:
    heads: dict[str, tuple[str, ...]] = {}
    coordinators: list[str] = []
    centre: list[str] = []
    for officer in here:
        if officer.role == "agency_head" and officer.agency:
            heads[officer.agency] = (*heads.get(officer.agency, ()), officer.officer_id)
        elif officer.role == "coordinator":
            coordinators.append(officer.officer_id)
        elif officer.role == "committee":
            centre.append(officer.officer_id)
    return People(mentors, heads, tuple(sorted(coordinators)), tuple(sorted(centre)))


def _digest(officer_id: str, found: list[digest.Line], on: date) -> Item:
    order = {name: number for number, name in enumerate(digest.SECTIONS)}
    lines = sorted(found, key=lambda one: (order[one.section], one.due or date.max, one.reference))
    return {
        **keys.digest(officer_id, on.isoformat()),
        "officer_id": officer_id,
        "on": on.isoformat(),
        "count": len(lines),
        "lines": [to_plain(line) for line in lines[:MOST_LINES]],
    }


def _put(group: list[Item]) -> int:
    """All of a group, or when one of them has today's digest already, each by itself. Returns how many were new."""
    transaction = Transaction()
    for item in group:
        transaction.put(core(), item, new=True)
    try:
        transaction.commit()
    except Conflict:
        return sum(_put([one]) for one in group) if len(group) > 1 else 0
    return len(group)
