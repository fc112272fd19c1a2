"""Where a person or system may put a partner's file: a short-lived presigned form with a key made by the server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from shared.storage import audit
from shared.storage.clients import client
from shared.storage.files import LARGEST
from shared.storage.settings import setting

EXPIRES = 900  # seconds
_ENDINGS = (".csv", ".csv.gz", ".zip", ".xlsx")


class NoSuchEnding(ValueError):
    """The file's name has none of the endings that an import reads."""


@dataclass(frozen=True, slots=True)
class Upload:
    """``url`` and ``fields`` make the form; the file goes last, in the field ``file``."""

    key: str
    url: str
    fields: dict[str, str]
    expires_in: int
    largest: int


@dataclass(frozen=True, slots=True)
class Wish:
    """``folder``: ``partners/<id>`` or ``administration``. ``once``: the same text gives the same key."""

    folder: str
    mode: str  # import | check
    name: str
    complete_for: str | None
    once: str


def presign(wish: Wish, officer_id: str, at: datetime) -> Upload:
    """Raises NoSuchEnding. The file's own name travels as metadata: an object key is seen in logs and notices."""
    ending = next(
        (end for end in sorted(_ENDINGS, key=len, reverse=True) if wish.name.lower().endswith(end)), None
    )
    if ending is None:
        raise NoSuchEnding
    name = hashlib.blake2b(f"{officer_id}|{wish.folder}|{wish.once}".encode(), digest_size=16).hexdigest()
    key = f"{wish.folder}/{wish.mode}/{name}{ending}"
    metadata = {"x-amz-meta-name": quote(wish.name, safe=""), "x-amz-meta-by": officer_id}
    if wish.complete_for:
        metadata["x-amz-meta-complete_for"] = wish.complete_for
    form: dict[str, Any] = client("s3").generate_presigned_post(
        Bucket=setting("INBOX_BUCKET"),
        Key=key,
        Fields=dict(metadata),
        Conditions=[
            *({field: value} for field, value in metadata.items()),
            ["content-length-range", 1, LARGEST],
        ],
        ExpiresIn=EXPIRES,
    )
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.import.upload_offered.v1",
            key=key,
            at=at,
            actor=officer_id,
            subject=key,
            basis="policy upload",
        )
    )
    return Upload(key, form["url"], form["fields"], EXPIRES, LARGEST)
