"""Indicators by round, deprivation by dimension, and the Alkire-Foster measures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.indicators import DIMENSIONS, asked_of, deprived, indicator_set, poverty, set_of_year

TPMAP = {
    "health": {1, 4, 5, 7},
    "living": {8, 9, 10, 11},
    "education": {15, 16, 17, 19},
    "income": {20, 21, 22},
    "access": {27, 28},
}


def test_the_first_round_has_31_indicators_of_which_17_count() -> None:
    rows = indicator_set("BMN2560")
    assert sorted(rows) == list(range(1, 32))
    counted = {
        dimension: {number for number, row in rows.items() if row.counts and row.dimension == dimension}
        for dimension in DIMENSIONS
    }
    assert counted == TPMAP
    assert sum(row.counts for row in rows.values()) == 17


def test_the_second_round_is_marked_unverified() -> None:
    rows = indicator_set("BMN2565")
    assert len(rows) == 38
    assert not any(row.verified for row in rows.values())


def test_indicator_eight_is_housing_in_one_round_and_self_care_in_the_other() -> None:
    assert "บ้าน" in indicator_set("BMN2560")[8].th
    assert "เจ็บป่วย" in indicator_set("BMN2565")[8].th


def test_the_round_follows_from_the_survey_year() -> None:
    assert (set_of_year(2564), set_of_year(2565)) == ("BMN2560", "BMN2565")
    with pytest.raises(KeyError):
        indicator_set("BMN1999")


@pytest.mark.parametrize("name", ["BMN2560", "BMN2565"])
def test_a_form_offers_each_indicator_to_the_household_or_to_a_person_and_drops_none(name: str) -> None:
    home, person = set(asked_of(name, "household")), set(asked_of(name, "person"))
    assert home | person == {number for number, one in indicator_set(name).items() if one.th}
    both = {1, 5, 11, 19, 20, 21, 26, 31, 32, 33} if name == "BMN2565" else set()
    assert home & person == both, "only what no source tells of"
    secure_home, exercise = (8, 7) if name == "BMN2560" else (13, 9)
    assert secure_home in home - person
    assert exercise in person - home


def test_any_failed_indicator_deprives_its_dimension() -> None:
    found = deprived("BMN2560", frozenset({8}), [frozenset(), frozenset({28})])
    assert found == {"health": False, "education": False, "income": False, "living": True, "access": True}


def test_what_was_not_asked_is_unknown_and_a_failure_is_known_all_the_same() -> None:
    found = deprived("BMN2560", None, [frozenset({20})])
    assert found["income"] is True
    assert all(found[dimension] is None for dimension in DIMENSIONS if dimension != "income")
    assert deprived("BMN2560", frozenset(), [None])["health"] is None


def test_indicators_outside_the_poverty_test_deprive_nobody() -> None:
    assert not any(deprived("BMN2560", frozenset({12, 23, 30}), [frozenset({24, 25})]).values())


def row(count: int) -> dict[str, bool | None]:
    return {dimension: number < count for number, dimension in enumerate(DIMENSIONS)}


def test_headcount_intensity_and_their_product() -> None:
    found = poverty([row(0), row(1), row(3), row(0)])
    assert (found.households, found.poor) == (4, 2)
    assert (found.headcount, found.intensity) == (0.5, 0.4)
    assert found.mpi == pytest.approx(0.2)
    assert poverty([row(1), row(3)], k=2).poor == 1


def test_a_household_with_an_unknown_dimension_is_left_out() -> None:
    unknown = {**row(2), "access": None}
    assert poverty([unknown, row(0)]).households == 1
    assert poverty([]).mpi == 0.0


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 5))
def test_the_index_is_the_mean_of_censored_deprivations(counts: list[int], k: int) -> None:
    found = poverty([row(count) for count in counts], k)
    mean = sum(count for count in counts if count >= k) / 5 / len(counts)
    assert found.mpi == pytest.approx(mean)
    assert 0 <= found.mpi <= found.headcount <= 1
