"""The form that all keys share, and how a partition is spread over shards."""

from __future__ import annotations

import hashlib

SHARDS = 4  # of the mark and clock partitions: one index partition takes 1,000 writes a second


def shard_of(text: str) -> int:
    """A stable shard, 0 to SHARDS-1."""
    return hashlib.blake2b(text.encode(), digest_size=2).digest()[0] % SHARDS


def key_of(pk: str, sk: str) -> dict[str, str]:
    return {"PK": pk, "SK": sk}
