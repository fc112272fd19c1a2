"""A whole case, looked at once: what its phase still wants follows from gaps, tasks, visits, plan and rounds."""

from __future__ import annotations

from dataclasses import replace

from shared.domain.cases import Case, OpenGap, Unknown, case_facts
from shared.domain.mentors import Assignment
from shared.domain.needs import Assessment, needs_of_survey
from shared.domain.phases import checklist, next_phase
from shared.domain.rounds import Outcome, Round
from shared.domain.task_table import TaskState
from tests.unit.domain.build import DAY, at, go
from tests.unit.domain.test_plans import active
from tests.unit.domain.test_rounds import M3, M6, M12, found
from tests.unit.domain.test_visits import VISIT

GAP = OpenGap("G1", "old_age_allowance", "M1")
UNKNOWN = Unknown("disability_allowance", "M1", ("disability_card",))
MENTOR = Assignment("H1", "m1", 1, DAY)


def test_a_right_is_tasked_by_its_claim_and_untasked_again_when_that_is_cancelled() -> None:
    assert case_facts(Case(gaps=(GAP,))).untasked_gaps == ("G1",)
    sent = at(TaskState.SENT)
    assert case_facts(Case(gaps=(GAP,), tasks=(sent,))).untasked_gaps == ()
    assert case_facts(Case(gaps=(GAP,), tasks=(go(sent, "cancel"),))).untasked_gaps == ("G1",)
    assert case_facts(Case(gaps=(GAP,), tasks=(at(TaskState.CLOSED),))).untasked_gaps == ()
    helpful = replace(GAP, statutory=False)
    assert case_facts(Case(gaps=(helpful,))).untasked_gaps == ()


def test_an_unknown_is_asked_by_a_visit_or_a_screening_even_when_the_answer_was_refused() -> None:
    bare = Case(unknowns=(UNKNOWN,))
    assert case_facts(bare).unasked_unknowns == ("disability_allowance/M1",)
    assert case_facts(replace(bare, visits=(VISIT,))).unasked_unknowns == ()
    screening = at(TaskState.SENT, kind="screening", benefit="disability_allowance")
    assert case_facts(replace(bare, tasks=(screening,))).unasked_unknowns == ()
    two = replace(UNKNOWN, missing=("disability_card", "household_income"))
    assert case_facts(Case(unknowns=(two,), visits=(VISIT,))).unasked_unknowns == ("disability_allowance/M1",)


def test_phase_one_ends_when_all_is_tasked_asked_and_visited() -> None:
    case = Case(
        gaps=(GAP,), unknowns=(UNKNOWN,), tasks=(at(TaskState.SENT),), visits=(VISIT,), mentors=(MENTOR,)
    )
    assert next_phase(case_facts(case)) == 2
    ended = replace(MENTOR, until=DAY, ended="transferred")
    assert checklist(case_facts(replace(case, mentors=(ended,)))).missing == ["MENTOR"]


def test_planning_wants_every_agency_with_a_need_in_its_field() -> None:
    needs = needs_of_survey("BMN2560", frozenset({16}), {}, DAY)
    case = Case(phase=2, assessment=Assessment(needs, frozenset({"education"})), plan=active())
    facts = case_facts(case)
    assert (facts.agencies_wanted, facts.agencies_answered) == ({"Moe"}, {"Msdhs", "Mol"})
    assert "AGENCIES" in checklist(facts).missing
    answered = replace(case, answers=frozenset({"Moe"}))
    assert "AGENCIES" not in checklist(case_facts(answered)).missing


def test_implementation_and_monitoring_look_at_measures_and_rounds() -> None:
    third = case_facts(Case(phase=3, plan=active()))
    assert (third.loose_measures, third.undecided_measures) == (("M1", "M2"), ("M1", "M2"))
    rounds = tuple(
        Round(name, found(on), "a") for name, on in (("month-3", M3), ("month-6", M6), ("month-12", M12))
    )
    fourth = case_facts(Case(phase=4, plan=active(), rounds=rounds[:2]))
    assert fourth.rounds_missing == ("month-12",)
    graduated = replace(rounds[2], outcome=Outcome.GRADUATED)
    done = case_facts(Case(phase=4, plan=active(), rounds=(*rounds[:2], graduated)))
    assert checklist(done).ready
