"""One mail a subscriber and report: claimed before it is sent, never two but after a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends

from functions.compile_report.handler import handler as compile_report
from functions.email_progress.handler import handler
from shared.domain.officers import Officer
from shared.storage import clock, keys, letters
from shared.storage.tables import from_wire, to_wire
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event

REPORT = {"kind": "monthly", "period": "2022-01", "area": "95"}
LETTER = {**REPORT, "officer_id": "head"}
REGION = "ap-southeast-1"  # mail may leave from another region than the stack's
SENDER = "sitthi@example.org"


@pytest.fixture
def mailing(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """A compiled report and one subscriber, the head of an agency."""
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", aws.queues["reports"])
    monkeypatch.setenv("MAIL_FROM", SENDER)
    monkeypatch.setenv("MAIL_REGION", REGION)
    letters._ses.cache_clear()
    letters._ses(REGION).verify_email_identity(EmailAddress=SENDER)
    officer(aws, "head")
    compile_report(event("schedule_monthly"), Context())
    aws.messages("reports")
    return aws


def officer(aws: Aws, name: str, **changes: Any) -> None:
    values: dict[str, Any] = {"role": "agency_head", "agency": "Lao", "areas": ("95",), **changes}
    row = {**keys.officer(name), **Officer(name, **values).to_item()}
    aws.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(row))
    letters.subscribe(name, "monthly", f"{name}@example.org")


def outbox() -> list[Any]:
    return [
        message_from_string(one.raw_data, policy=default)
        for one in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    ]


def failed(answer: dict[str, Any]) -> bool:
    return bool(answer["batchItemFailures"])


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "real_now", lambda: moment)


def claim(aws: Aws) -> dict[str, Any]:
    (row,) = [from_wire(item) for item in aws.items("IdempotencyTable")]
    return row


def test_a_report_becomes_one_message_a_subscriber(mailing: Aws) -> None:
    officer(mailing, "other", language="en")
    assert not failed(handler(sqs_event(REPORT), Context()))
    assert mailing.messages("reports") == [{**REPORT, "officer_id": name} for name in ("head", "other")]


def test_a_subscriber_gets_the_mail_with_a_link_and_no_attachment(mailing: Aws) -> None:
    assert not failed(handler(sqs_event(LETTER), Context()))
    (mail,) = outbox()
    assert mail["To"] == "head@example.org"
    assert mail["Message-ID"] == "<monthly-2022-01-95.head@example.org>"
    body = mail.get_body(("plain",)).get_content()
    assert "https://sitthi.example/reports/monthly-2022-01-95" in body
    assert "มกราคม 2565" in mail["Subject"]


def test_the_same_message_again_sends_nothing(mailing: Aws) -> None:
    for _ in range(3):
        assert not failed(handler(sqs_event(LETTER, LETTER), Context()))
    assert len(outbox()) == 1
    assert claim(mailing)["state"] == "sent"


def broken(monkeypatch: pytest.MonkeyPatch, failure: Callable[..., Any]) -> None:
    monkeypatch.setattr(letters._ses(REGION), "send_raw_email", failure)


def test_when_ses_says_no_nothing_is_lost_and_the_next_delivery_sends(
    mailing: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "Throttling", "Message": ""}}, "SendRawEmail")

    with monkeypatch.context() as patch:
        broken(patch, refuse)
        assert failed(handler(sqs_event(LETTER), Context()))
        assert outbox() == []
    assert not failed(handler(sqs_event(LETTER), Context()))
    assert len(outbox()) == 1


def test_a_crash_while_sending_is_tried_once_more_and_then_left_to_a_person(
    mailing: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="ses")

    broken(monkeypatch, silent)
    assert failed(handler(sqs_event(LETTER), Context()))
    assert failed(handler(sqs_event(LETTER), Context()))  # a young claim may still be in hand
    assert claim(mailing)["tries"] == 1
    later(monkeypatch, 5)
    assert failed(handler(sqs_event(LETTER), Context()))
    assert claim(mailing)["tries"] == 2
    later(monkeypatch, 10)
    assert failed(handler(sqs_event(LETTER), Context()))
    assert claim(mailing)["tries"] == 2


def test_an_officer_who_left_or_unsubscribed_gets_nothing(mailing: Aws) -> None:
    officer(mailing, "gone", status="left")
    letters.subscribe("head", "monthly", None)
    bodies = [LETTER, {**REPORT, "officer_id": "gone"}, {**REPORT, "officer_id": "never"}]
    assert not failed(handler(sqs_event(*bodies), Context()))
    assert outbox() == []
    assert mailing.items("IdempotencyTable") == []


def test_a_notice_about_a_report_that_does_not_exist_fails_alone(mailing: Aws) -> None:
    answer = handler(sqs_event({"kind": "monthly", "period": "1999-01"}, LETTER), Context())
    assert len(answer["batchItemFailures"]) == 1
    assert len(outbox()) == 1


def test_the_digest_of_a_day_is_one_letter_to_each_who_wants_it_and_has_work(mailing: Aws) -> None:
    letters.subscribe("head", letters.DAILY, "head@example.org")
    officer(mailing, "idle")
    letters.subscribe("idle", letters.DAILY, "idle@example.org")
    lines = [
        {"section": name, "reference": "task-1", "what": "old_age_allowance"}
        for name in ("late", "late", "soon")
    ]
    item = {**keys.digest("head", "2022-01-20"), "on": "2022-01-20", "count": 3, "lines": lines}
    mailing.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))
    for _ in range(2):
        assert not failed(handler(sqs_event({"kind": letters.DAILY, "period": "2022-01-20"}), Context()))
        assert not failed(handler(sqs_event(*mailing.messages("reports")), Context()))
    (sent,) = outbox()
    assert sent["To"] == "head@example.org"
    assert sent["X-Sitthi-Letter"] == "daily-2022-01-20.head"
    text = sent.get_body(("plain",)).get_content()
    assert "เกินกำหนดแล้ว: 2" in text
    assert "20 มกราคม 2565" in text
    assert "old_age_allowance" not in text
