"""One digest a person a day: to whoever has the ball, and to those to whom it has been raised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.domain.digest import People, digests
from shared.domain.task_table import TaskState
from shared.domain.tasks import Task, check_clocks
from tests.unit.domain.build import DAY, YALA, at

PEOPLE = People({"H1": "m1"}, {"Lao": ("lao-0",)}, ("desk-1",), ("chair-1",))


def named(task: Task, name: str) -> Task:
    return replace(task, task_id=name)


def test_each_party_hears_of_what_it_has() -> None:
    tasks = [
        named(at(TaskState.DRAFT), "draft"),
        named(at(TaskState.SENT), "sent"),
        named(at(TaskState.IN_PROGRESS, priority=1), "work"),
        named(at(TaskState.DONE), "done"),
        named(at(TaskState.ACCEPTED), "far"),
        named(at(TaskState.CLOSED), "closed"),
    ]
    found = digests(tasks, PEOPLE, date(2022, 1, 21))
    assert {who: [(one.section, one.reference) for one in lines] for who, lines in found.items()} == {
        "desk-1": [("triage", "draft")],
        "lao-0": [("soon", "sent")],
        "lao-2": [("urgent", "work")],
        "m1": [("confirm", "done")],
    }


def test_what_is_raised_goes_up_too_and_late_comes_first() -> None:
    late, _ = check_clocks(at(TaskState.IN_PROGRESS), date(2022, 3, 1), YALA)
    urgent = named(at(TaskState.IN_PROGRESS, priority=1, on=date(2022, 2, 28)), "urgent")
    found = digests([late, urgent], PEOPLE, date(2022, 3, 1))
    assert set(found) == {"lao-2", "lao-0", "chair-1"}
    assert [one.section for one in found["lao-2"]] == ["urgent", "late"]
    assert [one.reference for one in found["chair-1"]] == ["T1"]


def test_without_a_mentor_or_a_head_the_coordinator_hears_of_it() -> None:
    nobody = People({}, {}, ("desk-1",))
    tasks = [named(at(TaskState.DONE), "done"), named(at(TaskState.SENT), "sent")]
    found = digests(tasks, nobody, date(2022, 1, 21))
    assert [one.reference for one in found["desk-1"]] == ["sent", "done"]


def test_the_same_day_gives_the_same_digest_in_any_order() -> None:
    tasks = [named(at(TaskState.SENT), name) for name in "abc"]
    day = date(2022, 1, 21)
    assert digests(tasks, PEOPLE, day) == digests(tasks[::-1], PEOPLE, day)
    assert digests(tasks, PEOPLE, DAY) == {}  # nothing is close yet
