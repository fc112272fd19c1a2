"""Three authorisation names that the emulator gets differently from AWS; they matter with ``auth=True`` only."""

from __future__ import annotations

import re
from typing import Any

_INSERTED = re.compile(rb'INSERT INTO \\"([\w.-]+)\\"')


def install(region: str) -> None:
    """SQS batch calls need the single action's permission; SES asks about the sending identity; rows that are inserted
    by PartiQL need ``PartiQLInsert`` on their table."""
    from ministack.core import iam_actions

    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def action(
        service: str, method: str, path: str, headers: Any, body: bytes, *more: Any, **named: Any
    ) -> Any:
        found = action_of(service, method, path, headers, body, *more, **named)
        if found == "dynamodb:BatchExecuteStatement" and _INSERTED.search(body or b""):
            return "dynamodb:PartiQLInsert"
        return found.removesuffix("Batch") if found and found.startswith("sqs:") else found

    def resource(
        service: str, method: str, path: str, headers: Any, body: bytes, *more: Any, **named: Any
    ) -> Any:
        found = resource_of(service, method, path, headers, body, *more, **named)
        if service == "ses" and found == "*":
            return f"arn:aws:ses:{region}:000000000000:identity/*"
        inserted = _INSERTED.search(body or b"") if service == "dynamodb" and found == "*" else None
        if inserted:
            return f"arn:aws:dynamodb:{region}:000000000000:table/{inserted[1].decode()}"
        return found

    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = action, resource
