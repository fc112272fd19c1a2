"""From what is stored of a household to the facts that its phase is judged by: one pure look at the whole case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from shared.domain.measures import agencies_wanted
from shared.domain.mentors import Assignment
from shared.domain.needs import Assessment
from shared.domain.phases import CaseFacts
from shared.domain.plan_types import Plan
from shared.domain.rounds import ROUND_MONTHS, Outcome, Round
from shared.domain.task_table import TaskState
from shared.domain.tasks import Task
from shared.domain.visits import Visit

_NOTHING = Assessment()
Subject = tuple[str | None, str]  # member (None: the household), benefit


@dataclass(frozen=True, slots=True)
class OpenGap:
    gap_id: str
    benefit: str
    member_id: str | None
    statutory: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """A benefit that cannot be decided yet, and the facts that are missing for it."""

    benefit: str
    member_id: str | None
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.benefit}/{self.member_id or 'household'}"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is known of one household's case. ``answers``: agencies that proposed or declined measures."""

    phase: int = 1
    gaps: tuple[OpenGap, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    tasks: tuple[Task, ...] = ()
    visits: tuple[Visit, ...] = ()
    assessment: Assessment = _NOTHING
    answers: frozenset[str] = frozenset()
    plan: Plan | None = None
    rounds: tuple[Round, ...] = ()
    mentors: tuple[Assignment, ...] = ()


def case_facts(case: Case) -> CaseFacts:
    """The facts that the checklist of a phase looks at."""
    plan = case.plan
    measures = plan.measures if plan is not None else ()
    made = {one.name for one in case.rounds}
    mentor = next((one.officer_id for one in case.mentors if one.active), None)
    return CaseFacts(
        phase=case.phase,
        mentor=mentor,
        untasked_gaps=untasked(case.gaps, case.tasks),
        open_gaps=tuple(sorted(gap.gap_id for gap in case.gaps if gap.statutory)),
        unasked_unknowns=unasked(case.unknowns, case.tasks, case.visits),
        team_visits=sum(visit.by_team for visit in case.visits),
        assessed=case.assessment.assessed,
        wishes=bool(case.assessment.wishes),
        suitability=bool(case.assessment.suitability),
        agencies_wanted=agencies_wanted(case.assessment.needs),
        agencies_answered=case.answers | {one.agency for one in measures},
        plan_state=plan.state.value if plan is not None else None,
        loose_measures=tuple(one.measure_id for one in measures if one.loose and not one.decided),
        undecided_measures=tuple(one.measure_id for one in measures if not one.decided),
        rounds_missing=tuple(name for name in ROUND_MONTHS if name not in made),
        graduated=bool(case.rounds) and case.rounds[-1].outcome is Outcome.GRADUATED,
    )


def untasked(gaps: Iterable[OpenGap], tasks: Collection[Task]) -> tuple[str, ...]:
    """Rights not received that are nobody's task. A cancelled task is none; a closed one has had its answer."""
    held = {task.gap_id for task in tasks if task.state is not TaskState.CANCELLED}
    claimed: set[Subject] = {
        (task.member_id, task.benefit or "")
        for task in tasks
        if task.kind == "claim" and task.state is not TaskState.CANCELLED
    }
    return tuple(
        sorted(
            gap.gap_id
            for gap in gaps
            if gap.statutory and gap.gap_id not in held and (gap.member_id, gap.benefit) not in claimed
        )
    )


def unasked(unknowns: Iterable[Unknown], tasks: Iterable[Task], visits: Iterable[Visit]) -> tuple[str, ...]:
    """Unknowns that no agency screens and no visit has asked about. A refused answer was asked."""
    screened: set[Subject] = {
        (task.member_id, task.benefit or "")
        for task in tasks
        if task.kind == "screening" and task.state is not TaskState.CANCELLED
    }
    asked = {(finding.member_id, finding.fact) for visit in visits for finding in visit.findings}
    return tuple(
        sorted(
            unknown.name
            for unknown in unknowns
            if (unknown.member_id, unknown.benefit) not in screened
            and not all(
                (unknown.member_id, fact) in asked or (None, fact) in asked for fact in unknown.missing
            )
        )
    )
