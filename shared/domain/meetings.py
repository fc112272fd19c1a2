"""The committee meets: an agenda made from what waits for it, decisions one by one or in batch, minutes to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.plan_types import Plan, PlanState
from shared.domain.problems import refuse_case
from shared.domain.task_table import MOST_REROUTES, TERMINAL, TOP_LEVEL, TaskState
from shared.domain.tasks import Task

KINDS: dict[str, tuple[str, str]] = {
    "plan": ("แผนครัวเรือนที่เสนอขอความเห็นชอบ", "Plans submitted for approval"),
    "no_budget": ("สิทธิตามกฎหมายที่หน่วยงานแจ้งว่าไม่มีงบประมาณ", "Rights for which an agency has no budget"),
    "bounced": ("งานที่ถูกส่งกลับครบสามครั้ง", "Tasks returned three times"),
    "escalated": ("งานที่ยกระดับถึงส่วนกลาง", "Tasks raised to the centre"),
    "money": ("คำขอเงินจากระดับที่สูงขึ้น", "Requests for money of a higher level"),
    "alert": ("เหตุเตือนที่เกินกำหนดตัดสินใจ", "Alerts past their day of decision"),
}
VERDICTS = {
    "plan": ("approve", "send_back"),
    "no_budget": ("fund", "reroute", "lower"),
    "bounced": ("reroute", "amend", "close_no_action"),
    "escalated": ("lower", "reroute"),
    "money": ("grant", "refuse"),
    "alert": ("back_to_planning", "measure_added", "watch", "no_action"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """``alike``: items with the same text can be decided in batch."""

    kind: str
    reference: str
    household_id: str
    alike: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    reference: str
    verdict: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """``present``: officer ids; a decision needs the chair and one more."""

    meeting_id: str
    on: date
    chair: str
    present: tuple[str, ...]
    items: tuple[Item, ...]
    verdicts: tuple[Verdict, ...] = ()
    closed: bool = False

    @property
    def open_items(self) -> tuple[Item, ...]:
        decided = {one.reference for one in self.verdicts}
        return tuple(one for one in self.items if one.reference not in decided)


def agenda(
    plans: Iterable[Plan],
    tasks: Iterable[Task],
    late_alerts: Iterable[tuple[str, str, str, date]] = (),
) -> tuple[Item, ...]:
    """Each thing once, the oldest first within its kind. ``late_alerts``: (alert id, household, cause, since)."""
    items = []
    for plan in plans:
        reference = f"{plan.household_id}#{plan.number}"
        if plan.state is PlanState.SUBMITTED:
            items.append(Item("plan", reference, plan.household_id, plan.track or "plan", plan.starts))
        items += [
            Item("money", f"{reference}#{one.measure_id}", plan.household_id, f"{one.agency} {one.requested}")
            for one in plan.measures
            if one.requested is not None and not one.decided and plan.state is PlanState.ACTIVE
        ]
    for task in tasks:
        kind = _kind_of(task)
        if kind is not None:
            alike = f"{task.agency} {task.benefit or task.kind}"
            items.append(Item(kind, task.task_id, task.household_id, alike, task.first_sent_on))
    items += [
        Item("alert", reference, household, cause, since)
        for reference, household, cause, since in late_alerts
    ]
    order = list(KINDS)
    return tuple(
        sorted(
            items, key=lambda one: (order.index(one.kind), one.alike, one.since or date.min, one.reference)
        )
    )


def _kind_of(task: Task) -> str | None:
    if task.state in TERMINAL or task.escalation < TOP_LEVEL:
        return None
    if task.statutory and "NO_BUDGET" in (task.outcome, *task.returns[-1:]):
        return "no_budget"
    bounced = task.state is TaskState.RETURNED and len(task.returns) >= MOST_REROUTES
    return "bounced" if bounced else "escalated"  # one that an agency took at last is only late


def call(meeting_id: str, on: date, chair: str, present: Iterable[str], items: Iterable[Item]) -> Meeting:
    """Raises CaseRefused without a quorum: the chair and at least one more."""
    people = tuple(dict.fromkeys([chair, *present]))
    if len(people) < 2:
        raise refuse_case("CASE-QUORUM")
    return Meeting(meeting_id, on, chair, people, tuple(items))


def decide(meeting: Meeting, verdicts: Iterable[Verdict]) -> Meeting:
    """Decisions on items of this meeting, each once. Raises CaseRefused with the first that cannot be."""
    by_reference = {one.reference: one for one in meeting.open_items}
    taken = list(meeting.verdicts)
    for one in verdicts:
        item = by_reference.pop(one.reference, None)
        if meeting.closed or item is None:
            raise refuse_case("CASE-NO-ITEM")
        if one.verdict not in VERDICTS[item.kind]:
            raise refuse_case("CASE-VERDICT", VERDICTS[item.kind])
        if one.verdict in ("send_back", "refuse", "close_no_action", "no_action") and not one.reason:
            raise refuse_case("CASE-FIELD-MISSING", ["reason"])
        taken.append(one)
    return replace(meeting, verdicts=tuple(taken))


def batch(meeting: Meeting, kind: str, alike: str, verdict: str, reason: str | None = None) -> Meeting:
    """One decision for all open items that are alike."""
    same = [one for one in meeting.open_items if (one.kind, one.alike) == (kind, alike)]
    if not same:
        raise refuse_case("CASE-NO-ITEM")
    return decide(meeting, [Verdict(one.reference, verdict, reason) for one in same])


def close(meeting: Meeting) -> Meeting:
    """What was not reached stays for the next agenda."""
    return replace(meeting, closed=True)


def minutes(meeting: Meeting) -> Mapping[str, tuple[tuple[Item, Verdict | None], ...]]:
    """Items by kind with what was decided, in the agenda's order, for printing."""
    verdicts = {one.reference: one for one in meeting.verdicts}
    found: dict[str, list[tuple[Item, Verdict | None]]] = {}
    for one in meeting.items:
        found.setdefault(one.kind, []).append((one, verdicts.get(one.reference)))
    return {kind: tuple(rows) for kind, rows in found.items()}
