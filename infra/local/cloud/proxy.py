"""One clean local address in front of the stack: ``/v1`` and ``/health`` to the API, ``/mail``, the rest to the console.

On AWS a custom domain and CloudFront do this; the emulator's own addresses carry API ids and a stage.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from infra.local.cloud import pages

LARGEST = 10 * 1024 * 1024  # bytes of a request, as API Gateway
SMALLEST_GZIP = 1024
AT_ONCE = 4  # requests in the emulator: more would only start more workers on this machine
OWN_NAMES = {"127.0.0.1", "localhost", "::1"}
_HOP = {
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "te",
    "transfer-encoding",
    "upgrade",
}
_TEXT = ("text/", "application/json", "application/problem+json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Site:
    """What stands behind the proxy. ``api`` and ``console``: ``<id>/<stage>``."""

    upstream: str
    api: str
    console: str | None
    mail: Path


def stage_of(url: str) -> str:
    """``<id>/<stage>`` of an ``execute-api`` address, as the stack's outputs give it."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').split('.')[0]}/{parts.path.strip('/')}"


class Refusal(Exception):
    """An answer of the proxy itself."""

    def __init__(self, status: int, code: str, thai: str, english: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = {
            "type": f"urn:sitthi:problem:{code}",
            "title": english,
            "status": status,
            "code": code,
            "detail": thai,
        }


def too_large() -> NoReturn:
    raise Refusal(413, "too_large", "ข้อมูลใหญ่เกิน 10 เมกะไบต์", "The request is larger than 10 MB")


class Handler(BaseHTTPRequestHandler):
    """One connection. ``server`` is a ``Proxy``."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and body
    disable_nagle_algorithm = True
    timeout = 75
    server: Proxy

    def do_GET(self) -> None:
        try:
            self._check_name()
            body = self._body()
            path = urlsplit(self.path).path
            own = None if self.command not in ("GET", "HEAD") else self._own_page(path)
            if own:
                self._reply(own.status, [*own.headers, ("Content-Type", own.content_type)], own.body)
            else:
                self._reply(*self._forward(self._behind(path), body))
        except Refusal as refusal:
            self.close_connection = True
            headers = [("Content-Type", "application/problem+json"), ("Connection", "close")]
            if refusal.status == 503:
                headers.append(("Retry-After", "2"))
            self._reply(refusal.status, headers, json.dumps(refusal.body, ensure_ascii=False).encode())

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: paths hold ids of households."""

    # ------------------------------------------------------------ in

    def _check_name(self) -> None:
        """A page elsewhere that points its own name at this machine must not read from here."""
        if (urlsplit(f"//{self.headers.get('Host', '')}").hostname or "") not in OWN_NAMES:
            raise Refusal(421, "wrong_host", "ใช้ได้จากเครื่องนี้เท่านั้น", "This address serves this machine only")

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        try:
            length = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            length = -1
        if length < 0:
            raise Refusal(400, "bad_request", "คำขอไม่ถูกต้อง", "Content-Length is no number")
        if length > LARGEST:
            too_large()
        return self.rfile.read(length) if length else None

    def _chunks(self) -> bytes:
        whole = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(64).split(b";")[0], 16)
            except ValueError:
                raise Refusal(400, "bad_request", "คำขอไม่ถูกต้อง", "A chunk has no size") from None
            if len(whole) + size > LARGEST:
                too_large()
            whole += self.rfile.read(size)
            self.rfile.readline(64)
            if not size:
                return bytes(whole)

    def _own_page(self, path: str) -> pages.Page | None:
        site = self.server.site
        if path == "/mail" or path.startswith("/mail/"):
            return pages.mail(site.mail, path)
        if site.console is None and not _for_api(path):
            return pages.landing() if path == "/" else pages.missing()
        return None

    def _behind(self, path: str) -> str:
        site = self.server.site
        return site.api if _for_api(path) or site.console is None else site.console

    # ------------------------------------------------------------ through

    def _forward(self, stage: str, body: bytes | None) -> tuple[int, list[tuple[str, str]], bytes]:
        method = "GET" if self.command == "HEAD" else self.command  # the gateway knows no HEAD
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in _HOP and not name.lower().startswith("x-forwarded-")
        }
        headers.setdefault("Accept", "*/*")  # Chalice refuses a request without one
        headers["X-Forwarded-For"] = self.client_address[0]
        headers["X-Forwarded-Proto"] = "http"
        with self.server.gate:
            answer, data = self._ask(method, f"/_aws/execute-api/{stage}{self.path}", body, headers)
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOP]
        return answer.status, kept, data

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """A read may go over a connection that is kept; it is said again when that has died."""
        kept = self.server.connections
        for again in (True, False):
            connection = getattr(kept, "own", None) if method == "GET" else None
            connection = connection or http.client.HTTPConnection(*self.server.upstream, timeout=60)
            kept.own = connection
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                return answer, answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                kept.own = None
                if method != "GET" or not again:
                    break
        raise Refusal(
            503, "cloud_down", "คลาวด์จำลองไม่ตอบ: make up", "The embedded cloud does not answer: make up"
        )

    # ------------------------------------------------------------ out

    def _reply(self, status: int, headers: Sequence[tuple[str, str]], data: bytes) -> None:
        named = {name.lower(): value for name, value in headers}
        wants = "gzip" in self.headers.get("Accept-Encoding", "")
        text = named.get("content-type", "").startswith(_TEXT) and "content-encoding" not in named
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if wants and text and len(data) > SMALLEST_GZIP:
            data = gzip.compress(data, 5, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if text:
            self.send_header("Vary", "Accept-Encoding")
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(data)


def _for_api(path: str) -> bool:
    return path in ("/v1", "/health") or path.startswith("/v1/")


class Proxy(ThreadingHTTPServer):
    """Listens on loopback only."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Site, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.site = site
        parts = urlsplit(site.upstream)
        self.upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.gate = threading.BoundedSemaphore(AT_ONCE)
        self.connections = threading.local()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.cloud.proxy", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True, metavar="URL", help="the embedded cloud")
    parser.add_argument("--api", required=True, metavar="ID/STAGE")
    parser.add_argument("--console", metavar="ID/STAGE")
    parser.add_argument("--mail", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    proxy = Proxy(Site(options.upstream, options.api, options.console, options.mail), options.port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    proxy.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
