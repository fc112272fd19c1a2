"""A waiting message reaches its agency's queue; the mark goes only after the queue has it."""

from __future__ import annotations

import json

import pytest

from functions.assess_household.handler import handler as assess
from functions.dispatch_task.handler import handler
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event


@pytest.fixture
def assessed(aws: Aws) -> Aws:
    build.put(aws, build.survey())
    assess(event("sqs_assess"), Context())
    return aws


def test_the_agency_learns_what_to_do_by_when_and_no_name(assessed: Aws) -> None:
    assert handler(event("sqs_dispatch"), Context()) == {"batchItemFailures": []}
    (message,) = assessed.messages("Lao")
    assert (message["specversion"], message["type"]) == ("1.0", "th.sitthi.task.sent.v1")
    assert message["subject"] == build.claim_id()
    assert set(message["data"]) == {
        "task_id", "household_id", "kind", "benefit", "member_id", "area", "priority", "sent_at",
        "acknowledge_by", "due", "what_to_do", "documents", "details_url",
    }  # fmt: skip
    # Fifteen working days after 19 January; Chinese New Year, 1 February, is a holiday in Yala.
    assert message["data"]["due"] == "2022-02-10"


def test_the_same_row_twice_is_one_message(assessed: Aws) -> None:
    handler(event("sqs_dispatch"), Context())
    before = assessed.snapshot()
    handler(event("sqs_dispatch"), Context())
    assert assessed.snapshot() == before
    assert len(assessed.messages("Lao")) == 1


def test_a_message_that_is_sent_again_has_the_same_id(assessed: Aws) -> None:
    rows = [item for item in assessed.items("CoreTable") if item["SK"]["S"].startswith("OUT#")]
    handler(event("sqs_dispatch"), Context())
    for row in rows:  # killed between sending and taking the mark off
        assessed.client("dynamodb").put_item(TableName="CoreTable", Item=row)
    handler(event("sqs_dispatch"), Context())
    first, second = assessed.messages("Lao")
    assert first == second


def test_a_task_that_ended_meanwhile_is_nobodys_work(assessed: Aws) -> None:
    from datetime import date

    gone = {build.PUPIL: build.pupil(relation="หัวหน้าครัวเรือน")}
    build.put(assessed, build.survey(gone, observed_on=date(2022, 1, 18), sequence=2))
    assess(event("sqs_assess"), Context())
    handler(event("sqs_dispatch"), Context())
    assert assessed.messages("Lao") == []


def test_a_row_that_never_was_fails_alone(assessed: Aws) -> None:
    unknown = {"household_id": build.HOUSEHOLD, "sk": "OUT#none#0001"}
    known = json.loads(event("sqs_dispatch")["Records"][0]["body"])
    answer = handler(sqs_event(unknown, known), Context())
    assert len(answer["batchItemFailures"]) == 1
    assert len(assessed.messages("Lao")) == 1
