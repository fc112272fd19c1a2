"""Grievances: to somebody not involved, on the task engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.domain.agencies import Agency
from shared.domain.grievances import Grievance, check_handler, file, handling_agency, in_time, open_task
from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused, TaskRefused
from shared.domain.task_table import TaskState
from tests.unit.domain.build import DAY, YALA

OBJECTION = Grievance(
    "G1",
    "outcome",
    "mentor",
    DAY,
    "เบี้ยถูกตัดโดยไม่แจ้ง",
    "H1",
    "M1",
    "T1",
    known_on=date(2022, 1, 10),
    agencies=frozenset({"Lao"}),
    involved=frozenset({"lao-2", "m1"}),
)


def test_it_goes_to_an_agency_that_is_not_involved() -> None:
    assert handling_agency(OBJECTION) is Agency.SBPAC
    assert handling_agency(replace(OBJECTION, agencies=frozenset({"Sbpac"}))) is Agency.MSDHS
    assert handling_agency(replace(OBJECTION, agencies=frozenset({"Sbpac", "Msdhs"}))) is Agency.LAO
    everyone = replace(OBJECTION, agencies=frozenset(Agency))
    assert handling_agency(everyone) is Agency.SBPAC


def test_nobody_involved_handles_it() -> None:
    for officer, agency in (("lao-2", None), ("m1", "Cdd"), ("lao-9", "Lao")):
        with pytest.raises(TaskRefused, match="TASK-INVOLVED"):
            check_handler(OBJECTION, officer, agency)
    check_handler(OBJECTION, "sbpac-1", "Sbpac")


def test_it_becomes_a_task_with_the_clocks_of_one() -> None:
    task = open_task(OBJECTION, "T9", "950301", DAY, YALA)
    assert (task.kind, task.agency, task.state, task.statutory) == (
        "grievance",
        "Sbpac",
        TaskState.DRAFT,
        False,
    )
    assert task.clock is not None


def test_an_appeal_is_in_time_for_fifteen_days_a_weekend_not_counting_against_the_family() -> None:
    known = date(2022, 1, 7)  # the fifteenth day is Saturday 22 January
    for day, good in ((date(2022, 1, 24), True), (date(2022, 1, 25), False)):
        assert in_time(replace(OBJECTION, known_on=known, filed_on=day), YALA) is good
    assert in_time(replace(OBJECTION, known_on=None), YALA)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"about": "weather"}, "CASE-GRIEVANCE-ABOUT"),
        ({"channel": "dream"}, "CASE-GRIEVANCE-CHANNEL"),
        ({"text": "  "}, "CASE-FIELD-MISSING"),
        ({"known_on": date(2022, 2, 1)}, "CASE-FUTURE"),
    ],
)
def test_what_cannot_be_taken_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(CaseRefused, match=code):
        file(replace(OBJECTION, **change))  # type: ignore[arg-type]


def test_the_familys_words_are_kept_as_typed() -> None:
    assert from_plain(Grievance, to_plain(file(OBJECTION))) == OBJECTION
