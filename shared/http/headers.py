"""Headers that commands share: versions as entity tags, and the caller's own key of a command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints


@dataclass(frozen=True, slots=True)
class Header:
    """Marks a view's parameter as a request header. ``missing``: the problem when it is required and absent."""

    name: str
    missing: str = "invalid"


@dataclass(frozen=True, slots=True)
class Cookie:
    """Marks a view's parameter as a cookie."""

    name: str


IfMatch = Annotated[
    str, StringConstraints(max_length=100), Header("If-Match", missing="precondition_required")
]
IdempotencyKey = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[!-~]{8,128}$")] | None, Header("Idempotency-Key")
]


def etag(version: int) -> str:
    """The entity tag of a versioned thing."""
    return f'"{version}"'


def expected_version(if_match: str) -> int:
    """The version that a tag names; 0, which nothing has, for a tag that we never gave."""
    text = if_match.strip().removeprefix("W/").strip('"')
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0
