"""The emulator reads the text of a condition again for each item it tries; here each text is read once.

Touches two private names of ``ministack.services.dynamodb`` that depend on the text alone;
``tests/infra/test_emulator_*.py`` holds both.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MOST = 2048  # texts remembered; the product's own are a few dozen


def install() -> None:
    """Remember the tokens and the grammar check of each expression."""
    from ministack.services import dynamodb

    tokens = lru_cache(MOST)(dynamodb._tokenize)

    def tokenize(expression: str) -> list[Any]:
        return list(tokens(expression))  # some callers change the list

    dynamodb._tokenize = tokenize
    dynamodb._condition_syntax_error = lru_cache(MOST)(dynamodb._condition_syntax_error)
