"""Catches every mail that the emulator sends: one ``.eml`` file each, in a folder; nothing leaves the machine.

Touches private names of ministack: it relays by SMTP in the background, after its answer, so that a crash in
between would lose a mail that the caller believes sent.
"""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime
from pathlib import Path

_numbers = itertools.count(1)


def keep(folder: Path, content: bytes) -> Path:
    """Write one mail whole, or not at all."""
    digest = hashlib.sha256(content).hexdigest()[:10]
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{next(_numbers):04d}-{digest}.eml"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    part.write_bytes(content)
    return part.rename(folder / name)


def install(folder: Path) -> None:
    """Let SES write each mail into ``folder`` before it answers."""
    from ministack.services import ses, ses_v2

    def relay(source: str, recipients: list[str], message: str) -> None:
        keep(folder, message.replace("\r\n", "\n").encode())

    ses._smtp_relay = ses_v2._smtp_relay = relay
