"""Queue -> an item that shows the work is done; where the package came from is part of it."""

from __future__ import annotations

import os
from typing import Any

import boto3

from shared import words


def handler(event: dict[str, Any], context: Any) -> None:
    table = boto3.client("dynamodb")
    for record in event["Records"]:
        item = {"PK": "done", "SK": words.done_key(record["body"]), "from": words.__file__}
        table.put_item(TableName=os.environ["TABLE"], Item={name: {"S": text} for name, text in item.items()})
        if record["body"].endswith("mail"):
            _mail()
    print(f"did {len(event['Records'])}")


def _mail() -> None:
    lines = [
        "From: sender@example.org",
        "To: reader@example.org",
        "Subject: =?utf-8?b?4Liq4Li04LiX4LiY4Li0?=",
        "MIME-Version: 1.0",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        "PHA+4Liq4Li04LiX4LiY4Li0PC9wPg==",
    ]
    boto3.client("ses").send_raw_email(RawMessage={"Data": "\r\n".join(lines).encode()})
