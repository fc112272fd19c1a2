"""Lambda's own API, as far as the API function asks it: the functions that it asks, run in process.

Moto runs functions only with Docker; on the embedded cloud test_over_http.py has the real call.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from functions.print_paper.handler import handler as print_paper
from functions.read_audit.handler import handler as read_audit
from shared.storage import clients, invoking
from tests.support.events import Context

HANDLERS = {"print-paper": print_paper, "read-audit": read_audit}


class Lambda:
    @staticmethod
    def invoke(FunctionName: str, Payload: bytes) -> dict[str, Any]:
        try:
            answer = HANDLERS[FunctionName](json.loads(Payload), Context())
        except LookupError as error:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(str(error)).encode())}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINT_FUNCTION", "print-paper")
    monkeypatch.setenv("AUDIT_READER", "read-audit")
    monkeypatch.setattr(
        invoking, "client", lambda service: Lambda if service == "lambda" else clients.client(service)
    )
