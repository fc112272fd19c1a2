"""What pydantic found, in our own stable codes, naming places and never values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from shared.http.problem import Fault

MOST = 50  # faults named in one answer
_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_pattern_mismatch": "format",
    "date_from_datetime_parsing": "format",
    "date_parsing": "format",
    "datetime_parsing": "format",
    "datetime_from_date_parsing": "format",
    "enum": "not_in_list",
    "literal_error": "not_in_list",
    "union_tag_invalid": "not_in_list",
    "union_tag_not_found": "required",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_few",
    "too_long": "too_many",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
}
# Only a plain name is repeated: a caller's key could be anything, also somebody's number.
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,39}")


def code_of(kind: str) -> str:
    """Our code for a pydantic error type, or for one that a validator of ours raised."""
    if kind in _CODES:
        return _CODES[kind]
    if kind.endswith(("_type", "_parsing")) or kind in ("int_from_float", "is_instance_of"):
        return "wrong_type"
    return kind if kind.startswith("fact_") or kind in ("duplicate", "format") else "invalid"


def pointer_of(location: Sequence[int | str]) -> str:
    """A JSON pointer fragment, cut before the first part that we would rather not repeat."""
    parts: list[str] = []
    for part in location:
        text = str(part)
        if text.startswith("="):  # the tag of a choice between models, no place in the body
            continue
        if isinstance(part, str) and not _PLAIN.fullmatch(text):
            break
        parts.append(text)
    return "#/" + "/".join(parts)


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """The faults of a body, in the order of its fields, at most ``MOST``."""
    seen: set[Fault] = set()
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        fault = Fault(pointer_of(detail["loc"]), code_of(detail["type"]))
        if fault not in seen:
            seen.add(fault)
            yield fault
        if len(seen) == MOST:
            return
