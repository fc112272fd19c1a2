"""States built again from events alone, and whether events are missing on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Told = Sequence[Any]  # version before (0: new, None: not known), version after, the state


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``states``: version and state by name. ``gone``: what was deleted as due. ``breaks``: where an event is missing."""

    states: dict[str, list[Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    breaks: list[str] = field(default_factory=list)


def replay(events: Iterable[Mapping[str, Told | None]]) -> Rebuilt:
    """In any order: each event says which version of what it followed."""
    steps: dict[str, list[Told]] = {}
    rebuilt = Rebuilt()
    for event in events:
        for name, told in event.items():
            if told is None:
                rebuilt.gone.add(name)
            else:
                steps.setdefault(name, []).append(told)
    for name, told in steps.items():
        _follow(name, sorted(told, key=lambda step: (int(step[1]), int(step[0] or 0))), rebuilt)
    return rebuilt


def _follow(name: str, steps: list[Told], rebuilt: Rebuilt) -> None:
    stands = 0
    for before, version, *state in steps:
        if before not in (None, stands):
            rebuilt.breaks.append(f"{name}: nothing tells how it came from version {stands} to {before}")
        stands = int(version)
        rebuilt.states[name] = [stands, *state]
