"""The daily look at each household of the programme: what was missed, what is finished, and the next day to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from shared.casework.alert_raising import alerts_of, open_alert
from shared.casework.case_items import part_item
from shared.casework.case_view import current_plan, rounds_of, tasks_of, visits_of
from shared.casework.measure_work import end_tasks_of
from shared.casework.meta import gone
from shared.casework.phase_moves import advance, in_programme
from shared.domain.alerts import Alert, raise_alert
from shared.domain.calendar import WorkingCalendar
from shared.domain.dates import bangkok_date
from shared.domain.measure_tasks import as_it_stands
from shared.domain.mentors import mentor_due
from shared.domain.plan_types import Plan, PlanState
from shared.domain.plans import complete
from shared.domain.rounds import due_rounds
from shared.domain.tasks import TERMINAL
from shared.storage import audit, keys
from shared.storage.households import State, load_state
from shared.storage.partitions import query_each
from shared.storage.tables import Conflict, Transaction, core

GRACE_DAYS = 15  # after a round's or visit's day, before it counts as missed
_GRACE, _DAY = timedelta(days=GRACE_DAYS), timedelta(days=1)
MONITORING, MONDAY = 4, 0


def review_cases(on: date, moment: datetime) -> int:
    """Every household of the programme whose day has come. Returns how many changed; a second look changes none."""
    changed = 0
    for item in query_each(
        core(), keys.mark_partitions(keys.CASE), index="Index2", upto=f"{on.isoformat()}~"
    ):
        changed += review_case(keys.household_of(item["PK"]), moment)
    return changed


def review_case(household_id: str, moment: datetime) -> int:
    """Look at one household, by its day or because something of it has just ended. Returns 1 when that changed it.

    Losing a race is no loss: the household stays due, and the next review looks again.
    """
    on = bangkok_date(moment)
    state = load_state(household_id)
    if state.meta is None:
        return 0
    before = state.version
    transaction = Transaction()
    wrote = _alerts(transaction, state, on, moment)
    wrote += _finished(transaction, state, moment)
    wrote += _left(transaction, state, on, moment)
    wrote += _next_look(transaction, state, on)
    try:
        transaction.commit()
    except Conflict:
        return 0
    after = advance(load_state(household_id) if wrote else state, moment)
    return int(wrote > 0 or after.version != before)


def _alerts(transaction: Transaction, state: State, on: date, moment: datetime) -> int:
    opened = 0
    for alert in _missed(state, on):
        if open_alert(transaction, state, alert):
            opened += 1
            _note(transaction, state, "eval.backslide_flagged", alert.key, moment, {"cause": alert.cause})
    return opened


def _missed(state: State, on: date) -> Iterator[Alert]:
    """What should have happened and did not, each told apart by the day on which it was due."""
    meta = state.meta or {}
    if not in_programme(state):
        return
    hid, since = state.household_id, meta.get("mentorless_since")
    if since and not meta.get("mentor"):
        calendar = WorkingCalendar(meta["tambon"][:2])
        if on > mentor_due(date.fromisoformat(since), calendar):
            yield raise_alert(hid, "no_mentor", since, on, "data", [since])
    for name, due in _rounds(state):
        if on > due + _GRACE:
            yield raise_alert(hid, "round_missed", name, on, "data", [name])
    planned = _planned_visit(state)
    if planned is not None and on > planned + _GRACE:
        yield raise_alert(hid, "not_seen", planned.isoformat(), on, "data", [planned.isoformat()])


def _rounds(state: State) -> tuple[tuple[str, date], ...]:
    """Rounds still to come, for a household whose measures are decided."""
    plan = current_plan(state)
    if (state.meta or {}).get("phase") != MONITORING or plan is None or plan.decision is None:
        return ()
    return due_rounds(plan.decision.on, [one.name for one in rounds_of(state)])


def _planned_visit(state: State) -> date | None:
    """The day on which the family expects somebody, unless somebody came since it was planned."""
    made = sorted(visits_of(state), key=lambda one: one.on)
    return made[-1].next_visit if made else None


def _finished(transaction: Transaction, state: State, moment: datetime) -> int:
    """A plan of which every measure is decided is completed, with its measures as they then stand."""
    plan = current_plan(state)
    if plan is None or plan.state is not PlanState.ACTIVE:
        return 0
    standing = as_it_stands(plan, tasks_of(state))
    if not all(one.decided for one in standing.measures):
        return 0
    done = replace(complete(standing), version=plan.version + 1)
    transaction.put(core(), _plan_item(done, state), version=plan.version)
    _note(transaction, state, "plan.completed", f"plan|{plan.number}", moment, {"number": plan.number})
    return 1


def _plan_item(plan: Plan, state: State) -> dict[str, Any]:
    area = (state.meta or {})["tambon"]
    return part_item(plan.household_id, "PLAN", (f"{plan.number:04d}",), plan, v=plan.version, area=area)


def _left(transaction: Transaction, state: State, on: date, moment: datetime) -> int:
    """Who left has no more tasks: the last of them, a few at a time."""
    if not gone(state):
        return 0
    live = {task.task_id for task in tasks_of(state) if task.state not in TERMINAL}
    ended = end_tasks_of(transaction, state, live, "moved", on)
    if ended:
        told, key = {"reason": "moved", "tasks": ended}, f"left|{on.isoformat()}|{state.version}|{len(live)}"
        _note(transaction, state, "task.cancelled", key, moment, told)
    return ended


def _next_look(transaction: Transaction, state: State, on: date) -> int:
    """The next day on which time alone can ask something of this case. It is no other version: nothing has happened."""
    meta = state.meta or {}
    day = _next_day(state, on)
    index = keys.case_index(state.household_id, day.isoformat()) if day else {"G2P": None, "G2S": None}
    if meta.get("G2S") == index["G2S"]:
        return 0
    transaction.put(core(), {**meta, **index}, version=state.version)
    return 1


def _next_day(state: State, on: date) -> date | None:
    """Facts that move a household on are looked at when they come; Monday's look finds what a crash left undone."""
    if not in_programme(state):
        return None
    days = [due + _GRACE + _DAY for _, due in _rounds(state)]
    days += [alert.decide_by + _DAY for alert in alerts_of(state) if alert.open]
    planned = _planned_visit(state)
    days += [planned + _GRACE + _DAY] if planned else []
    meta = state.meta or {}
    if meta.get("phase", 1) < MONITORING:
        days.append(on + timedelta(days=7 - (on.weekday() - MONDAY) % 7))
    if meta.get("mentorless_since") and not meta.get("mentor"):
        since = date.fromisoformat(meta["mentorless_since"])
        days.append(max(mentor_due(since, WorkingCalendar(meta["tambon"][:2])), on) + _DAY)
    return min((day for day in days if day > on), default=None)


def _note(
    transaction: Transaction, state: State, name: str, key: str, moment: datetime, details: dict[str, Any]
) -> None:
    audit.add(
        transaction,
        audit.AuditEvent(
            type=f"th.sitthi.{name}.v1",
            key=f"{state.household_id}|{key}",
            at=moment,
            actor="system",
            subject=state.household_id,
            household=state.household_id,
            basis="daily review",
            details=details,
        ),
    )
