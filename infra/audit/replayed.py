"""Are the stored states those that the events tell? Households, tasks and plans, each from its first version on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shared.domain.replay import Told, replay
from shared.domain.seals import Wire
from shared.storage.states import ATTRIBUTE, name_of, state_of


def told(events: Iterable[Wire]) -> Iterator[Mapping[str, Told | None]]:
    for event in events:
        if ATTRIBUTE in event:
            states: dict[str, Any] = json.loads(event[ATTRIBUTE]["S"])
            yield states


def differences(events: Iterable[Wire], items: Iterable[Wire]) -> list[str]:
    """One sentence each; nothing when the events alone give what is stored. ``items``: of the Core table."""
    rebuilt = replay(told(events))
    found, stored = list(rebuilt.breaks), {}
    erased = {name.partition("/")[0] for name in rebuilt.gone if name.endswith("/META")}
    for item in items:
        name = name_of(item)
        if name is not None:
            stored[name] = state_of(item)
            if "erased" in item:
                erased.add(name.partition("/")[0])
    for name, state in sorted(rebuilt.states.items()):
        due = name in rebuilt.gone or name.partition("/")[0] in erased
        if name not in stored and not due:
            found.append(f"{name}: events tell of it, and it is not there")
        elif name in stored and stored[name] != state:
            found.append(f"{name}: events end in {state}, stored is {stored[name]}")
    found += [f"{name}: no event tells of it" for name in sorted(stored.keys() - rebuilt.states.keys())]
    return found
