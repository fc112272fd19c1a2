"""The committee: an agenda from what waits for it, decisions alone or in batch, minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.domain import meetings, plans
from shared.domain.meetings import Item, Verdict
from shared.domain.plain import from_plain, to_plain
from shared.domain.problems import CaseRefused
from shared.domain.task_table import TaskState
from tests.unit.domain.build import at, go
from tests.unit.domain.test_plans import active, draft, submitted

DAY = date(2022, 4, 8)


def items() -> tuple[Item, ...]:
    bounced = go(at(TaskState.SENT), "return", "amend", "return", "amend", "return")
    no_money = go(at(TaskState.SENT), "return", reason="NO_BUDGET")
    raised = replace(at(TaskState.ACCEPTED), escalation=3)
    tasks = [
        replace(bounced, task_id="T1"),
        replace(no_money, task_id="T2"),
        replace(no_money, task_id="T3"),
        replace(raised, task_id="T4"),
        replace(at(TaskState.ACCEPTED), task_id="T5"),
        replace(no_money, task_id="T6", state=TaskState.CANCELLED),
    ]
    asked = plans.progress(active(), "M1", "agency", requested="province")
    return meetings.agenda(
        [submitted(), draft(), asked], tasks, [("A1", "H3", "benefit_lost", date(2022, 3, 1))]
    )


def meeting() -> meetings.Meeting:
    return meetings.call("MT1", DAY, "chair-1", ["member-2"], items())


def test_the_agenda_holds_plans_bounces_escalations_money_and_late_alerts_each_once() -> None:
    assert [(item.kind, item.reference) for item in items()] == [
        ("plan", "H1#1"),
        ("no_budget", "T2"),
        ("no_budget", "T3"),
        ("bounced", "T1"),
        ("escalated", "T4"),
        ("money", "H1#1#M1"),
        ("alert", "A1"),
    ]


def test_what_bounced_three_times_and_was_taken_at_last_is_only_late() -> None:
    bounced = go(at(TaskState.SENT), "return", "amend", "return", "amend", "return")
    taken = replace(bounced, state=TaskState.IN_PROGRESS, escalation=3)
    assert [one.kind for one in meetings.agenda([], [bounced])] == ["bounced"]
    assert [one.kind for one in meetings.agenda([], [taken])] == ["escalated"]


def test_like_things_are_decided_in_batch() -> None:
    done = meetings.batch(meeting(), "no_budget", "Lao old_age_allowance", "fund", "from the province")
    assert {one.reference for one in done.verdicts} == {"T2", "T3"}
    assert len(done.open_items) == 5
    with pytest.raises(CaseRefused, match="CASE-NO-ITEM"):
        meetings.batch(done, "no_budget", "Lao old_age_allowance", "fund")


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict("H1#1", "fund"), "CASE-VERDICT"),
        (Verdict("H1#1", "send_back"), "CASE-FIELD-MISSING"),
        (Verdict("nothing", "approve"), "CASE-NO-ITEM"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(verdict: Verdict, code: str) -> None:
    with pytest.raises(CaseRefused, match=code):
        meetings.decide(meeting(), [verdict])


def test_a_thing_is_decided_once_and_not_after_the_meeting() -> None:
    once = meetings.decide(meeting(), [Verdict("H1#1", "approve")])
    for again in (once, meetings.close(meeting())):
        with pytest.raises(CaseRefused, match="CASE-NO-ITEM"):
            meetings.decide(again, [Verdict("H1#1", "approve")])


def test_a_chair_alone_is_no_meeting() -> None:
    with pytest.raises(CaseRefused, match="CASE-QUORUM"):
        meetings.call("MT1", DAY, "chair-1", ["chair-1"], [])


def test_the_minutes_show_what_was_decided_and_what_stays() -> None:
    done = meetings.decide(meeting(), [Verdict("H1#1", "send_back", "the roof first")])
    printed = meetings.minutes(done)
    assert list(printed) == ["plan", "no_budget", "bounced", "escalated", "money", "alert"]
    assert printed["plan"][0][1] == Verdict("H1#1", "send_back", "the roof first")
    assert printed["bounced"][0][1] is None


def test_a_meeting_comes_back_from_its_stored_form_unchanged() -> None:
    done = meetings.close(meetings.decide(meeting(), [Verdict("H1#1", "approve")]))
    assert from_plain(meetings.Meeting, to_plain(done)) == done
