"""Families change: births, deaths, moves, splits, mergers, and a no to the programme. Nothing is ever deleted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.identity_models import Address, HouseCode, IdentityTold, PersonNamed, told_of
from functions.api.routes_households import HouseholdId, MemberId
from functions.api.routes_visits import Told
from shared.casework import changes, identities
from shared.casework.commands import Opened, Order
from shared.casework.moving import NewHousehold
from shared.casework.sessions import Caller
from shared.domain.changes import Change
from shared.domain.policy import FieldClass
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import WHOLE, Seen, Strict
from shared.http.operation import Answer
from shared.http.text import Reason
from shared.storage.people import People

routes = Blueprint(__name__)

CHANGE = ("stale", "refused", "busy")
Tambon = Annotated[str, StringConstraints(pattern="^[0-9]{6}$")]


class MemberTold(Strict):
    """A person who arrives. Who it is, is kept apart from the facts."""

    kind: Literal["born", "found", "joined"]
    on: Day
    facts: Told = Field(examples=[{"birth_date": "2022-01-10", "sex": "หญิง", "relation": "หลาน"}])
    person: PersonNamed | None = Field(default=None, description="name and number, where they are known")
    reason: Reason | None = Field(default=None, description="needed for a person whom the survey missed")


class MemberGone(Strict):
    kind: Literal["died", "left"]
    on: Day
    other_household: HouseholdId | None = Field(
        default=None, description="where the person lives now, if known"
    )
    reason: Reason | None = None


class HouseholdBegins(Strict):
    """The house to which a part of the family has moved, where no household is known yet."""

    house_code: HouseCode
    household_no: Annotated[int, Field(ge=1, le=9), WHOLE] = 1
    area: Tambon
    address: Address | None = None


class ChangeTold(Strict):
    """What each kind needs: `moved` to_area; `split` members and other_household or new_household; `merged`
    other_household; the others a reason."""

    kind: Literal["moved", "moved_away", "split", "merged", "declined", "resumed", "ended"]
    on: Day
    members: Annotated[list[MemberId], Field(max_length=12)] = Field(default_factory=list)
    other_household: HouseholdId | None = None
    new_household: HouseholdBegins | None = Field(
        default=None, description="of a split, instead of other_household"
    )
    to_area: Tambon | None = None
    reason: Reason | None = None


class Changed(Seen):
    """Recorded; rights are worked out again next."""

    household_id: str
    member_id: str | None
    status: str
    area: str
    mentor: str | None
    version: int


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/members",
    action="add_member",
    status=201,
    errors=CHANGE,
    tags=("people",),
)
def add_member(
    household_id: HouseholdId,
    body: MemberTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Changed]:
    """Add a newborn, a person who moved or married in, or one whom the survey missed."""
    order = _order(caller, household_id, "add_member", if_match, idempotency_key, FieldClass.SENSITIVE)
    names = told_of(body.person)
    member = changes.new_member_id(order, names, body.facts)
    change = _change(order, body.kind, body.on, member_id=member, reason=body.reason)
    return _answer(changes.record_change(order, changes.Told(change, body.facts, names)), member)


@endpoint(
    routes,
    "PATCH",
    "/v1/households/{household_id}/members/{member_id}",
    action="change_member",
    errors=CHANGE,
    tags=("people",),
)
def change_member(
    household_id: HouseholdId,
    member_id: MemberId,
    body: MemberGone,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Changed]:
    """Record that a member died or left. What was being done for the person ends with that as its ground."""
    order = _order(caller, household_id, "change_member", if_match, idempotency_key, FieldClass.SENSITIVE)
    change = _change(
        order,
        body.kind,
        body.on,
        member_id=member_id,
        other_household=body.other_household,
        reason=body.reason,
    )
    return _answer(changes.record_change(order, changes.Told(change)), member_id)


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/changes",
    action="change_household",
    status=201,
    errors=CHANGE,
    tags=("people",),
)
def change_household(
    household_id: HouseholdId,
    body: ChangeTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Changed]:
    """Record that the household moved, split, merged, declined the programme, came back, or ended."""
    order = _order(caller, household_id, "change_household", if_match, idempotency_key)
    change = _change(
        order,
        body.kind,
        body.on,
        members=tuple(body.members),
        other_household=body.other_household,
        to_area=body.to_area,
        reason=body.reason,
    )
    return _answer(changes.record_change(order, changes.Told(change, begins=_begins(body))), None)


@endpoint(
    routes,
    "PATCH",
    "/v1/households/{household_id}/identity",
    action="change_identity",
    errors=CHANGE,
    tags=("people",),
)
def correct_identity(
    household_id: HouseholdId,
    body: IdentityTold,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Changed]:
    """Correct a name, number, phone or address. What is left out stays; no answer ever shows what was told.

    A number that another household has is put before a coordinator, and this is refused until that is decided.
    """
    order = _order(caller, household_id, "change_identity", if_match, idempotency_key, FieldClass.IDENTITY)
    told = People(told_of(body.household), {one.member_id: told_of(one) for one in body.members})
    return _answer(identities.correct_identity(order, told, date.fromisoformat(body.on), body.why), None)


def _begins(body: ChangeTold) -> NewHousehold | None:
    new = body.new_household
    if new is None or body.kind != "split":
        return None
    return NewHousehold(new.house_code, new.household_no, new.area, told_of(new.address))


def _order(
    caller: Caller,
    household_id: str,
    action: str,
    if_match: str,
    key: str | None,
    fields: FieldClass = FieldClass.OPERATIONAL,
) -> Order:
    return Order(caller, household_id, action, key, expected_version(if_match), fields)


def _change(order: Order, kind: str, on: str, **more: Any) -> Change:
    caller = order.caller
    return Change(
        kind, order.household_id, date.fromisoformat(on), caller.today, caller.officer.officer_id, **more
    )


def _answer(opened: Opened, member_id: str | None) -> Answer[Changed]:
    version = opened.state.version
    shown = Changed(
        household_id=opened.household_id,
        member_id=member_id,
        status=opened.meta.get("status", "active"),
        area=opened.meta["tambon"],
        mentor=opened.meta.get("mentor"),
        version=version,
    )
    return Answer(shown, {"ETag": etag(version)})
