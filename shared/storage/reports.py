"""Compiled reports in S3, the snapshots they were made from, and their record in the Core table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.reports import ReportName
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


def snapshot_key(name: ReportName) -> str:
    return f"snapshots/{_place(name)}/figures.json"


def file_key(name: ReportName, file: str) -> str:
    return f"reports/{_place(name)}/{file}"


def _place(name: ReportName) -> str:
    return "/".join([name.kind, name.period.id, name.area, *([name.agency] if name.agency else [])])


def read_snapshot(name: ReportName) -> dict[str, Any] | None:
    """The figures that a period's report was made from; None when it was never compiled."""
    found = snapshot_bytes(name)
    return None if found is None else dict(json.loads(found))


def snapshot_bytes(name: ReportName) -> bytes | None:
    """The same as it is stored; what was stored once never changes."""
    try:
        found = client("s3").get_object(Bucket=setting("REPORTS_BUCKET"), Key=snapshot_key(name))
    except ClientError as error:
        # Without the right to list a bucket, S3 says 403 for what is not there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    return bytes(found["Body"].read())


def keep_snapshot(name: ReportName, body: Mapping[str, Any]) -> dict[str, Any]:
    """Store a period's figures unless somebody did before; returns those that stand."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=snapshot_key(name),
            Body=text.encode(),
            ContentType=_TYPES["json"],
            IfNoneMatch="*",
        )
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (409, 412):
            raise
        standing = read_snapshot(name)
        if standing is None:
            raise
        return standing
    return dict(json.loads(text))


def put_files(name: ReportName, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write a report's files. Returns their keys by name."""
    written = {}
    for file, body in sorted(files.items()):
        written[file] = file_key(name, file)
        client("s3").put_object(
            Bucket=setting("REPORTS_BUCKET"),
            Key=written[file],
            Body=body,
            ContentType=_TYPES[file.rpartition(".")[2]],
        )
    return written


def record(
    name: ReportName, files: Mapping[str, str], title: Mapping[str, str], made_on: date, digest: str
) -> None:
    """The report's item: the same bytes on a repeat."""
    item = {
        **keys.report(name),
        "report_id": name.id,
        "kind": str(name.kind),
        "period": name.period.id,
        "area": name.area,
        "files": dict(files),
        "title": dict(title),
        "made_on": made_on.isoformat(),
        "digest": digest,
    }
    client("dynamodb").put_item(TableName=core(), Item=to_wire(item))
