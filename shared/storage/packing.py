"""Texts that would fill write units: short ones as they are, long ones deflated. Equal texts give equal bytes."""

from __future__ import annotations

import zlib
from binascii import b2a_base64
from json.encoder import encode_basestring
from typing import Any

from shared.domain.survey_text import spelled_out

SHORT = 780  # bytes; with its keys, what is shorter fills no second write unit
_LEVEL = 6


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, _LEVEL)


def packed_text(text: str) -> str:
    """The text as an attribute in the JSON of the wire."""
    data = text.encode()
    if len(data) <= SHORT:
        return f'{{"S":{encode_basestring(text)}}}'
    return f'{{"B":"{b2a_base64(deflated(data), newline=False).decode()}"}}'


def unpacked(value: Any) -> str:
    """The text of an attribute's value, packed or not, its signs spelled out."""
    return spelled_out(value if isinstance(value, str) else zlib.decompress(bytes(value)).decode())
