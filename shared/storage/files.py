"""Objects in S3: a partner's file by its version, read in ranges; the results of an import, written piece by piece."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.settings import setting

_MB = 1024 * 1024
_BLOCK = 4 * _MB  # bytes of one ranged read
_PIECE = 8 * _MB  # bytes of one piece of a large upload; S3 takes 10,000 of them
SMALL = 8 * _MB  # files up to here are fetched whole
LARGEST = 5 * 1024 * _MB  # bytes that one form of the inbox takes: S3's own limit
_GONE = {"NoSuchVersion", "NoSuchKey", "404"}
_PAST_END = {"InvalidRange", "416"}
Read = Callable[[int, int], bytes]


class Gone(Exception):
    """The version is no longer in the bucket."""


class Blocks:
    """Reads in ranges, keeping the last block: most reads go forward in small steps."""

    def __init__(self, fetch: Read, size: int) -> None:
        self._fetch, self.size = fetch, size
        self._at, self._kept = 0, b""

    def __call__(self, at: int, length: int) -> bytes:
        end = min(at + length, self.size)
        if at >= end:
            return b""
        if self._at <= at and end <= self._at + len(self._kept):
            return self._kept[at - self._at : end - self._at]
        block = self._fetch(at, min(max(length, _BLOCK), self.size - at))
        self._at, self._kept = at, block
        return block[: end - at]


class _Stream(io.RawIOBase):
    """What containers want: a file that can be read from any place."""

    def __init__(self, read: Read, size: int) -> None:
        self._read, self._size, self._at = read, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        block = self._read(self._at, len(buffer))
        self._at += len(block)
        buffer[: len(block)] = block
        return len(block)


@dataclass(slots=True)
class SourceFile:
    """One version's bytes, readable in any order. Small files lie in memory, of others a block at a time."""

    read: Read = field(repr=False)
    size: int
    name: str
    metadata: dict[str, str]

    def stream(self) -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(_Stream(self.read, self.size), _MB))

    def sha256(self) -> str:
        digest = hashlib.sha256()
        for at in range(0, self.size, _BLOCK):
            digest.update(self.read(at, _BLOCK))
        return digest.hexdigest()


def open_version(bucket: str, key: str, version: str) -> SourceFile:
    """Raises Gone.

    The file's own name travels as metadata (URL-encoded, since headers are ASCII); without it the key names it.
    """
    place = {"Bucket": bucket, "Key": key, "VersionId": version}
    found = _get(place)
    size = int(found["ContentLength"])
    metadata = {name.lower(): str(text) for name, text in found.get("Metadata", {}).items()}
    name = unquote(metadata.get("name", "")) or key.rpartition("/")[2]
    if size > SMALL:
        found["Body"].close()
        return SourceFile(Blocks(ranged(place), size), size, name, metadata)
    whole = found["Body"].read()
    return SourceFile(lambda at, length: whole[at : at + length], size, name, metadata)


def _get(asked: dict[str, str]) -> Any:
    try:
        return client("s3").get_object(**asked)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise Gone from None
        raise


def ranged(place: dict[str, str]) -> Read:
    """Reads by range; nothing past the end. Raises Gone."""

    def fetch(at: int, length: int) -> bytes:
        try:
            body: bytes = _get({**place, "Range": f"bytes={at}-{at + length - 1}"})["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _PAST_END:
                return b""
            raise
        return body

    return fetch


# ---------------------------------------------------------------- what we write


def result_key(import_id: str, name: str) -> str:
    return f"imports/{import_id}/{name}"


def put_result(import_id: str, name: str, body: Iterable[bytes], kind: str) -> str:
    """Write one result of an import, a piece at a time. Returns the SHA-256 of its bytes."""
    digest = hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for piece in body:
            digest.update(piece)
            yield piece

    put_pieces(setting("REPORTS_BUCKET"), result_key(import_id, name), watched(), kind)
    return digest.hexdigest()


def put_pieces(bucket: str, key: str, body: Iterable[bytes], kind: str) -> int:
    """Write an object of unknown length without holding it. Returns its length.

    A large upload that a crash leaves open is swept away by the bucket's own rule.
    """
    pieces = _pieces(body)
    first = next(pieces)
    if len(first) < _PIECE:
        client("s3").put_object(Bucket=bucket, Key=key, Body=first, ContentType=kind)
        return len(first)
    place = {"Bucket": bucket, "Key": key}
    upload = client("s3").create_multipart_upload(**place, ContentType=kind)["UploadId"]
    total, piece = 0, first
    parts: list[dict[str, Any]] = []
    while piece:
        number = len(parts) + 1
        made = client("s3").upload_part(**place, UploadId=upload, PartNumber=number, Body=piece)
        parts.append({"PartNumber": number, "ETag": made["ETag"]})
        total += len(piece)
        piece = next(pieces, b"")
    client("s3").complete_multipart_upload(**place, UploadId=upload, MultipartUpload={"Parts": parts})
    return total


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    """Full pieces, and a last one that may be empty."""
    waiting = bytearray()
    for block in body:
        waiting += block
        while len(waiting) >= _PIECE:
            yield bytes(waiting[:_PIECE])
            del waiting[:_PIECE]
    yield bytes(waiting)
