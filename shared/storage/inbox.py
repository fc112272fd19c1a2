"""What lies in the inbox and was never received: an upload whose notice was lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from shared.storage import keys
from shared.storage.batch import chunks
from shared.storage.clients import client
from shared.storage.imports import Source
from shared.storage.settings import setting
from shared.storage.tables import batch_get, core

_FOLDERS = ("partners/", "administration/")


def lost(since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Notices, in S3's own form, of versions put between two moments of which no import is known."""
    for sources in chunks(_put_between(since, until), 100):
        known = {
            item["PK"] for item in batch_get(core(), [keys.import_meta(one.import_id) for one in sources])
        }
        for one in sources:
            if keys.import_meta(one.import_id)["PK"] not in known:
                yield _notice(one)


def _put_between(since: datetime, until: datetime) -> Iterator[Source]:
    bucket = setting("INBOX_BUCKET")
    pages = client("s3").get_paginator("list_object_versions")
    for folder in _FOLDERS:
        for page in pages.paginate(Bucket=bucket, Prefix=folder):
            for found in page.get("Versions", ()):
                source = Source.of(bucket, found["Key"], found["VersionId"])
                if source is not None and since <= found["LastModified"] <= until:
                    yield source


def _notice(source: Source) -> dict[str, Any]:
    told = {"key": quote_plus(source.key, safe="/"), "versionId": source.version}
    return {
        "Records": [
            {
                "eventName": "ObjectCreated:Found",
                "s3": {"bucket": {"name": source.bucket}, "object": told},
            }
        ]
    }
