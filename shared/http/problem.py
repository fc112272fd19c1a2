"""RFC 9457 problems: one catalogue of stable codes with Thai and English titles, and never personal data.

Texts are fixed. What a caller sent is never quoted back; a fault in the input is named by its place alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Response

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. ``code`` never changes; the texts may be polished."""

    code: str
    status: int
    th: str
    en: str

    @property
    def type(self) -> str:
        return f"urn:sitthi:problem:{self.code}"


_CATALOGUE = (
    Kind("malformed_json", 400, "อ่านเนื้อหาเป็น JSON ไม่ได้", "The body is not valid JSON"),
    Kind("unauthorized", 401, "กรุณาเข้าสู่ระบบก่อน", "Sign in first"),
    Kind(
        "sign_in_failed",
        401,
        "ชื่อผู้ใช้ รหัสผ่าน หรือรหัสยืนยันไม่ถูกต้อง",
        "The user name, password or code is wrong",
    ),
    Kind("session_expired", 401, "การเข้าใช้งานหมดอายุ กรุณาเข้าสู่ระบบใหม่", "The session is over; sign in again"),
    Kind("forbidden", 403, "ไม่มีสิทธิทำรายการนี้", "You may not do this"),
    Kind(
        "not_registered",
        403,
        "บัญชีนี้ไม่ได้เป็นเจ้าหน้าที่ในระบบ หรือถูกเพิกถอนแล้ว",
        "This account is no officer of the system, or was revoked",
    ),
    Kind("not_found", 404, "ไม่พบข้อมูลที่ขอ", "There is no such thing"),
    Kind("method_not_allowed", 405, "ที่อยู่นี้ไม่รับคำสั่งแบบนี้", "This address does not take that method"),
    Kind(
        "busy",
        409,
        "มีผู้อื่นกำลังแก้ไขอยู่ โปรดลองใหม่อีกครู่",
        "Others are changing it just now; try again shortly",
    ),
    Kind(
        "stale",
        412,
        "ข้อมูลถูกแก้ไขไปแล้ว โปรดอ่านใหม่แล้วลองอีกครั้ง",
        "It has changed meanwhile; read it again and retry",
    ),
    Kind("too_large", 413, "เนื้อหาใหญ่เกินกำหนด", "The body is too large"),
    Kind(
        "unsupported_media_type",
        415,
        "ส่งเนื้อหาเป็น application/json เท่านั้น",
        "Send the body as application/json",
    ),
    Kind("invalid", 422, "ข้อมูลที่ส่งมาไม่ถูกต้อง", "The input is not valid"),
    Kind(
        "action_refused",
        409,
        "สถานะของงานตอนนี้ทำขั้นตอนนี้ไม่ได้ หรือข้อมูลประกอบไม่ครบ",
        "The task does not take this action now, or what it needs is missing",
    ),
    Kind(
        "refused",
        409,
        "ทำรายการนี้ตอนนี้ไม่ได้ โปรดดูรายละเอียด",
        "This cannot be done now; see the detail",
    ),
    Kind(
        "precondition_required",
        428,
        "ต้องส่ง If-Match ของข้อมูลที่อ่านล่าสุด",
        "Send If-Match with the version that you read",
    ),
    Kind("too_many_requests", 429, "มีคำขอมากเกินไป โปรดรอสักครู่", "Too many requests; wait a moment"),
    Kind("internal", 500, "ระบบขัดข้อง โปรดลองใหม่", "Something went wrong on our side; try again"),
    Kind("unavailable", 503, "ระบบยังไม่พร้อม โปรดลองใหม่", "Not available now; try again"),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _CATALOGUE}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in the input. ``pointer``: ``#/a/b`` in the body, ``?name`` in the query, ``Name:`` of a header."""

    pointer: str
    code: str


class Problem(Exception):
    """An answer that is no success. Raise it anywhere under a view.

    Parameters
    ----------
    code : a code of the catalogue
    faults : the places in the input that are wrong
    headers : further response headers
    detail : Thai and English, from a fixed list of texts: what to do instead
    """

    def __init__(
        self,
        code: str,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str | list[str]] | None = None,
        detail: tuple[str, str] | None = None,
    ) -> None:
        self.kind = KINDS[code]
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.detail = detail
        super().__init__(code)

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        """The problem document. ``instance`` names the request in our log."""
        document: dict[str, Any] = {
            "type": self.kind.type,
            "title": self.kind.th,
            "titles": {"th": self.kind.th, "en": self.kind.en},
            "status": self.kind.status,
            "code": self.kind.code,
        }
        if self.detail:
            document["detail"] = self.detail[0]
            document["details"] = dict(zip(("th", "en"), self.detail, strict=True))
        if request_id:
            document["instance"] = f"urn:sitthi:request:{request_id}"
        if self.faults:
            document["errors"] = [{"pointer": fault.pointer, "code": fault.code} for fault in self.faults]
        return document

    def response(self, request_id: str | None = None) -> Response:
        headers: dict[str, str | list[str]] = {
            "Content-Type": MEDIA_TYPE,
            "Cache-Control": "no-store",
            **self.headers,
        }
        text = json.dumps(self.body(request_id), ensure_ascii=False, separators=(",", ":"))
        return Response(body=text, headers=headers, status_code=self.kind.status)


def schema() -> dict[str, Any]:
    """The JSON Schema of every problem document."""
    text = {"type": "string"}
    words = {
        "type": "object",
        "properties": {"th": text, "en": text},
        "required": ["th", "en"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": "RFC 9457 problem. Decide by `code`; show `titles`.",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {**text, "description": "Thai"},
            "titles": words,
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": sorted(KINDS)},
            "detail": {**text, "description": "Thai: what to do instead"},
            "details": words,
            "instance": {"type": "string", "format": "uri"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": {
                            **text,
                            "description": "`#/a/b` in the body, `?name` in the query, `Name:` of a header",
                        },
                        "code": text,
                    },
                    "required": ["pointer", "code"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["type", "title", "titles", "status", "code"],
        "additionalProperties": False,
    }
