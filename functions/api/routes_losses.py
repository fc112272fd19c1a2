"""What a new edition of the rule book takes from a household: told, and decided by a coordinator."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from chalice.app import Blueprint
from pydantic import ConfigDict

from functions.api.routes_households import Area, BenefitId, HouseholdId, MemberId
from shared.casework import loss_decisions
from shared.casework.commands import Order
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Reason

routes = Blueprint(__name__)


class LossDecision(Seen):
    """`accepted`: the law is so, and the next assessment closes what it ends. `disputed`: it stays as it is."""

    model_config = ConfigDict(strict=True, extra="forbid")

    benefit: BenefitId
    member_id: MemberId | None = None
    decision: Literal["accepted", "disputed"]
    reason: Reason


class Loss(Seen):
    """`baht`: by the month, or as often as the benefit is given."""

    benefit: str
    member_id: str | None
    rule_book_before: str
    rule_book_after: str
    found_on: date
    entitled_before: str
    entitled_after: str
    baht_before: int
    baht_after: int
    decision: str | None
    decided_by: str | None
    decided_on: date | None
    reason: str | None


class Losses(Seen):
    items: list[Loss]


class LossListed(Seen):
    """``benefit`` None: its very name tells of an illness; the household's own list names it."""

    benefit: str | None
    member_id: str | None
    entitled_before: str
    entitled_after: str
    baht_before: int
    baht_after: int
    decision: str | None


class HouseholdLosses(Seen):
    household_id: str
    area: str
    rule_book_before: str
    rule_book_after: str
    found_on: date
    losses: list[LossListed]


@endpoint(routes, "GET", "/v1/losses", action="read_desk", tags=("people",))
def list_losses(
    caller: Caller, area: Area | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[HouseholdLosses]:
    """List households from which a new edition of the rule book takes something that nobody has decided."""
    filters = ["losses", caller.officer.officer_id, area]
    found, position = loss_decisions.list_losses(caller, area, decode(cursor, filters), limit)
    items = [_listed(one) for one in found]
    return Page[HouseholdLosses](items=items, next_cursor=encode(position, filters))


def _listed(one: loss_decisions.LossesListed) -> HouseholdLosses:
    losses = [
        LossListed.model_validate({name: told.get(name) for name in LossListed.model_fields})
        for told in one.losses
    ]
    return HouseholdLosses(
        household_id=one.household_id,
        area=one.area,
        rule_book_before=one.rule_book_before,
        rule_book_after=one.rule_book_after,
        found_on=date.fromisoformat(one.found_on),
        losses=losses,
    )


@endpoint(
    routes, "GET", "/v1/households/{household_id}/losses", action="read_losses", tags=("people",)
)  # fmt: skip
def read_losses(household_id: HouseholdId, caller: Caller) -> Answer[Losses]:
    """Titles and amounts that only a new edition of the rule book took, open and decided ones."""
    return _answer(loss_decisions.read_losses(caller, household_id))


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/losses/decision",
    action="decide_loss",
    errors=("stale", "refused", "busy"),
    tags=("people",),
)
def decide_loss(
    household_id: HouseholdId,
    body: LossDecision,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Losses]:
    """Decide a loss. Until it is accepted, the gap and its tasks stay as they are."""
    version = expected_version(if_match)
    order = Order(caller, household_id, "decide_loss", idempotency_key, version, FieldClass.SENSITIVE)
    subject = (body.member_id, body.benefit)
    return _answer(loss_decisions.decide_loss(order, subject, body.decision, body.reason))


_UNDECIDED = {"decision": None, "decided_by": None, "decided_on": None, "reason": None}


def _answer(seen: loss_decisions.LossesSeen) -> Answer[Losses]:
    items: list[dict[str, Any]] = [{**_UNDECIDED, **told} for told in seen.losses]
    return Answer(Losses(items=[Loss.model_validate(one) for one in items]), {"ETag": etag(seen.version)})
