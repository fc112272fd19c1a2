"""The stream's relay forwards marks to the work queues and never stands still."""

from __future__ import annotations

import pytest

from functions.relay_changes.handler import handler
from tests.support.aws import Aws
from tests.support.events import Context, event

HOUSEHOLD = "abcdefghij0123456789"
TASK = f"{HOUSEHOLD}-0123456789ab"


def test_changes_of_one_household_become_one_assessment_with_the_newest_day(aws: Aws) -> None:
    handler(event("stream_core_changes"), Context())
    assert aws.messages("assess") == [{"household_id": HOUSEHOLD, "as_of": "2022-01-31"}]


def test_an_outbox_row_becomes_one_delivery(aws: Aws) -> None:
    handler(event("stream_core_changes"), Context())
    assert aws.messages("dispatch") == [{"household_id": HOUSEHOLD, "sk": f"OUT#{TASK}#0001"}]


def test_a_change_without_a_work_mark_asks_for_nothing(aws: Aws) -> None:
    unmarked = {"Records": [event("stream_core_changes")["Records"][3]]}
    handler(unmarked, Context())
    assert aws.messages("assess") == []
    assert aws.messages("dispatch") == []


def test_an_odd_record_is_passed_over_and_the_stream_goes_on(aws: Aws) -> None:
    assert handler(event("stream_core_changes"), Context()) == {"batchItemFailures": []}


def test_a_queue_that_is_gone_does_not_stop_the_stream(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_QUEUE_URL", "https://sqs.ap-southeast-7.amazonaws.com/123456789012/none")
    assert handler(event("stream_core_changes"), Context()) == {"batchItemFailures": []}
    assert len(aws.messages("dispatch")) == 1


def test_the_same_records_twice_ask_for_the_same_work_again(aws: Aws) -> None:
    handler(event("stream_core_changes"), Context())
    first = aws.messages("assess"), aws.messages("dispatch")
    handler(event("stream_core_changes"), Context())
    assert (aws.messages("assess"), aws.messages("dispatch")) == first


def test_an_empty_batch_is_no_error(aws: Aws) -> None:
    assert handler({"Records": []}, Context()) == {"batchItemFailures": []}
