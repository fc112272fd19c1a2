"""Dispatch queue -> one message in an agency's queue."""

from __future__ import annotations

from typing import Any

from shared.casework import dispatch
from shared.storage import sqs


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return sqs.handle_batch(event, context, lambda record: dispatch.deliver(sqs.body_of(record)))
