"""An agency's reply moves its own task, once; everything else is refused, recorded, and blocks nobody."""

from __future__ import annotations

from typing import Any

import pytest

from functions.assess_household.handler import handler as assess
from functions.record_outcome.handler import handler
from shared.storage.tables import from_wire
from tests.support import households as build
from tests.support.aws import Aws, put_clock, sqs_event
from tests.support.events import Context, event


@pytest.fixture
def sent(aws: Aws) -> Aws:
    """Two tasks are with their agencies; it is the morning of 20 January."""
    build.put(aws, build.survey())
    assess(event("sqs_assess"), Context())
    build.officer(aws)
    build.officer(aws, "Moe", "moe-1")
    put_clock(aws, "2022-01-20T03:00:00Z")
    return aws


def task(aws: Aws, task_id: str) -> dict[str, Any]:
    found = next(item for item in aws.items("CoreTable") if item["SK"]["S"] == f"TASK#{task_id}")
    return from_wire(found)


def reply(aws: Aws, action: str, event_id: str = "r-1", agency: str = "Lao", **fields: Any) -> dict[str, Any]:
    data = {
        "task_id": build.claim_id(),
        "action": action,
        "by": "lao-1",
        "occurred_at": "2022-01-20",
        **fields,
    }
    body = {"specversion": "1.0", "id": event_id, "type": "th.sitthi.task.action.v1", "data": data}
    return handler(sqs_event(body, arn=aws.replies_arns[agency]), Context())


def accepted_and_assigned(aws: Aws) -> None:
    reply(aws, "accept", "r-1")
    reply(aws, "assign", "r-2", officer="lao-1")


def desk(aws: Aws) -> list[dict[str, Any]]:
    return [from_wire(item) for item in aws.items("CoreTable") if item["PK"]["S"] == "DESK"]


def test_an_agency_accepts_its_task(sent: Aws) -> None:
    assert handler(event("sqs_reply_accept"), Context()) == {"batchItemFailures": []}
    assert task(sent, build.claim_id())["state"] == "accepted"


def test_the_same_reply_twice_is_one_step(sent: Aws) -> None:
    handler(event("sqs_reply_accept"), Context())
    before = sent.snapshot()
    assert handler(event("sqs_reply_accept"), Context()) == {"batchItemFailures": []}
    assert sent.snapshot() == before


def test_two_replies_about_one_task_in_one_batch_are_two_steps(sent: Aws) -> None:
    bodies = []
    for number, (action, fields) in enumerate((("accept", {}), ("assign", {"officer": "lao-1"}))):
        data = {
            "task_id": build.claim_id(),
            "action": action,
            "by": "lao-1",
            "occurred_at": "2022-01-20",
            **fields,
        }
        bodies.append(
            {"specversion": "1.0", "id": f"b-{number}", "type": "th.sitthi.task.action.v1", "data": data}
        )
    batch = sqs_event(*bodies, arn=sent.replies_arns["Lao"])
    assert handler(batch, Context()) == {"batchItemFailures": []}
    assert (task(sent, build.claim_id())["state"], task(sent, build.claim_id())["officer"]) == (
        "in_progress",
        "lao-1",
    )
    before = sent.snapshot()
    assert handler(batch, Context()) == {"batchItemFailures": []}
    assert sent.snapshot() == before


def test_done_needs_an_outcome_and_evidence(sent: Aws) -> None:
    accepted_and_assigned(sent)
    assert reply(sent, "done", "r-3", outcome="RECEIVED")["batchItemFailures"] != []
    assert reply(sent, "done", "r-4", outcome="RECEIVED", evidence=["receipt-no:1"]) == {
        "batchItemFailures": []
    }
    assert task(sent, build.claim_id())["state"] == "done"


def test_a_reply_about_another_agencys_task_is_refused_and_recorded(sent: Aws) -> None:
    assert reply(sent, "accept", "r-9", agency="Moe", by="moe-1")["batchItemFailures"] != []
    assert task(sent, build.claim_id())["state"] == "sent"
    types = {row["type"]["S"] for row in sent.items("AuditTable")}
    assert "th.sitthi.auth.access_denied.v1" in types
    assert [row["code"] for row in desk(sent)] == ["REPLY-FOREIGN-TASK"]


def test_an_agency_cannot_close_what_it_did_itself(sent: Aws) -> None:
    accepted_and_assigned(sent)
    reply(sent, "done", "r-3", outcome="RECEIVED", evidence=["receipt-no:1"])
    assert reply(sent, "confirm", "r-4")["batchItemFailures"] != []
    assert task(sent, build.claim_id())["state"] == "done"


def test_an_officer_of_another_agency_cannot_be_assigned(sent: Aws) -> None:
    reply(sent, "accept", "r-1")
    assert reply(sent, "assign", "r-2", officer="moe-1")["batchItemFailures"] != []


def test_an_officer_of_another_area_cannot_be_assigned_and_the_desk_hears_of_it(sent: Aws) -> None:
    build.officer(sent, "Lao", "lao-far", areas=["94"])
    reply(sent, "accept", "r-1")
    assert reply(sent, "assign", "r-2", officer="lao-far")["batchItemFailures"] != []
    assert [row["code"] for row in desk(sent)] == ["TASK-OFFICER"]
    assert task(sent, build.claim_id())["state"] == "accepted"


def test_an_officer_whose_right_was_revoked_can_do_nothing(sent: Aws) -> None:
    build.officer(sent, status="revoked")
    assert reply(sent, "accept")["batchItemFailures"] != []


def test_a_malformed_reply_lies_on_the_desk_without_its_text_and_good_ones_go_on(sent: Aws) -> None:
    good = event("sqs_reply_accept")["Records"][0]["body"]
    bad = {"id": "x", "type": "th.sitthi.task.action.v1", "data": {"task_id": "1100501234567"}}
    answer = handler(sqs_event(bad, good, arn=sent.replies_arns["Lao"]), Context())
    assert len(answer["batchItemFailures"]) == 1
    assert task(sent, build.claim_id())["state"] == "accepted"
    (row,) = desk(sent)
    assert row["code"] == "REPLY-MALFORMED"
    assert "1100501234567" not in str(row)


def test_a_bad_reply_that_is_retried_is_one_row_on_the_desk(sent: Aws) -> None:
    reply(sent, "confirm", "r-4")
    reply(sent, "confirm", "r-4")
    assert len(desk(sent)) == 1


def test_a_screening_outcome_becomes_the_fact_that_only_the_agency_could_know(sent: Aws) -> None:
    build.officer(sent, "Moe", "moe-1")
    for number, (action, fields) in enumerate(
        [
            ("accept", {}),
            ("assign", {"officer": "moe-1"}),
            ("done", {"outcome": "RECEIVED", "evidence": ["nr01:1"]}),
        ]
    ):
        fields = {"task_id": build.screening_id(), "by": "moe-1", **fields}
        assert reply(sent, action, f"m-{number}", agency="Moe", **fields) == {"batchItemFailures": []}
    assess(sqs_event({"household_id": build.HOUSEHOLD, "as_of": "2022-01-20"}), Context())
    assert task(sent, build.screening_id())["state"] == "closed"
    gaps = [item for item in sent.items("CoreTable") if "equitable_education_grant" in item["SK"]["S"]]
    assert len(gaps) == 1
