"""Mentors: one household each, handed over with history, suggested by nearness, language and past load."""

from __future__ import annotations

from datetime import date

import pytest

from shared.domain.mentors import Assignment, Wanting, assign, mentor_due, release, suggest
from shared.domain.officers import Officer
from shared.domain.problems import CaseRefused
from tests.unit.domain.build import YALA

DAY = date(2022, 2, 1)
FATIMA = Officer("m1", "mentor", areas=("950301",), language="ms")


def test_a_household_gets_its_first_mentor() -> None:
    ended, made = assign([], "H1", FATIMA, DAY)
    assert (ended, made) == (None, Assignment("H1", "m1", 1, DAY))


def test_a_handover_needs_a_reason_and_keeps_the_history() -> None:
    first = Assignment("H1", "m1", 1, DAY)
    other = Officer("m2", "mentor")
    with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
        assign([first], "H1", other, DAY)
    ended, made = assign([first], "H1", other, DAY.replace(month=10), reason="transferred")
    assert ended == Assignment("H1", "m1", 1, DAY, DAY.replace(month=10), "transferred")
    assert (made.officer_id, made.number, made.active) == ("m2", 2, True)
    with pytest.raises(CaseRefused, match="CASE-BEFORE"):
        assign([first], "H1", other, DAY.replace(month=1), reason="transferred")


def test_an_official_has_one_household_at_a_time() -> None:
    with pytest.raises(CaseRefused, match="CASE-MENTOR-BUSY"):
        assign([], "H1", FATIMA, DAY, officers_household="H2")
    with pytest.raises(CaseRefused, match="CASE-MENTOR-SAME"):
        assign([Assignment("H1", "m1", 1, DAY)], "H1", FATIMA, DAY, reason="again")


def test_only_an_active_mentor_can_be_one() -> None:
    for officer in (Officer("o", "agency_officer", "Lao"), Officer("m", "mentor", status="revoked")):
        with pytest.raises(CaseRefused, match="CASE-MENTOR-ROLE"):
            assign([], "H1", officer, DAY)


def test_a_mentor_who_leaves_starts_the_households_clock() -> None:
    left = release(Assignment("H1", "m1", 1, DAY), DAY, "transferred")
    assert not left.active
    assert mentor_due(DAY, YALA) == date(2022, 2, 8)
    with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
        release(left, DAY, "")


def test_the_nearest_who_speaks_the_language_and_has_had_fewest_is_suggested_first() -> None:
    officers = [
        Officer("province", "mentor", areas=("95",)),
        Officer("district", "mentor", areas=("9503",)),
        Officer("thai", "mentor", areas=("950301",)),
        FATIMA,
        Officer("elsewhere", "mentor", areas=("9502",)),
        Officer("busy", "mentor", areas=("950301",), language="ms"),
    ]
    found = suggest([Wanting("H1", "950301", "มลายู")], officers, {"busy": "H9"}, {})["H1"]
    assert [one.officer_id for one in found] == ["m1", "thai", "district"]
    loaded = suggest([Wanting("H1", "950301")], officers, {}, {"busy": 2, "m1": 1})["H1"]
    assert [one.officer_id for one in loaded] == ["thai", "m1", "busy"]


def test_the_first_suggestions_can_all_be_taken_at_once() -> None:
    officers = [Officer(f"m{number}", "mentor", areas=("9503",)) for number in range(4)]
    waiting = [Wanting(f"H{number}", "950301", since=date(2022, 2, 10 - number)) for number in range(6)]
    found = suggest(waiting, officers, {}, {})
    heads = [found[f"H{number}"][0].officer_id for number in range(5, 1, -1)]
    assert len(set(heads)) == 4  # the longest waiting are served first
    assert heads == ["m0", "m1", "m2", "m3"]
