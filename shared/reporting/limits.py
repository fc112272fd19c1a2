"""What sums tell of numbers that are not shown: the lowest and highest value of each that fits all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from math import inf

Spot = tuple[str, str, str]  # table, row, column
Sum = tuple[Spot, tuple[Spot, ...]]  # a whole and its parts
Range = tuple[float, float]


class Limits:
    """``known``: what is known of every number by itself. All sums must be true of the numbers.

    A sum is looked at again only when a number of it was narrowed; where that ends does not depend on the order.
    """

    def __init__(self, known: Mapping[Spot, Range], laws: Iterable[Sum]) -> None:
        self._found = dict(known)
        self._laws: list[
            tuple[Spot, tuple[Spot, ...], float]
        ] = []  # a whole, its open parts, the sum of the others
        self._beside: dict[Spot, list[int]] = {}
        for whole, parts in laws:
            free = tuple(part for part in parts if not self._fixed(part))
            if not free and self._fixed(whole):
                continue
            for spot in {whole, *free}:
                self._beside.setdefault(spot, []).append(len(self._laws))
            self._laws.append((whole, free, sum(known[part][0] for part in parts if self._fixed(part))))
        self._settle(range(len(self._laws)))

    def span(self, spot: Spot) -> float:
        """From the lowest to the highest possible value."""
        low, high = self._found[spot]
        return high - low

    def shown(self, spot: Spot, value: int) -> Limits:
        """What could be told if one more number were shown."""
        more = copy(self)
        more._found = {**self._found, spot: (value, value)}
        more._settle(self._beside.get(spot, ()))
        return more

    def _fixed(self, spot: Spot) -> bool:
        low, high = self._found[spot]
        return low == high

    def _settle(self, laws: Iterable[int]) -> None:
        waiting = dict.fromkeys(laws)
        while waiting:
            number, _ = waiting.popitem()
            for spot in _narrowed(self._found, *self._laws[number]):
                waiting.update(dict.fromkeys(self._beside[spot]))


def _narrowed(found: dict[Spot, Range], whole: Spot, parts: Sequence[Spot], fixed: float) -> list[Spot]:
    """Narrow the numbers of one sum by each other; returns which of them moved."""
    low = finite = fixed
    endless = 0
    for part in parts:
        least, most = found[part]
        low += least
        if most == inf:
            endless += 1
        else:
            finite += most
    moved = []
    least, most = found[whole]
    if low > least or (not endless and finite < most):
        least, most = found[whole] = max(least, low), most if endless else min(most, finite)
        moved.append(whole)
    for part in parts:
        own_least, own_most = found[part]
        others = endless - (own_most == inf)
        lowest = -inf if others else least - (finite if own_most == inf else finite - own_most)
        highest = most - (low - own_least)
        if lowest > own_least or highest < own_most:
            found[part] = max(own_least, lowest), min(own_most, highest)
            moved.append(part)
    return moved
