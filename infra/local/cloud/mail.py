"""Catches every mail that the emulator sends: one ``.eml`` file each, in a folder; nothing leaves the machine."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

_LARGEST = 40 * 1024 * 1024  # bytes; SES's own limit


class Folder:
    """An SMTP handler that keeps what it is given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        content: bytes = envelope.content
        digest = hashlib.sha256(content).hexdigest()[:10]
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{next(self._numbers):04d}-{digest}.eml"
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.part"
        part.write_bytes(content)
        os.replace(part, self.folder / name)
        return "250 OK"


async def listen(folder: Path) -> int:
    """Serve SMTP on a free loopback port, in the running event loop; returns the port."""
    loop, handler = asyncio.get_running_loop(), Folder(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=_LARGEST, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    return int(server.sockets[0].getsockname()[1])
