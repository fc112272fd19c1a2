"""Visits: an agenda from what is open, and a form that is one visit however often it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused
from shared.domain.task_table import TaskState
from shared.domain.tasks import check_clocks
from shared.domain.visits import (
    Basis,
    Finding,
    Question,
    Result,
    TeamMember,
    Visit,
    agenda,
    record,
)
from tests.unit.domain.build import DAY, YALA, at, go

VISIT = Visit(
    "V1",
    "H1",
    DAY,
    DAY,
    Result.DONE,
    (TeamMember("m1", "Cdd"), TeamMember("n1", "Moph")),
    findings=(Finding("disability_card", True, Basis.SEEN, "M1", "M1"),),
    absent=("M2",),
    photos=("photo:1",),
)


def test_a_form_sent_late_or_twice_is_one_visit() -> None:
    assert record(VISIT, None)
    late = replace(VISIT, recorded_on=DAY + timedelta(days=20))
    assert record(late, None)
    assert not record(late, VISIT)


def test_the_same_id_with_another_content_is_refused() -> None:
    with pytest.raises(CaseRefused, match="CASE-VISIT-CHANGED"):
        record(replace(VISIT, note="the roof too"), VISIT)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": DAY + timedelta(days=1)}, "CASE-FUTURE"),
        ({"team": ()}, "CASE-FIELD-MISSING"),
        ({"next_visit": DAY}, "CASE-BEFORE"),
        ({"result": Result.REFUSED}, "CASE-VISIT-FINDINGS"),
        ({"result": Result.NOBODY_HOME}, "CASE-VISIT-FINDINGS"),
    ],
)
def test_what_cannot_have_happened_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(CaseRefused, match=code):
        record(replace(VISIT, **change), None)  # type: ignore[arg-type]


def test_a_team_visit_is_of_two_agencies_and_took_place() -> None:
    assert VISIT.by_team
    assert not replace(VISIT, team=VISIT.team[:1]).by_team
    assert not replace(VISIT, result=Result.REFUSED, findings=()).by_team


def test_the_agenda_asks_first_what_settles_most() -> None:
    questions = [
        Question("income", None, "รายได้", "Income", ("state_welfare_card",)),
        Question("disability_card", "M1", "บัตร", "Card", ("disability_allowance", "disability_card")),
        Question("studying", "M2", "เรียน", "School", ("state_welfare_card",), 100),
    ]
    asked = [item.about for item in agenda(questions, [])]
    assert asked == ["disability_card", "studying", "income"]
    assert len(agenda(questions, [], most_questions=1)) == 1
    ticked = Question("benefits_received", "M1", "ได้รับอะไร", "Receives", ("a",), options=("a", "b"))
    assert [item.options for item in agenda([ticked], [])] == [("a", "b")]


def test_the_agenda_holds_consent_confirmations_evidence_lateness_and_measures() -> None:
    waiting = replace(at(TaskState.WAITING), task_id="T2")
    returned = replace(go(at(TaskState.SENT), "return"), task_id="T3")
    late = replace(check_clocks(at(TaskState.IN_PROGRESS), date(2022, 3, 1), YALA)[0], task_id="T4")
    quiet = replace(at(TaskState.ACCEPTED), task_id="T5")
    closed = replace(late, task_id="T6", state=TaskState.CLOSED, clock=None)
    items = agenda(
        [Question("income", None, "รายได้", "Income")],
        [late, quiet, closed, returned, waiting, at(TaskState.DONE)],
        [("M1", "ซ่อมบ้าน")],
        consent_given=False,
    )
    assert [(item.kind, item.about) for item in items] == [
        ("consent", "consent"),
        ("confirm", "T1"),
        ("evidence", "T2"),
        ("evidence", "T3"),
        ("question", "income"),
        ("overdue", "T4"),
        ("measure", "M1"),
    ]
    assert all(item.th and item.en for item in items)


def test_the_agenda_names_benefits_measures_and_kinds_and_never_shows_an_id() -> None:
    done = at(TaskState.DONE)
    measure = replace(done, task_id="T2", benefit=None, measure_id="roof_repair@7")
    objection = replace(done, task_id="T3", benefit=None, measure_id=None, kind="grievance")
    named = {
        str(done.benefit): ("เบี้ย", "an allowance"),
        "roof_repair": ("ซ่อมหลังคา", "a roof"),
        "grievance": ("ร้องเรียน", "a grievance"),
    }
    items = agenda([], [done, measure, objection], [("roof_repair", "ซ่อมหลังคา")], named=named)
    assert [item.en.rpartition(": ")[2] for item in items] == [
        "an allowance",
        "a roof",
        "a grievance",
        "a roof",
    ]


def test_a_visit_comes_back_from_its_stored_form_unchanged() -> None:
    back = from_plain(Visit, to_plain(VISIT))
    assert back == VISIT
    assert back.digest == VISIT.digest
