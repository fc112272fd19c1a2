"""Phases: a checklist computed from facts, forward when it is met, over it only with a reason and two persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.domain.phases import CONDITIONS, CaseFacts, change_phase, checklist, next_phase
from shared.domain.problems import CaseRefused
from tests.unit.domain.build import DAY

URGENT_DONE = CaseFacts(mentor="m1", team_visits=1)
PLANNED = replace(
    URGENT_DONE,
    phase=2,
    assessed=frozenset({"health", "education", "income", "living", "access"}),
    wishes=True,
    suitability=True,
    agencies_wanted=frozenset({"Mol"}),
    agencies_answered=frozenset({"Mol"}),
    plan_state="approved",
)


def test_a_new_household_shows_what_phase_one_still_wants() -> None:
    facts = CaseFacts(untasked_gaps=("G1", "G2"), unasked_unknowns=("disability_allowance/m1",))
    found = checklist(facts)
    assert not found.ready
    assert found.missing == ["GAPS-TASKED", "UNKNOWNS-ASKED", "TEAM-VISIT", "MENTOR"]
    assert {row.code: row.missing for row in found.conditions}["GAPS-TASKED"] == ("G1", "G2")
    assert next_phase(facts) is None


def test_with_every_condition_met_the_facts_alone_lead_on() -> None:
    assert next_phase(URGENT_DONE) == 2
    assert next_phase(PLANNED) == 3
    assert next_phase(replace(PLANNED, phase=3)) == 4
    assert next_phase(replace(PLANNED, phase=4, graduated=True)) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"assessed": frozenset({"health"})}, "NEEDS"),
        ({"wishes": False}, "OCCUPATION"),
        ({"suitability": False}, "OCCUPATION"),
        ({"agencies_answered": frozenset()}, "AGENCIES"),
        ({"plan_state": "submitted"}, "PLAN-APPROVED"),
    ],
)
def test_planning_ends_only_with_needs_wishes_answers_and_a_decision(
    change: dict[str, object], code: str
) -> None:
    facts = replace(PLANNED, **change)  # type: ignore[arg-type]
    assert checklist(facts).missing == [code]
    assert next_phase(facts) is None


def test_implementation_ends_with_every_measure_decided_and_monitoring_with_its_rounds() -> None:
    third = replace(PLANNED, phase=3, loose_measures=("M1",), undecided_measures=("M1", "M2"))
    assert checklist(third).missing == ["MEASURES-TASKED", "MEASURES-DECIDED"]
    fourth = replace(PLANNED, phase=4, rounds_missing=("month-12",))
    assert checklist(fourth).missing == ["ROUNDS", "GRADUATED"]


def test_a_person_may_go_on_over_a_condition_with_a_reason_and_a_second_person() -> None:
    facts = CaseFacts(mentor="m1")
    with pytest.raises(CaseRefused) as refused:
        change_phase(facts, 2, DAY, "desk-1", reason="the road is closed until May")
    assert (refused.value.code, refused.value.allowed) == ("CASE-PHASE-NOT-READY", ["TEAM-VISIT"])
    with pytest.raises(CaseRefused, match="CASE-SECOND-PERSON"):
        change_phase(facts, 2, DAY, "desk-1", reason="closed", second_person="desk-1")
    done = change_phase(facts, 2, DAY, "desk-1", reason="closed", second_person="chair-1")
    assert (done.target, done.unmet) == (2, ("TEAM-VISIT",))


def test_no_phase_is_skipped_and_the_way_back_needs_a_reason() -> None:
    for facts, target in ((URGENT_DONE, 3), (URGENT_DONE, 4), (PLANNED, 1), (PLANNED, 2)):
        with pytest.raises(CaseRefused, match="CASE-PHASE:"):
            change_phase(facts, target, DAY, "desk-1", reason="why not", second_person="chair-1")
    fourth = replace(PLANNED, phase=4)
    with pytest.raises(CaseRefused, match="CASE-FIELD-MISSING"):
        change_phase(fourth, 2, DAY, "desk-1")
    assert change_phase(fourth, 2, DAY, "desk-1", reason="alert: benefit_lost").target == 2


def test_every_condition_has_both_languages_and_a_code_of_its_own() -> None:
    assert all(th and en for _, _, th, en, _ in CONDITIONS)
    assert len({code for _, code, *_ in CONDITIONS}) == len(CONDITIONS)
