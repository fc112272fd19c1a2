"""What can be added up: counts by key, with the oldest day and the largest single household beside them.

A province or a country is counted in parts, one tally a subdistrict, and merged at the end: merging is
associative and commutative, so the order of parts changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Key = tuple[str, ...]
UNNAMED = "unnamed"  # stands for every benefit whose very name tells of an illness or a wound


@dataclass(slots=True)
class Tally:
    """``counts`` add, ``oldest`` takes the earlier day, ``largest`` the larger household (for dominance)."""

    counts: Counter[Key] = field(default_factory=Counter)
    oldest: dict[Key, date] = field(default_factory=dict)
    largest: dict[Key, int] = field(default_factory=dict)

    def add(self, *key: str, times: int = 1) -> None:
        if times:
            self.counts[key] += times

    def saw(self, day: date, *key: str) -> None:
        known = self.oldest.get(key)
        if known is None or day < known:
            self.oldest[key] = day

    def get(self, *key: str) -> int:
        return self.counts.get(key, 0)

    def under(self, *prefix: str) -> dict[Key, int]:
        """The counts whose keys begin so, by the rest of the key, in order."""
        size = len(prefix)
        found = [(key[size:], n) for key, n in self.counts.items() if key[:size] == prefix and n]
        return dict(sorted(found))

    def renamed(self, names: Mapping[str, str]) -> Tally:
        """The counts of one household with some codes replaced; what becomes alike adds up."""
        made = Tally(oldest=self.oldest)
        for key, n in self.counts.items():
            made.counts[tuple(names.get(part, part) for part in key)] += n
        return made

    def merge(self, other: Tally) -> None:
        self.counts.update(other.counts)
        for key, day in other.oldest.items():
            self.saw(day, *key)
        for key, amount in other.largest.items():
            self.largest[key] = max(amount, self.largest.get(key, 0))

    def absorb_household(self, one: Tally) -> None:
        """Merge the tally of a single household, noting its sums of money for the dominance rule."""
        self.merge(one)
        for key, amount in one.counts.items():
            if key[0].startswith("baht") and amount:
                self.largest[key] = max(amount, self.largest.get(key, 0))
                self.counts[("contributors", *key)] += 1

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": {"|".join(key): n for key, n in sorted(self.counts.items()) if n},
            "oldest": {"|".join(key): day.isoformat() for key, day in sorted(self.oldest.items())},
            "largest": {"|".join(key): n for key, n in sorted(self.largest.items())},
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Tally:
        return cls(
            Counter({tuple(key.split("|")): int(n) for key, n in body["counts"].items()}),
            {tuple(key.split("|")): date.fromisoformat(day) for key, day in body["oldest"].items()},
            {tuple(key.split("|")): int(n) for key, n in body["largest"].items()},
        )


def merged(parts: Iterable[Tally]) -> Tally:
    whole = Tally()
    for part in parts:
        whole.merge(part)
    return whole
