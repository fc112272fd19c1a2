"""Household records for reports and readers, from the Core table's items: no names, no numbers of persons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from shared.domain.areas import Areas
from shared.domain.dates import PartialDate, age_on
from shared.domain.records import DeterminationRow, GapRow, HouseholdRecord, MemberRow, TaskRow
from shared.domain.tasks import Task
from shared.storage.households import State, households_of, load_states
from shared.storage.tables import Item


def record_of(state: State, on: date) -> HouseholdRecord | None:
    """The record of one household as it stands, ages as of ``on``; None before its first assessment."""
    meta = state.meta
    if meta is None:
        return None
    determined = (
        json.loads(state.determinations["body"]) if state.determinations else {"rows": [], "questions": []}
    )
    surveyed = meta.get("surveyed_on")
    return HouseholdRecord(
        household_id=state.household_id,
        tambon=meta["tambon"],
        phase=meta["phase"],
        pilot=bool(meta.get("pilot", False)),
        outcome=meta.get("outcome"),
        language=meta.get("language"),
        surveyed_on=date.fromisoformat(surveyed) if surveyed else None,
        deprived=dict(meta.get("deprived", {})),
        members=tuple(_members(state, on)),
        determinations=tuple(_determination(row) for row in determined["rows"]),
        gaps=tuple(_gap(item) for item in state.gaps.values()),
        tasks=tuple(_task(Task.from_item(item)) for item in state.tasks.values()),
        questions=len(determined["questions"]),
    )


def records_of_districts(districts: Iterable[str], on: date) -> Iterator[HouseholdRecord]:
    """All records of some districts, in order of subdistrict and household."""
    for state in load_states(households_of(districts)):
        record = record_of(state, on)
        if record is not None:
            yield record


def records_of_province(province: str, on: date) -> Iterator[HouseholdRecord]:
    """All records of a province, district by district."""
    yield from records_of_districts((district.code for district in Areas.load().districts(province)), on)


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
    )
