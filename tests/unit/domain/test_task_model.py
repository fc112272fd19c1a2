"""All configurations of a task that can be reached, and walks through them: nothing is ever nobody's."""

from __future__ import annotations

import os
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain import task_table as table
from shared.domain.task_events import days_by_owner
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

WALKS = 100_000 if os.environ.get("SITTHI_LONG") else 5_000
STEPS = 10
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


class Walk:
    """A task on its way through time, checked at every step."""

    def __init__(self, priority: int, kind: str) -> None:
        self.task = draft(priority=priority, kind=kind)
        self.today = DAY
        self.log: list[TaskEvent] = []

    def pass_time(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.task, events = check_clocks(self.task, self.today, YALA)
        self.log += events

    def act(self, wanted: Action) -> None:
        """Refused or done; both are fine, a broken invariant is not."""
        before = self.task
        try:
            self.task, event = apply(before, wanted, YALA, self.today)
        except TaskRefused:
            return
        self.log.append(event)
        assert self.task.version == before.version + 1
        assert before.due in (None, self.task.due)
        one_owner_one_clock(self.task)

    def finish(self) -> None:
        assert [event.number for event in self.log] == list(range(1, self.task.events + 1))
        assert Task.from_item(self.task.to_item()) == self.task
        if self.task.state not in TERMINAL:
            spent = time_by_owner(self.task.opened_on, self.log, self.today)
            assert sum(spent.values()) == (self.today - self.task.opened_on).days
            assert not self.task.trail or days_by_owner(self.task.trail, self.today) == spent
            following = next_check(self.task)
            assert following is None or check_clocks(self.task, following, YALA)[1]


KINDS = ("claim", "screening", "measure", "grievance")


def test_on_random_walks_there_is_one_owner_and_one_clock_and_their_time_sums_to_the_whole() -> None:
    """Mostly possible actions, so that walks get far; some late entries, some impossible ones."""
    draw, reached = random.Random(2565), set()
    for _ in range(WALKS):
        walk = Walk(draw.randint(1, 3), draw.choice(KINDS))
        for _ in range(draw.randint(1, STEPS)):
            walk.pass_time(draw.choice((0, 1, 3, 8, 20)))
            rows = [row for row in TRANSITIONS if row.source is walk.task.state]
            if rows and draw.random() < 0.9:
                row = draw.choice(rows)
                name, actor = row.action, draw.choice(sorted(row.actors))
            else:
                name, actor = draw.choice(ACTIONS), draw.choice(sorted(ACTORS))
            happened = max(DAY, walk.today - timedelta(days=draw.choice((0, 0, 0, 2, 12))))
            walk.act(draw.choice(list(variants(walk.task, name, actor, happened))))
        walk.finish()
        reached.add(walk.task.state)
    assert reached == set(TaskState)


STEP = st.tuples(
    st.sampled_from(ACTIONS), st.sampled_from(sorted(ACTORS)), st.integers(0, 12), st.integers(0, 9)
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, max_size=25), st.integers(1, 3), st.sampled_from(KINDS))
def test_no_sequence_of_actions_whatever_breaks_it(
    steps: list[tuple[str, str, int, int]], priority: int, kind: str
) -> None:
    walk = Walk(priority, kind)
    for name, actor, later, recorded in steps:
        happened = walk.today + timedelta(days=later)
        walk.pass_time(later + recorded)
        for wanted in variants(walk.task, name, actor, happened):
            walk.act(wanted)
    walk.finish()
