"""Replies queue of an agency -> the task moves on. The queue that a reply came through is the agency's identity."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.casework import replies
from shared.storage import batches, clock, sqs
from shared.storage.settings import mapping

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    agencies, at = mapping("REPLIES_QUEUE_ARNS"), clock.now()
    sights = replies.look_ahead(
        (agencies[record["eventSourceARN"]], body) for record, body in sqs.readable(event)
    )

    def one(record: SQSRecord) -> None:
        replies.record_reply(agencies[record.event_source_arn], batches.body_of(record), at, sights)

    return batches.handle_batch(event, context, one)
