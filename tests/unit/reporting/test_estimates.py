"""Estimates agree with worked textbook figures."""

from __future__ import annotations

import json
from collections import Counter
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import pytest

from shared.reporting.estimates import (
    Z95,
    Spread,
    median_days,
    median_interval,
    newcombe,
    received_by,
    share_of_households,
    survival,
    wilson,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(26, 36, 0.56, 0.84), (245, 343, 0.66, 0.76), (0, 10, 0.0, 0.278)]
)
def test_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))


def test_a_share_without_a_denominator_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        wilson(0, 0)


def test_newcombes_interval_of_a_difference() -> None:
    difference, low, high = newcombe(56, 70, 48, 80)  # Newcombe (1998), table II, example (a)
    assert difference == pytest.approx(0.2)
    assert (low, high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


def test_kaplan_meier_on_the_six_mp_arm_of_freireich() -> None:
    relapse = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    censored = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
    steps = survival(relapse, censored)
    assert [round(step.waiting, 3) for step in steps] == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [step.at_risk for step in steps] == [21, 17, 15, 12, 11, 7, 6]
    assert median_days(steps) == 23


def test_other_endings_do_not_count_as_received() -> None:
    steps = survival({10: 2, 30: 1}, {40: 1}, {20: 1})
    assert received_by(steps, 30) == pytest.approx(0.6)
    assert received_by(steps, 9) == 0
    assert 1 - steps[-1].waiting == pytest.approx(0.8)


def test_there_is_no_median_while_less_than_half_have_ended() -> None:
    assert median_days(survival({5: 1}, {9: 3})) is None


# What statsmodels 0.15 said of seeded cases (infra/bench/estimates.py asks it anew).
SAID = json.loads(Path(__file__).with_name("statsmodels.json").read_text())


def test_shares_and_differences_agree_with_a_statistics_library() -> None:
    for case in SAID["shares"]:
        assert wilson(case["part"], case["whole"]) == pytest.approx((case["low"], case["high"]), abs=1e-9)
    for case in SAID["differences"]:
        _, low, high = newcombe(*case["one"], *case["other"])
        assert (low, high) == pytest.approx((case["low"], case["high"]), abs=1e-9)


@pytest.mark.parametrize("case", SAID["curves"], ids=lambda case: f"{len(case['fates'])} gaps")
def test_waiting_its_interval_the_median_and_the_incidence_agree_with_a_statistics_library(
    case: dict[str, Any],
) -> None:
    ends: list[Counter[int]] = [Counter(), Counter(), Counter()]
    for day, fate in case["fates"]:
        ends[fate][day] += 1
    waiting, received, other = ends
    steps = survival(received, waiting, other)
    library = {day: (s, se) for day, s, se in zip(case["days"], case["waiting"], case["se"], strict=True)}
    for step in steps:
        share, error = library[step.days]
        assert step.waiting == pytest.approx(share, abs=1e-9)
        if 0 < share < 1:
            half = Z95 * error / abs(share * log(share))  # of log(-log), by the delta method
            limits = (share ** exp(half), share ** exp(-half))
            assert (step.low, step.high) == pytest.approx(limits, abs=1e-9)
    assert median_days(steps) == case["median"]
    assert median_interval(steps) == (case["median_low"], case["median_high"])
    incidence = dict(zip(case["incidence_days"], case["incidence"], strict=True))
    assert {step.days: step.received for step in steps} == pytest.approx(
        {step.days: incidence[step.days] for step in steps}, abs=1e-9
    )


@pytest.mark.parametrize("case", SAID["clusters"], ids=lambda case: f"{len(case['households'])} homes")
def test_the_error_of_a_share_of_members_is_the_librarys_error_that_is_robust_to_households(
    case: dict[str, Any],
) -> None:
    rows = case["households"]
    part, whole = sum(got for got, _ in rows), sum(rights for _, rights in rows)
    spread = Spread(
        len(rows), sum(n * n for _, n in rows), sum(r * r for r, _ in rows), sum(r * n for r, n in rows)
    )
    error = case["se"] * sqrt(len(rows) / (len(rows) - 1))  # the library leaves out the small-sample factor
    worth = max(1.0, error**2 / (case["share"] * (1 - case["share"]) / whole))
    assert share_of_households(part, whole, spread) == pytest.approx(
        wilson(part / worth, whole / worth), abs=1e-9
    )
    plain = wilson(part, whole)
    found = share_of_households(part, whole, spread)
    assert found[1] - found[0] >= plain[1] - plain[0], "never narrower than for independent members"
