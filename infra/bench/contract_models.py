"""What the product's routes about tasks take and give, as plain models that both contract layers share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.domain.agencies import Agency

TaskId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{8,64}-[0-9a-f]{12}$")]
Area = Annotated[str, StringConstraints(pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6})$")]
Day = Annotated[str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]
State = Literal["draft", "sent", "accepted", "in_progress", "waiting", "returned", "done"]
Name = Literal["accept", "return", "assign", "reassign", "hold", "resume", "extend", "done"]
Limit = Annotated[int, Field(ge=1, le=100)]
Match = Annotated[str, StringConstraints(max_length=100)]


class TaskSeen(BaseModel):
    model_config = ConfigDict(defer_build=True)

    task_id: str
    household_id: str
    agency: str
    kind: str
    benefit: str | None
    measure: str | None
    member: str | None
    area: str
    state: str
    priority: int
    officer: str | None
    sent_on: str | None
    acknowledge_by: str | None
    due: str | None
    waiting_on: str | None
    resume_by: str | None
    outcome: str | None
    asks: list[str]
    escalation: int
    actions: list[str]
    version: int


class Tasks(BaseModel):
    model_config = ConfigDict(defer_build=True)

    items: list[TaskSeen]
    next_cursor: str | None


class ActionWanted(BaseModel):
    """Strict in ours; Powertools validates after JSON is read, so a strict model would refuse right bodies there."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    action: Name
    occurred_at: Day | None = None
    officer: Short | None = None
    waiting_on: Short | None = None
    resume_by: Day | None = None
    outcome: Short | None = None
    reason: Short | None = None
    evidence: list[Short] = Field(default_factory=list, max_length=20)
    note: Annotated[str, StringConstraints(max_length=1000)] | None = None
    agency: Agency | None = None
    confirmed_by: Short | None = None


def task(number: int) -> TaskSeen:
    return TaskSeen(
        task_id=f"household{number:011d}-0123456789ab",
        household_id=f"household{number:011d}",
        agency="Lao",
        kind="claim",
        benefit="old_age_allowance",
        measure=None,
        member="m1",
        area="950101",
        state="sent",
        priority=2,
        officer=None,
        sent_on="2022-01-19",
        acknowledge_by="2022-01-24",
        due="2022-02-18",
        waiting_on=None,
        resume_by=None,
        outcome=None,
        asks=[],
        escalation=0,
        actions=["accept", "return"],
        version=2,
    )
