"""Two authorisation names that the emulator gets differently from AWS; they matter with ``auth=True`` only."""

from __future__ import annotations

from typing import Any


def install(region: str) -> None:
    """SQS batch calls need the single action's permission; SES asks about the sending identity."""
    from ministack.core import iam_actions

    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def action(*arguments: Any, **named: Any) -> Any:
        found = action_of(*arguments, **named)
        return found.removesuffix("Batch") if found and found.startswith("sqs:") else found

    def resource(service: str, *arguments: Any, **named: Any) -> Any:
        found = resource_of(service, *arguments, **named)
        if service == "ses" and found == "*":
            return f"arn:aws:ses:{region}:000000000000:identity/*"
        return found

    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = action, resource
