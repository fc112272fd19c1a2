"""What an action must hold besides its fields: reasons, outcomes, limits, proof."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.domain.task_table import GROUNDS, OUTCOMES, RETURN_REASONS, WAITING_ON, TaskState
from shared.domain.tasks import Task, TaskRefused, apply
from tests.unit.domain.build import DAY, YALA, action, at, go

S = TaskState


def refused(task: Task, name: str, code: str, **difference: object) -> TaskRefused:
    on = difference.pop("on", DAY)
    with pytest.raises(TaskRefused) as caught:
        apply(task, action(task, name, on, **difference), YALA, on)  # type: ignore[arg-type]
    assert caught.value.code == code
    return caught.value


def test_a_return_names_one_of_the_listed_reasons() -> None:
    assert refused(at(S.SENT), "return", "TASK-REASON", reason="no time").allowed == list(RETURN_REASONS)


def test_the_system_cancels_for_a_listed_ground_and_a_person_in_words() -> None:
    assert refused(at(S.SENT), "cancel", "TASK-REASON", kind="system", reason="why not").allowed == list(
        GROUNDS
    )
    assert go(at(S.SENT), "cancel", kind="coordinator", reason="asked twice").reason == "asked twice"


def test_an_outcome_is_one_of_the_nine() -> None:
    assert refused(at(S.IN_PROGRESS), "done", "TASK-OUTCOME", outcome="FINE").allowed == list(OUTCOMES)


def test_no_entitlement_must_cite_the_law() -> None:
    refused(at(S.IN_PROGRESS), "done", "TASK-LAW-MISSING", outcome="NOT_ENTITLED_CONFIRMED")
    task = go(at(S.IN_PROGRESS), "done", outcome="NOT_ENTITLED_CONFIRMED", reason="ระเบียบ มท. ข้อ 6")
    assert (task.state, task.reason) == (S.DONE, "ระเบียบ มท. ข้อ 6")
    refused(at(S.RETURNED), "close_no_action", "TASK-LAW-MISSING", outcome="NOT_ENTITLED_CONFIRMED")


def test_unreachable_needs_three_attempts_over_two_channels() -> None:
    one_channel = ("attempt:phone:1", "attempt:phone:2", "attempt:phone:3")
    twice = ("attempt:phone:1", "attempt:visit:2")
    for evidence in (one_channel, twice, (*twice, "attempt:visit:2"), ("photo:1",)):
        refused(at(S.IN_PROGRESS), "done", "TASK-ATTEMPTS", outcome="UNREACHABLE", evidence=evidence)
    three = (*twice, "attempt:visit:3")
    assert go(at(S.IN_PROGRESS), "done", outcome="UNREACHABLE", evidence=three).state is S.DONE


def test_lack_of_budget_never_ends_a_right_and_goes_to_the_centre() -> None:
    done = go(at(S.IN_PROGRESS), "done", outcome="NO_BUDGET")
    assert done.escalation == 3
    refused(done, "confirm", "TASK-NO-BUDGET")
    assert go(done, "dispute").state is S.IN_PROGRESS
    returned = go(at(S.SENT), "return", reason="NO_BUDGET")
    assert returned.escalation == 3
    refused(returned, "close_no_action", "TASK-NO-BUDGET", outcome="NO_BUDGET")
    assert go(done, "confirm_auto").outcome == "RECEIVED"


def test_lack_of_budget_can_end_help_that_is_no_right() -> None:
    done = go(at(S.IN_PROGRESS, kind="measure", priority=3), "done", outcome="NO_BUDGET")
    assert (done.escalation, go(done, "confirm").state) == (0, S.CLOSED)


def test_two_different_persons_close_what_no_agency_takes() -> None:
    refused(
        at(S.RETURNED),
        "close_no_action",
        "TASK-SECOND-PERSON",
        kind="coordinator",
        second_person="desk-1",
    )


def test_a_hold_ends_within_thirty_days_and_says_who_is_waited_for() -> None:
    task = at(S.IN_PROGRESS)
    refused(task, "hold", "TASK-RESUME-BY", resume_by=DAY)
    refused(task, "hold", "TASK-RESUME-BY", resume_by=DAY + timedelta(days=31))
    assert refused(task, "hold", "TASK-WAITING-ON", waiting_on="nobody").allowed == list(WAITING_ON)
    held = go(task, "hold", resume_by=DAY + timedelta(days=30))
    assert held.clock is not None
    assert (held.clock.stage, held.clock.owner, held.clock.due) == ("hold", "citizen", held.resume_by)


def test_a_hold_is_extended_twice_at_most_and_by_the_head_of_the_agency() -> None:
    held = go(at(S.WAITING), "extend", "extend")
    assert held.extensions == 2
    refused(held, "extend", "TASK-LIMIT")


def test_after_three_bounces_the_chair_decides() -> None:
    task = go(at(S.SENT), "return", "reroute", "return", "amend", "return", "reroute", "return")
    assert (task.reroutes, task.escalation) == (3, 3)
    for name in ("reroute", "amend"):
        refused(task, name, "TASK-CHAIR", kind="coordinator")
        assert go(task, name, kind="chair").state is S.SENT


def test_a_task_is_rerouted_to_an_agency_that_exists() -> None:
    refused(at(S.RETURNED), "reroute", "TASK-AGENCY", agency="Police")
    assert go(at(S.RETURNED), "reroute", agency="Moph").agency == "Moph"


def test_a_task_is_reopened_three_times_and_within_ninety_days() -> None:
    closed = at(S.CLOSED)
    late = DAY + timedelta(days=91)
    refused(closed, "reopen", "TASK-TOO-LATE", on=late)
    assert go(closed, "reopen", on=DAY + timedelta(days=90)).state is S.IN_PROGRESS
    for _ in range(3):
        closed = go(closed, "reopen", "done", "confirm")
    refused(closed, "reopen", "TASK-LIMIT")


def test_nothing_happened_in_the_future_or_before_the_task() -> None:
    task = at(S.SENT)
    with pytest.raises(TaskRefused, match="TASK-FUTURE"):
        apply(task, action(task, "accept", DAY + timedelta(days=1)), YALA, DAY)
    with pytest.raises(TaskRefused, match="TASK-BEFORE"):
        apply(task, action(task, "accept", DAY - timedelta(days=1)), YALA, DAY)


def test_a_refusal_never_repeats_what_somebody_typed() -> None:
    task = at(S.SENT)
    with pytest.raises(TaskRefused) as caught:
        apply(task, action(task, "1-2345-67890-12-3", kind="coordinator"), YALA, DAY)
    assert "1-2345" not in caught.value.th + caught.value.en
