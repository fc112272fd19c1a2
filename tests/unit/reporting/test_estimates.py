"""Estimates agree with worked textbook figures."""

from __future__ import annotations

import pytest

from shared.reporting.estimates import median_days, newcombe, received_by, survival, wilson


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
