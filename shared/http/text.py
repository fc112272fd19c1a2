"""Texts and numbers that people type: bounded, without control characters, kept as typed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

# Not only spaces, on one line: what is written here is read in lists.
Short = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,199}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,499}$")]
# Several lines.
Long = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f][^\x00-\x08\x0b-\x1f\x7f]{0,3999}$")]
# An id that a client made, so that a form sent twice is one thing.
ClientId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9-]{8,64}$")]


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 1.0 is the whole number 1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)  # stands after the bounds, which the document would lose otherwise
