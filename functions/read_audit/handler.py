"""The API asks for a page of the audit -> its events. The only code that reads the audit for people; it writes nothing."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from shared.storage.audit_log import page

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event``: what ``shared.storage.audit_log.page`` takes; who may have it was decided, and noted, by the API."""
    found = page(event)
    logger.info("read", extra={"events": len(found["items"])})
    return found
