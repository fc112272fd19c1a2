"""Reports queue -> one progress mail a subscriber, claimed before it is sent."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.email_progress.run import mail_report
from shared.storage import batches

logger = Logger()


def _one(record: SQSRecord) -> None:
    body = batches.body_of(record)
    kind, period, area = str(body["kind"]), str(body["period"]), str(body.get("area", ""))
    outcome = mail_report(kind, period, body.get("officer_id"), area)
    logger.info("mail", extra={"kind": body["kind"], "period": body["period"], "outcome": outcome})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
