"""Stream of the Core table -> assess and dispatch queues."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from shared.storage import relay

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    counts = relay.forward(event.get("Records") or [])
    logger.info("relayed", extra={"records": len(event.get("Records") or []), **counts})
    return {"batchItemFailures": []}
