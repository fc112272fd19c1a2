"""One message a person a day: what wants doing, the most urgent first. Priority 1 does not wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.domain.task_table import TERMINAL, TaskState
from shared.domain.tasks import Task

SOON_DAYS = 3
SECTIONS = ("urgent", "late", "soon", "confirm", "triage")


@dataclass(frozen=True, slots=True)
class Line:
    """``reference``: an opaque id; a digest names no person."""

    section: str
    reference: str
    what: str
    due: date | None


@dataclass(frozen=True, slots=True)
class People:
    """Who is who: mentors by household, heads by agency, coordinators and the chair's list."""

    mentors: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]]
    coordinators: tuple[str, ...]
    centre: tuple[str, ...] = ()


def digests(tasks: Iterable[Task], people: People, today: date) -> dict[str, tuple[Line, ...]]:
    """Lines by officer id. The same day gives the same digest, however often it is asked for."""
    found: dict[str, set[Line]] = {}
    for task in tasks:
        line = _line(task, today)
        if line is None:
            continue
        for officer in _recipients(task, people):
            found.setdefault(officer, set()).add(line)
    return {officer: _sorted(lines) for officer, lines in sorted(found.items())}


def _sorted(lines: Iterable[Line]) -> tuple[Line, ...]:
    key = {name: number for number, name in enumerate(SECTIONS)}
    return tuple(sorted(lines, key=lambda one: (key[one.section], one.due or date.max, one.reference)))


def _line(task: Task, today: date) -> Line | None:
    if task.state in TERMINAL or task.clock is None:
        return None
    due = task.clock.due
    if task.state is TaskState.DONE:
        section = "late" if today > due else "confirm"
    elif today > due:
        section = "late"
    elif task.priority == 1:
        section = "urgent"
    elif task.clock.stage == "triage":
        section = "triage"
    elif (due - today).days <= SOON_DAYS:
        section = "soon"
    else:
        return None
    return Line(section, task.task_id, task.benefit or task.measure_id or task.kind, due)


def _recipients(task: Task, people: People) -> set[str]:
    """Whoever has the ball, and those to whom it has been raised."""
    owner: set[str] = set()
    if task.state is TaskState.DONE:
        mentor = people.mentors.get(task.household_id)
        owner = {mentor} if mentor else set(people.coordinators)
    elif task.state in (TaskState.DRAFT, TaskState.RETURNED):
        owner = set(people.coordinators)
    elif task.officer is not None:
        owner = {task.officer}
    else:
        owner = set(people.heads.get(task.agency, ())) or set(people.coordinators)
    if task.escalation >= 1:
        owner |= set(people.heads.get(task.agency, ()))
    if task.escalation >= 3:
        owner |= set(people.centre)
    return owner
