"""Texts that would fill write units: short ones as they are, long ones deflated. Equal texts give equal bytes."""

from __future__ import annotations

import zlib
from typing import Any

SHORT = 300  # bytes; what is shorter gains nothing worth the trouble of reading it
_LEVEL = 6


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, _LEVEL)


def packed(text: str) -> dict[str, Any]:
    """The text as an attribute in wire form."""
    data = text.encode()
    return {"S": text} if len(data) <= SHORT else {"B": deflated(data)}


def unpacked(value: Any) -> str:
    """The text of an attribute's value, packed or not."""
    return value if isinstance(value, str) else zlib.decompress(bytes(value)).decode()
