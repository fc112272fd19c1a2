"""Serves the built console: its files, its page at every address of its own, and the names of areas.

The files are read once a process. Assets are named by their content and kept for ever; everything else is asked for
again with an ETag. There is no script in a page and none from elsewhere: the policy below holds browsers to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger

from shared.domain.areas import Areas, District, Province, Tambon
from shared.http.problem import Problem

DIST = Path(__file__).parent / "dist"
FOR_EVER, ASK_AGAIN, A_DAY = "public, max-age=31536000, immutable", "no-cache", "public, max-age=86400"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_AREAS = re.compile(r"^/assets/areas/([0-9]{2})\.json$")
_NOT_BUILT = (
    '<!doctype html><html lang="th"><meta charset="utf-8"><title>สิทธิ</title>'
    "<p>ยังไม่ได้สร้างหน้าจอ: ต่อเน็ตแล้วสั่ง make up อีกครั้ง ส่วนอื่นใช้ได้ตามปกติ</p>"
    '<p lang="en">The console was not built: run make up again when online. All else works.</p>'
)
_ANY_FILE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
logger = Logger()


@dataclass(frozen=True, slots=True)
class File:
    """One answer. ``etag`` with its quotes."""

    text: str
    type: str
    etag: str
    keep: str


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    path = str(event["path"])
    if re.match(r"/(v1|health)(/|$)", path):
        return _unknown(str(event.get("requestContext", {}).get("requestId", "")))
    file = found(path)
    if file is None:
        logger.info("nothing there", path=path)
        return _answer(404, "", {"Content-Type": TYPES[".txt"], "Cache-Control": "no-store"})
    headers = {"Content-Type": file.type, "ETag": file.etag, "Cache-Control": file.keep}
    known = {name.lower(): value for name, value in (event.get("headers") or {}).items()}.get(
        "if-none-match", ""
    )
    logger.info("served", bytes=len(file.text))
    if file.etag in re.findall(r'"[^"]*"', known):
        return _answer(304, "", headers)
    return _answer(503 if file.keep == "no-store" else 200, file.text, headers)


def found(path: str) -> File | None:
    """The file at a path; the console's page where its own router reads the address."""
    files = _files()
    if path in files:
        return files[path]
    if areas := _AREAS.match(path):
        return _areas(areas[1])
    if path.startswith("/assets/") or "." in path.rsplit("/", 1)[-1]:
        return None
    return files.get("/index.html") or File(_NOT_BUILT, TYPES[".html"], '"none"', "no-store")


@cache
def _files() -> dict[str, File]:
    return dict(_read())


def _read() -> Iterator[tuple[str, File]]:
    for path in sorted(DIST.rglob("*")):
        if path.is_file() and path.suffix in TYPES:
            name = f"/{path.relative_to(DIST).as_posix()}"
            keep = FOR_EVER if name.startswith("/assets/") else ASK_AGAIN
            yield name, _file(path.read_text(encoding="utf-8"), path.suffix, keep)


def _file(text: str, suffix: str, keep: str) -> File:
    return File(text, TYPES[suffix], f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"', keep)


@cache
def _areas(province: str) -> File | None:
    """``{code: {"th", "en"}}`` of a province, its districts and subdistricts in force."""
    areas = Areas.load()
    whole = areas.province(province)
    if whole is None:
        return None
    districts = areas.districts(province)
    tambons = [tambon for district in districts for tambon in areas.tambons(district.code)]
    every: tuple[Province | District | Tambon, ...] = (whole, *districts, *tambons)
    names = {area.code: {"th": area.th, "en": area.en} for area in every}
    return _file(json.dumps(names, ensure_ascii=False, separators=(",", ":")), ".json", A_DAY)


def _unknown(request: str) -> dict[str, Any]:
    """An address of the API that it does not have: the same problem that the API gives."""
    problem = Problem("not_found")
    body = json.dumps(problem.body(request), ensure_ascii=False)
    return _answer(404, body, {"Content-Type": "application/problem+json", "Cache-Control": "no-store"})


def _answer(status: int, body: str, headers: dict[str, str]) -> dict[str, Any]:
    # What a page may do is said once, with the page (and with the worker): a phone pays for every header of every file.
    safe = _ANY_FILE if headers.get("Cache-Control") == FOR_EVER else _safe()
    return {"statusCode": status, "headers": {**headers, **safe}, "body": body, "isBase64Encoded": False}


@cache
def _safe() -> dict[str, str]:
    """The policy: own scripts and styles only; fonts are text within a style; files go to and come from the buckets."""
    files = " ".join(_origins())
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "data:",
        "img-src": f"'self' data: blob: {files}".rstrip(),
        "connect-src": f"'self' {files}".rstrip(),
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    }


def _origins() -> list[str]:
    """Where presigned addresses lead: the buckets' own hosts, or the one endpoint that stands for all of AWS."""
    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    if endpoint.scheme:
        return [f"{endpoint.scheme}://{endpoint.netloc}"]
    return os.environ.get("FILE_ORIGINS", "").split()
