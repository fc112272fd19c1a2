"""What a household or a task is to a caller: the relations by which the policy table is asked."""

from __future__ import annotations

from collections.abc import Iterator

from shared.casework.sessions import Caller
from shared.domain import policy
from shared.domain.policy import Relation
from shared.domain.tasks import TERMINAL, Task
from shared.storage.households import State
from shared.storage.tables import Item


def to_area(caller: Caller, meta: Item) -> Relation:
    """By its place and its mentor alone, as a list of households is judged."""
    return policy.relation_of(caller.officer, household_area=meta["tambon"], mentor_id=meta.get("mentor"))


def to_household(caller: Caller, state: State) -> Iterator[Relation]:
    """An agency stands to a household as it stands to any of its live tasks there; a closed one opens no door."""
    assert state.meta is not None
    yield to_area(caller, state.meta)
    for item in state.tasks.values():
        task = Task.from_item(item)
        if task.state not in TERMINAL:
            yield to_task(caller, task)


def to_task(caller: Caller, task: Task, mentor: str | None = None) -> Relation:
    """Of one task; ``mentor`` is who mentors its household."""
    return policy.relation_of(
        caller.officer,
        household_area=task.area,
        mentor_id=mentor,
        task_agency=task.agency,
        assignee=task.officer,
    )
