"""From the table's stream to the work queues. It only forwards: a lost message is found by its mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from shared.storage import keys, sqs
from shared.storage.settings import setting

logger = Logger(child=True)
Message = dict[str, Any]


def messages_of(records: Iterable[Mapping[str, Any]]) -> tuple[list[Message], list[Message], int]:
    """What a batch of stream records asks for: assessments (one a household), deliveries, and how many were odd."""
    assess: dict[str, str] = {}
    deliver: list[Message] = []
    odd = 0
    for record in records:
        try:
            image = record["dynamodb"].get("NewImage", {})
            if "G2P" not in image:
                continue  # a change without a work mark asks for nothing
            key = record["dynamodb"]["Keys"]
            household_id, sk = keys.household_of(key["PK"]["S"]), key["SK"]["S"]
            if sk.startswith("OUT#"):
                deliver.append({"household_id": household_id, "sk": sk})
            elif sk.startswith(("SV#", "FACT#")):
                as_of = image["as_of"]["S"]
                assess[household_id] = max(as_of, assess.get(household_id, ""))
        except (KeyError, ValueError, TypeError):
            odd += 1
    return [{"household_id": hid, "as_of": as_of} for hid, as_of in assess.items()], deliver, odd


def forward(records: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Send on what the records ask for. Never raises: a stream that raises stands still (cloud-path)."""
    assess, deliver, odd = messages_of(records)
    lost = 0
    for name, messages in (("ASSESS_QUEUE_URL", assess), ("DISPATCH_QUEUE_URL", deliver)):
        try:
            lost += len(sqs.send(setting(name), messages)) if messages else 0
        except Exception as error:  # the sweep re-sends by the marks; the count shows that it must
            logger.error("relay could not send", extra={"queue": name, "error": type(error).__name__})
            lost += len(messages)
    return {"assess": len(assess), "dispatch": len(deliver), "odd": odd, "lost": lost}
