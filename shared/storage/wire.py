"""DynamoDB calls with bodies of our own making, through botocore's own signer and HTTP session.

Checking, copying and describing a large request costs botocore more than signing and sending it; here the body is JSON
from the start, and the answer is read as JSON.
"""

from __future__ import annotations

import base64
import json
import random
import socket
import time
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError, HTTPClientError
from botocore.httpsession import URLLib3Session

from shared.storage.clients import CONNECT_TIMEOUT, POOL, READ_TIMEOUT, client

_JSON = "application/x-amz-json-1.0"
_TRIES = 4
_LONGEST_WAIT = 2.0
_AGAIN = frozenset(
    (
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    )
)


def text_of(value: Any) -> str:
    """An item or request in DynamoDB's JSON. Bytes become base64, as its attribute type B wants them."""
    return _ENCODE(value)


def _base64(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_base64).encode


def item_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """An item of an answer as botocore would give it: bytes are bytes."""
    return {
        name: {"B": base64.b64decode(value["B"])} if "B" in value else value for name, value in told.items()
    }


def call(operation: str, body: str) -> dict[str, Any]:
    """Send a body as it is, and again when the service is in trouble. Raises ClientError like any other call."""
    sender, data = _sender(client("dynamodb")), body.encode()
    for attempt in range(1, _TRIES):
        try:
            return sender.send(operation, data)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _AGAIN:
                raise
        except HTTPClientError:
            pass
        time.sleep(random.random() * min(_LONGEST_WAIT, 0.05 * 2.0**attempt))
    return sender.send(operation, data)


class _Signer(SigV4Auth):  # type: ignore[misc]
    """botocore's signer for requests that differ in body and target alone: what it works out of a request by general
    rules is known here. A test holds both to the same signature."""

    def __init__(self, keys: Any, region: str, host: str) -> None:
        super().__init__(keys, "dynamodb", region)
        self._host, self._token = host, keys.token

    def headers_to_sign(self, request: Any) -> Any:
        return request.headers

    def signed_headers(self, headers_to_sign: Any) -> str:
        token = "x-amz-security-token;" if self._token else ""
        return f"content-type;host;x-amz-date;{token}x-amz-target"

    def canonical_request(self, request: Any) -> str:
        headers = request.headers
        token = f"x-amz-security-token:{self._token}\n" if self._token else ""
        return (
            f"POST\n/\n\ncontent-type:{_JSON}\nhost:{self._host}\nx-amz-date:{headers['X-Amz-Date']}\n"
            f"{token}x-amz-target:{headers['X-Amz-Target']}\n\n{self.signed_headers(None)}\n"
            f"{sha256(request.data).hexdigest()}"
        )


class _Sender:
    def __init__(self, dynamodb: Any) -> None:
        self._events, self._region = dynamodb.meta.events, dynamodb.meta.region_name
        self._url = dynamodb.meta.endpoint_url.rstrip("/") + "/"
        self._host = urlsplit(self._url).netloc
        self._credentials = boto3.Session().get_credentials()  # kept fresh by botocore
        self._session = URLLib3Session(
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            max_pool_connections=POOL,
            # as botocore's own clients: else a body waits 40 ms for the acknowledgement of its head
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
        )

    def send(self, operation: str, data: bytes) -> dict[str, Any]:
        headers = {"Content-Type": _JSON, "X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        request = AWSRequest("POST", self._url, headers, data)
        _Signer(self._credentials.get_frozen_credentials(), self._region, self._host).add_auth(request)
        prepared = request.prepare()
        # whoever stands in for the service answers here, as in every call of botocore's
        answer = self._events.emit_until_response(f"before-send.dynamodb.{operation}", request=prepared)[1]
        answer = answer or self._session.send(prepared)
        if answer.status_code != 200:
            raise _error(operation, answer.status_code, answer.content)
        told: dict[str, Any] = json.loads(answer.content)
        return told


def _error(operation: str, status: int, content: bytes) -> ClientError:
    try:
        told = json.loads(content)
    except ValueError:  # not the service itself but something before it
        told = {}
    code = str(told.get("__type", "")).rpartition("#")[2] or ("InternalServerError" if status >= 500 else "")
    message = told.get("message") or told.get("Message") or ""
    parsed: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    if "CancellationReasons" in told:
        parsed["CancellationReasons"] = told["CancellationReasons"]
    return ClientError(parsed, operation)


@lru_cache(maxsize=2)
def _sender(dynamodb: Any) -> _Sender:
    return _Sender(dynamodb)
