"""Who people say lives in a household, beside what surveys list."""

from __future__ import annotations

from datetime import date

from shared.domain.dates import PartialDate
from shared.domain.merging import JOINED, LooseFacts, SurveyVersion, merge, value_of
from shared.rules import current


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


def listing(on: str, born_on: str = "2022-05-01", member: str = "numbered") -> SurveyVersion:
    """A survey that lists a girl under the number that she has by then."""
    people_of = {"elder": {"sex": "หญิง"}, member: {"sex": "หญิง", "birth_date": born_on}}
    return SurveyVersion(date.fromisoformat(on), 2, "950101", {}, people_of)


def reported(born_on: str = "2022-05-01") -> LooseFacts:
    values = {"birth_date": born_on, "sex": "หญิง", JOINED: True}
    return LooseFacts("correction", date(2022, 5, 2), "baby", values)


def test_a_newborn_whom_a_later_survey_lists_under_a_number_is_one_person() -> None:
    first, second = survey("2021-07-01", "elder"), listing("2023-01-10")
    assert people([first, second], [reported()]) == {"elder", "numbered"}
    third = listing("2024-01-10")
    assert people([first, second, third], [reported()]) == {"elder", "numbered"}, (
        "nor does she come back later"
    )


def test_somebody_of_another_birthday_or_listed_before_is_somebody_else() -> None:
    first = survey("2021-07-01", "elder")
    assert people([first, listing("2023-01-10", "2022-05-03")], [reported()]) == {"elder", "numbered", "baby"}
    twins = [listing("2022-05-01"), listing("2023-01-10")]
    assert people(twins, [reported()]) == {"elder", "numbered", "baby"}
    vague = [first, listing("2023-01-10", "2022")]
    assert people(vague, [reported("2022")]) == {"elder", "numbered", "baby"}, "a year alone names nobody"


def test_facts_of_a_stranger_bring_nobody_in() -> None:
    stray = LooseFacts("visit", date(2022, 5, 2), "stranger", {"sex": "ชาย"})
    assert people([survey("2021-07-01", "elder")], [stray]) == {"elder"}
    assert people([], [born("2022-05-02")]) == set()


def test_every_fact_comes_back_from_its_stored_form_as_the_type_that_the_rule_book_gives_it() -> None:
    told = {"date": ("2022-01-12", PartialDate), "set": ([], frozenset)}
    for spec in current().facts.values():
        stored, kind = told.get(spec.type, ("text", str))
        assert isinstance(value_of(spec.name, stored), kind), spec.name
