"""Who people say lives in a household, beside what surveys list."""

from __future__ import annotations

from datetime import date

from shared.domain.merging import JOINED, LooseFacts, SurveyVersion, merge


def survey(on: str, *members: str) -> SurveyVersion:
    return SurveyVersion(
        date.fromisoformat(on), 1, "950101", {}, {member: {"sex": "หญิง"} for member in members}
    )


def born(on: str, member: str = "baby") -> LooseFacts:
    return LooseFacts(
        "correction", date.fromisoformat(on), member, {"birth_date": "2022-05-01", JOINED: True}
    )


def people(surveys: list[SurveyVersion], loose: list[LooseFacts]) -> set[str]:
    return set(merge(surveys, loose).facts.members)


def test_a_newborn_joins_with_its_facts_and_the_mark_is_no_fact() -> None:
    known = merge([survey("2021-07-01", "elder")], [born("2022-05-02")])
    assert set(known.facts.members["baby"]) == {"birth_date"}


def test_a_later_survey_that_never_knew_the_person_does_not_make_them_vanish() -> None:
    assert people([survey("2021-07-01", "elder"), survey("2023-01-10", "elder")], [born("2022-05-02")]) == {
        "elder",
        "baby",
    }


def test_a_survey_that_knew_the_person_and_no_longer_does_is_believed() -> None:
    surveys = [
        survey("2021-07-01", "elder"),
        survey("2022-08-01", "elder", "baby"),
        survey("2023-01-10", "elder"),
    ]
    assert people(surveys, [born("2022-05-02")]) == {"elder"}


def test_facts_of_a_stranger_bring_nobody_in() -> None:
    stray = LooseFacts("visit", date(2022, 5, 2), "stranger", {"sex": "ชาย"})
    assert people([survey("2021-07-01", "elder")], [stray]) == {"elder"}
    assert people([], [born("2022-05-02")]) == set()
