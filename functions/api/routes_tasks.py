"""Tasks of agencies: the worklist, one task, and what is done to it (the same way as an agency's reply)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.routes_households import Area
from shared.casework import queries
from shared.casework.messages import ActionData
from shared.casework.queries import TaskFilter
from shared.casework.sessions import Caller
from shared.casework.tasks import Command, act
from shared.domain.agencies import Agency
from shared.domain.task_table import ACTIONS
from shared.domain.tasks import Actor, Task, allowed
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Short

routes = Blueprint(__name__)

TaskId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{8,64}-[0-9a-f]{12}$")]
State = Literal["draft", "sent", "accepted", "in_progress", "waiting", "returned", "done"]
_KINDS = {"agency_officer": "agency", "committee": "chair"}


class ClosingWish(Seen):
    by: str
    outcome: str


class TaskSeen(Seen):
    task_id: str
    household_id: str
    agency: str
    kind: str
    benefit: str | None
    measure: str | None
    member: str | None
    area: str
    state: str
    priority: int
    officer: str | None
    sent_on: date | None
    acknowledge_by: date | None
    due: date | None
    waiting_on: str | None
    resume_by: date | None
    outcome: str | None
    asks: list[str]
    escalation: int = Field(description="0 officer, 1 district head, 2 provincial head, 3 the centre's list")
    actions: list[str] = Field(description="what the caller's kind of actor may do in this state")
    closing: ClosingWish | None = Field(description="waits for a second person who says the same")
    version: int


class ActionWanted(Strict):
    """What is done to a task. Which fields an action needs follows from the task table."""

    action: Literal[ACTIONS]  # type: ignore[valid-type]
    occurred_at: Day | None = Field(default=None, description="when it happened; today if left out")
    officer: Short | None = None
    waiting_on: Short | None = None
    resume_by: Day | None = None
    outcome: Short | None = None
    reason: Short | None = None
    evidence: list[Short] = Field(default_factory=list, max_length=20)
    note: Annotated[str, StringConstraints(max_length=1000)] | None = None
    agency: Agency | None = Field(default=None, description="where a returned task is sent on to")
    confirmed_by: Short | None = Field(default=None, description="who of the family confirmed")


@endpoint(routes, "GET", "/v1/tasks", action="read_tasks", tags=("tasks",))
def list_tasks(
    caller: Caller,
    agency: Agency | None = None,
    state: State | None = None,
    due: Annotated[Day, Field(description="due on or before that day")] | None = None,
    area: Area | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TaskSeen]:
    """List live tasks that the caller may see, by due date, agency by agency.

    A page may be short, even empty, and still have a next one: rare filters are read in bounded steps.
    """
    filters = ["tasks", caller.officer.officer_id, agency, state, due, area]
    wanted = TaskFilter(agency, state, _day(due), area)
    tasks, position = queries.list_tasks(caller, wanted, decode(cursor, filters), limit)
    return Page[TaskSeen](
        items=[_listed(task, caller) for task in tasks], next_cursor=encode(position, filters)
    )


@endpoint(routes, "GET", "/v1/tasks/{task_id}", action="read_tasks", tags=("tasks",))
def read_task(task_id: TaskId, caller: Caller) -> Answer[TaskSeen]:
    """Read one task. Its ``ETag`` is what an action sends back as ``If-Match``."""
    return _answer(queries.read_task(caller, task_id), caller)


@endpoint(
    routes,
    "POST",
    "/v1/tasks/{task_id}/actions",
    action="act_on_task",
    errors=("stale", "action_refused", "busy"),
    tags=("tasks",),
)
def act_on_task(
    task_id: TaskId,
    body: ActionWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[TaskSeen]:
    """Do something to a task: the same table, and the same way, as an agency's reply through its queue.

    A repeat with the same Idempotency-Key answers with the task as it now stands and does nothing.
    Closing without action takes two: the first call notes the wish, another person's same call carries it out.
    """
    return do_to_task(task_id, body, caller, if_match, idempotency_key)


def do_to_task(
    task_id: str, body: ActionWanted, caller: Caller, if_match: str, idempotency_key: str | None
) -> Answer[TaskSeen]:
    """The way of every action of a person, also on the task behind a grievance."""
    key = f"{caller.officer.officer_id}|{idempotency_key or caller.request_id}"
    data = ActionData(
        task_id=task_id,
        by=caller.officer.officer_id,
        occurred_at=_day(body.occurred_at) or caller.today,
        resume_by=_day(body.resume_by),
        **body.model_dump(exclude={"occurred_at", "resume_by"}, exclude_none=True),
    )
    command = Command(key, data, caller.at, expected_version(if_match))
    return _answer(act(command, caller.officer, _actor(caller)), caller)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _actor(caller: Caller) -> Actor:
    """The table of transitions speaks of kinds of actor, not of roles."""
    officer = caller.officer
    return Actor(kind=_KINDS.get(officer.role, officer.role), id=officer.officer_id, agency=officer.agency)


def _listed(task: Task, caller: Caller) -> TaskSeen:
    """A list names nothing that tells of an illness, whoever reads it: the task itself does, to who may know."""
    return _seen(task, caller, named=not queries.tells_of_illness(task))


def _seen(task: Task, caller: Caller, *, named: bool) -> TaskSeen:
    return TaskSeen(
        task_id=task.task_id,
        household_id=task.household_id,
        agency=task.agency,
        kind=task.kind,
        benefit=task.benefit if named else None,
        measure=task.measure_id,
        member=task.member_id,
        area=task.area,
        state=str(task.state),
        priority=task.priority,
        officer=task.officer,
        sent_on=task.sent_on,
        acknowledge_by=task.acknowledge_by,
        due=task.due,
        waiting_on=task.waiting_on,
        resume_by=task.resume_by,
        outcome=task.outcome,
        asks=list(task.asks) if named else [],
        escalation=task.escalation,
        actions=allowed(task.state, _actor(caller).kind),
        closing=ClosingWish(by=task.closing[0], outcome=task.closing[1]) if task.closing else None,
        version=task.version,
    )


def _answer(task: Task, caller: Caller) -> Answer[TaskSeen]:
    return Answer(
        _seen(task, caller, named=queries.may_name_benefit(caller, task)), {"ETag": etag(task.version)}
    )
