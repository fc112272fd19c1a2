"""Who somebody is, as people tell it: names, numbers, phone and address. Only ever taken, never shown."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.api.routes_households import MemberId
from shared.http.days import Day
from shared.http.model import WHOLE, Strict

Name = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,99}$")]
CitizenId = Annotated[str, StringConstraints(pattern="^[0-9]{13}$"), Field(examples=["1234567890121"])]
HouseCode = Annotated[str, StringConstraints(pattern="^[0-9X][0-9]{10}$")]
Phone = Annotated[str, StringConstraints(pattern="^0[0-9]{8,9}$")]


class PersonNamed(Strict):
    title: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    citizen_id: CitizenId | None = Field(
        default=None, description="thirteen digits, of which the last checks the others"
    )


class MemberNamed(PersonNamed):
    member_id: MemberId


class Address(Strict):
    phone: Phone | None = None
    house_no: (
        Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,29}$")] | None
    ) = None
    village_no: Annotated[int, Field(ge=0, le=99), WHOLE] | None = None


class IdentityTold(Strict):
    on: Day = Field(description="since when it is so")
    why: Literal["was_wrong", "has_changed", "was_missing"]
    household: Address | None = None
    members: Annotated[list[MemberNamed], Field(max_length=12)] = Field(default_factory=list)


def told_of(model: Strict | None) -> dict[str, str]:
    """The fields that were told, as the Identity table keeps them."""
    plain = model.model_dump(exclude={"member_id"}, exclude_none=True) if model is not None else {}
    return {name: str(value) for name, value in plain.items()}
