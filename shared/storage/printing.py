"""Papers: asked of the function that prints, kept for a day where only a signed address leads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from shared.storage.clients import client
from shared.storage.invoking import invoke
from shared.storage.settings import setting


def ask(order: Mapping[str, Any]) -> str:
    """Have a paper printed, and wait. Returns the key of its file. Raises InvokeFailed."""
    return str(invoke("PRINT_FUNCTION", order)["key"])


def put(folder: str, body: bytes) -> str:
    """Keep a PDF under a name that follows from its bytes. Returns the key."""
    key = f"prints/{folder}/{hashlib.blake2b(body, digest_size=12).hexdigest()}.pdf"
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=key, Body=body, ContentType="application/pdf"
    )
    return key
