"""The product's contract layer on the bench's routes."""

from __future__ import annotations

from typing import Annotated, Any

from chalice.app import Blueprint, Request

from infra.bench.contract_models import (
    ActionWanted,
    Area,
    Day,
    Limit,
    Match,
    State,
    TaskId,
    Tasks,
    TaskSeen,
    task,
)
from shared.domain.agencies import Agency
from shared.http.contract import endpoint
from shared.http.front import Front
from shared.http.headers import Header

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/tasks", action="read_public", public=True)
def list_tasks(
    agency: Agency | None = None,
    state: State | None = None,
    due: Day | None = None,
    area: Area | None = None,
    limit: Limit = 50,
) -> Tasks:
    """List tasks."""
    return Tasks(items=[task(number) for number in range(limit)], next_cursor=None)


@endpoint(routes, "GET", "/v1/tasks/{task_id}", action="read_public", public=True)
def read_task(task_id: TaskId) -> TaskSeen:
    """Read one task."""
    return task(1)


@endpoint(routes, "POST", "/v1/tasks/{task_id}/actions", action="read_public", public=True)
def act_on_task(
    task_id: TaskId, body: ActionWanted, if_match: Annotated[Match, Header("If-Match")]
) -> TaskSeen:
    """Do something to a task."""
    return task(1)


def nobody(request: Request) -> Any:
    raise PermissionError


app = Front("bench", identify=nobody, permit=lambda caller, action: None, refusals={})
app.register_blueprint(routes)
