"""Reports queue -> one mail a subscriber, claimed before it is sent; what SES does not take now waits."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.email_progress.run import Notice, mail_report
from shared.storage import batches

logger = Logger()


def _one(record: SQSRecord) -> None:
    notice = Notice.parse(batches.body_of(record))
    outcome = mail_report(notice)
    logger.info("mail", extra={"kind": notice.kind, "period": notice.period, "outcome": outcome})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
