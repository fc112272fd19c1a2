"""Assess queue -> determinations, gaps and tasks of one household; pages and checks of the monthly sweep."""

from __future__ import annotations

from datetime import date
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.casework import assess, full_sweep
from shared.storage import batches

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere


def _one(record: SQSRecord) -> None:
    body = batches.body_of(record)
    as_of = body.get("as_of")  # a swept mark may not carry it
    on = date.fromisoformat(as_of[:10]) if as_of else None
    if "sweep" in body and on:
        full_sweep.sweep_page(str(body["sweep"]), on, body.get("after"))
    elif body.get("check") and on:
        full_sweep.check_households(list(map(str, body["check"])), on)
    else:
        assess.assess_household(str(body["household_id"]), on)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
