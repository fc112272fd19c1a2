"""Powertools' own resolver, with validation, on the same routes."""

from __future__ import annotations

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path, Query

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

resolver = APIGatewayRestResolver(enable_validation=True)


@resolver.get("/v1/tasks")
def list_tasks(
    agency: Annotated[Agency | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    due: Annotated[Day | None, Query()] = None,
    area: Annotated[Area | None, Query()] = None,
    limit: Annotated[Limit, Query()] = 50,
) -> Tasks:
    return Tasks(items=[task(number) for number in range(limit)], next_cursor=None)


@resolver.get("/v1/tasks/<task_id>")
def read_task(task_id: Annotated[TaskId, Path()]) -> TaskSeen:
    return task(1)


@resolver.post("/v1/tasks/<task_id>/actions")
def act_on_task(
    task_id: Annotated[TaskId, Path()],
    body: Annotated[ActionWanted, Body()],
    if_match: Annotated[Match, Header(alias="If-Match")],
) -> TaskSeen:
    return task(1)


def app(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return resolver.resolve(event, context)
