"""Stream of the Audit table -> links of the seal; every night -> the root of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared.domain.dates import bangkok_date, moment_of
from shared.storage import seals

logger = Logger()
NAMESPACE, METRIC = "Sitthi", "AuditEventsChanged"  # template.yaml has an alarm on it


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A batch of the stream, or a schedule whose ``time`` is in the night after the day that the root closes."""
    if "Records" not in event:
        root = seals.publish((bangkok_date(moment_of(str(event["time"]))) - timedelta(days=1)).isoformat())
        logger.info("root published", extra={"day": root.day, "root": root.hash})
        return {"day": root.day, "root": root.hash}
    new = [one["dynamodb"]["NewImage"] for one in event["Records"] if one["eventName"] == "INSERT"]
    changed = len(event["Records"]) - len(new)
    sealed = seals.seal(new)
    logger.info("sealed", extra={"records": len(event["Records"]), "sealed": sealed, "changed": changed})
    if changed:  # nothing of ours ever writes over or deletes an event
        with single_metric(name=METRIC, unit=MetricUnit.Count, value=changed, namespace=NAMESPACE) as metric:
            metric.add_dimension(name="service", value="sitthi")
    return {"sealed": sealed}
