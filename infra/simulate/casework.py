"""Casework under seeded faults: an agency's replies come twice, late and out of order; people act; processes die.

Every stored task is checked after every step, from its row and its own event log: one owner, one clock, and days that
sum to the whole. However the replies came, the end is that of a quiet run.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from functions.record_outcome.handler import handler as record
from infra.simulate.cases import CLAIM, HOME, KINDS, LAO, OFFICERS, START, Case, do, running
from infra.simulate.schedule import Context, Stuck, batch_of
from shared.casework.task_sights import TaskNotFound
from shared.casework.tasks import Stale
from shared.domain.officers import Officer
from shared.domain.task_table import ACTIONS, OUTCOMES, RETURN_REASONS, TRANSITIONS
from shared.domain.tasks import Task, TaskRefused, TaskState
from shared.storage.tables import Conflict

WALKS, STEPS = 50, 10  # of one run: 5,000 walks in a hundred runs
TURNS = 60  # deliveries under faults for one reply
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


# ---------------------------------------------------------------- an agency's replies


def replies(seed: int, *, quiet: bool, late: bool = False) -> tuple[dict[str, Any], list[str], list[str]]:
    """One agency works one claim by a script, and the mentor confirms. Returns the end, the log and what broke."""
    case = Case.begin(f"replies {seed}")
    number = seed % len(SCRIPTS)
    with running(case.twin):
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
            return do(case, OFFICERS[-1], "confirm", key="confirmation", confirmed_by="m1")
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
    with running(case.twin):
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
        do(case, officer, name, key=key, on=on, **more)
    except (TaskRefused, TaskNotFound, Stale, Conflict):
        return


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
