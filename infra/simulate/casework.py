"""Casework under seeded faults: an agency's replies come twice, late and out of order; people act; processes die.

Every stored task is checked after every step, from its row and its own event log: one owner, one clock, and days that
sum to the whole. However the replies came, the end is that of a quiet run.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any

from botocore.exceptions import ClientError

from functions.record_outcome.handler import handler as record
from infra.simulate.schedule import Context, Faults, Killed, Stuck, batch_of
from infra.simulate.twin import Twin, in_place
from shared.casework.assess import assess_household
from shared.casework.messages import ActionData
from shared.casework.review import fire_clocks
from shared.casework.tasks import Command, Stale, TaskNotFound, act
from shared.domain.officers import Officer
from shared.domain.task_table import ACTIONS, OUTCOMES, RESPONSIBLE, RETURN_REASONS, STAGES, TRANSITIONS
from shared.domain.tasks import TERMINAL, Actor, Task, TaskEvent, TaskRefused, TaskState, time_by_owner
from shared.storage import keys
from shared.storage.tables import Conflict, Transaction, core, get, query

HOME, START = "simulated0household0", date(2022, 1, 19)
WALKS, STEPS = 10, 10  # of one run; tests of the domain walk further, without tables
TURNS = 60  # deliveries under faults for one reply
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
ACCEPT, ASSIGN = {"action": "accept"}, {"action": "assign", "officer": "lao-1"}
DONE = {"action": "done", "outcome": "RECEIVED", "evidence": ["receipt-no:1"]}
HOLD = {"action": "hold", "waiting_on": "citizen", "reason": "papers", "resume_by": "2022-02-01"}
SCRIPTS: tuple[tuple[dict[str, Any], ...], ...] = (
    (ACCEPT, ASSIGN, DONE),
    (ACCEPT, ASSIGN, HOLD, {"action": "resume"}, DONE),
    (ACCEPT, ASSIGN, {"action": "reassign", "officer": "lao-2", "reason": "on leave"}, DONE),
    ({"action": "return", "reason": "INSUFFICIENT_INFO"},),
)
IN_ANY_ORDER = 1  # so many scripts allow each step only after the one before: all may be sent at once


@cache
def _begun() -> dict[str, dict[Any, Any]]:
    """The tables of a household with a claim that was just sent, and its officers."""
    twin = Twin()
    with _running(twin):
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
        transaction.put(core(), {**meta, "mentor": "mentor-1", "v": meta["v"] + 1})
        transaction.commit()
    return twin.tables.tables


@contextmanager
def _running(twin: Twin) -> Iterator[None]:
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
        task = self.task
        self.broken += [f"{task.state}: {one}" for one in wrong_with(task, self.log, self.today)]

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


# ---------------------------------------------------------------- an agency's replies


def replies(seed: int, *, quiet: bool, late: bool = False) -> tuple[dict[str, Any], list[str], list[str]]:
    """One agency works one claim by a script, and the mentor confirms. Returns the end, the log and what broke."""
    case = Case.begin(f"replies {seed}")
    number = seed % len(SCRIPTS)
    with _running(case.twin):
        waiting = _messages(SCRIPTS[number])
        if quiet:
            for message in waiting:
                _deliver(case, message)
        else:
            _trouble(case, waiting, at_once=number < IN_ANY_ORDER, late=late)
        _confirm(case, quiet)
        case.check()
        return _end(case, late), case.faults.log, case.broken


def _messages(script: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    data = {"task_id": CLAIM, "by": "lao-1", "occurred_at": START.isoformat()}
    return [
        {"id": f"r-{number}", "type": "th.sitthi.task.action.v1", "data": {**data, **step}}
        for number, step in enumerate(script)
    ]


def _deliver(case: Case, message: dict[str, Any]) -> bool:
    batch = batch_of([message])
    batch["Records"][0]["eventSourceARN"] = LAO
    return not record(batch, Context())["batchItemFailures"]


def _trouble(case: Case, script: list[dict[str, Any]], *, at_once: bool, late: bool) -> None:
    """An agency resends each reply until its task shows it; copies of earlier ones still come, long after."""
    shown: list[dict[str, Any]] = []
    waiting = list(script)
    for _ in range(TURNS * len(script)):
        if not waiting:
            break
        reply = case.draw.choice([*shown, *(waiting if at_once else waiting[:1])])
        case.faults.log.append(f"reply {reply['id']}")
        taken = case.tried(partial(_deliver, case, reply))
        if taken and reply in waiting:
            waiting.remove(reply)
            shown.append(reply)
        if late and case.draw.random() < 0.2:
            case.pass_days(case.draw.choice((1, 1, 2, 4)))
        case.check()
    for reply in waiting:
        if not _deliver(case, reply):
            raise Stuck


def _confirm(case: Case, quiet: bool) -> None:
    """The mentor's own call, sent again until an answer comes."""
    if case.task.state is not TaskState.DONE:
        return

    def work() -> Task | None:
        try:
            return _act(case, OFFICERS[-1], "confirm", key="confirmation", confirmed_by="m1")
        except ClientError:  # throttled: no answer either
            return None

    while (work() if quiet else case.tried(work)) is None:
        continue


def _end(case: Case, late: bool) -> dict[str, Any]:
    """Everything about the household; of late replies the days differ, so only how it stands."""
    task = case.task
    if late:
        standing = (task.state, task.outcome, task.officer, task.reopens, task.returns, task.extensions)
        return {"standing": [str(one) for one in standing]}
    rows = [
        json.dumps({**item, "G2S": None}, sort_keys=True, default=repr)
        for table in ("core", "audit")
        for (pk, _), item in case.twin.tables.table(table).items()
        if HOME in pk
    ]
    return {"rows": sorted(rows)}


# ---------------------------------------------------------------- walks


def walk(seed: str) -> tuple[list[str], str]:
    """Anybody does anything to the claim, mostly what is possible, some of it long ago; what broke, and the end."""
    case = Case.begin(seed)
    draw = case.draw
    with _running(case.twin):
        for number in range(draw.randint(1, STEPS)):
            case.pass_days(draw.choice((0, 0, 0, 1, 8, 20)))
            state = case.task.state
            rows = [row for row in TRANSITIONS if row.source is state]
            likely = [
                row for row in rows if row.action != "cancel"
            ] or rows  # else nearly every walk is short
            row = draw.choice(likely) if likely and draw.random() < 0.9 else None
            name = row.action if row else draw.choice(ACTIONS)
            fits = [one for one in OFFICERS if row and KINDS.get(one.role, one.role) in row.actors]
            officer = draw.choice(fits or OFFICERS)
            ago = timedelta(days=draw.choice((0, 0, 0, 2, 12)))
            key = f"k{draw.choice((number, number, 0))}"  # now and then the key of an earlier command
            _refusable(case, officer, name, key, max(START, case.today - ago))
            case.check()
        return case.broken, f"{case.task.state} {case.task.events}"


def _refusable(case: Case, officer: Officer, name: str, key: str, on: date) -> None:
    draw = case.draw
    more = {
        "reason": draw.choice(sorted(RETURN_REASONS)) if name == "return" else "because",
        "outcome": draw.choice(sorted(OUTCOMES)),
        "officer": draw.choice(("lao-1", "lao-2")),
        "waiting_on": draw.choice(("citizen", "budget", "court")),
        "resume_by": on + timedelta(days=draw.choice((5, 20))),
        "agency": "Lao",
        "note": "a note",
        "confirmed_by": "m1",
        "evidence": ["attempt:visit:1", "attempt:phone:2", "attempt:phone:3", "receipt-no:1"],
    }
    try:
        _act(case, officer, name, key=key, on=on, **more)
    except (TaskRefused, TaskNotFound, Stale, Conflict):
        return


def _act(case: Case, who: Officer, name: str, *, key: str, on: date | None = None, **more: Any) -> Task:
    data = ActionData(task_id=CLAIM, action=name, by=who.officer_id, occurred_at=on or case.today, **more)
    actor = Actor(KINDS.get(who.role, who.role), who.officer_id, who.agency)
    return act(Command(f"{who.officer_id}|{key}", data, moment(case.today)), who, actor)


def violations(seed: int) -> tuple[list[str], str]:
    """What one run breaks, and the digest of all that happened in it: replies the same day, replies late, walks."""
    found: list[str] = []
    told: list[Any] = [seed]
    for late in (False, True):
        quiet, _, _ = replies(seed, quiet=True, late=late)
        end, log, broken = replies(seed, quiet=False, late=late)
        found += [f"replies: {one}" for one in broken]
        if end != quiet:
            found.append(f"replies {'late' if late else 'of one day'} end differently")
        told.append(log)
    for number in range(WALKS):
        broken, ended = walk(f"walk {seed} {number}")
        found += [f"walk {number}: {one}" for one in broken]
        told.append(ended)
    text = json.dumps([told, found]).encode()
    return found, hashlib.blake2b(text, digest_size=16).hexdigest()
