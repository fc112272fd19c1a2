"""The services behind the storage layer, in memory, with faults at every call."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from infra.simulate.tables import Tables, refused
from shared.storage import batch, clients, identity, surveys, wire

SETTINGS = {
    "CORE_TABLE": "core",
    "IDENTITY_TABLE": "identity",
    "AUDIT_TABLE": "audit",
    "IDEMPOTENCY_TABLE": "idempotency",
    "INBOX_BUCKET": "inbox",
    "REPORTS_BUCKET": "reports",
    "PARTS_QUEUE_URL": "parts",
    "UPLOADS_QUEUE_URL": "uploads",
    "ASSESS_QUEUE_URL": "assess",
    "DISPATCH_QUEUE_URL": "dispatch",
    "IDENTITY_KEY_ARN": "key",
    "IDENTITY_SECRET_ARN": "memory-secret",
    "CLOCK": "table",
    "POWERTOOLS_SERVICE_NAME": "sitthi",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
}


class Objects:
    """S3: the newest bytes under a key, and every version by its number."""

    class _Meta:
        endpoint_url = "memory:"

    meta = _Meta()

    def __init__(self, before: Callable[[str], None]) -> None:
        self.kept: dict[tuple[str, str], list[tuple[str, bytes, dict[str, str]]]] = {}
        self._before = before

    def put_object(
        self, Bucket: str, Key: str, Body: bytes, Metadata: dict[str, str] | None = None, **_: Any
    ) -> dict[str, Any]:
        self._before("PutObject")
        versions = self.kept.setdefault((Bucket, Key), [])
        versions.append((str(len(versions) + 1), bytes(Body), Metadata or {}))
        return {"VersionId": versions[-1][0]}

    def get_object(
        self, Bucket: str, Key: str, VersionId: str | None = None, Range: str | None = None
    ) -> dict[str, Any]:
        self._before("GetObject")
        versions = self.kept.get((Bucket, Key), [])
        found = [one for one in versions if VersionId in (None, one[0])]
        if not found:
            raise refused("NoSuchKey", "GetObject")
        _, whole, metadata = found[-1]
        body = whole
        if Range is not None:
            start, end = map(int, Range.removeprefix("bytes=").split("-"))
            if start >= len(whole):
                raise refused("InvalidRange", "GetObject")
            body = whole[start : end + 1]
        return {"Body": io.BytesIO(body), "ContentLength": len(body), "Metadata": metadata}

    def get_paginator(self, _: str) -> Objects:
        return self

    def paginate(self, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:
        now = datetime.now(UTC)
        yield {
            "Versions": [
                {"Key": key, "VersionId": version, "LastModified": now}
                for (bucket, key), versions in sorted(self.kept.items())
                if bucket == Bucket and key.startswith(Prefix)
                for version, _, _ in versions
            ]
        }


class Queues:
    """SQS: messages by queue."""

    def __init__(self, before: Callable[[str], None]) -> None:
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        self._before = before

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:
        self._before("SendMessage")
        self.waiting.setdefault(QueueUrl, []).extend(json.loads(one["MessageBody"]) for one in Entries)
        return {}


class Secrets:
    """KMS and Secrets Manager: keys follow from names, so that two runs seal alike."""

    def generate_data_key(self, EncryptionContext: dict[str, str], **_: Any) -> dict[str, bytes]:
        sealed = json.dumps(EncryptionContext, sort_keys=True).encode()
        return {"Plaintext": hashlib.sha512(sealed).digest(), "CiphertextBlob": sealed}

    def decrypt(self, CiphertextBlob: bytes, **_: Any) -> dict[str, bytes]:
        return {"Plaintext": hashlib.sha512(CiphertextBlob).digest()}

    def get_secret_value(self, SecretId: str) -> dict[str, str]:
        return {"SecretString": SecretId * 8}


class Twin:
    """``client`` by the name of the service, like boto3's."""

    def __init__(
        self,
        before: Callable[[str], None] = lambda operation: None,
        leave_out: Callable[[int], set[int]] = lambda count: set(),
    ) -> None:
        self.tables, self.objects = Tables(before, leave_out), Objects(before)
        self.queues, secrets = Queues(before), Secrets()
        self._services: dict[str, Any] = {
            "dynamodb": self.tables,
            "s3": self.objects,
            "sqs": self.queues,
            "kms": secrets,
            "secretsmanager": secrets,
        }

    def serve(self, service: str, other: Any) -> None:
        """Put another in the place of a service."""
        self._services[service] = other

    def client(self, service: str, **_: Any) -> Any:
        return self._services[service]


@contextmanager
def in_place(twin: Twin, environment: dict[str, str]) -> Iterator[None]:
    """Every storage module talks to the twin; waits take no time, and pools work in order."""
    before = {name: environment.get(name) for name in SETTINGS}
    environment.update(SETTINGS)
    given: Any = clients  # the one place where a client is made
    kept = given.boto3, batch._FIRST_WAIT, batch.SENDERS, surveys.READERS, wire.call
    given.boto3, batch._FIRST_WAIT, batch.SENDERS, surveys.READERS = twin, 0.0, 1, 1
    wire.call = lambda operation, body: twin.client("dynamodb").wired(operation, body)
    clients.client.cache_clear()
    identity._kept.clear()
    try:
        yield
    finally:
        given.boto3, batch._FIRST_WAIT, batch.SENDERS, surveys.READERS, wire.call = kept
        clients.client.cache_clear()
        identity._kept.clear()
        for name, value in before.items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
