"""What the stages of an import hand on to each other: in memory while one invocation does them all, else in S3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from shared.storage.files import Read, put_pieces, ranged
from shared.storage.settings import setting


class Shelf(Protocol):
    """Names follow from a stage and its part, so a repeat writes over its own bytes with the same."""

    def put(self, name: str, blocks: Iterable[bytes]) -> int:
        """Returns the length."""

    def reader(self, name: str) -> Read:
        """Reads by offset and length; nothing past the end."""


class Memory:
    """For one invocation."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, name: str, blocks: Iterable[bytes]) -> int:
        self._kept[name] = b"".join(blocks)
        return len(self._kept[name])

    def reader(self, name: str) -> Read:
        whole = self._kept.get(name, b"")
        return lambda at, length: whole[at : at + length]


class Bucket:
    """Under ``parts/`` of the reports bucket, which is emptied a week later."""

    def __init__(self, import_id: str) -> None:
        self._bucket, self._prefix = setting("REPORTS_BUCKET"), f"parts/{import_id}"

    def put(self, name: str, blocks: Iterable[bytes]) -> int:
        return put_pieces(self._bucket, f"{self._prefix}/{name}", blocks, "application/octet-stream")

    def reader(self, name: str) -> Read:
        return ranged({"Bucket": self._bucket, "Key": f"{self._prefix}/{name}"})
