"""A batch of a queue, record by record, so that a bad one never blocks good ones.

Apart from ``sqs``, since Powertools' batch brings its classes of every event: whoever only sends need not load them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.storage.sqs import parsed

logger = Logger(child=True)


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


def body_of(record: SQSRecord) -> dict[str, Any]:
    """The JSON object of a message. Raises ValueError for anything else."""
    return parsed(record.body)
