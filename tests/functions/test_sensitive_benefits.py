"""A benefit whose very name tells of an illness is named in no list and no message, only to who may know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.assess_household.handler import handler as assess
from functions.dispatch_task.handler import handler as dispatch
from shared.rules import current
from shared.storage.tables import from_wire, to_wire
from tests.api import world
from tests.api.gateway import Gateway
from tests.support import households as build
from tests.support.aws import Aws
from tests.support.events import Context, event

SECRET = "hiv_allowance"


@pytest.fixture
def told(aws: Aws) -> Aws:
    """The grandmother's claim is for the allowance of people who live with HIV."""
    build.put(aws, build.survey())
    assess(event("sqs_assess"), Context())
    found = [from_wire(item) for item in aws.items("CoreTable")]
    task = next(item for item in found if item["SK"] == f"TASK#{build.claim_id()}")
    item = {**task, "benefit": SECRET, "asks": ["aids_certified"]}
    aws.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))
    return aws


@pytest.fixture
def api(told: Aws) -> Gateway:
    world.put_officers()
    return world.gateway()


def test_the_book_marks_it_so() -> None:
    assert current().benefits[SECRET].sensitive


def test_the_message_to_the_agency_names_neither_benefit_nor_papers(told: Aws) -> None:
    dispatch(event("sqs_dispatch"), Context())
    sent: list[dict[str, Any]] = told.messages("Lao")
    (data,) = [one["data"] for one in sent if one["subject"] == build.claim_id()]
    assert (data["benefit"], data["documents"]) == (None, [])
    assert "Open this task" in data["what_to_do"]["en"]
    text = json.dumps(sent, ensure_ascii=False).lower()
    assert "hiv" not in text
    assert "เอดส์" not in text


@pytest.mark.parametrize("token", ["lao-1", "lao-head", "coordinator", "committee"])
def test_no_list_names_it_whoever_reads(api: Gateway, token: str) -> None:
    items = api.call("GET", "/v1/tasks", token=token).json["items"]
    (item,) = [one for one in items if one["task_id"] == build.claim_id()]
    assert (item["benefit"], item["asks"]) == (None, [])


@pytest.mark.parametrize(
    ("token", "benefit"), [("lao-head", SECRET), ("coordinator", SECRET), ("committee", None)]
)
def test_the_task_itself_names_it_to_who_may_see_sensitive_facts(
    api: Gateway, token: str, benefit: str | None
) -> None:
    seen = api.call("GET", f"/v1/tasks/{build.claim_id()}", token=token)
    assert seen.status == 200
    assert seen.json["benefit"] == benefit


@pytest.mark.parametrize(("token", "shown"), [("coordinator", True), ("committee", False)])
def test_entitlements_hide_it_from_who_may_not(api: Gateway, token: str, shown: bool) -> None:
    path = f"/v1/households/{build.HOUSEHOLD}/entitlements"
    body = api.call("GET", path, token=token)
    assert body.status == 200
    names = {one["benefit"] for one in body.json["determinations"]}
    assert (SECRET in names) is shown
    one = api.call("GET", f"{path}/{SECRET}/{build.GRANDMOTHER}", token=token)
    assert one.status == (200 if shown else 404)
    assert shown or "hiv" not in body.body.decode().lower()
