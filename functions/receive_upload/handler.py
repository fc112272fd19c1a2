"""Uploads queue (S3 notices) -> an import item and a message for its first part."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.receive_upload.notices import receive_notice
from shared.storage import batches, clock

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere


def _one(record: SQSRecord) -> None:
    receive_notice(batches.body_of(record), at=clock.now(), marked_at=clock.real_now())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
