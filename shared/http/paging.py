"""Lists in pages: a bounded limit and an opaque cursor.

A cursor holds where the last page ended and a digest of the filters it belongs to. It names no partition:
those follow from the caller's own rights on each call, so a forged cursor shows nothing that a first page would not.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.http.problem import Fault, Problem

Limit = Annotated[int, Field(ge=1, le=100, description="Most items of a page")]
Cursor = Annotated[
    Annotated[str, StringConstraints(max_length=600)] | None,
    Field(description="`next_cursor` of the page before, with the same filters"),
]
T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """A page of a list. ``next_cursor`` is null on the last one."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next_cursor: str | None


def encode(position: tuple[int, str] | None, filters: Any) -> str | None:
    """The cursor after ``position``: (number of the partition, sort key)."""
    if position is None:
        return None
    text = json.dumps([_digest(filters), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None, filters: Any) -> tuple[int, str] | None:
    """Raises the problem ``invalid`` for a text that no page of these filters gave."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, number, key = json.loads(raw)
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError):
        raise Problem("invalid", [Fault("?cursor", "format")]) from None
    sound = (
        digest == _digest(filters)
        and type(number) is int
        and 0 <= number < 10_000
        and isinstance(key, str)
        and 0 < len(key) <= 400
        and key.isascii()
        and key.isprintable()
    )
    if not sound:
        raise Problem("invalid", [Fault("?cursor", "format")])
    return number, key


def _digest(filters: Any) -> str:
    text = json.dumps(filters, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
