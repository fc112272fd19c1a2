"""A household's whole record, for the family that asks for it (PDPA B.E. 2562 s.30, s.31): everything that is kept.

Names and numbers are in it in the clear. Who may have it is asked of the policy, and each export is noted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shared.casework.access import note_read
from shared.casework.case_items import body_of
from shared.casework.commands import Opened, open_case
from shared.casework.sessions import Caller
from shared.casework.timeline import lines_of
from shared.domain.policy import FieldClass
from shared.storage import keys, people
from shared.storage.households import load_history
from shared.storage.tables import Item, core, query

ACTION = "export_household"
_OURS = frozenset({"PK", "SK", "G1P", "G1S", "G2P", "G2S", "G3P", "G3S", "v", "body"})


def export_household(caller: Caller, household_id: str) -> dict[str, Any]:
    """Sections of plain JSON values. Raises NotFound."""
    opened = open_case(caller, household_id, ACTION, FieldClass.IDENTITY)
    note_read(
        caller,
        "export_downloaded",
        subject=household_id,
        household=household_id,
        action=ACTION,
        basis=opened.basis,
    )
    state, known = opened.state, people.load(household_id)
    facts = _body(state.facts) or {"h": {}, "m": {}}
    return {
        "household": _told(opened.meta),
        "identity": {
            "household": dict(known.household),
            "members": {name: dict(fields) for name, fields in known.members.items()},
        },
        "facts": {"household": _facts(facts["h"]), "members": {k: _facts(v) for k, v in facts["m"].items()}},
        "observed": [*_surveys(household_id)],
        "determinations": _body(state.determinations) or {"rows": [], "questions": []},
        "gaps": [_told(item) for item in state.gaps.values()],
        "tasks": [_told(item) for item in state.tasks.values()],
        "task_events": [_told(item) for item in _task_events(household_id)],
        "case": {kind: [_part(item) for item in items] for kind, items in sorted(state.parts.items())},
        "story": _story(opened),
    }


def _body(item: Item | None) -> dict[str, Any] | None:
    return body_of(item) if item is not None else None


def _told(item: Mapping[str, Any]) -> dict[str, Any]:
    """What an item says, without the keys by which it is found."""
    return {name: value for name, value in item.items() if name not in _OURS}


def _part(item: Item) -> dict[str, Any]:
    return {**_told(item), **(json.loads(item["body"]) if "body" in item else {})}


def _facts(rows: Mapping[str, Any]) -> dict[str, Any]:
    names = ("value", "source", "observed_on", "basis")
    return {name: dict(zip(names, row, strict=False)) for name, row in rows.items()}


def _surveys(household_id: str) -> Iterator[dict[str, Any]]:
    """Everything that was ever observed: surveys as wholes, then what came one by one."""
    history = load_history(household_id)
    for survey in history.surveys:
        yield {
            "source": "survey",
            "observed_on": survey.observed_on.isoformat(),
            "withdrawn": survey.tombstone,
            "area": survey.tambon,
            "household": dict(survey.household),
            "members": {name: dict(values) for name, values in survey.members.items()},
        }
    for loose in history.loose:
        yield {
            "source": loose.source,
            "observed_on": loose.observed_on.isoformat(),
            "member": loose.member_id,
            "values": dict(loose.values),
        }


def _task_events(household_id: str) -> Iterator[Item]:
    yield from query(core(), keys.history_pk(household_id), prefix="TASK#")


def _story(opened: Opened) -> list[dict[str, str]]:
    lines = lines_of(opened, sensitive=True, everything=True)
    return [{"on": line.on.isoformat(), "th": line.th, "en": line.en} for line in lines]
