"""The map that somebody set: outlines of subdistricts, kept with the report that they were drawn in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from aws_lambda_powertools import Logger

from shared.reporting.maps import BadShapes, Ring, shapes_of
from shared.reporting.wording import Text
from shared.storage import report_parts
from shared.storage.settings import optional

logger = Logger(child=True)
_FOLDER = "snapshots/maps"
UNREAD = Text(
    "อ่านแฟ้มแผนที่ที่ตั้งไว้ไม่ได้ จึงแสดงเฉพาะแผนที่แบบช่อง",
    "The map that is set cannot be read, so that only the map of tiles is shown",
)


def kept() -> tuple[str, list[Text]]:
    """The digest under which the map is kept from now on, and what the report says when it cannot be read.

    ``MAP_FILE``: name of a GeoJSON keyed by subdistrict code, in the reports bucket under ``snapshots/maps/``. No
    map: "".
    """
    name = optional("MAP_FILE")
    if not name:
        return "", []
    body = report_parts.read(f"{_FOLDER}/{name}")
    try:
        if body is None:
            raise BadShapes("no such file")
        shapes_of(body)
    except BadShapes as error:
        logger.warning("no map", extra={"why": str(error)})
        return "", [UNREAD]
    digest = hashlib.sha256(body).hexdigest()
    report_parts.keep(_kept(digest), body)
    return digest, []


def outlines(digest: str) -> Mapping[str, Sequence[Ring]] | None:
    """None where there was no map."""
    body = report_parts.read(_kept(digest)) if digest else None
    return shapes_of(body) if body is not None else None


def _kept(digest: str) -> str:
    return f"{_FOLDER}/kept/{digest}.json"
