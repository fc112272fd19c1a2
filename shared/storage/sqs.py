"""Queues: handling a batch so that one bad record never blocks good ones, and sending in tens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.storage.clients import client

logger = Logger(child=True)
SEND_AT_ONCE = 10


class _LoggedBatch(BatchProcessor):
    """Powertools says nothing about a failed record; the kind of error and the message id are what we need.

    The error's text stays out: it may quote the record.
    """

    def failure_handler(self, record: Any, exception: Any) -> Any:
        kind = exception[0].__name__ if exception and exception[0] else "unknown"
        logger.error(
            "record failed",
            extra={"message_id": record.message_id, "error": kind, "where": _where(exception)},
        )
        return super().failure_handler(record=record, exception=exception)


def _where(exception: Any) -> str:
    trace = exception[2] if exception and len(exception) > 2 else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def handle_batch(
    event: dict[str, Any], context: Any, record_handler: Callable[[SQSRecord], Any]
) -> dict[str, Any]:
    """Run a handler over each record; failed ones alone come back. One log line an invocation."""
    records = event.get("Records") or []
    if not records:
        logger.info("nothing to do")
        return {"batchItemFailures": []}
    processor = _LoggedBatch(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    answer: dict[str, Any] = dict(
        process_partial_response(
            event=event, record_handler=record_handler, processor=processor, context=context
        )
    )
    logger.info("batch done", extra={"records": len(records), "failed": len(answer["batchItemFailures"])})
    return answer


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


def body_of(record: SQSRecord) -> dict[str, Any]:
    """The JSON object of a message. Raises ValueError for anything else."""
    return parsed(record.body)


def send(queue_url: str, messages: Iterable[dict[str, Any]]) -> list[int]:
    """Send in tens. Returns the positions of messages that the queue refused."""
    bodies = [json.dumps(message, ensure_ascii=False, sort_keys=True) for message in messages]
    refused: list[int] = []
    for start in range(0, len(bodies), SEND_AT_ONCE):
        refused += [start + index for index in _send_ten(queue_url, bodies[start : start + SEND_AT_ONCE])]
    return refused


def _send_ten(queue_url: str, bodies: Sequence[str]) -> list[int]:
    entries = [{"Id": str(index), "MessageBody": body} for index, body in enumerate(bodies)]
    answer = client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
    return [int(failed["Id"]) for failed in answer.get("Failed", [])]
