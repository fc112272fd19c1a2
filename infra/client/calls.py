"""What every call of the generated client has in common: how it is sent, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request; ``path`` carries its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Got:
    """One answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Send = Callable[[Sent], Got]


@dataclass(frozen=True, slots=True)
class Reply(Generic[Body]):
    """``tag``: the version of a versioned thing, for If-Match. ``location``: where a file lies."""

    status: int
    body: Body
    tag: str | None
    location: str | None


class Refused(Exception):
    """The API said no: a problem document (RFC 9457). ``code`` is stable."""

    def __init__(self, asked: Sent, got: Got) -> None:
        self.status = got.status
        try:
            self.problem: dict[str, Any] = json.loads(got.body)
        except ValueError:
            self.problem = {}
        self.code = str(self.problem.get("code", ""))
        super().__init__(f"{asked.method} {asked.path.partition('?')[0]}: {got.status} {self.code}")


class Calls:
    """``send`` takes a request to the API and brings the answer; ``token``: an access token, None for public calls."""

    def __init__(self, send: Send, token: str | None = None) -> None:
        self._send = send
        self._token = token

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: Any = None,
    ) -> Reply[Any]:
        """Raises Refused."""
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        said = {name: value for name, value in (headers or {}).items() if value is not None}
        if self._token is not None:
            said["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            said["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        words = {
            name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()
        }
        sent = Sent(method, f"{path}?{urlencode(words)}" if words else path, said, data)
        got = self._send(sent)
        if got.status >= 400:
            raise Refused(sent, got)
        answer = json.loads(got.body) if got.body and got.status < 300 else None
        return Reply(got.status, answer, got.headers.get("etag"), got.headers.get("location"))
