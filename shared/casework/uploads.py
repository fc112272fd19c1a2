"""Where a person or system may put a partner's file: a short-lived presigned form with a key made by the server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from shared.storage import addresses, audit
from shared.storage.files import LARGEST

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
    metadata = {"name": quote(wish.name, safe=""), "by": officer_id}
    if wish.complete_for:
        metadata["complete_for"] = wish.complete_for
    url, fields = addresses.inbox_form(key, metadata)
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
    return Upload(key, url, fields, addresses.FORM_SECONDS, LARGEST)
