"""Daily schedule -> what may no longer be kept is erased; counts stay."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from shared.casework import erasure
from shared.domain.dates import moment_of

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event["time"]``: the schedule's own time."""
    counts = erasure.erase_due(moment_of(str(event["time"])))
    logger.info("erased", extra=counts)
    return counts
