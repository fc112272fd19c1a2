"""Clocks: one runs in every live state, thresholds fire once, pauses count only for those who are not the agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.domain.calendar import Overlay, WorkingCalendar, overlay_of
from shared.domain.task_table import RESPONSIBLE, STAGES, TERMINAL, TaskState
from shared.domain.tasks import (
    Task,
    TaskRefused,
    apply,
    check_clocks,
    follow,
    lower_escalation,
    next_check,
    recompute,
    time_by_owner,
)
from tests.unit.domain.build import ACTORS, DAY, YALA, action, at, go

S = TaskState


def names(task: Task, today: date) -> list[str]:
    return [event.reason or event.name for event in check_clocks(task, today, YALA)[1]]


@pytest.mark.parametrize("state", list(TaskState))
def test_every_live_state_has_exactly_one_clock_of_its_stage(state: TaskState) -> None:
    task = at(state)
    if state in TERMINAL:
        assert task.clock is None
        assert next_check(task) is None
    else:
        assert task.clock is not None
        assert task.clock.stage == STAGES[state]
        assert task.clock.owner
        assert next_check(task) is not None


def test_dates_are_reckoned_at_the_first_sending_in_working_days_of_the_province() -> None:
    task = at(S.SENT)
    assert (task.acknowledge_by, task.due) == (
        date(2022, 1, 24),
        date(2022, 2, 10),
    )  # 1 Feb is a holiday in Yala
    assert at(S.SENT, priority=1).due == date(2022, 1, 26)
    assert task.calendar == YALA.version


def test_an_acknowledgement_is_warned_at_three_quarters_and_late_a_day_after_its_end() -> None:
    task = at(S.SENT)
    assert next_check(task) == date(2022, 1, 24)
    assert names(task, date(2022, 1, 23)) == []
    assert names(task, date(2022, 1, 24)) == ["ack: warn"]
    late, events = check_clocks(task, date(2022, 1, 25), YALA)
    assert [event.reason for event in events] == ["ack: warn", "ack: breach"]
    assert (late.acknowledged_late, late.escalation, late.version) == (True, 1, task.version + 1)


def test_the_ladder_goes_up_three_and_eight_working_days_after_the_breach() -> None:
    task = at(S.SENT)
    levels = {on: check_clocks(task, on, YALA)[0].escalation for on in (date(2022, 1, 27), date(2022, 2, 4))}
    assert levels == {date(2022, 1, 27): 2, date(2022, 2, 4): 3}


def test_a_second_look_changes_nothing() -> None:
    once, _ = check_clocks(at(S.SENT), date(2022, 3, 1), YALA)
    assert check_clocks(once, date(2022, 3, 1), YALA) == (once, [])


def test_a_look_that_comes_late_finds_what_daily_looks_would_have_found() -> None:
    for state in (S.DRAFT, S.SENT, S.IN_PROGRESS, S.WAITING, S.DONE):
        daily = at(state)
        events = []
        for number in range(120):
            daily, found = check_clocks(daily, DAY + timedelta(days=number), YALA)
            events += found
        late, at_once = check_clocks(at(state), DAY + timedelta(days=119), YALA)
        assert replace(late, version=0) == replace(daily, version=0)
        assert [replace(item, recorded_on=DAY) for item in at_once] == [
            replace(item, recorded_on=DAY) for item in events
        ]


def test_work_not_done_by_its_day_is_overdue_once() -> None:
    task, events = check_clocks(at(S.IN_PROGRESS), date(2022, 2, 11), YALA)
    assert (task.overdue, task.due_passed) == (True, True)
    assert [event.reason for event in events] == ["resolve: warn", "resolve: breach"]
    unanswered, _ = check_clocks(at(S.SENT), date(2022, 2, 11), YALA)
    assert unanswered.overdue
    assert not check_clocks(at(S.DONE), date(2022, 2, 11), YALA)[0].overdue


def test_waiting_for_the_family_does_not_make_an_agency_late_and_the_fixed_day_stays() -> None:
    held = go(at(S.IN_PROGRESS), "hold", resume_by=DAY + timedelta(days=28))
    looked, _ = check_clocks(held, date(2022, 2, 11), YALA)
    assert (looked.overdue, looked.due_passed) == (False, True)
    back = go(held, "resume", on=date(2022, 2, 9))
    assert (back.due, back.paused_days) == (date(2022, 2, 10), 14)
    assert back.resolve_by == YALA.add_working_days(date(2022, 2, 10), 14)


def test_waiting_for_budget_or_another_agency_is_the_agencys_own_time() -> None:
    for party in ("budget", "other_agency"):
        held = go(at(S.IN_PROGRESS), "hold", waiting_on=party)
        assert go(held, "resume", on=date(2022, 2, 1)).resolve_by == held.resolve_by
        long = go(at(S.IN_PROGRESS), "hold", waiting_on=party, resume_by=DAY + timedelta(days=30))
        assert check_clocks(long, date(2022, 2, 11), YALA)[0].overdue


def test_a_hold_that_ends_gives_the_work_back_on_its_last_day() -> None:
    held = go(at(S.IN_PROGRESS), "hold", resume_by=date(2022, 1, 31))
    assert check_clocks(held, date(2022, 1, 31), YALA)[0].state is S.WAITING
    back, events = check_clocks(held, date(2022, 2, 3), YALA)
    assert (back.state, back.officer) == (S.IN_PROGRESS, "lao-2")
    assert [(event.name, event.occurred_at) for event in events if event.target == "in_progress"] == [
        ("resumed", date(2022, 1, 31))
    ]


def test_what_nobody_verifies_rises_step_by_step_and_never_closes_by_itself() -> None:
    task, events = check_clocks(at(S.DONE), DAY + timedelta(days=100), YALA)
    assert (task.state, task.escalation) == (S.DONE, 3)
    assert sum(event.name == "escalated" for event in events) == 3
    assert next_check(task) is None


def test_sending_on_gives_nobody_more_time() -> None:
    task = go(at(S.SENT), "return")
    again = go(task, "reroute", on=date(2022, 2, 14), agency="Moph")
    assert (again.due, again.sent_on, again.accepted_on) == (date(2022, 2, 10), date(2022, 2, 14), None)
    assert check_clocks(again, date(2022, 2, 15), YALA)[0].overdue


def test_disputed_after_its_day_the_work_gets_a_fresh_allowance_beside_the_fixed_day() -> None:
    task = go(at(S.DONE), "dispute", on=date(2022, 3, 1))
    assert task.due == date(2022, 2, 10)
    assert task.resolve_by == YALA.add_working_days(date(2022, 3, 1), 15)
    assert (task.outcome, task.done_on) == (None, None)


def test_a_late_entry_stops_the_clock_on_its_own_day_only_with_proof_and_within_ten_days() -> None:
    happened, recorded = date(2022, 2, 10), date(2022, 2, 15)
    task = at(S.IN_PROGRESS)
    in_time, event = apply(task, action(task, "done", happened), YALA, recorded)
    assert (in_time.overdue, event.backdated) == (False, False)
    too_old, event = apply(task, action(task, "done", happened), YALA, date(2022, 2, 21))
    assert (too_old.overdue, too_old.done_on, event.backdated) == (True, happened, True)
    sent = at(S.SENT)
    bare, event = apply(sent, action(sent, "accept", date(2022, 1, 24)), YALA, date(2022, 1, 26))
    assert (bare.acknowledged_late, bare.accepted_on, event.backdated) == (True, date(2022, 1, 24), True)


def test_only_a_decision_of_that_level_lowers_an_escalation() -> None:
    task, _ = check_clocks(at(S.SENT), date(2022, 2, 4), YALA)
    for kind in ("coordinator", "agency_head", "mentor"):
        with pytest.raises(TaskRefused, match="TASK-LEVEL"):
            lower_escalation(task, 0, ACTORS[kind], "spoke with them", DAY)
    lowered, event = lower_escalation(task, 1, ACTORS["chair"], "the agency has named a person", DAY)
    assert (lowered.escalation, event.name) == (1, "escalation_lowered")
    assert lower_escalation(lowered, 0, ACTORS["agency_head"], "done", DAY)[0].escalation == 0
    with pytest.raises(TaskRefused, match="TASK-FIELD-MISSING"):
        lower_escalation(task, 0, ACTORS["chair"], "", DAY)


def test_a_new_version_of_the_calendar_reckons_open_days_again_and_says_so() -> None:
    task = at(S.SENT)
    moved_feast = WorkingCalendar("95", Overlay(2, overlay_of("95").days | {date(2022, 1, 21)}))
    changed, events = recompute(task, moved_feast, date(2022, 1, 20))
    assert (changed.acknowledge_by, changed.due) == (date(2022, 1, 25), date(2022, 2, 11))
    assert changed.clock is not None
    assert changed.clock.due == date(2022, 1, 25)
    assert [event.name for event in events] == ["sla_recomputed"]
    assert recompute(changed, moved_feast, date(2022, 1, 20)) == (changed, [])
    assert recompute(task, YALA, DAY) == (task, [])
    closed = at(S.CLOSED)
    assert recompute(closed, moved_feast, DAY) == (closed, [])


@pytest.mark.parametrize("state", [one for one in TaskState if one not in TERMINAL])
def test_work_that_goes_along_with_a_family_keeps_its_clock_its_dates_and_whose_it_is(
    state: TaskState,
) -> None:
    task, later = at(state), date(2022, 1, 26)
    moved, event = follow(task, "H2", "T2", "G2", "950201", later)
    assert (moved.household_id, moved.task_id, moved.gap_id, moved.area) == ("H2", "T2", "G2", "950201")
    assert (moved.clock, moved.due, moved.officer, moved.state) == (task.clock, task.due, task.officer, state)
    assert (event.source, event.target, event.reason, event.number) == (
        state,
        state,
        "moved",
        task.events + 1,
    )
    own = str(task.waiting_on) if state is S.WAITING else RESPONSIBLE[state]
    assert time_by_owner(later, [event], date(2022, 1, 30)) == {own: 4}


def test_the_time_of_each_party_sums_to_the_whole() -> None:
    task, events = at(S.DRAFT), []
    for name, day in [
        ("send", date(2022, 1, 20)),
        ("accept", date(2022, 1, 24)),
        ("assign", date(2022, 1, 25)),
        ("hold", date(2022, 1, 27)),
        ("resume", date(2022, 2, 4)),
        ("done", date(2022, 2, 8)),
        ("confirm", date(2022, 2, 20)),
    ]:
        task, event = apply(task, action(task, name, day), YALA, day)
        events.append(event)
    spent = time_by_owner(task.opened_on, events, date(2022, 3, 1))
    assert spent == {"coordinator": 1, "agency": 5, "officer": 6, "citizen": 8, "mentor": 12}
    assert sum(spent.values()) == (date(2022, 2, 20) - task.opened_on).days


def test_a_task_comes_back_from_its_stored_form_unchanged() -> None:
    for state in TaskState:
        task = at(state)
        assert Task.from_item(task.to_item()) == task
    household = at(S.SENT, member_id=None, benefit=None)
    assert Task.from_item(household.to_item()) == household
