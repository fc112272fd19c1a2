"""What waits for one officer besides what the figures of a report tell: the household that they mentor."""

from __future__ import annotations

from datetime import date

from shared.casework.case_view import tasks_of
from shared.domain.officers import Officer
from shared.domain.task_table import TERMINAL, TaskState
from shared.domain.tasks import Task
from shared.storage import keys
from shared.storage.households import load_state
from shared.storage.tables import core, get


def mentored_tasks(officer: Officer) -> tuple[Task, ...] | None:
    """Tasks of the mentor's household that are not over; None for who mentors none."""
    if officer.role != "mentor":
        return None
    held = get(core(), keys.mentoring(officer.officer_id)) or {}
    if not held.get("household_id"):
        return None
    tasks = tasks_of(load_state(held["household_id"]))
    return tuple(task for task in tasks if task.state not in TERMINAL)


def late(task: Task, on: date) -> bool:
    return task.due is not None and task.due < on and task.state is not TaskState.DONE
