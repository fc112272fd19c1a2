"""One mail a subscriber and report: claimed before it is sent, never two but after a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses import ses_backends

from functions.compile_report.handler import handler as compile_report
from functions.email_progress import run
from functions.email_progress.handler import handler
from functions.heed_mail.handler import handler as heed_mail
from infra.local import preview
from shared.domain.officers import Officer
from shared.storage import clock, keys, letters, mailing, sqs
from shared.storage.tables import from_wire, to_wire
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event
from tests.support.mailing import subscribe

REPORT = {"kind": "monthly", "period": "2022-01", "area": "95"}
LETTER = {**REPORT, "officer_id": "head"}
REGION = "ap-southeast-1"  # mail may leave from another region than the stack's
SENDER = "sitthi@example.org"
SOON = run.SOON


@pytest.fixture
def office(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """A compiled report and one subscriber, the head of an agency."""
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", aws.queues["reports"])
    monkeypatch.setenv("MAIL_FROM", SENDER)
    monkeypatch.setenv("MAIL_REGION", REGION)
    for wait in ("SOON", "LATER"):
        monkeypatch.setattr(run, wait, 0)  # a message that waits is seen at once
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
    subscribe(name, "monthly", f"{name}@example.org")


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


def test_a_report_becomes_one_message_a_subscriber(office: Aws) -> None:
    officer(office, "other", language="en")
    assert not failed(handler(sqs_event(REPORT), Context()))
    assert office.messages("reports") == [{**REPORT, "officer_id": name} for name in ("head", "other")]


def test_a_subscriber_gets_the_mail_with_a_link_and_no_attachment(office: Aws) -> None:
    assert not failed(handler(sqs_event(LETTER), Context()))
    (mail,) = outbox()
    assert mail["To"] == "head@example.org"
    assert mail["Message-ID"] == "<monthly-2022-01-95.head@example.org>"
    body = mail.get_body(("plain",)).get_content()
    assert "https://sitthi.example/reports/monthly-2022-01-95" in body
    assert "มกราคม 2565" in mail["Subject"]


def test_the_same_message_again_sends_nothing(office: Aws) -> None:
    for _ in range(3):
        assert not failed(handler(sqs_event(LETTER, LETTER), Context()))
    assert len(outbox()) == 1
    assert claim(office)["state"] == "sent"


def broken(monkeypatch: pytest.MonkeyPatch, failure: Callable[..., Any]) -> None:
    monkeypatch.setattr(letters._ses(REGION), "send_raw_email", failure)


def waiting(office: Aws) -> dict[str, Any]:
    """The one message that went back into the queue."""
    (message,) = office.messages("reports")
    return message


@pytest.mark.parametrize("failure", ["Throttling", "AccountSendingPaused", "ServiceUnavailable", "unreached"])
def test_while_ses_takes_nothing_for_a_day_each_letter_waits_and_then_leaves_once(
    office: Aws, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    def refuse(**_: Any) -> None:
        if failure == "unreached":
            raise ConnectTimeoutError(endpoint_url="ses")
        raise ClientError({"Error": {"Code": failure, "Message": ""}, "ResponseMetadata": {}}, "SendRawEmail")

    message: dict[str, Any] = LETTER
    with monkeypatch.context() as patch:
        broken(patch, refuse)
        for minutes in range(0, 24 * 60, 240):
            later(patch, minutes)
            assert not failed(handler(sqs_event(message), Context()))
            message = waiting(office)
        assert outbox() == []
    later(monkeypatch, 24 * 60)
    assert not failed(handler(sqs_event(message, message), Context()))
    assert len(outbox()) == 1
    assert claim(office)["state"] == "sent"


def test_a_letter_that_cannot_be_sent_for_days_is_given_up_to_the_dead_letters(
    office: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="ses")

    broken(monkeypatch, refuse)
    handler(sqs_event(LETTER), Context())
    message = waiting(office)
    later(monkeypatch, 49 * 60)
    assert failed(handler(sqs_event(message), Context()))
    assert office.messages("reports") == []


def test_a_letter_of_which_ses_did_not_answer_is_tried_once_more_then_rests_until_ses_would_have_told(
    office: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def silent(**_: Any) -> None:
        tries.append(1)
        raise ReadTimeoutError(endpoint_url="ses")

    broken(monkeypatch, silent)
    message: dict[str, Any] = LETTER
    for minutes, wanted in ((0, 1), (0, 1), (5, 2), (10, 2), (40, 2), (70, 3)):
        later(monkeypatch, minutes)
        assert not failed(handler(sqs_event(message), Context()))
        message = waiting(office)
        assert len(tries) == wanted, minutes
    tell(office, "Send")
    assert claim(office)["state"] == "sent"
    later(monkeypatch, 200)
    assert not failed(handler(sqs_event(message), Context()))
    assert len(tries) == 3, "SES has told that it took the letter"
    assert office.messages("reports") == []


def test_a_crash_between_sending_and_noting_it_makes_at_most_one_duplicate(
    office: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(letters, "sent", crash)
        assert failed(handler(sqs_event(LETTER), Context()))
    later(monkeypatch, 3)
    for _ in range(3):
        assert not failed(handler(sqs_event(LETTER), Context()))
    assert len(outbox()) == 2
    assert len({mail["Message-ID"] for mail in outbox()}) == 1


def test_a_letter_that_a_killed_worker_had_in_hand_leaves_as_soon_as_its_claim_is_dead(
    office: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SOON", SOON)
    waits: list[int] = []
    send = sqs.send

    def noted(url: str, messages: list[dict[str, Any]], delay: int = 0) -> list[int]:
        waits.append(delay)
        return send(url, messages)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "send", crash)
        assert failed(handler(sqs_event(LETTER), Context()))
    monkeypatch.setattr(sqs, "send", noted)
    assert not failed(handler(sqs_event(LETTER), Context())), "delivered again at once"
    assert outbox() == []
    (wait,) = waits
    moment = datetime.now(UTC) + timedelta(seconds=wait)
    monkeypatch.setattr(clock, "real_now", lambda: moment)
    assert wait <= 60
    assert not failed(handler(sqs_event(waiting(office)), Context()))
    assert len(outbox()) == 1


def crash(*_: Any) -> None:
    raise SystemError("killed")


def event_of(kind: str, address: str = "head@example.org", **detail: Any) -> dict[str, Any]:
    """What SES tells of a letter."""
    headers = [{"name": "X-Sitthi-Letter", "value": "monthly-2022-01-95.head"}]
    mail = {"messageId": "ses-1", "destination": [address], "headers": headers}
    about = {"feedbackId": "f-1", "timestamp": "2022-02-01T02:00:00.000Z", **detail}
    return {"eventType": kind, "mail": mail, kind.lower(): about}


def tell(office: Aws, kind: str, **detail: Any) -> None:
    assert not failed(heed_mail(sqs_event(event_of(kind, **detail)), Context()))


def bounce(office: Aws, kind: str, number: int = 1) -> None:
    to = [{"emailAddress": "HEAD@example.org"}]
    tell(office, "Bounce", bounceType=kind, bouncedRecipients=to, feedbackId=f"f-{number}")


def paused() -> str | None:
    (wish,) = mailing.wishes("head")
    return wish["paused"]["reason"] if wish.get("paused") else None


def test_a_mailbox_that_does_not_exist_and_a_complaint_pause_the_subscription_with_the_reason(
    office: Aws,
) -> None:
    for _ in range(2):
        bounce(office, "Permanent")
    assert paused() == "bounced"
    assert list(mailing.subscribers("monthly")) == []
    assert not failed(handler(sqs_event(LETTER), Context()))
    assert outbox() == []
    assert len(office.items("AuditTable")) == len({row["PK"]["S"] for row in office.items("AuditTable")})
    subscribe("head", "monthly", "head@example.org")
    assert paused() is None
    tell(office, "Complaint", complainedRecipients=[{"emailAddress": "head@example.org"}])
    assert paused() == "complained"


def test_a_full_mailbox_pauses_only_when_three_mails_in_a_row_found_it_full(office: Aws) -> None:
    for number in (1, 1, 2):
        bounce(office, "Transient", number)
    assert paused() is None
    tell(office, "Delivery")
    for number in (3, 4):
        bounce(office, "Transient", number)
    assert paused() is None
    bounce(office, "Transient", 5)
    assert paused() == "unreachable"


def test_an_event_in_a_topics_wrapping_is_read_and_one_of_another_kind_left_alone(office: Aws) -> None:
    to = [{"emailAddress": "head@example.org"}]
    wrapped = {"Type": "Notification", "Message": json.dumps(event_of("Complaint", complainedRecipients=to))}
    assert not failed(heed_mail(sqs_event(wrapped, event_of("Open")), Context()))
    assert paused() == "complained"
    assert failed(heed_mail(sqs_event({"what": "ever"}), Context()))


def test_one_person_with_two_posts_gets_one_mail_that_tells_of_both(office: Aws) -> None:
    officer(office, "second", agency="Moph")
    subscribe("second", "monthly", "Head@example.org")
    assert not failed(handler(sqs_event(REPORT), Context()))
    (message,) = office.messages("reports")
    assert message == {**LETTER, "also": ["second"]}
    assert not failed(handler(sqs_event(message, {**REPORT, "officer_id": "second"}), Context()))
    assert len(outbox()) == 1


def test_who_works_in_another_province_or_in_several_is_not_told_of_this_one(office: Aws) -> None:
    officer(office, "far", areas=("9401",))
    officer(office, "wide", areas=("94", "95"))
    bodies = [{**REPORT, "officer_id": name} for name in ("far", "wide")]
    assert not failed(handler(sqs_event(*bodies), Context()))
    assert outbox() == []


def test_a_mentor_reads_how_much_their_household_waits_for(office: Aws) -> None:
    officer(office, "mentor", role="mentor", agency=None)
    row = {**keys.mentoring("mentor"), "household_id": "h1", "past": 0}
    office.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(row))
    assert not failed(handler(sqs_event({**REPORT, "officer_id": "mentor"}), Context()))
    (mail,) = outbox()
    assert "ครัวเรือนที่รอท่าน: 1" in mail.get_body(("plain",)).get_content()


def test_an_officer_who_left_or_unsubscribed_gets_nothing(office: Aws) -> None:
    officer(office, "gone", status="left")
    subscribe("head", "monthly", None)
    bodies = [LETTER, {**REPORT, "officer_id": "gone"}, {**REPORT, "officer_id": "never"}]
    assert not failed(handler(sqs_event(*bodies), Context()))
    assert outbox() == []
    assert office.items("IdempotencyTable") == []


def test_a_notice_about_a_report_that_does_not_exist_fails_alone(office: Aws) -> None:
    answer = handler(sqs_event({"kind": "monthly", "period": "1999-01"}, LETTER), Context())
    assert len(answer["batchItemFailures"]) == 1
    assert len(outbox()) == 1


def test_a_mail_can_be_looked_at_before_anybody_gets_it(office: Aws, tmp_path: Path) -> None:
    wanted = preview.Wanted("monthly", "agency_head", "Lao", ("9501",), "th")
    letter, text, html = preview.write(preview.preview(wanted, "http://127.0.0.1:18080"), tmp_path)
    assert "มกราคม 2565" in text.read_text(encoding="utf-8")
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert b"preview@example.org" in letter.read_bytes()
    assert outbox() == []
    daily = preview.preview(replace(wanted, kind="daily", language="en"), "http://127.0.0.1:18080")
    assert "today" in daily["Subject"]
    with pytest.raises(preview.NoReport):
        preview.preview(replace(wanted, kind="yearly"), "http://127.0.0.1:18080")


def test_the_digest_of_a_day_is_one_letter_to_each_who_wants_it_and_has_work(office: Aws) -> None:
    subscribe("head", mailing.DAILY, "head@example.org")
    officer(office, "idle")
    subscribe("idle", mailing.DAILY, "idle@example.org")
    lines = [
        {"section": name, "reference": "task-1", "what": "old_age_allowance"}
        for name in ("late", "late", "soon")
    ]
    item = {**keys.digest("head", "2022-01-20"), "on": "2022-01-20", "count": 3, "lines": lines}
    office.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))
    for _ in range(2):
        assert not failed(handler(sqs_event({"kind": mailing.DAILY, "period": "2022-01-20"}), Context()))
        assert not failed(handler(sqs_event(*office.messages("reports")), Context()))
    (sent,) = outbox()
    assert sent["To"] == "head@example.org"
    assert sent["X-Sitthi-Letter"] == "daily-2022-01-20.head"
    text = sent.get_body(("plain",)).get_content()
    assert "เกินกำหนดแล้ว: 2" in text
    assert "20 มกราคม 2565" in text
    assert "old_age_allowance" not in text
