"""What all readers of rule files have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.rules.model import Citation, Text
from shared.rules.nodes import Node
from shared.rules.yamlfile import Reader

SEEN = ("public_page", "partial", "memory")


@dataclass(frozen=True, slots=True)
class Shared:
    """What benefit files may refer to: papers and conditions that many have in common."""

    documents: Mapping[str, Text]
    conditions: Mapping[str, tuple[str, Text]]
    parsed: dict[tuple[str, str], Node] = field(default_factory=dict)  # by name and entity, on first use


def text_of(parent: Reader, key: str) -> Text:
    inner = parent.sub(key)
    made = inner.text()
    inner.done()
    return made


def iso_date(text: str, reader: Reader) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise reader.fault(f"{text!r} is no date: write yyyy-mm-dd, C.E.") from fault


def citation(key: str, reader: Reader) -> Citation:
    """A source. ``verified: true`` needs the name and the day of who read the law's own text."""
    made = Citation(
        id=key,
        title=reader.get("title", str),
        verified=reader.get("verified", bool),
        seen=reader.one_of("seen", SEEN),
        source=reader.get("source", str, ""),
        note=reader.get("note", str, ""),
        verified_by=reader.get("verified_by", str, ""),
        verified_on=reader.get("verified_on", date, None),
        start=reader.get("from", date, None),
        end=reader.get("to", date, None),
    )
    if made.verified and not (made.verified_by and made.verified_on):
        raise reader.fault(
            "verified: true needs `verified_by:` and `verified_on:` of who read the law's text"
        )
    reader.done()
    return made
