"""``mail-preview``: what a reader would get by mail, written as files; nothing is sent and nobody is named."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from functions.email_progress.writing import made_of
from shared.domain.reports import ReportName
from shared.reporting.mail import Letter, digest_mail, own_work, progress_mail
from shared.storage import keys
from shared.storage.clients import client
from shared.storage.tables import core, query

_ADDRESS = "preview@example.org"
_DIGEST = {"urgent": 1, "late": 3, "soon": 4, "confirm": 2}


class NoReport(RuntimeError):
    """There is no compiled report of that kind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reader: ``agency`` for an agency's officer or head, ``areas`` as an officer row has them."""

    kind: str
    role: str
    agency: str | None
    areas: tuple[str, ...]
    language: str


def environment(endpoint: str, region: str, outputs: Mapping[str, str]) -> None:
    """Let this process's own storage calls reach the local cloud."""
    client.cache_clear()
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION=region,
        CORE_TABLE=outputs["CoreTable"],
        REPORTS_BUCKET=outputs["ReportsBucket"],
    )


def preview(wanted: Wanted, site: str) -> EmailMessage:
    """The letter, with example numbers for a digest. Raises NoReport."""
    letter = Letter(
        sender=f"sitthi@{_ADDRESS.partition('@')[2]}",
        recipient=_ADDRESS,
        message_id=f"<preview-{wanted.kind}@sitthi>",
        link=f"{site}/reports/preview",
        unsubscribe=f"{site}/v1/unsubscriptions/preview-of-a-letter",
        sent_at=datetime(2022, 2, 1, 1, tzinfo=UTC),
        language=wanted.language,
    )
    if wanted.kind == "daily":
        return digest_mail(Counter(_DIGEST), date(2022, 2, 1), letter)
    figures, report = made_of(_newest(wanted.kind))
    mine = own_work(figures, wanted.role, wanted.agency, wanted.areas)
    return progress_mail(report, letter, [mine] if mine else [], wanted.areas)


def _newest(kind: str) -> ReportName:
    done: list[dict[str, Any]] = [
        item for item in query(core(), keys.report_partition(kind)) if item.get("files")
    ]
    if not done:
        raise NoReport(kind)
    return ReportName.parse(max(done, key=lambda item: str(item["period"]))["report_id"])


def write(message: EmailMessage, folder: Path) -> list[Path]:
    """The letter whole, and its two parts, as a browser and a terminal show them."""
    folder.mkdir(parents=True, exist_ok=True)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    bodies = {
        "letter.eml": message.as_bytes(),
        "letter.txt": text.get_content().encode(),
        "letter.html": html.get_content().encode(),
    }
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    return [folder / name for name in bodies]
