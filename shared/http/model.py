"""What bodies are made of. A model is built when it is first used: a call pays for its own route, not for all."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Seen(BaseModel):
    """What an answer is made of."""

    model_config = ConfigDict(defer_build=True)


class Strict(BaseModel):
    """What a request is made of. A field that nobody knows is a fault, so that a typing error never goes unseen."""

    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON knows one kind of number: 3.0 is the integer 3 (JSON Schema 2020-12, 4.2.3).
# Stands after the bounds of an ``Annotated``, which the document would lose otherwise.
WHOLE = BeforeValidator(_whole)
