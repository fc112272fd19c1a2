"""The people outside: agencies that work their queues, and a treasury that reports what it paid."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from pathlib import Path

from infra.local import look, people
from infra.local.agencies import Program
from infra.local.seed import officers_of
from infra.local.world import SOON, World
from infra.sample.draw import roll
from shared.domain.agencies import Agency
from shared.domain.calendar import WorkingCalendar

RESEND = 20.0  # real seconds after which an agency says again what its task does not show


class Outside:
    """All agencies of the province and the treasury, playing against one world. ``file``: the sample they know from."""

    def __init__(self, world: World, file: Path) -> None:
        self.world, self.file = world, file
        self.paid: set[str] = set()
        self._said: dict[str, float] = {}  # reply id -> when it was last said
        self._citizens: dict[str, str] = {}
        calendar = WorkingCalendar("95")
        self.programs = [
            Program(
                code=code,
                sqs=world.cloud.client("sqs"),
                queue_url=world.outputs[f"AgencyQueueUrl{code}"],
                replies_url=world.outputs[f"AgencyRepliesQueueUrl{code}"],
                officers=officers_of(code),
                calendar=calendar,
            )
            for code in Agency
        ]

    def views(self, task_ids: list[str]) -> dict[str, look.TaskView]:
        world = self.world
        dynamodb = world.cloud.client("dynamodb")
        return world.steady(lambda: look.tasks(dynamodb, world.outputs["CoreTable"], task_ids))

    def next_day(self, today: date) -> date | None:
        """The next day on which an agency means to say something."""
        days = [day for program in self.programs if (day := program.next_day(today))]
        return min(days, default=None)

    def read(self) -> None:
        """Every agency takes what lies in its queue."""
        lying = self.world.lying()
        for program in self.programs:
            if lying.get(_name(program.queue_url)):
                self.world.steady(program.read)

    def office_day(self, day: date) -> int:
        """Every agency says what is due, again until the task shows it. Returns replies said."""
        told, replies = 0, [_name(program.replies_url) for program in self.programs]
        while True:
            due = [(program, task_id) for program in self.programs for task_id in program.due(day)]
            views = self.views([task_id for _, task_id in due]) if due else {}
            waiting = 0
            for program in self.programs:
                said = [
                    reply
                    for owner, task_id in due
                    if owner is program and (reply := program.next_reply(task_id, views.get(task_id), day))
                ]
                waiting += len(said)
                told += self._say(program, said)
            if not waiting:
                return told
            self.world.lying(replies)
            time.sleep(SOON)

    def _say(self, program: Program, replies: list[dict[str, object]]) -> int:
        now = time.monotonic()
        fresh = [reply for reply in replies if now - self._said.get(str(reply["id"]), -RESEND) >= RESEND]
        if fresh:
            self.world.steady(lambda: program.send(fresh))
            self._said.update({str(reply["id"]): now for reply in fresh})
        return len(fresh)

    def receipts(self, day: date) -> int:
        """At a month's end the treasury reports what was paid on claims that agencies finished."""
        claims = {
            task_id: data
            for program in self.programs
            for task_id, data in program.tasks.items()
            if data["kind"] == "claim" and data["member_id"] and program.intents[task_id].paid_by(day)
        }
        views = self.views(sorted(set(claims) - self.paid))
        rows = []
        for task_id, view in sorted(views.items()):
            citizen = self._citizen(claims[task_id]["member_id"])
            if (view.state, view.outcome) != ("done", "RECEIVED") or citizen is None:
                continue  # the unregistered are paid by hand; no file names them
            reference = f"GF{day:%Y%m}{roll(task_id, 'gf'):03d}"
            rows.append([citizen, claims[task_id]["benefit"], f"{day:%Y-%m}", "", "paid", reference])
            self.paid.add(task_id)
        if rows:
            self.world.upload("treasury", _csv(rows), f"receipts-{day:%Y-%m}.csv")
            self.world.settle()
        return len(rows)

    def received(self) -> dict[str, set[str]]:
        """Citizen number -> what was paid to that person: a family tells the next survey of it."""
        found: dict[str, set[str]] = {}
        for program in self.programs:
            for task_id in self.paid & set(program.tasks):
                data = program.tasks[task_id]
                found.setdefault(self._citizen(data["member_id"]) or "", set()).add(data["benefit"])
        return found

    def _citizen(self, member_id: str) -> str | None:
        if not self._citizens:
            self._citizens = people.citizens_of(self.world, self.file)
        return self._citizens.get(member_id)


def _name(url: str) -> str:
    """Of a queue."""
    return url.rpartition("/")[2]


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["citizen_id", "benefit", "month", "amount", "status", "reference"])
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
