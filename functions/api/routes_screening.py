"""Public: the rule book, and what a family may be owed. Nothing that is sent is stored or logged."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from functions.api.benefit_models import BenefitSummary, BenefitText, full, summary
from functions.api.facts import FactsOf
from functions.api.models import Determination, Flag, Question
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.problem import Problem
from shared.rules import current
from shared.storage import clock

routes = Blueprint(__name__)
_PUBLISHED = {"Cache-Control": "public, max-age=300"}  # the book changes with a release, not with a call

BenefitId = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,60}$")]
MemberId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,40}$")]


_OF_HOUSEHOLD, _OF_PERSON = FactsOf("household"), FactsOf("person")


class ScreenedHousehold(Strict):
    facts: Annotated[Any, _OF_HOUSEHOLD] = Field(default_factory=_OF_HOUSEHOLD.none_known)


class ScreenedMember(Strict):
    id: MemberId
    facts: Annotated[Any, _OF_PERSON] = Field(default_factory=_OF_PERSON.none_known)


class Screening(Strict):
    """Facts of a family, as far as they are known."""

    on: Day | None = None
    household: ScreenedHousehold = Field(default_factory=ScreenedHousehold)
    members: list[ScreenedMember] = Field(max_length=30)
    roster_complete: bool = True

    @field_validator("members")
    @classmethod
    def _distinct(cls, members: list[ScreenedMember]) -> list[ScreenedMember]:
        if len({member.id for member in members}) != len(members):
            raise PydanticCustomError("duplicate", "two members have the same id")
        return members


class Screened(Seen):
    """Preliminary: the agency decides."""

    rule_book: str
    determinations: list[Determination]
    questions: list[Question]
    next_change: str | None
    flags: list[Flag]


@endpoint(routes, "GET", "/v1/benefits", action="read_public", public=True, tags=("screening",))
def benefits(limit: Limit = 100, cursor: Cursor = None) -> Answer[Page[BenefitSummary]]:
    """List the benefits of the rule book in force."""
    book = current()
    start = decode(cursor, ["benefits", book.digest])
    ids = sorted(name for name in book.benefits if start is None or name > start[1])
    rest = len(ids) > limit
    page = ids[:limit]
    return Answer(
        Page[BenefitSummary](
            items=[BenefitSummary(**summary(book.benefits[name])) for name in page],
            next_cursor=encode((0, page[-1]) if rest else None, ["benefits", book.digest]),
        ),
        _PUBLISHED,
    )


@endpoint(routes, "GET", "/v1/benefits/{benefit_id}", action="read_public", public=True, tags=("screening",))
def benefit(benefit_id: BenefitId) -> Answer[BenefitText]:
    """Give one benefit: conditions and amounts of each version, documents, where to apply, and the law."""
    book = current()
    found = book.benefits.get(benefit_id)
    if found is None:
        raise Problem("not_found")
    return Answer(full(book, found), _PUBLISHED)


@endpoint(routes, "POST", "/v1/screenings", action="read_public", public=True, tags=("screening",))
def screen(body: Screening) -> Screened:
    """Say what a family may be owed by law, why, and what to ask next.

    Three-valued: an unknown fact gives ``unknown``, never ``no``. Stores nothing.
    """
    book, on = current(), date.fromisoformat(body.on) if body.on else clock.today()
    household = book.parse_household(body.model_dump(exclude_unset=True, exclude={"on"}), on)
    answer = book.assess(household, on).to_json()
    for one in answer["determinations"]:
        if one["state"] == "receiving_review":  # a word for a coordinator's desk alone
            one["state"] = "receiving"
    return Screened.model_validate(answer)
