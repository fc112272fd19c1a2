"""Chance without chance: what happens to somebody follows from who it is, the same in every run."""

from __future__ import annotations

import hashlib


def roll(subject: str, question: str) -> int:
    """0 to 999, fixed by what it is about and the question asked of it."""
    return int.from_bytes(hashlib.blake2b(f"{subject}|{question}".encode(), digest_size=4).digest()) % 1000
