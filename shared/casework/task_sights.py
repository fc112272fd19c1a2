"""What a command about a task reads before it acts: the task, whether it was done before, and officers that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.domain.officers import Officer
from shared.domain.tasks import Task
from shared.storage import keys
from shared.storage.settings import setting
from shared.storage.tables import batch_get_of, core


class TaskNotFound(LookupError):
    """No such task, or none that this actor may know of: the two answer alike."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one read shows: the task, whether the command was done before, and the officers asked for."""

    task: Task
    seen: bool
    officers: Mapping[str, Officer]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a command wants to see before it acts. ``key``: the command's."""

    task_id: str
    key: str
    officer_ids: tuple[str, ...] = ()


def look(task_id: str, key: str, officer_ids: Iterable[str] = ()) -> Sight:
    """One read over two tables. Raises TaskNotFound."""
    found = look_at([Glance(task_id, key, tuple(officer_ids))])
    if key not in found:
        raise TaskNotFound(task_id)
    return found[key]


def look_at(glances: Iterable[Glance]) -> dict[str, Sight]:
    """One read for many commands, by their keys. A command whose task is not there has no sight."""
    wanted, rows = [], {}
    for glance in glances:
        try:
            row = keys.task(keys.household_of_task(glance.task_id), glance.task_id)
        except ValueError:
            continue
        wanted.append(glance)
        for key in (row, *map(keys.officer, glance.officer_ids)):
            rows[key["PK"], key["SK"]] = key
    if not wanted:
        return {}
    marks = setting("IDEMPOTENCY_TABLE")
    names = {f"action#{glance.key}" for glance in wanted}
    found = batch_get_of({core(): list(rows.values()), marks: [{"id": name} for name in sorted(names)]})
    tasks = {item["task_id"]: Task.from_item(item) for item in found[core()] if "task_id" in item}
    officers = {
        item["officer_id"]: Officer.from_item(item) for item in found[core()] if "task_id" not in item
    }
    seen = {item["id"] for item in found[marks]}
    return {
        glance.key: Sight(
            tasks[glance.task_id],
            f"action#{glance.key}" in seen,
            {name: officers[name] for name in glance.officer_ids if name in officers},
        )
        for glance in wanted
        if glance.task_id in tasks
    }
