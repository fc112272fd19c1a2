"""Objects in S3: a partner's file by its version, the results of an import."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.settings import setting

_BLOCK = 1024 * 1024
_IN_MEMORY = 8 * _BLOCK  # larger files go through the function's disk
LARGEST = 256 * _BLOCK  # bytes of one file read in one part; a function's disk holds twice that
_GONE = {"NoSuchVersion", "NoSuchKey", "404"}


class Gone(Exception):
    """The version is no longer in the bucket."""


class TooLarge(Exception):
    """The object is larger than one part may be."""


@dataclass(slots=True)
class SourceFile:
    """A version's bytes, readable from the start and in any order. Use as a context manager."""

    stream: BinaryIO
    size: int
    sha256: str
    name: str
    metadata: dict[str, str]

    def __enter__(self) -> SourceFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stream.close()


def open_version(bucket: str, key: str, version: str) -> SourceFile:
    """Fetch one version block by block. Raises Gone or TooLarge.

    The file's own name travels as metadata (URL-encoded, since headers are ASCII); without it the key names it.
    """
    try:
        found = client("s3").get_object(Bucket=bucket, Key=key, VersionId=version)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise Gone from None
        raise
    if int(found["ContentLength"]) > LARGEST:
        found["Body"].close()
        raise TooLarge
    metadata = {name.lower(): str(text) for name, text in found.get("Metadata", {}).items()}
    name = unquote(metadata.get("name", "")) or key.rpartition("/")[2]
    stream, size, digest = _spooled(found["Body"])
    return SourceFile(stream, size, digest, name, metadata)


def _spooled(body: Any) -> tuple[BinaryIO, int, str]:
    digest, size = hashlib.sha256(), 0
    stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    for block in body.iter_chunks(_BLOCK):
        digest.update(block)
        size += len(block)
        stream.write(block)
    stream.seek(0)
    return cast(BinaryIO, stream), size, digest.hexdigest()


def result_key(import_id: str, name: str) -> str:
    return f"imports/{import_id}/{name}"


def put_result(import_id: str, name: str, body: bytes, kind: str) -> str:
    """Write one result of an import. Returns the SHA-256 of its bytes."""
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=result_key(import_id, name), Body=body, ContentType=kind
    )
    return hashlib.sha256(body).hexdigest()
