"""Household records for reports and readers, from the Core table's items: no names, no numbers of persons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from shared.domain.areas import Areas
from shared.domain.dates import PartialDate, age_on
from shared.domain.measure_tasks import as_it_stands
from shared.domain.phases import PhaseChange
from shared.domain.plain import from_plain
from shared.domain.plan_types import Plan, PlanState
from shared.domain.records import (
    DeterminationRow,
    GapRow,
    HouseholdRecord,
    MeasureRow,
    MemberRow,
    MoveRow,
    RoundRow,
    SpendingRow,
    TaskRow,
    VisitRow,
)
from shared.domain.rounds import Round
from shared.domain.tasks import Task
from shared.domain.visits import Visit
from shared.storage.households import State, households_of, load_states
from shared.storage.tables import Item

T = TypeVar("T")
IN_FORCE = frozenset({PlanState.APPROVED, PlanState.ACTIVE, PlanState.COMPLETED})


def record_of(state: State, on: date) -> HouseholdRecord | None:
    """The record of one household as it stands, ages as of ``on``; None before its first assessment."""
    meta = state.meta
    if meta is None:
        return None
    determined = (
        json.loads(state.determinations["body"]) if state.determinations else {"rows": [], "questions": []}
    )
    first = meta.get("first", {})
    tasks = [Task.from_item(item) for item in state.tasks.values()]
    plan = _plan_in_force(state, tasks)
    return HouseholdRecord(
        household_id=state.household_id,
        tambon=meta["tambon"],
        phase=meta["phase"],
        pilot=bool(meta.get("pilot", False)),
        outcome=meta.get("outcome"),
        language=meta.get("language"),
        surveyed_on=_day(meta.get("surveyed_on")),
        deprived=dict(meta.get("deprived", {})),
        members=tuple(_members(state, on)),
        determinations=tuple(_determination(row) for row in determined["rows"]),
        gaps=tuple(_gap(item) for item in state.gaps.values()),
        tasks=tuple(_task(task) for task in tasks),
        questions=len(determined["questions"]),
        rule_book=meta.get("rule_book"),
        status=meta.get("status", "active"),
        mentored=bool(meta.get("mentor")),
        first_surveyed_on=_day(first.get("surveyed_on")),
        first_assessed_on=_day(first.get("on")),
        deprived_first=dict(first["deprived"]) if _comparable(meta, first) else {},
        visits=tuple(_visits(state)),
        moves=tuple(_moves(state)),
        rounds=tuple(_rounds(state)),
        measures=tuple(_measures(plan)),
        spendings=tuple(_spendings(plan)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _comparable(meta: Item, first: Item) -> bool:
    return bool(first) and first.get("indicator_set") == meta.get("indicator_set")


def _bodies(state: State, kind: str, cls: type[T]) -> list[T]:
    """The parts of a case of one kind, in key order."""
    return [from_plain(cls, json.loads(item["body"])) for item in state.parts.get(kind, [])]


def _visits(state: State) -> Iterator[VisitRow]:
    for visit in sorted(_bodies(state, "VIS", Visit), key=lambda one: one.on):
        yield VisitRow(visit.on, str(visit.result), visit.by_team, visit.next_visit)


def _moves(state: State) -> Iterator[MoveRow]:
    for item in state.parts.get("CHG", []):
        if item.get("what") == "phase":
            change = from_plain(PhaseChange, json.loads(item["body"]))
            yield MoveRow(change.on, change.source, change.target)


def _rounds(state: State) -> Iterator[RoundRow]:
    for one in sorted(_bodies(state, "RND", Round), key=lambda found: found.measured.on):
        yield RoundRow(one.name, one.measured.on, str(one.outcome) if one.outcome else None)


def _plan_in_force(state: State, tasks: list[Task]) -> Plan | None:
    """The newest version that the committee approved, its measures as their tasks stand."""
    live = [plan for plan in _bodies(state, "PLAN", Plan) if plan.state in IN_FORCE]
    return as_it_stands(live[-1], tuple(tasks)) if live else None


def _measures(plan: Plan | None) -> Iterator[MeasureRow]:
    for one in plan.measures if plan else ():
        yield MeasureRow(
            measure_id=one.measure_id,
            dimension=one.dimension,
            agency=one.agency,
            state=str(one.state),
            member_id=one.member_id,
            catalogue=one.catalogue,
            fund=one.fund,
            budget=one.budget,
            due=one.due,
            decided_on=one.decided_on,
            approved_on=plan.decision.on if plan and plan.decision else None,
        )


def _spendings(plan: Plan | None) -> Iterator[SpendingRow]:
    for measure in plan.measures if plan else ():
        for one in measure.spent:
            yield SpendingRow(measure.measure_id, one.on, one.amount)


def records_of(household_ids: Iterable[str], on: date) -> Iterator[HouseholdRecord]:
    """The records of some households, in the order asked for."""
    for state in load_states(household_ids):
        record = record_of(state, on)
        if record is not None:
            yield record


def records_of_province(province: str, on: date) -> Iterator[HouseholdRecord]:
    """All records of a province, district by district."""
    yield from records_of(households_of(one.code for one in Areas.load().districts(province)), on)


def _members(state: State, on: date) -> Iterator[MemberRow]:
    body = json.loads(state.facts["body"]) if state.facts else {"m": {}}
    for member_id, facts in sorted(body["m"].items()):

        def value(name: str, facts: dict[str, list[Any]] = facts) -> Any:
            return facts[name][0] if name in facts else None

        born = value("birth_date")
        yield MemberRow(
            member_id=member_id,
            sex=value("sex"),
            age=age_on(PartialDate.parse(born).earliest(), on) if born else None,
            relation=value("relation"),
            disability=value("disability_card"),
            status=value("person_status"),
            pregnant=value("pregnant"),
        )


def _determination(row: dict[str, Any]) -> DeterminationRow:
    return DeterminationRow(
        benefit=row["b"],
        member_id=row["m"],
        entitled=row["e"],
        receiving=row["r"],
        state=row["s"],
        baht_month=row["baht"],
        verified=row["v"],
    )


def _gap(item: Item) -> GapRow:
    closed = item.get("closed_on")
    return GapRow(
        gap_id=item["gap_id"],
        benefit=item["benefit"],
        member_id=item.get("member_id"),
        baht_month=item["baht_month"],
        opened_on=date.fromisoformat(item["opened_on"]),
        closed_on=date.fromisoformat(closed) if closed else None,
        reason=item.get("reason"),
    )


def _task(task: Task) -> TaskRow:
    return TaskRow(
        task_id=task.task_id,
        agency=task.agency,
        kind=task.kind,
        benefit=task.benefit,
        member_id=task.member_id,
        state=str(task.state),
        priority=task.priority,
        sent_on=task.sent_on,
        acknowledge_by=task.acknowledge_by,
        due=task.due,
        accepted_on=task.accepted_on,
        done_on=task.done_on,
        closed_on=task.closed_on,
        outcome=task.outcome,
        returns=tuple(task.returns),
        acknowledged_late=task.acknowledged_late,
        overdue=task.overdue,
        opened_on=task.opened_on,
        reopens=task.reopens,
        escalation=task.escalation,
        trail=task.trail,
        bounces=task.bounces,
    )
