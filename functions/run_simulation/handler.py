"""Simulations queue -> who would gain and who would lose by other amounts, counted over an area."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.casework.simulations import run
from shared.storage import batches

logger = Logger()


def _one(record: SQSRecord) -> None:
    simulation_id = str(batches.body_of(record)["simulation_id"])
    logger.info("simulation", extra={"simulation": simulation_id, "outcome": run(simulation_id)})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
