"""The agencies' own systems, played as outside programs: they read their real queues and send real replies.

What an agency does with a task follows from the task's id alone, never from the order in which messages
arrive, so that a run with crashes ends as a quiet one does. Product code knows nothing of this file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from infra.local.look import TaskView
from infra.sample.draw import roll
from shared.domain.calendar import WorkingCalendar

OFFICE_DAYS = (1, 3)  # Tuesday and Thursday: an office works its list twice a week
LAST_WORD = ("done", "closed", "cancelled")  # after these the agency has nothing more to say
STUBBORN = 250  # of a thousand tasks that were sent back: sent back again until the committee decides


@dataclass(frozen=True, slots=True)
class Intent:
    """What this agency will do with one task, and when."""

    accept_on: date
    done_on: date | None
    back: str | None = None
    outcome: str = "RECEIVED"
    reason: str | None = None
    paid: bool = True
    bounces: int = 0  # how often it is sent back
    hold_until: date | None = None  # a paper of the family's is awaited that long

    def paid_by(self, day: date) -> bool:
        """Most money comes with the next list; some of it a quarter late."""
        late = timedelta(days=0 if self.paid else 90)
        return self.done_on is not None and self.done_on + late <= day


def intent_of(message: Mapping[str, Any], calendar: WorkingCalendar) -> Intent:
    """Most work in time; some send back, some start late, some finish late, some never finish."""
    task_id, sent = message["task_id"], date.fromisoformat(message["sent_at"])
    late_start = roll(task_id, "start") < 70
    accept = _office_day(calendar.add_working_days(sent, 8 if late_start else 1))
    if roll(task_id, "never") < 50:
        return Intent(accept, None)
    late_end = roll(task_id, "end") < 90
    days = 24 if late_end else 3 + roll(task_id, "days") % 9
    back, bounces, hold = None, 0, None
    if roll(task_id, "back") < 40:
        back = "INSUFFICIENT_INFO" if roll(task_id, "why") < 700 else "WRONG_AREA"
        bounces = 3 if roll(task_id, "stubborn") < STUBBORN else 1
        days += 15 * bounces
    elif roll(task_id, "hold") < 35:
        hold = accept + timedelta(days=20)
        days += 20
    done = _office_day(calendar.add_working_days(accept, days))
    outcome, reason = _outcome(message["kind"], task_id)
    paid = roll(task_id, "paid") < 920
    return Intent(accept, done, back, outcome, reason, paid, bounces, hold)


def _outcome(kind: str, task_id: str) -> tuple[str, str | None]:
    drawn = roll(task_id, "outcome")
    if kind == "screening":
        if drawn < 450:
            return "RECEIVED", None
        return (
            "NOT_ENTITLED_CONFIRMED",
            "ผลคัดกรองไม่เข้าเกณฑ์ยากจนพิเศษ (พ.ร.บ. กองทุนเพื่อความเสมอภาคทางการศึกษา พ.ศ. 2561)",
        )
    if drawn < 30:
        return "NOT_ENTITLED_CONFIRMED", "ขาดคุณสมบัติตามระเบียบที่เกี่ยวข้องของสวัสดิการนี้"
    return "RECEIVED", None


def _office_day(day: date) -> date:
    while day.weekday() not in OFFICE_DAYS:
        day += timedelta(days=1)
    return day


@dataclass
class Program:
    """One agency's system: its queues, its officers, and what it remembers of its tasks."""

    code: str
    sqs: Any
    queue_url: str
    replies_url: str
    officers: list[str]
    calendar: WorkingCalendar
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # the state in which each task was last seen
    held: set[str] = field(default_factory=set)  # tasks that waited for the family once

    def read(self) -> int:
        """Take what lies in the queue; a message is deleted only once it is remembered."""
        count = 0
        while True:
            answer = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
            messages = answer.get("Messages", [])
            if not messages:
                return count
            for message in messages:
                data = json.loads(message["Body"])["data"]
                self.tasks[data["task_id"]] = data
                self.intents.setdefault(data["task_id"], intent_of(data, self.calendar))
            self.sqs.delete_message_batch(
                QueueUrl=self.queue_url,
                Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)],
            )
            count += len(messages)

    def due(self, today: date) -> list[str]:
        """Tasks on which this agency has something to say by today, as far as it last saw."""
        return [task_id for task_id in self.intents if self._may_speak(task_id, today)]

    def next_day(self, today: date) -> date | None:
        """The next day on which this agency means to say something."""
        days = []
        for task_id, intent in self.intents.items():
            seen = self.seen.get(task_id)
            if seen in ("returned", "waiting"):  # others may have moved it: looked at on the next office day
                days.append(_office_day(today + timedelta(days=1)))
            elif seen not in LAST_WORD:
                days += [day for day in (intent.accept_on, intent.done_on) if day is not None and day > today]
        return min(days, default=None)

    def _may_speak(self, task_id: str, today: date) -> bool:
        intent, seen = self.intents[task_id], self.seen.get(task_id)
        if seen in LAST_WORD or intent.accept_on > today:
            return False
        return seen != "in_progress" or (intent.done_on is not None and intent.done_on <= today)

    def next_reply(self, task_id: str, view: TaskView | None, today: date) -> dict[str, Any] | None:
        """The next thing to say about a task today; None when it is already shown or not yet due."""
        intent = self.intents[task_id]
        if view is None or intent.accept_on > today:
            return None
        self.seen[task_id] = view.state
        officer = self.officers[roll(task_id, "officer") % len(self.officers)]
        if view.state == "sent":
            if intent.back and view.returns < intent.bounces:
                return self.reply(task_id, view, "return", intent.accept_on, officer, reason=intent.back)
            return self.reply(task_id, view, "accept", intent.accept_on, officer)
        if view.state == "accepted":
            return self.reply(task_id, view, "assign", intent.accept_on, officer, officer=officer)
        if view.state == "waiting":
            self.held.add(task_id)
        if view.state == "in_progress" and intent.hold_until and task_id not in self.held:
            return self.reply(
                task_id,
                view,
                "hold",
                intent.accept_on,
                officer,
                waiting_on="citizen",
                reason="รอเอกสารจากครอบครัว",
                resume_by=intent.hold_until.isoformat(),
            )
        if view.state == "in_progress" and intent.done_on and intent.done_on <= today:
            return self.reply(
                task_id,
                view,
                "done",
                intent.done_on,
                officer,
                outcome=intent.outcome,
                reason=intent.reason,
                evidence=[f"receipt-no:{self.code}-{roll(task_id, 'receipt'):03d}-{task_id[-6:]}"],
            )
        return None

    def reply(
        self, task_id: str, view: TaskView, action: str, on: date, by: str, **fields: Any
    ) -> dict[str, Any]:
        """The id follows from the task, its version and the action: a repeat is the same reply."""
        seed = f"{task_id}|{view.version}|{action}"
        return {
            "specversion": "1.0",
            "id": hashlib.blake2b(seed.encode(), digest_size=12).hexdigest(),
            "source": f"/agency/{self.code}",
            "type": "th.sitthi.task.action.v1",
            "data": {
                "task_id": task_id,
                "action": action,
                "by": by,
                "occurred_at": on.isoformat(),
                **{name: value for name, value in fields.items() if value is not None},
            },
        }

    def send(self, replies: Iterable[dict[str, Any]]) -> None:
        bodies = [json.dumps(reply, ensure_ascii=False) for reply in replies]
        for start in range(0, len(bodies), 10):
            entries = [
                {"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies[start : start + 10])
            ]
            self.sqs.send_message_batch(QueueUrl=self.replies_url, Entries=entries)
