"""How the measures of a plan stand by their tasks: who works on them, which are reached, which were given up.

The plan keeps what was agreed and what people say of a measure; whatever a task knows is read from the task, so
that the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shared.domain.plan_types import Measure, MeasureState, Plan
from shared.domain.task_table import TERMINAL, TaskState
from shared.domain.tasks import Task

REACHED = frozenset({"RECEIVED", "ALREADY_RECEIVING"})


def as_it_stands(plan: Plan, tasks: Iterable[Task]) -> Plan:
    """The plan with officer, state, reason and day of each measure taken from its task."""
    by_id = {task.task_id: task for task in tasks}
    measures = tuple(_stands(one, by_id.get(one.task_id or "")) for one in plan.measures)
    return replace(plan, measures=measures)


def _stands(measure: Measure, task: Task | None) -> Measure:
    """What a person decided about a measure stands; otherwise its task says."""
    if task is None or measure.decided:
        return measure
    officer = task.officer or measure.officer
    if task.state not in TERMINAL:
        return replace(measure, officer=officer)
    reached = task.state is TaskState.CLOSED and task.outcome in REACHED
    return replace(
        measure,
        officer=officer,
        state=MeasureState.ACHIEVED if reached else MeasureState.GIVEN_UP,
        reason=measure.reason if reached else task.outcome or task.reason,
        decided_on=task.closed_on or task.opened_on,
    )


def reached(plan: Plan) -> int:
    """Targets that are reached, of those of the plan as it stands."""
    return sum(one.state is MeasureState.ACHIEVED for one in plan.measures)


def due_measures(plan: Plan, today: date) -> tuple[tuple[str, str], ...]:
    """Measures that are to be looked at: under way and due (id, Thai title)."""
    return tuple(
        (one.measure_id, one.th)
        for one in plan.measures
        if not one.decided and one.due is not None and one.due <= today
    )
