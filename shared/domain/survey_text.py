"""How a survey is written in few bytes: JSON in which frequent pieces (a field with its value, a field's name) are one
sign each. The signs come from Unicode's private use area, and a text of people that holds such a character has it
escaped as JSON allows, so that ``spelled_out`` always gives back the very JSON.

A piece is found by its place in ``data/survey_words.txt``: lines are added at the end and never moved or taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

_FIRST = 0xE000
_SIGNS = re.compile("[\ue000-\uf8ff]")


@cache
def _signs() -> tuple[Mapping[str, str], Mapping[int, str]]:
    """Signs by piece, and pieces by sign."""
    path = Path(__file__).with_name("data") / "survey_words.txt"
    words = path.read_text(encoding="utf-8").splitlines()
    return (
        {word: chr(_FIRST + place) for place, word in enumerate(words)},
        {_FIRST + place: word for place, word in enumerate(words)},
    )


def written(name: str, value: Any) -> str:
    """A field and its value (in JSON form), with a comma after it."""
    signs, _ = _signs()
    text = _json(value, signs)
    label = f'"{name}":'
    whole = signs.get(label + text)
    return f"{whole}," if whole else f"{signs.get(label, label)}{text},"


def as_text(value: Any) -> str:
    """Any value as JSON that ``spelled_out`` gives back unchanged."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SIGNS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _json(value: Any, signs: Mapping[str, str]) -> str:
    if isinstance(value, str):
        text = encode_basestring(value)
        return _SIGNS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) if _SIGNS.search(text) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        items = [_json(item, signs) for item in value]
        return "[" + ",".join([signs.get(item, item) for item in items]) + "]"
    return str(value) if isinstance(value, int) else json.dumps(value)


def spelled_out(text: str) -> str:
    """The JSON of a text with signs; plain JSON stays as it is."""
    return text.translate(_signs()[1])
