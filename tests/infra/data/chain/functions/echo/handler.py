"""Says what arrived, so that a proxy in front can be seen from behind."""

from __future__ import annotations

import json
from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    print(event["httpMethod"])
    asked = event.get("queryStringParameters") or {}
    body = {
        "method": event["httpMethod"],
        "path": event["path"],
        "query": asked,
        "headers": {name.lower(): value for name, value in (event.get("headers") or {}).items()},
        "length": len(event.get("body") or ""),
        "padding": "ก" * int(asked.get("padding", "0")),
    }
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", "ETag": '"one"'},
        "multiValueHeaders": {"Set-Cookie": ["a=1; Path=/", "b=2; Path=/"]},
        "body": json.dumps(body, ensure_ascii=False),
    }
