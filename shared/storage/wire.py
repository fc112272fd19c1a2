"""DynamoDB calls with bodies of our own making, through botocore's own signer, retries and HTTP session.

Checking and copying a large request costs botocore more than sending it; here the body is JSON from the start.
"""

from __future__ import annotations

import base64
import json
import threading
from functools import lru_cache
from typing import Any

from shared.storage.clients import client

_ASKED = threading.local()
# The least request that botocore lets pass; the real body takes its place before the call is signed.
_EMPTY: dict[str, tuple[str, dict[str, Any]]] = {
    "BatchGetItem": ("batch_get_item", {"RequestItems": {"none": {"Keys": [{}]}}}),
    "BatchWriteItem": ("batch_write_item", {"RequestItems": {"none": [{}]}}),
    "TransactWriteItems": ("transact_write_items", {"TransactItems": [{}]}),
}


def text_of(value: Any) -> str:
    """An item or request in DynamoDB's JSON. Bytes become base64, as its attribute type B wants them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_base64)


def _base64(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)


def call(operation: str, body: str) -> dict[str, Any]:
    """Send a body as it is. Raises ClientError like any other call."""
    dynamodb = client("dynamodb")
    _listen(dynamodb)
    method, empty = _EMPTY[operation]
    _ASKED.body = body.encode()
    try:
        answer: dict[str, Any] = getattr(dynamodb, method)(**empty)
    finally:
        _ASKED.body = None
    return answer


@lru_cache(maxsize=2)
def _listen(dynamodb: Any) -> None:
    for operation in _EMPTY:
        dynamodb.meta.events.register(
            f"before-call.dynamodb.{operation}", _fill, unique_id=f"own-{operation}"
        )


def _fill(params: dict[str, Any], **_: Any) -> None:
    body = getattr(_ASKED, "body", None)
    if body is not None:  # an ordinary call keeps the body that botocore made
        params["body"] = body
