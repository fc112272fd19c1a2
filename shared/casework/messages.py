"""CloudEvents 1.0 to and from agencies (contracts §5): no names, no numbers of persons."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.domain.measures import catalogue
from shared.domain.tasks import Task

if TYPE_CHECKING:  # a function that only reads replies need not load the rule book
    from shared.rules import Book

SENT = "th.sitthi.task.sent.v1"
ACTION = "th.sitthi.task.action.v1"
SOURCE = "/sitthi"

# A queue is read by more people than the officer: what tells of an illness is named in the task itself alone.
_SECRET = (
    "เปิดงานนี้ในระบบสิทธิเพื่อดูรายละเอียด ซึ่งไม่ส่งทางข้อความเพราะเป็นข้อมูลอ่อนไหว",
    "Open this task in Sitthi for the details: they are sensitive and are not sent in messages",
)

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def task_sent(task: Task, book: Book, as_of: date, row: str, console_url: str) -> dict[str, Any]:
    """The message to an agency's queue. The same outbox row always makes the same event id."""
    benefit = book.benefits.get(task.benefit or "")
    secret = benefit is not None and benefit.sensitive
    th, en = _SECRET if secret else _what_to_do(task, book)
    named = None if secret else task.benefit
    return {
        "specversion": "1.0",
        "id": hashlib.blake2b(f"{task.household_id}|{row}".encode(), digest_size=12).hexdigest(),
        "source": SOURCE,
        "type": SENT,
        "subject": task.task_id,
        "time": f"{as_of.isoformat()}T02:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "task_id": task.task_id,
            "household_id": task.household_id,
            "kind": task.kind,
            **({"measure": task.measure_id} if task.measure_id else {"benefit": named}),
            "member_id": task.member_id,
            "area": task.area,
            "priority": task.priority,
            "sent_at": task.sent_on.isoformat() if task.sent_on else None,
            "acknowledge_by": task.acknowledge_by.isoformat() if task.acknowledge_by else None,
            "due": task.due.isoformat() if task.due else None,
            "what_to_do": {"th": th, "en": en},
            "documents": [{"th": text.th, "en": text.en} for text in benefit.documents]
            if benefit and not secret
            else [],
            "details_url": f"{console_url.rstrip('/')}/tasks/{task.task_id}",
        },
    }


def _what_to_do(task: Task, book: Book) -> tuple[str, str]:
    """Plain words: for a screening, the very questions that only this agency can settle."""
    benefit = book.benefits.get(task.benefit or "")
    if benefit is None:
        return _measure(task)
    if task.kind != "screening":
        return benefit.what_to_do.th, benefit.what_to_do.en
    asked = [book.facts[name].question for name in task.asks if name in book.facts]
    th = f"ขอให้ตรวจคัดกรอง “{benefit.title.th}” แล้วแจ้งผล: " + " / ".join(text.th for text in asked)
    en = f"Please screen for “{benefit.title.en}” and report the outcome: " + " / ".join(
        text.en for text in asked
    )
    return th, en


def _measure(task: Task) -> tuple[str, str]:
    """A measure of a plan by its name in the catalogue; one of a team's own making is told where it stands."""
    name = (task.measure_id or "").partition("@")[0]
    row = next((one for one in catalogue() if one.id == name), None)
    if row is not None:
        return row.th, row.en
    if task.measure_id is not None:
        return "ดำเนินมาตรการตามแผนครัวเรือน", "Carry out the measure of the household's plan"
    return "", ""


class ActionData(BaseModel):
    """What an agency, or a person through the API, does to a task. Which fields are needed: case-management §5.2."""

    model_config = ConfigDict(extra="forbid")

    task_id: Short
    action: Short
    by: Short
    occurred_at: date
    officer: Short | None = None
    waiting_on: Short | None = None
    resume_by: date | None = None
    outcome: Short | None = None
    reason: Short | None = None
    evidence: list[Short] = Field(default_factory=list, max_length=20)
    note: Annotated[str, StringConstraints(max_length=1000)] | None = None
    # Only people of the centre and the family do what needs these; an agency's queue may not (contracts §5).
    agency: Short | None = None
    confirmed_by: Short | None = None
    second_person: Short | None = None


class ActionEvent(BaseModel):
    """A reply: its ``id`` is chosen by the agency and is the idempotency key."""

    model_config = ConfigDict(extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: Short
    type: Literal["th.sitthi.task.action.v1"]
    data: ActionData
