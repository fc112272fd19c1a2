"""A plan moves: written, submitted, signed, decided, carried out, revised, completed. One table, like the task's.

A decided version never changes in what was agreed; a change is a new version with new signatures and a new decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.agencies import Agency
from shared.domain.indicators import DIMENSIONS
from shared.domain.plan_types import (
    LEVELS,
    SIGNERS,
    Decision,
    Goal,
    Measure,
    MeasureState,
    Plan,
    PlanState,
    Signature,
    Spending,
)
from shared.domain.problems import refuse_plan

S = PlanState
# state, action, who, next state
TRANSITIONS: tuple[tuple[PlanState, str, tuple[str, ...], PlanState], ...] = (
    (S.DRAFT, "write", ("mentor", "coordinator"), S.DRAFT),
    (S.DRAFT, "sign", SIGNERS, S.DRAFT),
    (S.DRAFT, "submit", ("mentor", "coordinator"), S.SUBMITTED),
    (S.SUBMITTED, "sign", SIGNERS, S.SUBMITTED),
    (S.SUBMITTED, "approve", ("chair",), S.APPROVED),
    (S.SUBMITTED, "send_back", ("chair",), S.DRAFT),
    (S.APPROVED, "start", ("system", "coordinator"), S.ACTIVE),
    (S.ACTIVE, "progress", ("agency", "mentor", "coordinator", "system"), S.ACTIVE),
    (S.ACTIVE, "replace", ("system", "chair"), S.REVISED),
    (S.APPROVED, "replace", ("system", "chair"), S.REVISED),
    (S.ACTIVE, "complete", ("system", "coordinator"), S.COMPLETED),
)
TABLE = {(state, action): (who, target) for state, action, who, target in TRANSITIONS}
ACTIONS = tuple(sorted({action for _, action, _, _ in TRANSITIONS}))
TRACKS = ("develop", "lasting_care")


def check(plan: Plan, action: str, kind: str) -> PlanState:
    """The state that the action leads to. Raises PlanRefused with what is possible now."""
    found = TABLE.get((plan.state, action))
    if found is None or kind not in found[0]:
        possible = [name for state, name, who, _ in TRANSITIONS if state is plan.state and kind in who]
        raise refuse_plan("PLAN-NOT-ALLOWED", possible, state=plan.state)
    return found[1]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes: the whole text of a version."""

    goals: tuple[Goal, ...] = ()
    measures: tuple[Measure, ...] = ()
    ceiling: int | None = None
    starts: date | None = None
    ends: date | None = None
    track: str | None = None


def write(plan: Plan, text: Draft, kind: str) -> Plan:
    """Replace the text of a draft. Signatures under another text fall away. Raises PlanRefused."""
    check(plan, "write", kind)
    _check_text(text)
    written = replace(
        plan,
        goals=text.goals,
        measures=text.measures,
        ceiling=text.ceiling,
        starts=text.starts,
        ends=text.ends,
        track=text.track,
        version=plan.version + 1,
    )
    digest = written.digest
    return replace(written, signatures=tuple(one for one in plan.signatures if one.digest == digest))


def _check_text(text: Draft) -> None:
    for measure in text.measures:
        if measure.agency not in list(Agency):
            raise refuse_plan("PLAN-AGENCY", list(Agency))
        if measure.level not in LEVELS:
            raise refuse_plan("PLAN-LEVEL", LEVELS)
        if measure.dimension not in DIMENSIONS:
            raise refuse_plan("PLAN-DIMENSION", DIMENSIONS)
        if measure.budget is not None and measure.budget < 0:
            raise refuse_plan("PLAN-BUDGET", [measure.measure_id])
    if len({measure.measure_id for measure in text.measures}) != len(text.measures):
        raise refuse_plan("PLAN-MEASURE-TWICE")
    if text.starts and text.ends and text.ends < text.starts:
        raise refuse_plan("PLAN-PERIOD")
    if text.track is not None and text.track not in TRACKS:
        raise refuse_plan("PLAN-TRACK", TRACKS)


def sign(plan: Plan, signature: Signature) -> Plan:
    """A signature counts only under the exact text that was read. Signing twice changes nothing."""
    check(plan, "sign", signature.role)
    if signature.digest != plan.digest:
        raise refuse_plan("PLAN-OTHER-TEXT")
    if signature.role == "agency" and signature.agency not in {one.agency for one in plan.measures}:
        raise refuse_plan("PLAN-AGENCY", sorted({one.agency for one in plan.measures}))
    same = (signature.role, signature.agency)
    if any((one.role, one.agency) == same for one in plan.signatures):
        return plan
    return replace(plan, signatures=(*plan.signatures, signature), version=plan.version + 1)


def unsigned(plan: Plan) -> tuple[str, ...]:
    """Who has not signed yet: the household, the mentor, and each agency with a measure."""
    have = {(one.role, one.agency) for one in plan.signatures}
    wanted: list[tuple[str, str | None]] = [("household", None), ("mentor", None)]
    wanted += [("agency", agency) for agency in sorted({one.agency for one in plan.measures})]
    return tuple(agency or role for role, agency in wanted if (role, agency) not in have)


def submit(plan: Plan, kind: str) -> Plan:
    """To the committee: with measures that are whole, within the ceiling, and signed by household and mentor."""
    target = check(plan, "submit", kind)
    lacking = [
        f"{measure.measure_id}.{name}"
        for measure in plan.measures
        for name in ("budget", "due", "target")
        if getattr(measure, name) is None
    ]
    lacking += [name for name in ("starts", "ends", "ceiling") if getattr(plan, name) is None]
    lacking += ["measures"] if not plan.measures else []
    lacking += [name for name in unsigned(plan) if name in ("household", "mentor")]
    if lacking:
        raise refuse_plan("PLAN-INCOMPLETE", lacking)
    if plan.ceiling is not None and plan.budget > plan.ceiling:
        raise refuse_plan("PLAN-OVER-CEILING", budget=plan.budget, ceiling=plan.ceiling)
    return replace(plan, state=target, version=plan.version + 1)


def decide(plan: Plan, decision: Decision, kind: str = "chair") -> Plan:
    """The committee approves or sends back with a reason; who wrote or signed as mentor cannot decide."""
    target = check(plan, "approve" if decision.approved else "send_back", kind)
    if not decision.approved and not decision.reason:
        raise refuse_plan("PLAN-REASON", ["reason"])
    if any(one.by == decision.by for one in plan.signatures if one.role != "chair"):
        raise refuse_plan("PLAN-SECOND-PERSON")
    signatures = plan.signatures
    if decision.approved:
        if unsigned(plan):
            raise refuse_plan("PLAN-UNSIGNED", unsigned(plan))
        chair = Signature("chair", decision.by, plan.digest, decision.on, "system")
        signatures = (*signatures, chair)
    return replace(plan, state=target, decision=decision, signatures=signatures, version=plan.version + 1)


def start(plan: Plan, kind: str = "system") -> Plan:
    """The approved plan is carried out: its measures are under way."""
    target = check(plan, "start", kind)
    measures = tuple(replace(one, state=MeasureState.UNDERWAY) for one in plan.measures)
    return replace(plan, state=target, measures=measures, version=plan.version + 1)


def progress(
    plan: Plan,
    measure_id: str,
    kind: str,
    *,
    officer: str | None = None,
    task_id: str | None = None,
    spending: Spending | None = None,
    requested: str | None = None,
    state: MeasureState | None = None,
    reason: str | None = None,
    on: date | None = None,
) -> Plan:
    """What happens to a measure of an active plan; nothing that was agreed can change here. Raises PlanRefused."""
    check(plan, "progress", kind)
    measure = plan.measure(measure_id)
    if measure is None:
        raise refuse_plan("PLAN-NO-MEASURE")
    if state in (MeasureState.ACHIEVED, MeasureState.GIVEN_UP) and on is None:
        raise refuse_plan("PLAN-REASON", ["on"])
    if state is MeasureState.GIVEN_UP and not reason:
        raise refuse_plan("PLAN-REASON", ["reason"])
    if requested is not None and (
        requested not in LEVELS or LEVELS.index(requested) <= LEVELS.index(measure.level)
    ):
        raise refuse_plan("PLAN-LEVEL", LEVELS[LEVELS.index(measure.level) + 1 :])
    if spending is not None:
        _check_spending(measure, spending)
    moved = replace(
        measure,
        officer=officer or measure.officer,
        task_id=task_id or measure.task_id,
        requested=requested or measure.requested,
        spent=(*measure.spent, spending) if spending else measure.spent,
        state=state or measure.state,
        reason=reason or measure.reason,
        decided_on=on if state in (MeasureState.ACHIEVED, MeasureState.GIVEN_UP) else measure.decided_on,
    )
    measures = tuple(moved if one.measure_id == measure_id else one for one in plan.measures)
    return replace(plan, measures=measures, version=plan.version + 1)


def _check_spending(measure: Measure, spending: Spending) -> None:
    if spending.amount <= 0 or not spending.evidence:
        raise refuse_plan("PLAN-SPENDING", ["amount", "evidence"])
    if measure.budget is not None and measure.spent_baht + spending.amount > measure.budget:
        raise refuse_plan("PLAN-OVERSPENT", budget=measure.budget)


def revise(plan: Plan, number: int) -> Plan:
    """A new draft with the same text, to be changed, signed and decided anew; the old one stays as it was."""
    if plan.state not in (S.APPROVED, S.ACTIVE):
        raise refuse_plan("PLAN-NOT-ALLOWED", [], state=plan.state)
    return replace(
        plan, number=number, state=S.DRAFT, signatures=(), decision=None, replaces=plan.number, version=1
    )


def replaced(plan: Plan, kind: str = "system") -> Plan:
    """The old version, once a later one is approved."""
    return replace(plan, state=check(plan, "replace", kind), version=plan.version + 1)


def complete(plan: Plan, kind: str = "system") -> Plan:
    """Every measure is decided. Raises PlanRefused with those that are not."""
    target = check(plan, "complete", kind)
    undecided = [one.measure_id for one in plan.measures if not one.decided]
    if undecided:
        raise refuse_plan("PLAN-UNDECIDED", undecided)
    return replace(plan, state=target, version=plan.version + 1)


def double_aid(plans: Iterable[Plan]) -> tuple[tuple[str, str], ...]:
    """Pairs of measures that pay for the same thing to the same person (or household) from two pockets."""
    seen: dict[tuple[str, str | None, str], str] = {}
    pairs: list[tuple[str, str]] = []
    for plan in plans:
        if plan.state in (S.REVISED, S.DRAFT):
            continue
        for measure in plan.measures:
            if measure.catalogue is None or measure.state is MeasureState.GIVEN_UP or not measure.budget:
                continue
            key = (plan.household_id, measure.member_id, measure.catalogue)
            if key in seen:
                pairs.append((seen[key], measure.measure_id))
            else:
                seen[key] = measure.measure_id
    return tuple(pairs)
