"""Compiled reports in S3, the snapshots they were made from, and their record in the Core table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from shared.storage import keys
from shared.storage.clients import client
from shared.storage.settings import setting
from shared.storage.tables import core, to_wire

_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def snapshot_key(kind: str, period: str) -> str:
    return f"snapshots/{kind}/{period}/figures.json"


def file_key(kind: str, period: str, name: str) -> str:
    return f"reports/{kind}/{period}/{name}"


def read_snapshot(kind: str, period: str) -> dict[str, Any] | None:
    """The figures that a period's report was made from; None when it was never compiled."""
    found = snapshot_bytes(kind, period)
    return None if found is None else dict(json.loads(found))


def snapshot_bytes(kind: str, period: str) -> bytes | None:
    """The same as it is stored; what was stored once never changes."""
    try:
        found = client("s3").get_object(Bucket=setting("REPORTS_BUCKET"), Key=snapshot_key(kind, period))
    except ClientError as error:
        # Without the right to list a bucket, S3 says 403 for what is not there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    return bytes(found["Body"].read())


def keep_snapshot(kind: str, period: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Store a period's figures unless somebody did before; returns those that stand."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=snapshot_key(kind, period),
            Body=text.encode(),
            ContentType=_TYPES["json"],
            IfNoneMatch="*",
        )
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (409, 412):
            raise
        standing = read_snapshot(kind, period)
        if standing is None:
            raise
        return standing
    return dict(json.loads(text))


def put_files(kind: str, period: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write a report's files. Returns their keys by name."""
    written = {}
    for name, body in sorted(files.items()):
        written[name] = file_key(kind, period, name)
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=written[name],
            Body=body,
            ContentType=_TYPES[name.rpartition(".")[2]],
        )
    return written


def record(
    kind: str, period: str, files: Mapping[str, str], title: Mapping[str, str], made_on: date, digest: str
) -> None:
    """The report's item: the same bytes on a repeat."""
    item = {
        **keys.report(kind, period),
        "kind": kind,
        "period": period,
        "files": dict(files),
        "title": dict(title),
        "made_on": made_on.isoformat(),
        "digest": digest,
    }
    client("dynamodb").put_item(TableName=core(), Item=to_wire(item))
