"""The facts of a screening as models made from the rule book's own list, so that the API's document names them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    create_model,
)
from pydantic_core import CoreSchema

from shared.http.days import PartialDay
from shared.http.model import Seen
from shared.rules import FactSpec, current

HIGHEST = 999_999_999


class _Facts(Seen):
    model_config = ConfigDict(strict=True, extra="forbid")


@cache
def facts_model(entity: str) -> type[BaseModel]:
    """``person`` or ``household``: every fact that rules may ask of it, each optional."""
    fields: dict[str, Any] = {}
    for spec in current().facts.values():
        if spec.entity == entity:
            fields[spec.name] = (
                _hint(spec) | None,
                Field(default=None, description=f"{spec.question.th} · {spec.question.en}"),
            )
    name = "PersonFacts" if entity == "person" else "HouseholdFacts"
    made: type[BaseModel] = create_model(
        name, __base__=_Facts, __doc__="What is known. A fact left out is unknown, never “no”.", **fields
    )
    return made


class FactsOf:
    """A field's type that is made when a call first needs it, so that no other call's start pays for it."""

    def __init__(self, entity: str) -> None:
        self._entity = entity

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(facts_model(self._entity))

    def none_known(self) -> BaseModel:
        return facts_model(self._entity)()


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 1.0 is the whole number 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _hint(spec: FactSpec) -> Any:
    if spec.type == "bool":
        return bool
    if spec.type == "int":
        return Annotated[int, Field(ge=0, le=HIGHEST), BeforeValidator(_whole)]
    if spec.type == "enum":
        return Literal[tuple(spec.values)]
    if spec.type == "date":
        return PartialDay
    if spec.type == "set":
        item: Any = Literal[tuple(spec.values)] if spec.values else _member_of(spec)
        return Annotated[list[item], Field(max_length=60)]
    return Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _member_of(spec: FactSpec) -> Any:
    """Sets without a list of values: numbers of indicators, or ids of benefits."""
    if spec.name.endswith("_failed"):
        return Annotated[int, Field(ge=1, le=99), BeforeValidator(_whole)]
    return Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,60}$")]
