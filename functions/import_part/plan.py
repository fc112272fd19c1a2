"""How an import is cut up: decided once, stored, and the same for every part whatever is deployed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from shared.intake.opening import Opened
from shared.intake.parts import Spread

RULES = "import-3"  # changes when the same file would be read differently; part of every manifest and plan
STATES = {
    "profile": "profiling",
    "map": "mapping",
    "join": "mapping",
    "reduce": "applying",
    "finalise": "applying",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """``whole``: bytes of CSV that one invocation does from beginning to end. ``width``: bytes of a range.
    ``rows`` of a reducer and ``persons`` of a joiner bound their memory."""

    whole: int = 8 << 20
    width: int = 64 << 20
    rows: int = 4_000
    persons: int = 30_000


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Plan:
    """``plain``: bytes of the CSV on the shelf, when the file was packed."""

    width: int
    ranges: int = 1
    reducers: int = 1
    joiners: int = 1
    plain: int | None = None
    persons: int = 0
    rows: int = 0

    @property
    def spread(self) -> Spread:
        return Spread(self.reducers, self.joiners)

    @classmethod
    def first(cls, opened: Opened, sizes: Sizes, plain: int | None) -> Plan:
        length = opened.form.end - opened.start
        return cls(sizes.width, max(1, -(-length // sizes.width)), 1, 1, plain, sizes.persons, sizes.rows)

    def for_records(self, records: int) -> Plan:
        """Hands enough that each has a bounded share."""
        return replace(
            self,
            reducers=max(1, -(-records // self.rows)),
            joiners=max(1, -(-records // self.persons)),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Plan:
        return cls(**told)
