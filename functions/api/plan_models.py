"""Shapes of needs and plans: what people write, and what they read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from functions.api.routes_households import Dimension, MemberId
from shared.casework.plans import MOST_MEASURES
from shared.domain.agencies import Agency
from shared.domain.plan_types import Goal, Measure, Plan, Signature
from shared.domain.plans import Draft
from shared.http.days import Day
from shared.http.model import WHOLE, Seen, Strict
from shared.http.text import Reason, Short

MeasureId = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,40}(@[A-Za-z0-9_-]{1,64})?$")]
NeedCode = Annotated[str, StringConstraints(pattern="^(BMN25(60|65):[0-9]{1,2}|[a-z][a-z0-9_]{1,39})$")]
Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Baht = Annotated[int, Field(ge=0, le=10_000_000), WHOLE]
Level = Literal["subdistrict", "district", "province", "central"]


class GoalTold(Strict):
    dimension: Dimension
    th: Reason
    en: Reason | None = None


class MeasureTold(Strict):
    measure_id: MeasureId = Field(description="of the catalogue, with `@member` where it is for one person")
    dimension: Dimension
    agency: Agency
    th: Reason
    en: Reason | None = None
    catalogue: MeasureId | None = None
    needs: Annotated[list[NeedCode], Field(max_length=20)] = Field(default_factory=list)
    member_id: MemberId | None = None
    budget: Baht | None = None
    fund: Short | None = None
    level: Level = "subdistrict"
    due: Day | None = None
    target: Reason | None = None


class PlanTold(Strict):
    """The whole text of a version. What people sign is exactly this."""

    goals: Annotated[list[GoalTold], Field(max_length=20)] = Field(default_factory=list)
    measures: Annotated[list[MeasureTold], Field(max_length=MOST_MEASURES)] = Field(default_factory=list)
    ceiling: Baht | None = None
    starts: Day | None = None
    ends: Day | None = None
    track: Literal["develop", "lasting_care"] | None = None


class SignatureTold(Strict):
    role: Literal["household", "mentor", "agency"]
    digest: Digest = Field(description="of the text that was read")
    member_id: MemberId | None = Field(default=None, description="who of the household signs")
    method: Literal["signature", "thumbprint", "voice"] = "signature"


class DecisionTold(Strict):
    approved: bool
    reason: Reason | None = None


class SpendingTold(Strict):
    on: Day
    amount: Annotated[int, Field(ge=1, le=10_000_000), WHOLE]
    evidence: Short


class MeasureChange(Strict):
    spending: SpendingTold | None = None
    requested: Level | None = Field(default=None, description="money asked of a higher level")
    given_up: bool = False
    reason: Reason | None = None
    on: Day | None = None


class SpendingSeen(Seen):
    on: date
    amount: int
    evidence: str


class MeasureSeen(Seen):
    measure_id: str
    dimension: str
    agency: str
    th: str
    en: str | None
    catalogue: str | None
    needs: list[str]
    member: str | None
    budget: int | None
    fund: str | None
    level: str
    requested: str | None
    due: date | None
    target: str | None
    officer: str | None
    task_id: str | None
    state: str
    reason: str | None
    decided_on: date | None
    spent: list[SpendingSeen]


class SignatureSeen(Seen):
    role: str
    agency: str | None
    by: str
    on: date
    method: str


class DecisionSeen(Seen):
    approved: bool
    by: str
    on: date
    reason: str | None
    meeting_id: str | None


class GoalSeen(Seen):
    dimension: str
    th: str
    en: str | None


class PlanVersion(Seen):
    number: int
    state: str
    replaces: int | None
    digest: str
    goals: list[GoalSeen]
    measures: list[MeasureSeen]
    budget: int
    ceiling: int | None
    starts: date | None
    ends: date | None
    track: str | None
    signatures: list[SignatureSeen]
    unsigned: list[str]
    decision: DecisionSeen | None


class PlanOfHousehold(Seen):
    household_id: str
    plan: PlanVersion | None = Field(description="in force, else the newest")
    draft: PlanVersion | None = Field(description="a newer version that is being made")
    double_aid: list[tuple[str, str]] = Field(description="measures that pay for the same thing twice")
    check_since: date | None = Field(
        description="since when the family has changed, so that what was agreed may no longer fit"
    )


def draft_of(body: PlanTold) -> Draft:
    return Draft(
        goals=tuple(Goal(one.dimension, one.th, one.en) for one in body.goals),
        measures=tuple(_measure(one) for one in body.measures),
        ceiling=body.ceiling,
        starts=day(body.starts),
        ends=day(body.ends),
        track=body.track,
    )


def _measure(one: MeasureTold) -> Measure:
    plain: dict[str, Any] = one.model_dump(exclude={"agency", "due", "needs"})
    return Measure(**plain, agency=str(one.agency), due=day(one.due), needs=tuple(one.needs))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def version_seen(plan: Plan, unsigned: tuple[str, ...]) -> PlanVersion:
    return PlanVersion(
        number=plan.number,
        state=plan.state.value,
        replaces=plan.replaces,
        digest=plan.digest,
        goals=[GoalSeen(dimension=one.dimension, th=one.th, en=one.en) for one in plan.goals],
        measures=[_measure_seen(one) for one in plan.measures],
        budget=plan.budget,
        ceiling=plan.ceiling,
        starts=plan.starts,
        ends=plan.ends,
        track=plan.track,
        signatures=[_signature(one) for one in plan.signatures],
        unsigned=list(unsigned),
        decision=DecisionSeen.model_validate(plan.decision, from_attributes=True) if plan.decision else None,
    )


def _signature(one: Signature) -> SignatureSeen:
    return SignatureSeen(role=one.role, agency=one.agency, by=one.by, on=one.on, method=one.method)


def _measure_seen(one: Measure) -> MeasureSeen:
    return MeasureSeen(
        measure_id=one.measure_id,
        dimension=one.dimension,
        agency=one.agency,
        th=one.th,
        en=one.en,
        catalogue=one.catalogue,
        needs=list(one.needs),
        member=one.member_id,
        budget=one.budget,
        fund=one.fund,
        level=one.level,
        requested=one.requested,
        due=one.due,
        target=one.target,
        officer=one.officer,
        task_id=one.task_id,
        state=one.state.value,
        reason=one.reason,
        decided_on=one.decided_on,
        spent=[SpendingSeen(on=paid.on, amount=paid.amount, evidence=paid.evidence) for paid in one.spent],
    )
