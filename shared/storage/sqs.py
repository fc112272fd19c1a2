"""Queues: reading the bodies of a batch, working on them together, and sending in tens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from aws_lambda_powertools import Logger

from shared.storage.clients import client

logger = Logger(child=True)
SEND_AT_ONCE = 10


def handle_together(
    event: dict[str, Any], work: Callable[[list[dict[str, Any]]], list[int]]
) -> dict[str, list[dict[str, str]]]:
    """Run one piece of work over all bodies of a batch; it returns the positions that failed.

    A body that is no JSON object fails alone. When the work itself raises, all of them come back.
    """
    records = event.get("Records") or []
    good: list[tuple[str, dict[str, Any]]] = []
    failed: list[str] = []
    for record in records:
        try:
            good.append((record["messageId"], parsed(record["body"])))
        except ValueError as error:
            logger.error(
                "record failed", extra={"message_id": record["messageId"], "error": type(error).__name__}
            )
            failed.append(record["messageId"])
    try:
        lost = work([body for _, body in good]) if good else []
    except Exception as error:
        logger.error("batch failed", extra={"records": len(good), "error": type(error).__name__})
        lost = list(range(len(good)))
    failed += [good[position][0] for position in lost]
    logger.info("batch done", extra={"records": len(records), "failed": len(failed)})
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def parsed(text: str) -> dict[str, Any]:
    """The JSON object of a message. Raises ValueError for anything else."""
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("the message is not a JSON object")
    return body


def readable(event: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The raw records of a batch that hold a JSON object, with it; the others fail in their own turn."""
    for record in event.get("Records") or []:
        with suppress(ValueError):
            yield record, parsed(record["body"])


def send(queue_url: str, messages: Iterable[dict[str, Any]], delay: int = 0) -> list[int]:
    """Send in tens. Returns the positions of messages that the queue refused. ``delay``: seconds, up to 900."""
    bodies = [json.dumps(message, ensure_ascii=False, sort_keys=True) for message in messages]
    refused: list[int] = []
    for start in range(0, len(bodies), SEND_AT_ONCE):
        refused += [
            start + index for index in _send_ten(queue_url, bodies[start : start + SEND_AT_ONCE], delay)
        ]
    return refused


def _send_ten(queue_url: str, bodies: Sequence[str], delay: int) -> list[int]:
    later = {"DelaySeconds": delay} if delay else {}
    entries = [{"Id": str(index), "MessageBody": body, **later} for index, body in enumerate(bodies)]
    answer = client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
    return [int(failed["Id"]) for failed in answer.get("Failed", [])]
