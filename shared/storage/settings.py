"""The environment of a function, read once and by name. A missing variable is named, not guessed."""

from __future__ import annotations

import json
import os
from functools import cache


class MissingSetting(RuntimeError):
    """A function was deployed without a variable that it needs."""


def setting(name: str) -> str:
    """Raises MissingSetting."""
    value = os.environ.get(name)
    if not value:
        raise MissingSetting(f"the environment variable {name} is not set")
    return value


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name) or default


@cache
def _parsed(name: str, text: str) -> dict[str, str]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise MissingSetting(f"the environment variable {name} is not a JSON object")
    return {str(key): str(item) for key, item in value.items()}


def mapping(name: str) -> dict[str, str]:
    """A variable that holds a JSON object of text. Raises MissingSetting."""
    return _parsed(name, setting(name))
