"""From a household's stored items to its case as the domain sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from shared.casework.case_items import body_of
from shared.domain.cases import Case, OpenGap, Unknown
from shared.domain.measure_tasks import as_it_stands
from shared.domain.mentors import Assignment
from shared.domain.needs import Assessment
from shared.domain.plain import from_plain
from shared.domain.plan_types import Plan
from shared.domain.rounds import Round
from shared.domain.tasks import Task
from shared.domain.visits import Visit
from shared.rules import current
from shared.storage.households import State


def case_of(state: State) -> Case:
    """Everything that the phases, rounds and agendas look at."""
    meta = state.meta or {}
    tasks = tasks_of(state)
    plan = current_plan(state)
    return Case(
        phase=meta.get("phase", 1),
        gaps=tuple(_gaps(state)),
        unknowns=tuple(_unknowns(state)),
        tasks=tasks,
        visits=visits_of(state),
        assessment=assessment_of(state),
        answers=frozenset(item["agency"] for item in state.parts.get("ANS", [])),
        plan=as_it_stands(plan, tasks) if plan is not None else None,
        rounds=rounds_of(state),
        mentors=mentors_of(state),
    )


def tasks_of(state: State) -> tuple[Task, ...]:
    return tuple(Task.from_item(item) for item in state.tasks.values())


def mentors_of(state: State) -> tuple[Assignment, ...]:
    """Oldest first."""
    return tuple(from_plain(Assignment, body_of(item)) for item in state.parts.get("MNT", []))


def visits_of(state: State) -> tuple[Visit, ...]:
    """Oldest first."""
    return tuple(from_plain(Visit, body_of(item)) for item in state.parts.get("VIS", []))


def plans_of(state: State) -> tuple[Plan, ...]:
    """Every version, oldest first, as it was decided."""
    return tuple(from_plain(Plan, body_of(item)) for item in state.parts.get("PLAN", []))


def current_plan(state: State) -> Plan | None:
    """The version that is in force, else the one being made."""
    plans = plans_of(state)
    live = [one for one in plans if one.state.value in ("approved", "active", "completed")]
    return live[-1] if live else plans[-1] if plans else None


def rounds_of(state: State) -> tuple[Round, ...]:
    """In the order in which they were measured."""
    rounds = [from_plain(Round, body_of(item)) for item in state.parts.get("RND", [])]
    return tuple(sorted(rounds, key=lambda one: one.measured.on))


def assessment_of(state: State) -> Assessment:
    """The needs as the team last recorded them."""
    items = state.parts.get("NEED", [])
    return from_plain(Assessment, body_of(items[-1])) if items else Assessment()


def _gaps(state: State) -> Iterable[OpenGap]:
    benefits = current().benefits
    for item in state.gaps.values():
        if not item.get("closed_on"):
            statutory = item["benefit"] in benefits and benefits[item["benefit"]].statutory
            yield OpenGap(item["gap_id"], item["benefit"], item.get("member_id"), statutory)


def _unknowns(state: State) -> Iterable[Unknown]:
    """Basic entitlements only: a closed register, and help that is no right, keep nobody in the urgent phase."""
    benefits = current().benefits
    rows = json.loads(state.determinations["body"])["rows"] if state.determinations else []
    for row in rows:
        benefit = benefits.get(row["b"])
        if benefit is not None and benefit.statutory and row["s"] == "need_info" and row["now"]:
            yield Unknown(row["b"], row["m"], tuple(row["miss"]))
