"""Whether an action may be done to a task: refused with a stable code, what is missing, and what is possible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from shared.domain import task_table as table
from shared.domain.agencies import Agency
from shared.domain.problems import TaskRefused, refuse_task
from shared.domain.task_table import AGENCY, Transition, allowed
from shared.domain.task_types import Action, Task

Guard = Callable[[Task, Action], None]


def check(task: Task, action: Action, today: date) -> Transition:
    """The transition that the action makes. Raises TaskRefused."""
    transition = table.TABLE.get((task.state, action.name))
    if transition is None or action.actor.kind not in transition.actors:
        raise _not_allowed(task, action)
    if action.actor.kind in AGENCY and action.actor.agency != task.agency:
        raise refuse_task("TASK-WRONG-AGENCY")
    missing = [name for name in transition.needs if not getattr(action, name)]
    if missing:
        raise refuse_task("TASK-FIELD-MISSING", missing)
    if action.occurred_at > today:
        raise refuse_task("TASK-FUTURE")
    if action.actor.kind != "system" and action.occurred_at < task.opened_on:
        raise refuse_task("TASK-BEFORE")
    if transition.guard is not None:
        GUARDS[transition.guard](task, action)
    return transition


def _not_allowed(task: Task, action: Action) -> TaskRefused:
    known = action.name if action.name in table.ACTIONS else "?"
    possible = allowed(task.state, action.actor.kind)
    return refuse_task("TASK-NOT-ALLOWED", possible, state=task.state, action=known)


def _ground(task: Task, action: Action) -> None:
    """The system cancels for a listed cause; a person says why in words."""
    if action.actor.kind == "system" and action.reason not in table.GROUNDS:
        raise refuse_task("TASK-REASON", table.GROUNDS)


def _return_reason(task: Task, action: Action) -> None:
    if action.reason not in table.RETURN_REASONS:
        raise refuse_task("TASK-REASON", table.RETURN_REASONS)


def _outcome(task: Task, action: Action) -> None:
    if action.outcome not in table.OUTCOMES:
        raise refuse_task("TASK-OUTCOME", table.OUTCOMES)
    if action.outcome == "NOT_ENTITLED_CONFIRMED" and not action.reason:
        raise refuse_task("TASK-LAW-MISSING", ["reason"])
    if action.outcome == "UNREACHABLE" and not _reached_out(action.evidence):
        raise refuse_task("TASK-ATTEMPTS", ["evidence"])


def _reached_out(evidence: tuple[str, ...]) -> bool:
    attempts = {item for item in evidence if item.startswith("attempt:") and item.count(":") >= 2}
    return len(attempts) >= 3 and len({item.split(":")[1] for item in attempts}) >= 2


def _hold(task: Task, action: Action) -> None:
    if action.waiting_on not in table.WAITING_ON:
        raise refuse_task("TASK-WAITING-ON", table.WAITING_ON)
    _resume_by(action)


def _extend(task: Task, action: Action) -> None:
    if task.extensions >= table.MOST_EXTENSIONS:
        raise refuse_task("TASK-LIMIT", action="extend", most=table.MOST_EXTENSIONS)
    _resume_by(action)


def _resume_by(action: Action) -> None:
    latest = action.occurred_at + timedelta(days=table.HOLD_DAYS)
    if action.resume_by is None or not action.occurred_at < action.resume_by <= latest:
        raise refuse_task("TASK-RESUME-BY", ["resume_by"], most=table.HOLD_DAYS)


def _bounces(task: Task, action: Action) -> None:
    """After three bounces the committee decides."""
    if task.reroutes >= table.MOST_REROUTES and action.actor.kind != "chair":
        raise refuse_task("TASK-CHAIR", most=table.MOST_REROUTES)


def _reroute(task: Task, action: Action) -> None:
    if action.agency not in list(Agency):
        raise refuse_task("TASK-AGENCY", list(Agency))
    _bounces(task, action)


def _no_budget(task: Task, outcome: str | None) -> None:
    if outcome == "NO_BUDGET" and task.statutory:
        raise refuse_task("TASK-NO-BUDGET", ["dispute"])


def _no_action(task: Task, action: Action) -> None:
    """Two persons close what no agency takes; a statutory right never ends for want of money."""
    _outcome(task, action)
    _no_budget(task, action.outcome)
    if action.second_person == action.actor.id:
        raise refuse_task("TASK-SECOND-PERSON", ["second_person"])


def _confirm(task: Task, action: Action) -> None:
    _no_budget(task, task.outcome)
    if action.actor.agency == task.agency or action.actor.id == task.officer:
        raise refuse_task("TASK-OWN-WORK")


def _reopen(task: Task, action: Action) -> None:
    if task.reopens >= table.MOST_REOPENS:
        raise refuse_task("TASK-LIMIT", action="reopen", most=table.MOST_REOPENS)
    if task.closed_on and (action.occurred_at - task.closed_on).days > table.REOPEN_WITHIN_DAYS:
        raise refuse_task("TASK-TOO-LATE", most=table.REOPEN_WITHIN_DAYS)


GUARDS: dict[str, Guard] = {
    "ground": _ground,
    "return_reason": _return_reason,
    "outcome": _outcome,
    "hold": _hold,
    "extend": _extend,
    "bounces": _bounces,
    "reroute": _reroute,
    "no_action": _no_action,
    "confirm": _confirm,
    "reopen": _reopen,
}
