"""Needs from failed indicators and from the team; measures that answer them."""

from __future__ import annotations

import pytest

from shared.domain.indicators import DIMENSIONS, comparable, indicator_set
from shared.domain.measures import agencies_wanted, catalogue, propose, unanswered
from shared.domain.needs import Assessment, Need, assess, needs_of_survey
from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused
from tests.unit.domain.build import DAY

HOUSE = frozenset({8, 22, 30})


def test_a_failed_indicator_is_a_need_of_its_dimension_and_of_whom_it_concerns() -> None:
    found = needs_of_survey("BMN2560", HOUSE, {"m1": frozenset({28}), "m2": None}, DAY)
    assert [(need.code, need.dimension, need.members) for need in found] == [
        ("BMN2560:8", "living", ()),
        ("BMN2560:22", "income", ()),
        ("BMN2560:28", "access", ("m1",)),
    ]
    assert {need.level for need in found} == {2}


def test_the_team_adds_changes_and_settles_needs_and_the_first_day_stays() -> None:
    survey = Assessment(needs_of_survey("BMN2560", HOUSE, {}, DAY))
    later = DAY.replace(year=2023)
    debt = Need("income", "debt", 3, later, "visit")
    roof = Need("living", "BMN2560:8", 3, later, "visit")
    found = assess(survey, [debt, roof], ["health"])
    assert found.assessed == {"income", "living", "health"}
    assert found.level("income") == 3
    assert next(need for need in found.needs if need.code == "BMN2560:8").since == DAY
    settled = assess(found, [Need("income", "debt", 0, later, "visit")], DIMENSIONS)
    assert "debt" not in {need.code for need in settled.needs}
    assert settled.assessed == set(DIMENSIONS)


def test_a_dimension_or_level_that_does_not_exist_is_refused() -> None:
    for need in (Need("luck", "x", 1, DAY, "visit"), Need("income", "x", 4, DAY, "visit")):
        with pytest.raises(CaseRefused, match="CASE-NEED"):
            assess(Assessment(), [need], [])
    with pytest.raises(CaseRefused, match="CASE-NEED"):
        assess(Assessment(), [], ["luck"])


def test_the_catalogue_answers_every_indicator_of_the_poverty_test() -> None:
    counted = {f"BMN2560:{number}" for number, row in indicator_set("BMN2560").items() if row.counts}
    addressed = {code for measure in catalogue() for code in measure.addresses}
    assert counted <= addressed
    targets = {measure.target for measure in catalogue() if measure.target.startswith("BMN")}
    assert targets <= counted


def test_urgent_needs_and_measures_that_answer_several_come_first() -> None:
    found = propose(
        [Need("health", "bedridden", 3, DAY, "visit"), *needs_of_survey("BMN2560", HOUSE, {}, DAY)]
    )
    assert found[0].measure.id == "home_care"
    assert [proposal.level for proposal in found] == sorted((p.level for p in found), reverse=True)
    both = propose(needs_of_survey("BMN2560", frozenset({20, 22}), {}, DAY))
    assert both[0].needs == ("BMN2560:20", "BMN2560:22")


def test_agencies_with_a_need_in_their_field_must_answer() -> None:
    needs = needs_of_survey("BMN2560", None, {"m1": frozenset({16})}, DAY)
    assert agencies_wanted(needs) == {"Moe"}
    assert unanswered([Need("access", "loneliness", 1, DAY, "visit")]) == ("loneliness",)


def test_a_need_of_the_later_round_finds_the_same_measures() -> None:
    old = propose(needs_of_survey("BMN2560", frozenset({8}), {}, DAY))
    new = propose(needs_of_survey("BMN2565", frozenset({13}), {}, DAY))
    assert [item.measure.id for item in old] == [item.measure.id for item in new]


def test_rounds_are_compared_only_where_the_data_file_maps_them() -> None:
    groups = comparable("BMN2560", "BMN2565")
    assert (frozenset({9, 10}), frozenset({18})) in groups
    assert (frozenset({8}), frozenset({13})) in groups
    assert not any(18 in ours for ours, _ in groups)  # idle school leavers: asked no more
    assert not any(8 in theirs and 8 in ours for ours, theirs in groups)
    assert len(comparable("BMN2560", "BMN2560")) == 31


def test_an_assessment_comes_back_from_its_stored_form_unchanged() -> None:
    whole = Assessment(
        needs_of_survey("BMN2560", HOUSE, {"m1": frozenset({28})}, DAY),
        frozenset({"income"}),
        ("rubber tapping",),
        ("has land",),
    )
    assert from_plain(Assessment, to_plain(whole)) == whole
    assert from_plain(Assessment, {}) == Assessment()
