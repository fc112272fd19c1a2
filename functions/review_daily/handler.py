"""Daily schedule -> due households, task clocks, lost work swept up."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from shared.casework import review
from shared.domain.dates import moment_of

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event["time"]``: the schedule's own time. ``{"sweep": "all"}``: re-send every mark, whatever its age."""
    counts = review.review(moment_of(str(event["time"])), sweep_all=event.get("sweep") == "all")
    logger.info("reviewed", extra=counts)
    return counts
