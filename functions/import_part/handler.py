"""Parts queue -> one stage of an import; all stages when the file is one part."""

from __future__ import annotations

import re
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.import_part.run import run_import, run_part
from shared.domain.imports import STAGES
from shared.storage import batches

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere
_IMPORT_ID = re.compile(r"[0-9a-f]{32}")


def _one(record: SQSRecord) -> None:
    body = batches.body_of(record)
    import_id, stage = body["import_id"], body["stage"]
    if not _IMPORT_ID.fullmatch(import_id):
        raise ValueError("not a message about an import")
    if stage == "run":
        run_import(import_id)
    elif stage in (*STAGES, "withdraw") and isinstance(body["part"], int):
        run_part(import_id, stage, body["part"])
    else:
        raise ValueError("not a message about a part of an import")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return batches.handle_batch(event, context, _one)
