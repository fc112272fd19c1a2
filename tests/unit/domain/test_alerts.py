"""Alerts: raised once for a happening, decided within fifteen days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.domain.alerts import Alert, Standing, alerts_between, decide, raise_alert
from shared.domain.indicators import DIMENSIONS
from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused

DAY = date(2023, 1, 10)


def standing(deprived: str, receiving: str, surveyed: date) -> Standing:
    return Standing(
        {name: name in deprived.split() for name in DIMENSIONS}, frozenset(receiving.split()), surveyed
    )


BEFORE = standing("income", "old_age_allowance state_welfare_card", date(2021, 7, 1))


def test_a_worse_survey_and_a_lost_benefit_each_raise_one_alert_the_same_twice() -> None:
    after = standing("income living", "old_age_allowance", date(2022, 7, 1))
    found = alerts_between("H1", BEFORE, after, DAY)
    assert [(one.cause, one.details) for one in found] == [
        ("survey_worse", ("living",)),
        ("benefit_lost", ("state_welfare_card",)),
    ]
    assert alerts_between("H1", BEFORE, after, DAY) == found
    assert len({one.alert_id for one in found}) == 2


def test_a_better_survey_or_an_unknown_dimension_raises_none() -> None:
    assert alerts_between("H1", BEFORE, standing("", "old_age_allowance state_welfare_card", DAY), DAY) == ()
    unknown = Standing({}, BEFORE.receiving, date(2021, 7, 1))
    worse = standing("living", "old_age_allowance state_welfare_card", DAY)
    assert alerts_between("H1", unknown, worse, DAY) == ()


def test_an_alert_is_late_after_fifteen_days() -> None:
    alert = raise_alert("H1", "shock", "illness:M1", DAY, "visit")
    assert alert.decide_by == DAY + timedelta(days=15)
    assert not alert.late(alert.decide_by)
    assert alert.late(alert.decide_by + timedelta(days=1))
    decided = decide(alert, "back_to_planning", "desk-1", DAY, "the father cannot work")
    assert not decided.late(date(2024, 1, 1))


def test_only_named_causes_and_shocks_raise_alerts() -> None:
    for cause, about in (("mood", "x"), ("shock", "mood:M1")):
        with pytest.raises(CaseRefused, match="CASE-CAUSE"):
            raise_alert("H1", cause, about, DAY, "visit")


def test_doing_nothing_needs_a_reason_and_a_second_person() -> None:
    alert = raise_alert("H1", "round_missed", "month-3", DAY, "data")
    for reason, second in ((None, "chair-1"), ("too far", None)):
        with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
            decide(alert, "no_action", "desk-1", DAY, reason, second)
    with pytest.raises(CaseRefused, match="CASE-SECOND-PERSON"):
        decide(alert, "no_action", "desk-1", DAY, "too far", "desk-1")
    with pytest.raises(CaseRefused, match="CASE-DECISION"):
        decide(alert, "forget", "desk-1", DAY, "x")
    decided = decide(alert, "no_action", "desk-1", DAY, "made by telephone", "chair-1")
    with pytest.raises(CaseRefused, match="CASE-DECIDED"):
        decide(decided, "watch", "desk-1", DAY, "x")
    assert from_plain(Alert, to_plain(decided)) == decided
