"""All configurations of a task that can be reached, and walks through them: nothing is ever nobody's."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain import task_table as table
from shared.domain.task_table import ACTIONS, RESPONSIBLE, STAGES, TERMINAL, TRANSITIONS, TaskState
from shared.domain.tasks import (
    Action,
    Task,
    TaskEvent,
    TaskRefused,
    apply,
    check_clocks,
    next_check,
    time_by_owner,
)
from tests.unit.domain.build import ACTORS, DAY, YALA, action, draft

WALKS = int(os.environ.get("TASK_WALKS", "300"))
Key = tuple[object, ...]


def key(task: Task) -> Key:
    """What decides what can happen next, without dates and names."""
    no_budget = task.outcome == "NO_BUDGET"
    bounces = min(len(task.returns), table.MOST_REROUTES)
    officer = task.officer is not None
    return (
        task.state,
        task.extensions,
        task.reopens,
        task.reroutes,
        task.escalation,
        bounces,
        no_budget,
        officer,
    )


def variants(task: Task, name: str, kind: str, on: date = DAY) -> Iterator[Action]:
    whole = action(task, name, on, kind)
    yield whole
    if name == "done":
        yield replace(whole, outcome="NO_BUDGET")
    if name == "return":
        yield replace(whole, reason="NO_BUDGET")


def steps(task: Task) -> Iterator[tuple[str, Task]]:
    """Everything that may happen next: each action by each actor, and each rise in escalation."""
    for row in TRANSITIONS:
        if row.source is task.state:
            for kind in sorted(row.actors):
                for wanted in variants(task, row.action, kind):
                    try:
                        yield row.action, apply(task, wanted, YALA, DAY)[0]
                    except TaskRefused:
                        continue
    if task.state not in TERMINAL and task.escalation < table.TOP_LEVEL:
        yield "escalate", replace(task, escalation=task.escalation + 1)


def explore() -> tuple[dict[Key, Task], dict[Key, set[tuple[str, Key]]]]:
    start = draft()
    found, edges = {key(start): start}, {}
    waiting = deque([start])
    while waiting:
        task = waiting.popleft()
        edges[key(task)] = set()
        for name, after in steps(task):
            edges[key(task)].add((name, key(after)))
            if key(after) not in found:
                found[key(after)] = after
                waiting.append(after)
    return found, edges


def test_every_reachable_configuration_has_one_owner_one_clock_and_a_way_out() -> None:
    found, edges = explore()
    assert {task.state for task in found.values()} == set(TaskState)
    for task in found.values():
        one_owner_one_clock(task)
        assert task.extensions <= table.MOST_EXTENSIONS
        assert task.reopens <= table.MOST_REOPENS
        assert task.reroutes <= table.MOST_REROUTES
        assert 0 <= task.escalation <= table.TOP_LEVEL
    ends = {name for name, task in found.items() if task.state in TERMINAL}
    backwards: dict[Key, set[Key]] = {}
    for source, targets in edges.items():
        for _, target in targets:
            backwards.setdefault(target, set()).add(source)
    reaching, waiting = set(ends), deque(ends)
    while waiting:
        for source in backwards.get(waiting.popleft(), ()):
            if source not in reaching:
                reaching.add(source)
                waiting.append(source)
    assert reaching == set(found)
    # The size of the state space: a change here is a change of the contract and wants a look.
    assert (len(found), sum(len(targets) for targets in edges.values())) == (3113, 10471)


def one_owner_one_clock(task: Task) -> None:
    if task.state in TERMINAL:
        assert task.clock is None
        return
    assert task.clock is not None
    assert task.clock.stage == STAGES[task.state]
    expected = task.waiting_on if task.state is TaskState.WAITING else RESPONSIBLE[task.state]
    if task.state is TaskState.IN_PROGRESS and task.officer is None:
        expected = "agency"  # reopened without the officer who once had it
    assert task.clock.owner == expected
    assert (task.waiting_on is not None) == (task.state is TaskState.WAITING)
    assert task.state is TaskState.DRAFT or task.due is not None


WALK = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.sampled_from(sorted(ACTORS)),
        st.integers(0, 12),  # days until it happens
        st.integers(0, 15),  # days until it is recorded
        st.integers(0, 1),
    ),
    max_size=25,
)


@settings(max_examples=WALKS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WALK, st.integers(1, 3), st.sampled_from(["claim", "screening", "measure"]))
def test_on_any_walk_there_is_one_owner_and_one_clock_and_their_time_sums_to_the_whole(
    walk: list[tuple[str, str, int, int, int]], priority: int, kind: str
) -> None:
    task = draft(priority=priority, kind=kind)
    today, fixed = DAY, None
    log: list[TaskEvent] = []
    for name, actor, later, recorded, pick in walk:
        happened = today + timedelta(days=later)
        today = happened + timedelta(days=recorded)
        task, events = check_clocks(task, today, YALA)
        log += events
        choices = list(variants(task, name, actor, happened))
        try:
            moved, event = apply(task, choices[pick % len(choices)], YALA, today)
        except TaskRefused:
            continue
        assert moved.version == task.version + 1
        task = moved
        log.append(event)
        one_owner_one_clock(task)
        assert fixed in (None, task.due)
        fixed = task.due
        assert Task.from_item(task.to_item()) == task
    assert [event.number for event in log] == list(range(1, task.events + 1))
    if task.state not in TERMINAL:
        spent = time_by_owner(task.opened_on, log, today)
        assert sum(spent.values()) == (today - task.opened_on).days
        following = next_check(task)
        assert following is None or check_clocks(task, following, YALA)[1]
