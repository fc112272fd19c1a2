"""Stream -> queue, one batch call as the product's relay makes it."""

from __future__ import annotations

import os
from typing import Any

import boto3


def handler(event: dict[str, Any], context: Any) -> None:
    keys = [record["dynamodb"]["Keys"]["SK"]["S"] for record in event["Records"]]
    sqs = boto3.client("sqs")
    for start in range(0, len(keys), 10):
        entries = [{"Id": str(i), "MessageBody": key} for i, key in enumerate(keys[start : start + 10])]
        sqs.send_message_batch(QueueUrl=os.environ["WORK_URL"], Entries=entries)
    print(f"relayed {len(keys)}")
