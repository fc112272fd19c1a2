"""Rounds: compared with the baseline, criteria shown, graduation by two rounds and two persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.domain.facts import Truth
from shared.domain.indicators import DIMENSIONS
from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused
from shared.domain.rounds import (
    Measured,
    Outcome,
    Round,
    compare,
    criteria,
    due_rounds,
    graduation_missing,
    income_line,
    meets,
    settle,
    suggest,
    watched_until,
)

BASE, M3, M6, M12 = date(2022, 3, 1), date(2022, 6, 1), date(2022, 9, 1), date(2023, 3, 1)


def found(on: date, **difference: Any) -> Measured:
    """A household with nothing wrong."""
    whole = Measured(
        on=on,
        indicator_set="BMN2560",
        failed=frozenset(),
        deprived=tuple((name, False) for name in DIMENSIONS),
        income=60_000,
        received=frozenset({"state_welfare_card"}),
        able_adults=2,
    )
    return replace(whole, **difference)


def poor(on: date, **difference: Any) -> Measured:
    deprived = tuple((name, name in ("income", "living")) for name in DIMENSIONS)
    return found(on, **{"failed": frozenset({8, 22}), "deprived": deprived, "income": 20_000, **difference})


def rounds(*measured: Measured) -> list[Round]:
    names = ["baseline", "month-3", "month-6", "month-12", "year-2"]
    return [Round(name, one, "assessor-1") for name, one in zip(names, measured, strict=False)]


def test_the_income_line_goes_by_the_day() -> None:
    assert (income_line(date(2021, 7, 1)), income_line(date(2022, 7, 1))) == (38_000, 40_000)


def test_what_was_not_asked_is_unknown_and_never_meets() -> None:
    blank = found(M3, failed=None, income=None, deprived=())
    holds = {one.code: one.holds for one in criteria(blank)}
    assert {holds[code] for code in ("NOT-DEPRIVED", "INCOME", "FOOD", "SAVING")} == {Truth.UNKNOWN}
    assert not meets(blank)
    assert meets(found(M3))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"income": 39_999}, "INCOME"),
        ({"failed": frozenset({4})}, "FOOD"),
        ({"failed": frozenset({8})}, "HOUSE"),
        ({"failed": frozenset({10})}, "WATER"),
        ({"failed": frozenset({16})}, "SCHOOL"),
        ({"failed": frozenset({28})}, "CARE"),
        ({"failed": frozenset({23})}, "SAVING"),
        ({"open_gaps": 1}, "RIGHTS"),
        ({"targets": 5, "reached": 3}, "TARGETS"),
    ],
)
def test_each_criterion_can_fail_alone(change: dict[str, Any], code: str) -> None:
    assert [one.code for one in criteria(found(M3, **change)) if one.holds is Truth.NO] == [code]


def test_criteria_are_read_in_the_later_round_through_the_mapping() -> None:
    new = found(M12, indicator_set="BMN2565", failed=frozenset({18}))  # water, in the new numbering
    assert [one.code for one in criteria(new) if one.holds is Truth.NO] == ["WATER"]
    housing_number_of_old = found(M12, indicator_set="BMN2565", failed=frozenset({8}))
    assert {one.code: one.holds for one in criteria(housing_number_of_old)}["HOUSE"] is Truth.YES


def test_rounds_of_different_numbering_are_compared_only_where_mapped() -> None:
    after = found(M12, indicator_set="BMN2565", failed=frozenset({18, 11}), income=50_000)
    changes = compare(poor(BASE), after)
    assert changes.better == (8, 22)
    assert changes.worse == (9,)
    assert (changes.not_comparable, changes.income) == (1, 30_000)  # 11, health cover, was not asked before
    assert compare(poor(BASE, failed=None), after).better == ()


def test_benefits_gained_and_lost_are_named() -> None:
    changes = compare(found(BASE), found(M3, received=frozenset({"old_age_allowance"}), baht_month=600))
    assert (changes.gained, changes.lost) == (("old_age_allowance",), ("state_welfare_card",))
    assert changes.baht_month == 600


def test_graduation_wants_two_rounds_half_a_year_apart_that_meet_the_criteria() -> None:
    assert graduation_missing(rounds(poor(BASE), found(M3))) == ("TWO-ROUNDS",)
    near = rounds(poor(BASE), found(M3), found(date(2022, 11, 27)))
    assert graduation_missing(near) == ("TWO-ROUNDS",)  # 179 days
    enough = rounds(poor(BASE), found(M3), found(date(2022, 11, 28)))
    assert graduation_missing(enough) == ()
    relapse = rounds(poor(BASE), found(M3), poor(M6), found(M12))
    assert graduation_missing(relapse) == ("TWO-ROUNDS",)
    baseline_does_not_count = rounds(found(BASE), found(M12))
    assert graduation_missing(baseline_does_not_count) == ("TWO-ROUNDS",)


def test_an_open_right_or_an_undecided_measure_stands_between() -> None:
    gap = rounds(poor(BASE), found(M3), found(M12, open_gaps=1))
    assert graduation_missing(gap) == ("RIGHTS", "OPEN-GAPS")
    measure = rounds(poor(BASE), found(M3), found(M12, undecided_measures=1))
    assert graduation_missing(measure) == ("MEASURES-UNDECIDED",)


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        ((poor(BASE),), Outcome.ON_TRACK),
        ((poor(BASE), found(M3), found(M12)), Outcome.GRADUATED),
        ((poor(BASE), found(M3)), Outcome.ON_TRACK),
        ((poor(BASE), poor(M3, failed=frozenset({22}), income=30_000)), Outcome.ON_TRACK),
        ((poor(BASE), poor(M3)), Outcome.STALLED),
        (
            (poor(BASE), poor(M3, income=30_000, failed=frozenset({22})), poor(M6, income=30_000, failed=frozenset({22}))),
            Outcome.STALLED,
        ),
        ((found(BASE), poor(M3)), Outcome.BACKSLID),
        ((poor(BASE), poor(M3, received=frozenset())), Outcome.BACKSLID),
        ((poor(BASE), found(M3, shocks=1)), Outcome.AT_RISK),
        (
            (poor(BASE), found(M3, able_adults=0, income=30_000)),
            Outcome.SUPPORTED_PERMANENTLY,
        ),
    ],
)  # fmt: skip
def test_the_facts_suggest_an_outcome(measured: tuple[Measured, ...], outcome: Outcome) -> None:
    assert suggest(rounds(*measured)).outcome is outcome


def test_a_family_that_declined_moved_or_died_is_not_judged() -> None:
    for status in ("declined", "moved", "deceased"):
        assert suggest(rounds(poor(BASE), poor(M3)), status).outcome == status


def test_a_person_settles_the_outcome_graduation_with_a_second_and_a_difference_with_a_reason() -> None:
    good = rounds(poor(BASE), found(M3), found(M12))
    with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
        settle(good, Outcome.GRADUATED, None, None, "active")
    with pytest.raises(CaseRefused, match="CASE-SECOND-PERSON"):
        settle(good, Outcome.GRADUATED, "assessor-1", None, "active")
    assert settle(good, Outcome.GRADUATED, "chair-1", None, "active").outcome is Outcome.GRADUATED
    with pytest.raises(CaseRefused) as refused:
        settle(rounds(poor(BASE), found(M3)), Outcome.GRADUATED, "chair-1", "they smile", "active")
    assert refused.value.allowed == ["TWO-ROUNDS"]
    with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
        settle(rounds(poor(BASE), poor(M3)), Outcome.AT_RISK, None, None, "active")
    assert settle(rounds(poor(BASE), poor(M3)), Outcome.AT_RISK, None, "flood", "active").reason == "flood"


def test_rounds_are_due_after_three_six_and_twelve_months_and_a_graduate_is_watched_for_two_years() -> None:
    assert due_rounds(date(2022, 11, 30), ["month-3"]) == (
        ("month-6", date(2023, 5, 30)),
        ("month-12", date(2023, 11, 30)),
    )
    assert due_rounds(date(2022, 11, 30), [])[0] == ("month-3", date(2023, 2, 28))
    assert watched_until(date(2023, 3, 1)) == date(2025, 3, 1)


def test_a_round_comes_back_from_its_stored_form_unchanged() -> None:
    for one in rounds(poor(BASE), found(M3, failed=None, deprived=(("health", None),))):
        assert from_plain(Round, to_plain(one)) == one
