"""An agency's reply: checked, refused or recorded, and never able to block another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from shared.casework.messages import ActionEvent
from shared.casework.task_sights import Glance, Sight, TaskNotFound, look, look_at
from shared.casework.tasks import Command, act
from shared.domain.dates import bangkok_date
from shared.domain.officers import Officer
from shared.domain.task_table import ACTIONS
from shared.domain.tasks import Actor, TaskRefused
from shared.storage import audit, keys
from shared.storage.tables import Conflict, Transaction, core

# What an agency's queue may do; the rest belongs to people of the centre and to the family (contracts §5).
QUEUE_ACTIONS = {"accept", "return", "assign", "reassign", "hold", "resume", "extend", "done"}


class BadReply(ValueError):
    """The reply cannot be taken. ``code`` says why, without quoting it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look_ahead(replies: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, Sight]:
    """One read for a batch of replies (agency, body). The first reply about a task gets what it shows.

    A later one about the same task looks for itself, since the first has moved it. Malformed ones get nothing.
    """
    glances: dict[str, Glance] = {}
    for agency, body in replies:
        with suppress(ValidationError):
            event = ActionEvent.model_validate(body)
            glances.setdefault(event.data.task_id, _glance(agency, event))
    return look_at(glances.values())


def record_reply(
    agency: str, body: dict[str, Any], at: datetime, sights: Mapping[str, Sight] | None = None
) -> None:
    """Raises BadReply, after putting it on the coordinator's desk; the queue's retries then end in its dead letters.

    ``sights``: from :func:`look_ahead`.
    """
    try:
        event = ActionEvent.model_validate(body)
    except ValidationError as error:
        where = ",".join(sorted({_place(fault["loc"], fault["type"]) for fault in error.errors()}))
        raise _on_the_desk(agency, None, "REPLY-MALFORMED", f"fields: {where}"[:200], at) from None
    try:
        _record(agency, event, at, sights or {})
    except TaskRefused as refusal:
        raise _on_the_desk(agency, event, refusal.code, f"task {event.data.task_id}", at) from None
    except TaskNotFound:
        raise _on_the_desk(agency, event, "REPLY-NO-SUCH-TASK", "", at) from None


def _named(event: ActionEvent) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (event.data.by, event.data.officer) if name is not None))


def _glance(agency: str, event: ActionEvent) -> Glance:
    return Glance(event.data.task_id, f"{agency}|{event.id}", _named(event))


def _record(agency: str, event: ActionEvent, at: datetime, sights: Mapping[str, Sight]) -> None:
    data = event.data
    if data.action not in QUEUE_ACTIONS:
        raise _on_the_desk(agency, event, "REPLY-ACTION", _word(data.action), at)
    glance = _glance(agency, event)
    key, named = glance.key, glance.officer_ids
    sight = sights.get(key) or look(data.task_id, key, named)
    if sight.task.agency != agency:
        _record_refusal(agency, event, at)
        raise _on_the_desk(agency, event, "REPLY-FOREIGN-TASK", "", at)
    if not all(_works_here(sight.officers.get(name), agency) for name in named):
        raise _on_the_desk(agency, event, "REPLY-OFFICER", "", at)
    officer = sight.officers[data.by]
    kind = "agency_head" if officer.role == "agency_head" else "agency"
    command, actor = Command(key, data, at), Actor(kind=kind, id=officer.officer_id, agency=agency)
    try:
        act(command, officer, actor, sight)
    except TaskRefused:
        if key not in sights:
            raise
        act(command, officer, actor)  # the task may have moved since the batch was read


def _works_here(officer: Officer | None, agency: str) -> bool:
    return officer is not None and officer.agency == agency and officer.active


def _record_refusal(agency: str, event: ActionEvent, at: datetime) -> None:
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.auth.access_denied.v1",
            key=f"{agency}|{event.id}",
            at=at,
            actor=f"agency:{agency}",
            subject=event.data.task_id,
            household=keys.household_of_task(event.data.task_id),
            basis="a reply about another agency's task",
        )
    )


def _place(where: tuple[str | int, ...], fault: str) -> str:
    """Where in a reply a fault is. What the agency called a field of its own may be anything, so it is not repeated."""
    return ".".join(map(str, where[:-1] if fault == "extra_forbidden" else where))


def _word(action: str) -> str:
    """An action for the desk, if it is one at all: what else stands there may be anything, a name included."""
    return f"action {action}" if action in ACTIONS else ""


def _household(event: ActionEvent | None) -> str | None:
    """Whose case the reply is about, by which the desk knows its area."""
    try:
        return keys.household_of_task(event.data.task_id) if event else None
    except ValueError:
        return None


def _on_the_desk(agency: str, event: ActionEvent | None, code: str, about: str, at: datetime) -> BadReply:
    """One row a reply for the coordinator, the same row on every retry."""
    day = bangkok_date(at)
    reference = f"{agency}#{event.id if event else at.isoformat()}"
    transaction = Transaction()
    transaction.put(
        core(),
        {
            **keys.desk(day, reference),
            "kind": "bad_reply",
            "agency": agency,
            "code": code,
            "about": about or None,
            "household_id": _household(event),
            "event_id": event.id if event else None,
            "day": day.isoformat(),
        },
        new=True,
    )
    with suppress(Conflict):  # it lies there already
        transaction.commit()
    return BadReply(code)
