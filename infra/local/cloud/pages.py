"""The proxy's own pages: the caught mails, and a front page while there is no console."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path
from urllib.parse import quote

_NAME = re.compile(r"^[0-9A-Za-z-]{1,80}\.eml$")
_SHOWN = 200  # newest mails on the list
_OWN = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
# A mail's HTML is a stranger: no script, no form, no other address, an origin of its own.
_STRANGER = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
body{font:16px/1.6 Sarabun,"Noto Sans Thai",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd}
iframe{width:100%;height:36rem;border:1px solid #bbb}pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the proxy itself."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


def _page(title: str, inside: str, status: int = 200) -> Page:
    html = (
        f'<!doctype html><html lang="th"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>{inside}</html>"
    )
    return Page(html.encode(), status, headers=_safe(_OWN))


def _safe(content_policy: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Security-Policy", content_policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )


def landing() -> Page:
    return _page(
        "สิทธิ · Sitthi",
        "<p>คลาวด์จำลองของสิทธิทำงานอยู่บนเครื่องนี้</p>"
        '<p lang="en">The embedded cloud of Sitthi runs on this machine.</p>'
        '<ul><li><a href="/v1/openapi.json">คำอธิบาย API (OpenAPI)</a> <span lang="en">– the API</span></li>'
        '<li><a href="/mail">อีเมลที่ระบบส่ง</a> <span lang="en">– mails that the system sent</span></li>'
        '<li><a href="/health">สถานะ</a> <span lang="en">– health</span></li></ul>',
    )


def missing() -> Page:
    return _page("ไม่พบหน้านี้ · Not found", '<p><a href="/">หน้าแรก · front page</a></p>', 404)


# ---------------------------------------------------------------- mail


def mail(folder: Path, path: str) -> Page:
    """``/mail``; ``/mail/<file>``; ``/mail/<file>/html``; ``/mail/<file>/<number of an attachment>``."""
    parts = [part for part in path.split("/") if part][1:]
    if not parts:
        return _list(folder)
    file = folder / parts[0]
    if not _NAME.match(parts[0]) or not file.is_file() or len(parts) > 2:
        return missing()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    if len(parts) == 1:
        return _one(parts[0], message)
    return _html(message) if parts[1] == "html" else _attachment(message, parts[1])


def _list(folder: Path) -> Page:
    files = sorted((file for file in folder.glob("*.eml")), reverse=True)[:_SHOWN] if folder.is_dir() else []
    rows = "".join(_row(file) for file in files)
    head = "<tr><th>เวลา</th><th>ถึง</th><th>เรื่อง</th></tr>"
    table = f"<table>{head}{rows}</table>" if rows else "<p>ยังไม่มีอีเมล <span lang='en'>(none yet)</span></p>"
    return _page("อีเมลที่ระบบส่ง · Mails sent", table)


def _row(file: Path) -> str:
    with file.open("rb") as opened:
        message = message_from_bytes(opened.read(64 * 1024), policy=policy.default)
    link = f'<a href="/mail/{quote(file.name)}">{escape(str(message["Subject"] or "-"))}</a>'
    return f"<tr><td>{escape(file.name[:15])}</td><td>{escape(str(message['To'] or ''))}</td><td>{link}</td></tr>"


def _one(name: str, message: EmailMessage) -> Page:
    fields = "".join(
        f"<tr><th>{escape(field)}</th><td>{escape(str(message[field] or ''))}</td></tr>"
        for field in ("From", "To", "Cc", "Subject", "Date")
        if message[field]
    )
    body = ""
    if message.get_body(("html",)):
        body = f'<iframe sandbox src="/mail/{quote(name)}/html" title="เนื้อหาอีเมล (HTML)"></iframe>'
    plain = message.get_body(("plain",))
    if isinstance(plain, EmailMessage):
        body += f"<h2>ข้อความ <span lang='en'>(plain text)</span></h2><pre>{escape(plain.get_content())}</pre>"
    files = "".join(_attachment_lines(name, message.iter_attachments()))
    back = '<p><a href="/mail">← อีเมลทั้งหมด</a></p>'
    return _page(str(message["Subject"] or "-"), f"{back}<table>{fields}</table>{files}{body}")


def _attachment_lines(name: str, parts: Iterable[EmailMessage]) -> Iterable[str]:
    for number, part in enumerate(parts):
        label = escape(part.get_filename() or f"{number}")
        yield f'<p>📎 <a href="/mail/{quote(name)}/{number}">{label}</a> ({escape(part.get_content_type())})</p>'


def _html(message: EmailMessage) -> Page:
    part = message.get_body(("html",))
    if not isinstance(part, EmailMessage):
        return missing()
    return Page(part.get_content().encode(), headers=_safe(_STRANGER))


def _attachment(message: EmailMessage, number: str) -> Page:
    parts = list(message.iter_attachments())
    if not number.isascii() or not number.isdigit() or int(number) >= len(parts):
        return missing()
    part = parts[int(number)]
    payload = part.get_payload(decode=True)
    name = quote(part.get_filename() or f"{number}.bin")
    disposition = ("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
    data = payload if isinstance(payload, bytes) else b""
    return Page(data, 200, "application/octet-stream", (*_safe(_STRANGER), disposition))
