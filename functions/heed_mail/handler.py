"""Mail events queue -> letters known to be sent, subscriptions paused where mail does not arrive or is unwanted."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.casework.mail_events import heed
from shared.storage import batches
from shared.storage.sqs import parsed

logger = Logger()


def _one(record: SQSRecord) -> None:
    body = batches.body_of(record)
    if "Message" in body:  # a topic that wraps what it passes on
        body = parsed(body["Message"])
    logger.info("mail event", extra={"outcome": heed(body)})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
