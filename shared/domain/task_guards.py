"""Whether an action may be done to a task: refused with a stable code, what is missing, and what is possible."""

from __future__ import annotations

from datetime import date, timedelta

from shared.domain import task_table as table
from shared.domain.task_table import AGENCY, Transition, allowed
from shared.domain.task_types import Action, Task, TaskRefused


def check(task: Task, action: Action, today: date) -> Transition:
    """The transition that the action makes. Raises TaskRefused."""
    transition = table.TABLE.get((task.state, action.name))
    if transition is None or action.actor.kind not in transition.actors:
        raise _not_allowed(task, action)
    if action.actor.kind in AGENCY and action.actor.agency != task.agency:
        raise TaskRefused("TASK-WRONG-AGENCY", "งานนี้เป็นของหน่วยงานอื่น", "This task belongs to another agency")
    _fields(action, transition)
    if action.occurred_at > today:
        raise TaskRefused("TASK-FUTURE", "วันที่เกิดเหตุอยู่ในอนาคต", "The day it happened lies in the future")
    guard = _GUARDS.get(action.name)
    if guard is not None:
        guard(task, action)
    return transition


def _not_allowed(task: Task, action: Action) -> TaskRefused:
    possible = allowed(task.state, action.actor.kind)
    listed = ", ".join(possible) or "-"
    return TaskRefused(
        "TASK-NOT-ALLOWED",
        f"งานอยู่ในสถานะ {task.state} จึงทำ {action.name} ไม่ได้ ที่ทำได้: {listed}",
        f"The task is {task.state}, so {action.name} is not possible; possible: {listed}",
        possible,
    )


def _fields(action: Action, transition: Transition) -> None:
    missing = [name for name in transition.needs if not getattr(action, name)]
    if missing:
        names = ", ".join(missing)
        raise TaskRefused("TASK-FIELD-MISSING", f"ต้องกรอก: {names}", f"Please fill in: {names}", missing)


def _return(task: Task, action: Action) -> None:
    if action.reason not in table.RETURN_REASONS:
        raise _choice("TASK-REASON", "reason", table.RETURN_REASONS)


def _done(task: Task, action: Action) -> None:
    if action.outcome not in table.OUTCOMES:
        raise _choice("TASK-OUTCOME", "outcome", table.OUTCOMES)
    if action.outcome == "NOT_ENTITLED_CONFIRMED" and not action.reason:
        raise TaskRefused(
            "TASK-LAW-MISSING",
            "ผลว่าไม่มีสิทธิต้องระบุข้อกฎหมายใน reason",
            "A finding of no entitlement must cite the law in reason",
            ["reason"],
        )
    if action.outcome == "UNREACHABLE" and not _reached_out(action.evidence):
        raise TaskRefused(
            "TASK-ATTEMPTS",
            "ติดต่อไม่ได้ต้องมีหลักฐานอย่างน้อย 3 ครั้ง 2 ช่องทาง (attempt:<ช่องทาง>:<วันที่>)",
            "Unreachable needs three attempts over two channels as evidence (attempt:<channel>:<day>)",
            ["evidence"],
        )


def _reached_out(evidence: tuple[str, ...]) -> bool:
    attempts = {item for item in evidence if item.startswith("attempt:") and item.count(":") >= 2}
    return len(attempts) >= 3 and len({item.split(":")[1] for item in attempts}) >= 2


def _hold(task: Task, action: Action) -> None:
    if action.waiting_on not in table.WAITING_ON:
        raise _choice("TASK-WAITING-ON", "waiting_on", table.WAITING_ON)
    _resume_by(action)


def _extend(task: Task, action: Action) -> None:
    if task.extensions >= table.MOST_EXTENSIONS:
        raise _limit("extend", table.MOST_EXTENSIONS)
    _resume_by(action)


def _resume_by(action: Action) -> None:
    latest = action.occurred_at + timedelta(days=table.HOLD_DAYS)
    if action.resume_by is None or not action.occurred_at < action.resume_by <= latest:
        raise TaskRefused(
            "TASK-RESUME-BY",
            f"resume_by ต้องอยู่ภายใน {table.HOLD_DAYS} วัน",
            f"resume_by must lie within {table.HOLD_DAYS} days",
            ["resume_by"],
        )


def _reroute(task: Task, action: Action) -> None:
    if task.reroutes >= table.MOST_REROUTES and action.actor.kind != "chair":
        raise TaskRefused(
            "TASK-LIMIT",
            "ส่งต่อครบ 3 ครั้งแล้ว ประธานต้องเป็นผู้ตัดสิน",
            "Sent on three times already; the chair must decide",
        )


def _confirm(task: Task, action: Action) -> None:
    if task.outcome == "NO_BUDGET" and task.statutory:
        raise TaskRefused(
            "TASK-NO-BUDGET",
            "ไม่มีงบประมาณไม่ทำให้สิทธิตามกฎหมายสิ้นสุด ให้โต้แย้งหรือยกระดับ",
            "Lack of budget never ends a statutory right; dispute or escalate it",
            ["dispute"],
        )


def _reopen(task: Task, action: Action) -> None:
    if task.reopens >= table.MOST_REOPENS:
        raise _limit("reopen", table.MOST_REOPENS)
    if task.closed_on and (action.occurred_at - task.closed_on).days > table.REOPEN_WITHIN_DAYS:
        raise TaskRefused(
            "TASK-TOO-LATE",
            f"เปิดใหม่ได้ภายใน {table.REOPEN_WITHIN_DAYS} วันหลังปิด",
            f"A task can be reopened within {table.REOPEN_WITHIN_DAYS} days of its closing",
        )


def _choice(code: str, name: str, choices: tuple[str, ...]) -> TaskRefused:
    listed = ", ".join(choices)
    return TaskRefused(
        code, f"{name} ต้องเป็นหนึ่งใน: {listed}", f"{name} must be one of: {listed}", list(choices)
    )


def _limit(action: str, most: int) -> TaskRefused:
    return TaskRefused(
        "TASK-LIMIT", f"ทำ {action} ครบ {most} ครั้งแล้ว", f"{action} was done {most} times already"
    )


_GUARDS = {
    "return": _return,
    "done": _done,
    "hold": _hold,
    "extend": _extend,
    "reroute": _reroute,
    "confirm": _confirm,
    "close_no_action": _confirm,
    "reopen": _reopen,
}
