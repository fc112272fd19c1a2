"""What a task, an action and an event are, with their stored forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from shared.domain.task_table import PAUSES_CLOCK, TaskState


@dataclass(frozen=True, slots=True)
class Clock:
    """The one running stage clock. ``checks``: days on which a threshold passes; ``fired``: those that did."""

    stage: str  # triage | ack | resolve | hold | verify
    owner: str  # coordinator | agency | officer | mentor | what is waited on
    started: date
    due: date
    days: int = 0  # working days that it was given; 0 where its end is a date of its own
    checks: tuple[tuple[str, date], ...] = ()
    fired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """``kind``: agency, officer, agency_head, coordinator, chair, mentor, household or system."""

    kind: str
    id: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    actor: Actor
    occurred_at: date
    officer: str | None = None
    reason: str | None = None
    outcome: str | None = None
    evidence: tuple[str, ...] = ()
    waiting_on: str | None = None
    resume_by: date | None = None
    second_person: str | None = None
    note: str | None = None
    agency: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One thing that happened to a task. ``number`` counts from 1 and never repeats."""

    number: int
    name: str
    source: str
    target: str
    actor: str
    occurred_at: date
    recorded_on: date
    reason: str | None = None
    outcome: str | None = None
    officer: str | None = None
    note: str | None = None
    waiting_on: str | None = None
    evidence: tuple[str, ...] = ()
    backdated: bool = False

    def to_item(self) -> dict[str, Any]:
        return dict(_plain(self))


@dataclass(frozen=True, slots=True)
class Task:
    """``due``: fixed at the first sending, never moved by pauses. ``resolve_by``: until when the agency must have
    done its part, moved on by working days on which the citizen, a court or an act of God was waited for;
    ``overdue``: that it passed while the work was not done, at any time; ``due_passed``: the same of ``due``.
    ``calendar``: the version of the working calendar that the dates were reckoned with. ``closing``: who wants to
    close it without action, and with what outcome, until a second person says the same or something else happens.
    ``trail``: who had it, and since when; ``bounces``: ``Lao>Moph`` for each time that it came back from one agency
    and went on to another."""

    task_id: str
    household_id: str
    agency: str
    kind: str
    benefit: str | None
    member_id: str | None
    area: str
    priority: int
    opened_on: date
    state: TaskState = TaskState.DRAFT
    version: int = 1
    events: int = 0
    gap_id: str | None = None
    measure_id: str | None = None
    asks: tuple[str, ...] = ()
    clock: Clock | None = None
    sent_on: date | None = None
    acknowledge_by: date | None = None
    due: date | None = None
    officer: str | None = None
    waiting_on: str | None = None
    resume_by: date | None = None
    paused_on: date | None = None
    outcome: str | None = None
    reason: str | None = None
    evidence: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    extensions: int = 0
    reopens: int = 0
    reroutes: int = 0
    escalation: int = 0
    accepted_on: date | None = None
    done_on: date | None = None
    closed_on: date | None = None
    acknowledged_late: bool = False
    overdue: bool = False
    due_passed: bool = False
    first_sent_on: date | None = None
    resolve_from: date | None = None
    resolve_days: int = 0
    paused_days: int = 0
    resolve_by: date | None = None
    calendar: str | None = None
    closing: tuple[str, ...] = ()
    trail: tuple[tuple[str, date], ...] = ()
    bounces: tuple[str, ...] = ()

    @property
    def statutory(self) -> bool:
        """A claim or screening of a right; lack of budget never ends one."""
        return self.kind in ("claim", "screening") and self.priority <= 2

    @property
    def paused(self) -> bool:
        """The agency's time stands still: somebody is waited for whose delay is not the agency's."""
        return self.state is TaskState.WAITING and self.waiting_on in PAUSES_CLOCK

    def to_item(self) -> dict[str, Any]:
        return dict(_plain(self))

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Task:
        values = {spec.name: item[spec.name] for spec in fields(cls) if item.get(spec.name) is not None}
        for name in _DATES & values.keys():
            values[name] = date.fromisoformat(values[name])
        for name in _COUNTS & values.keys():
            values[name] = int(values[name])
        for name in ("asks", "evidence", "returns", "closing", "bounces"):
            values[name] = tuple(values.get(name, ()))
        values["trail"] = tuple((owner, date.fromisoformat(day)) for owner, day in values.get("trail", ()))
        for name in ("benefit", "member_id"):  # household and measure tasks have none
            values.setdefault(name, None)
        values["state"] = TaskState(values["state"])
        if "clock" in values:
            values["clock"] = _clock(values["clock"])
        return cls(**values)


_COUNTS = frozenset(
    [
        "priority", "version", "events", "extensions", "reopens", "reroutes",
        "escalation", "resolve_days", "paused_days",
    ]
)  # fmt: skip
_DATES = frozenset(
    [
        "opened_on",
        "sent_on",
        "acknowledge_by",
        "due",
        "resume_by",
        "paused_on",
        "accepted_on",
        "done_on",
        "closed_on",
        "first_sent_on",
        "resolve_from",
        "resolve_by",
    ]
)


def _clock(item: Mapping[str, Any]) -> Clock:
    return Clock(
        stage=item["stage"],
        owner=item["owner"],
        started=date.fromisoformat(item["started"]),
        due=date.fromisoformat(item["due"]),
        days=int(item.get("days", 0)),
        checks=tuple((name, date.fromisoformat(day)) for name, day in item.get("checks", ())),
        fired=tuple(item.get("fired", ())),
    )


def _plain(value: Any) -> Any:
    """JSON-like form: ISO dates, lists; what is empty stays out."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, TaskState):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        pairs = ((spec.name, _plain(getattr(value, spec.name))) for spec in fields(value))
        return {name: part for name, part in pairs if part not in (None, [], ())}
    return value
