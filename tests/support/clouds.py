"""An embedded cloud for tests, with the small stack of ``tests/infra/data/chain``."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

CHAIN = Path(__file__).resolve().parents[1] / "infra" / "data" / "chain" / "template.yaml"
PATIENCE = 60.0  # seconds; only a broken chain needs them
Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str) -> Found:
    """The first true answer of ``look``."""
    limit = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < limit, f"waited in vain for {what}"
        time.sleep(0.05)


def receive(sqs: Any, url: str) -> list[Any]:
    """Bodies of what is visible now; the messages stay in hand."""
    taken: list[Any] = []
    while True:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        if not messages:
            return taken
        taken += [message["Body"] for message in messages]


def done(cloud: Any, outputs: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The items by which the chain's last function shows its work, by key."""
    found = cloud.client("dynamodb").query(
        TableName=outputs["Table"],
        KeyConditionExpression="PK = :p",
        ExpressionAttributeValues={":p": {"S": "done"}},
    )
    return {item["SK"]["S"]: item for item in found["Items"]}
