"""What S3 says when an object arrives, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from aws_lambda_powertools import Logger

from shared.storage import imports, sqs
from shared.storage.imports import Source
from shared.storage.settings import setting

logger = Logger(child=True)


class NotSent(Exception):
    """The parts queue did not take the message; the notice comes again."""


def receive_notice(body: Mapping[str, Any], *, at: datetime, marked_at: datetime) -> int:
    """Make sure that each uploaded version has its import and a message to work on it. Returns how many.

    A notice that comes twice names the same import; while that is not final its message is sent again.
    Raises KeyError or ValueError for a body that is no S3 notice.
    """
    if body.get("Event") == "s3:TestEvent":
        logger.info("test notice of the bucket passed over")
        return 0
    sources = list(_sources(body))  # the whole notice is read before anything is written
    jobs = [imports.receive(source, at=at, marked_at=marked_at) for source in sources]
    messages = [
        {"import_id": job.import_id, "stage": "run", "as_of": job.as_of} for job in jobs if not job.final
    ]
    if messages and sqs.send(setting("PARTS_QUEUE_URL"), messages):
        raise NotSent
    for job in jobs:
        logger.info("upload received", extra={"import_id": job.import_id, "state": job.state})
    return len(messages)


def _sources(body: Mapping[str, Any]) -> Iterator[Source]:
    """S3 writes keys as form fields (``+`` is a space); the version pins what every later read sees."""
    for record in body["Records"]:
        if not record["eventName"].startswith("ObjectCreated:"):
            logger.info("notice of another kind passed over", extra={"kind": record["eventName"]})
            continue
        bucket, told = record["s3"]["bucket"]["name"], record["s3"]["object"]
        source = Source.of(bucket, unquote_plus(told["key"]), told["versionId"])
        if source is None:  # the key itself may name a person, so it stays out of the log
            logger.warning(
                "upload outside the inbox folders passed over", extra={"version": told["versionId"]}
            )
        else:
            yield source
