"""A schedule's first of the month, or a message of the compile queue -> reports, and notices to the mail queue."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.compile_report.run import compile_scheduled, work, work_part
from shared.domain.dates import moment_of
from shared.domain.reports import ReportName
from shared.storage import batches

logger = Logger()


def _one(record: SQSRecord) -> None:
    body = batches.body_of(record)
    name = ReportName.parse(str(body["report"]))
    logger.info("report", extra=work_part(name, str(body["part"])) if "part" in body else work(name))


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event["time"]``: the schedule's own time. ``kind``, ``area``: that report alone; else all that are due."""
    if "Records" in event:
        return batches.handle_batch(event, context, _one)
    done = compile_scheduled(moment_of(str(event["time"])), event.get("kind"), event.get("area"))
    logger.info("compiled", extra=done)
    return done
