"""Estimates with their uncertainty: Wilson and Newcombe intervals, Kaplan-Meier, Aalen-Johansen.

Times come as counts by number of days, so that parts of a country add up before anything is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

Z95 = 1.959963984540054


def wilson(part: float, whole: float) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927). Raises ValueError without a denominator."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("a share needs a part within a whole of at least 1")
    p, z2 = part / whole, Z95 * Z95
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z95 / (1 + z2 / whole) * sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Spread:
    """How members' rights lie over households: their number, and sums over households of n*n, r*r and r*n, where a
    household has n rights and receives r."""

    homes: int
    nn: int
    rr: int
    rn: int


def share_of_households(part: int, whole: int, spread: Spread) -> tuple[float, float]:
    """95% interval of a share whose members come in households: Wilson's with the size that the sample is worth.

    The variance of a ratio of household sums (Taylor, as for a cluster sample) gives the design effect; never below 1.
    """
    p = part / whole
    if spread.homes < 2 or not 0 < p < 1:
        effect = spread.nn / whole
    else:
        residue = spread.rr - 2 * p * spread.rn + p * p * spread.nn
        variance = spread.homes / (spread.homes - 1) * residue / (whole * whole)
        effect = variance / (p * (1 - p) / whole)
    worth = whole / max(1.0, effect)
    return wilson(p * worth, worth)


def newcombe(part: int, whole: int, other_part: int, other_whole: int) -> tuple[float, float, float]:
    """Difference of two shares with its 95% interval (Newcombe 1998, method 10)."""
    limits = wilson(part, whole), wilson(other_part, other_whole)
    return difference(part / whole, limits[0], other_part / other_whole, limits[1])


def difference(
    p: float, limits: tuple[float, float], q: float, other_limits: tuple[float, float]
) -> tuple[float, float, float]:
    """Of two shares by their own intervals: square-and-add, as in Newcombe's method 10."""
    (low1, high1), (low2, high2) = limits, other_limits
    return (
        p - q,
        p - q - sqrt((p - low1) ** 2 + (high2 - q) ** 2),
        p - q + sqrt((high1 - p) ** 2 + (q - low2) ** 2),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """After ``days``: the share still waiting with its 95% interval, the share that received (other endings apart),
    those at risk."""

    days: int
    waiting: float
    received: float
    at_risk: int
    low: float = 0.0
    high: float = 1.0


def survival(
    received: Mapping[int, int], censored: Mapping[int, int], other: Mapping[int, int] | None = None
) -> list[Step]:
    """Kaplan-Meier curve of ``waiting`` (any ending), its interval by Greenwood on the log-log scale, and the
    Aalen-Johansen incidence of ``received``.

    ``received``, ``other``: endings by day; ``censored``: still waiting when the period ended.
    """
    other = other or {}
    days = sorted({*received, *censored, *other})
    at_risk = sum(received.values()) + sum(censored.values()) + sum(other.values())
    waiting, incidence, greenwood = 1.0, 0.0, 0.0
    steps: list[Step] = []
    for day in days:
        got, ended = received.get(day, 0), other.get(day, 0)
        left = at_risk - got - ended
        if got or ended:
            incidence += waiting * got / at_risk
            waiting *= left / at_risk
            greenwood += (got + ended) / (at_risk * left) if left else 0.0
            low, high = _around(waiting, greenwood)
            steps.append(Step(day, waiting, incidence, at_risk, low, high))
        at_risk = left - censored.get(day, 0)
    return steps


def _around(waiting: float, greenwood: float) -> tuple[float, float]:
    if not 0 < waiting < 1:
        return waiting, waiting
    scale = Z95 * sqrt(greenwood) / log(waiting)
    return waiting ** exp(-scale), waiting ** exp(scale)


def median_days(steps: list[Step]) -> int | None:
    """The first day by which half have ended waiting; None while fewer have."""
    return next((step.days for step in steps if step.waiting <= 0.5), None)


def median_interval(steps: list[Step]) -> tuple[int | None, int | None]:
    """95% interval of the median (Brookmeyer and Crowley): None where it is not reached yet."""
    low = next((step.days for step in steps if step.low <= 0.5), None)
    return low, next((step.days for step in steps if step.high <= 0.5), None)


def received_by(steps: list[Step], day: int) -> float:
    """The share that received by a day."""
    return max((step.received for step in steps if step.days <= day), default=0.0)
