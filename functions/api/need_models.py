"""Shapes of needs: what a team finds, what agencies propose or decline."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from functions.api.models import Words
from functions.api.plan_models import MeasureId, NeedCode
from functions.api.routes_households import Dimension, MemberId
from shared.http.model import WHOLE, Seen, Strict
from shared.http.text import Long, Reason, Short


class NeedTold(Strict):
    dimension: Dimension
    code: NeedCode = Field(description="an indicator as `BMN2560:8`, or a short name of the team's own")
    level: Annotated[int, Field(ge=0, le=3), WHOLE] = Field(
        description="0 settles it, 1 light, 2 serious, 3 urgent"
    )
    members: Annotated[list[MemberId], Field(max_length=99)] = Field(default_factory=list)
    note: Long | None = None


class NeedsTold(Strict):
    needs: Annotated[list[NeedTold], Field(max_length=60)] = Field(default_factory=list)
    assessed: Annotated[list[Dimension], Field(max_length=5)] = Field(
        default_factory=list, description="dimensions that were looked at, also those without a need"
    )
    wishes: Annotated[list[Short], Field(max_length=20)] | None = Field(
        default=None, description="occupations that the family would like; left out: as they stand"
    )
    suitability: Annotated[list[Short], Field(max_length=20)] | None = Field(
        default=None, description="what the team finds fitting: skills, land, health, market"
    )


class NeedSeen(Seen):
    dimension: str
    code: str
    level: int
    since: date
    source: str
    members: list[str]
    note: str | None


class ProposalSeen(Seen):
    """A measure of the catalogue, with the needs that it addresses."""

    measure: str
    text: Words
    dimension: str
    agency: str
    needs: list[str]
    cost: int = Field(description="usual, in baht; 0: of the agency's running budget")
    days: int = Field(description="usual, in working days")
    target: str
    fund: str


class AnswerSeen(Seen):
    agency: str
    measures: list[str]
    declined: str | None
    note: str | None
    by: str
    on: date


class Needs(Seen):
    household_id: str
    needs: list[NeedSeen]
    assessed: list[str]
    wishes: list[str]
    suitability: list[str]
    proposals: list[ProposalSeen]
    unanswered: list[str] = Field(description="needs that no measure of the catalogue addresses")
    answers: list[AnswerSeen]
    waiting: list[str] = Field(description="agencies with a need in their field that have not answered yet")
    version: int


class AnswerTold(Strict):
    measures: Annotated[list[MeasureId], Field(max_length=20)] = Field(default_factory=list)
    declined: Reason | None = Field(default=None, description="why nothing is offered")
    note: Long | None = None
