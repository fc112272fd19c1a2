"""Words for the tests of the emulator's private names."""

from __future__ import annotations

import inspect
from typing import Any


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)
