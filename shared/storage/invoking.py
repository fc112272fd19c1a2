"""One function asks another and waits: for what its own rights do not let it do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shared.storage.clients import client
from shared.storage.settings import setting


class InvokeFailed(RuntimeError):
    """The other function could not; its log tells why."""


def invoke(function: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """``function``: the variable that names it. Raises InvokeFailed."""
    answer = client("lambda").invoke(
        FunctionName=setting(function), Payload=json.dumps(order, ensure_ascii=False).encode()
    )
    if answer.get("FunctionError"):
        raise InvokeFailed(function)
    body: dict[str, Any] = json.loads(answer["Payload"].read())
    return body
