"""How the parts of a case are stored: the domain's own values as one text, beside the keys that find them."""

from __future__ import annotations

import json
from typing import Any

from shared.domain.plain import to_plain
from shared.storage import keys
from shared.storage.tables import Item


def body_of(item: Item) -> dict[str, Any]:
    """The values of a stored part."""
    parsed: dict[str, Any] = json.loads(item["body"])
    return parsed


def text_of(value: Any) -> str:
    """The stored text of a value."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def part_item(household_id: str, kind: str, names: tuple[str, ...], value: Any, **more: Any) -> Item:
    """A part of the case. ``more``: attributes that conditions, indexes or lists need."""
    return {**keys.case_part(household_id, kind, *names), "body": text_of(value), **more}


def change_item(household_id: str, on: str, what: str, tell_apart: str, value: Any) -> Item:
    """One change of the household's life or phase; changes are only ever added."""
    return part_item(household_id, "CHG", (on.replace("-", ""), what, tell_apart), value, what=what, on=on)
