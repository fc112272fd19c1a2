"""The 28 transitions, and the 161 pairs of state and action that are none."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from shared.domain.problem_texts import TEXTS
from shared.domain.task_doc import page
from shared.domain.task_effects import EFFECTS
from shared.domain.task_guards import GUARDS
from shared.domain.task_table import (
    ACTIONS,
    ACTOR_KINDS,
    AGENCY,
    TABLE,
    TRANSITIONS,
    TaskState,
    Transition,
    allowed,
    markdown,
    mermaid,
)
from shared.domain.tasks import Action, Actor, TaskRefused, apply
from tests.unit.domain.build import ACTORS, DAY, YALA, action, at, go

ILLEGAL = [pair for pair in product(TaskState, ACTIONS) if pair not in TABLE]


def test_there_are_nine_states_twenty_one_actions_and_twenty_eight_transitions() -> None:
    assert (len(TaskState), len(ACTIONS), len(TRANSITIONS), len(TABLE)) == (9, 21, 28, 28)
    assert len(ILLEGAL) == 161


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source}-{row.action}")
def test_every_transition_leads_where_the_table_says(row: Transition) -> None:
    for kind in row.actors:
        task = at(row.source)
        moved, event = apply(task, action(task, row.action, kind=kind), YALA, DAY)
        assert moved.state is row.target
        assert moved.version == task.version + 1
        assert (event.number, event.source, event.target) == (moved.events, row.source, row.target)


@pytest.mark.parametrize(("state", "name"), ILLEGAL, ids=lambda part: str(part))
def test_what_the_table_does_not_hold_is_refused_for_every_actor(state: TaskState, name: str) -> None:
    task = at(state)
    for kind in ACTORS:
        with pytest.raises(TaskRefused) as refused:
            apply(task, action(task, name, kind=kind), YALA, DAY)
        assert refused.value.code == "TASK-NOT-ALLOWED"
        assert refused.value.allowed == allowed(state, kind)
        assert state in refused.value.en
        assert state in refused.value.th


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source}-{row.action}")
def test_an_actor_whom_the_table_does_not_name_is_refused(row: Transition) -> None:
    for kind in ACTOR_KINDS - row.actors:
        with pytest.raises(TaskRefused, match="TASK-NOT-ALLOWED"):
            apply(at(row.source), action(at(row.source), row.action, kind=kind), YALA, DAY)


@pytest.mark.parametrize("row", [row for row in TRANSITIONS if row.actors & AGENCY])
def test_an_agency_cannot_touch_another_agencys_task(row: Transition) -> None:
    for kind in row.actors & AGENCY:
        task = at(row.source, agency="Moe") if row.source is TaskState.SENT else at(row.source)
        foreign = ACTORS[kind] if task.agency == "Moe" else Actor(kind, "x", "Moph")
        with pytest.raises(TaskRefused, match="TASK-WRONG-AGENCY"):
            apply(task, _by(action(task, row.action, kind=kind), foreign), YALA, DAY)


def _by(wanted: Action, actor: Actor) -> Action:
    return replace(wanted, actor=actor)


@pytest.mark.parametrize(
    ("row", "field"),
    [(row, field) for row in TRANSITIONS for field in row.needs],
    ids=lambda part: f"{part.source}-{part.action}" if isinstance(part, Transition) else str(part),
)
def test_a_missing_field_is_named(row: Transition, field: str) -> None:
    task = at(row.source)
    empty = () if field == "evidence" else None
    with pytest.raises(TaskRefused) as refused:
        apply(task, action(task, row.action, **{field: empty}), YALA, DAY)
    assert (refused.value.code, refused.value.allowed) == ("TASK-FIELD-MISSING", [field])


def test_the_agency_that_did_the_work_can_never_close() -> None:
    for row in TRANSITIONS:
        if row.target is TaskState.CLOSED:
            assert not row.actors & AGENCY
    done = at(TaskState.DONE)
    own = Actor("mentor", "mentor-9", "Lao")
    with pytest.raises(TaskRefused, match="TASK-OWN-WORK"):
        apply(done, _by(action(done, "confirm"), own), YALA, DAY)


def test_only_cancelled_is_final() -> None:
    final = set(TaskState) - {row.source for row in TRANSITIONS}
    assert final == {TaskState.CANCELLED}


def test_guards_and_effects_of_the_table_exist_and_none_is_idle() -> None:
    assert {row.effect for row in TRANSITIONS} == set(EFFECTS)
    assert {row.guard for row in TRANSITIONS if row.guard} == set(GUARDS)


def test_every_refusal_text_has_both_languages() -> None:
    assert all(th and en for th, en in TEXTS.values())


def test_the_diagram_and_the_table_for_the_documents_name_every_transition() -> None:
    assert mermaid().count("-->") == len(TRANSITIONS) + 2
    assert len(markdown().splitlines()) == len(TRANSITIONS) + 2


def test_a_closed_task_can_be_reopened_and_confirmed_by_data() -> None:
    task = go(at(TaskState.CLOSED), "reopen", "done", "confirm_auto")
    assert (task.state, task.reopens, task.clock) == (TaskState.CLOSED, 1, None)


def test_the_page_for_people_is_the_table_as_it_is() -> None:
    written = Path(__file__).resolve().parents[3] / "docs" / "tasks.md"
    assert written.read_text(encoding="utf-8") == page() + "\n", (
        "python -m shared.domain.tasks > docs/tasks.md"
    )
