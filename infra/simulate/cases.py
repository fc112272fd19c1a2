"""One simulated household: a claim that was just sent, its officers, its days, and what must hold of it always."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from infra.audit.replayed import differences
from infra.simulate.schedule import Faults, Killed
from infra.simulate.twin import Twin, in_place
from shared.casework.assess import assess_household
from shared.casework.messages import ActionData
from shared.casework.review import fire_clocks
from shared.casework.tasks import Command, act
from shared.domain.officers import Officer
from shared.domain.task_table import RESPONSIBLE, STAGES
from shared.domain.tasks import TERMINAL, Actor, Task, TaskEvent, TaskState, time_by_owner
from shared.storage import audit, keys
from shared.storage.tables import Transaction, core, get, query

HOME, START = "simulated0household0", date(2022, 1, 19)
LAO = "arn:lao"
CLAIM = keys.task_id(HOME, "m1", "old_age_allowance", "claim", 1)
ELDER = {
    "birth_date": "1950-03-05", "sex": "ชาย", "relation": "หัวหน้าครัวเรือน", "nationality": "ไทย",
    "person_status": "อยู่จริง", "in_house_register": True, "state_pension": False, "in_state_care": False,
    "disability_card": False, "benefits_received": [],
}  # fmt: skip
OFFICERS = (
    Officer("lao-1", "agency_officer", "Lao", ("95",)),
    Officer("lao-2", "agency_officer", "Lao", ("95",)),
    Officer("lao-0", "agency_head", "Lao", ("95",)),
    Officer("desk-1", "coordinator", None, ("95",)),
    Officer("desk-2", "coordinator", None, ("95",)),
    Officer("chair-1", "committee", None, ("95",)),
    Officer("mentor-1", "mentor", None, ("95",)),
)
KINDS = {"agency_officer": "agency", "committee": "chair"}


@cache
def _begun() -> dict[str, dict[Any, Any]]:
    """The tables of a household with a claim that was just sent, and its officers."""
    twin = Twin()
    with running(twin):
        rows = [
            {
                **keys.officer(one.officer_id),
                **one.to_item(),
                **keys.officer_index(one.agency, one.officer_id),
            }
            for one in OFFICERS
        ]
        body = {"h": {"language": "มลายู"}, "m": {"m1": ELDER}}
        survey = {
            **keys.survey(HOME, date(2021, 7, 1), 1),
            "observed_on": "2021-07-01",
            "tambon": "950101",
            "as_of": START.isoformat(),
            "body": json.dumps(body, ensure_ascii=False),
        }
        transaction = Transaction()
        for row in (*rows, survey):
            transaction.put(core(), row)
        transaction.commit()
        assess_household(HOME, START)
        meta = get(core(), keys.meta(HOME)) or {}
        transaction = Transaction()
        transaction.put(core(), {**meta, "mentor": "mentor-1", "v": meta["v"] + 1}, version=meta["v"])
        name = "th.sitthi.household.mentor_assigned.v1"
        audit.add(transaction, audit.AuditEvent(name, "first", moment(START), "desk-1", HOME, HOME))
        transaction.commit()
    return twin.tables.tables


@contextmanager
def running(twin: Twin) -> Iterator[None]:
    own = {"REPLIES_QUEUE_ARNS": json.dumps({LAO: "Lao"})}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        with in_place(twin, os.environ):  # type: ignore[arg-type]
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@dataclass
class Case:
    """One household's claim on its way. ``broken``: what was found wrong, in words."""

    draw: random.Random
    faults: Faults
    twin: Twin
    today: date = START
    broken: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, seed: str) -> Case:
        faults = Faults()
        twin = Twin(faults.before, faults.leave_out)
        twin.tables.tables = copy.deepcopy(_begun())
        made = cls(random.Random(seed), faults, twin)
        made.move_to(START)
        return made

    def move_to(self, day: date) -> None:
        self.today = day
        clock = {"PK": {"S": "SYS"}, "SK": {"S": "CLOCK"}, "now": {"S": f"{day.isoformat()}T02:00:00Z"}}
        self.twin.tables.table("core")["SYS", "CLOCK"] = clock

    def pass_days(self, days: int) -> None:
        """What clocks have run out by the last of them fires, as in the review of that morning."""
        if days:
            self.move_to(self.today + timedelta(days=days))
            fire_clocks(self.today, moment(self.today))

    @property
    def task(self) -> Task:
        return Task.from_item(get(core(), keys.task(HOME, CLAIM)) or {})

    def tried(self, work: Callable[[], Any]) -> Any:
        """A call under faults; None when the process died in it."""
        self.faults.draw = self.draw
        try:
            return work()
        except Killed:
            return None
        finally:
            self.faults.draw = None

    def check(self) -> None:
        task, tables = self.task, self.twin.tables
        self.broken += [f"{task.state}: {one}" for one in wrong_with(task, self.log, self.today)]
        self.broken += differences(tables.table("audit").values(), tables.table("core").values())

    @property
    def log(self) -> list[TaskEvent]:
        rows = query(core(), keys.history_pk(HOME), prefix=f"TASK#{CLAIM}#EV#")
        return [_event(row) for row in rows]


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def _event(row: dict[str, Any]) -> TaskEvent:
    days = {name: date.fromisoformat(row[name]) for name in ("occurred_at", "recorded_on")}
    names = ("number", "name", "source", "target", "actor", "waiting_on", "backdated")
    values: dict[str, Any] = {**{name: row[name] for name in names if name in row}, **days}
    return TaskEvent(**values)


def wrong_with(task: Task, log: list[TaskEvent], today: date) -> Iterator[str]:
    """Whatever a task must never be, by its row and its log."""
    if [event.number for event in log] != list(range(1, task.events + 1)):
        yield "the log has gaps"
    if task.state in TERMINAL:
        if task.clock is not None:
            yield "a clock runs on"
        return
    if task.clock is None:
        yield "no clock runs"
        return
    owner = task.waiting_on if task.state is TaskState.WAITING else RESPONSIBLE[task.state]
    if task.state is TaskState.IN_PROGRESS and task.officer is None:
        owner = "agency"
    if (task.clock.owner, task.clock.stage) != (owner, STAGES[task.state]):
        yield f"the clock is {task.clock.owner}'s"
    spent = time_by_owner(task.opened_on, log, today)
    if sum(spent.values()) != (today - task.opened_on).days:
        yield "days are nobody's"


def do(case: Case, who: Officer, name: str, *, key: str, on: date | None = None, **more: Any) -> Task:
    data = ActionData(task_id=CLAIM, action=name, by=who.officer_id, occurred_at=on or case.today, **more)
    actor = Actor(KINDS.get(who.role, who.role), who.officer_id, who.agency)
    return act(Command(f"{who.officer_id}|{key}", data, moment(case.today)), who, actor)
