"""Lambda's own API, as far as the API function asks it: the function that prints, run in process.

Moto runs functions only with Docker; on the embedded cloud test_over_http.py has the real call.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from functions.print_paper.handler import handler
from shared.storage import clients, printing
from tests.support.events import Context


class Lambda:
    @staticmethod
    def invoke(FunctionName: str, Payload: bytes) -> dict[str, Any]:
        try:
            answer = handler(json.loads(Payload), Context())
        except LookupError as error:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(json.dumps(str(error)).encode())}
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINT_FUNCTION", "print-paper")
    monkeypatch.setattr(
        printing, "client", lambda service: Lambda if service == "lambda" else clients.client(service)
    )
