"""Dispatch queue -> messages in the agencies' queues."""

from __future__ import annotations

from typing import Any

from shared.casework import dispatch
from shared.storage import sqs


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return sqs.handle_together(event, dispatch.deliver)
