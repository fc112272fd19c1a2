"""Dispatch queue -> messages in the agencies' queues."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from shared.casework import dispatch
from shared.storage import sqs

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return sqs.handle_together(event, dispatch.deliver)
