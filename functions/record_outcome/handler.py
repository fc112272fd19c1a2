"""Replies queue of an agency -> the task moves on. The queue that a reply came through is the agency's identity."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.casework import replies
from shared.storage import clock, sqs
from shared.storage.settings import mapping


def _one(record: SQSRecord) -> None:
    agency = mapping("REPLIES_QUEUE_ARNS")[record.event_source_arn]
    replies.record_reply(agency, sqs.body_of(record), clock.now())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return sqs.handle_batch(event, context, _one)
