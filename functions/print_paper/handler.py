"""The API asks for a paper -> its PDF in the reports bucket. The only report code that reads names."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from functions.print_paper.run import print_paper

logger = Logger()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """``event``: ``paper`` (``plan`` or ``minutes``), what it is of, and ``on``, the day of printing. Returns ``key``."""
    key = print_paper(event)
    logger.info("printed", extra={"paper": event["paper"]})
    return {"key": key}
