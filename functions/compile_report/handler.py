"""Monthly, quarterly or yearly schedule -> the report of the period that just ended, and a notice to the mail queue."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from functions.compile_report.run import PROVINCE, compile_report
from shared.domain.dates import moment_of

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event["time"]``: the schedule's own time. ``kind``: monthly (default), quarterly, yearly."""
    done = compile_report(
        moment_of(str(event["time"])),
        str(event.get("kind", "monthly")),
        str(event.get("province", PROVINCE)),
    )
    logger.info("compiled", extra=done)
    return done
