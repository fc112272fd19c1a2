"""The API as its users have it: over HTTP, signed in, tried again while the cloud is away."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from infra.client import api as generated
from infra.client import calls as client
from infra.local.seed import PASSWORD
from infra.local.world import World

TRIES = 6  # somebody else was faster: read again


class Refused(Exception):
    """The API said no. ``code`` is the problem's own."""

    def __init__(self, status: int, body: Any, asked: str) -> None:
        self.status, self.body = status, body
        self.code = body.get("code") if isinstance(body, dict) else None
        super().__init__(f"{asked}: {status} {json.dumps(body, ensure_ascii=False)[:300]}")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    json: Any
    tag: str | None


class Api:
    """Calls by demo user name. Each writing call has a key of its own, the same in every run and every repeat."""

    def __init__(self, world: World) -> None:
        found = re.search(r"//([^.]+)\.", world.outputs["ApiUrl"])
        if found is None:
            raise RuntimeError("the stack has no API address")
        self.world, self._stage = world, found[1]
        self._pool = urllib3.PoolManager(retries=False, timeout=60, maxsize=2)
        self._tokens: dict[str, str] = {}
        self._said = 0

    def read(self, who: str, path: str) -> Answer:
        """Raises Refused."""
        return self._answered(who, "GET", path, None, {})

    def pages(self, who: str, path: str) -> list[Any]:
        """All items of a list. Raises Refused."""
        items: list[Any] = []
        cursor = ""
        joint = "&" if "?" in path else "?"
        while True:
            page = self.read(who, f"{path}{joint}limit=100{cursor}").json
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = f"&cursor={page['next_cursor']}"

    def post(self, who: str, path: str, body: Any = None, *, version: int | None = None) -> Answer:
        """``version``: of the thing that it changes, where it has one. Raises Refused."""
        match = {} if version is None else {"If-Match": f'"{version}"'}
        return self._answered(who, "POST", path, body, {"Idempotency-Key": self._key(), **match})

    def change(self, who: str, method: str, path: str, body: Any = None, *, at: str) -> Answer:
        """Read the version of what stands at ``at``, then change it. Raises Refused."""
        for left in reversed(range(TRIES)):
            headers = {"Idempotency-Key": self._key(), "If-Match": self.read(who, at).tag or ""}
            try:
                return self._answered(who, method, path, body, headers)
            except Refused as refused:
                if refused.code not in ("stale", "busy") or not left:
                    raise
        raise AssertionError("unreachable")

    def act(self, who: str, task_id: str, body: generated.ActionWanted) -> generated.TaskSeen:
        """One action on a task as it stands now, by the generated client. Raises Refused."""
        mine = generated.Api(self._passed, self._token(who))
        for left in reversed(range(TRIES)):
            try:
                tag = mine.read_task(task_id).tag or ""
                return mine.act_on_task(task_id, body, if_match=tag, idempotency_key=self._key()).body
            except client.Refused as refused:
                if refused.code not in ("stale", "busy") or not left:
                    raise Refused(refused.status, refused.problem, f"{body['action']} as {who}") from None
        raise AssertionError("unreachable")

    def _passed(self, sent: client.Sent) -> client.Got:
        got = self._raw(sent.method, sent.path, sent.body, sent.headers)
        return client.Got(got.status, {name.lower(): value for name, value in got.headers.items()}, got.data)

    def _key(self) -> str:
        self._said += 1
        return f"demo-{self._said:06d}"

    def _answered(self, who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        answer = self._send(method, path, body, {**headers, "Authorization": f"Bearer {self._token(who)}"})
        if answer.status >= 400:
            raise Refused(answer.status, answer.json, f"{method} {path} as {who}")
        return answer

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            signed = self._send("POST", "/v1/session", {"username": who, "password": PASSWORD}, {})
            if signed.status != 200 or "access_token" not in signed.json:
                raise Refused(signed.status, signed.json, f"sign-in of {who}")
            self._tokens[who] = signed.json["access_token"]
        return self._tokens[who]

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}

        got = self._raw(method, path, data, {**headers, **kind})
        return Answer(got.status, json.loads(got.data or b"null"), got.headers.get("ETag"))

    def _raw(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        def call() -> urllib3.BaseHTTPResponse:
            url = f"{self.world.cloud.endpoint}/_aws/execute-api/{self._stage}/live{path}"
            try:
                got = self._pool.request(method, url, body=data, headers=headers, redirect=False)
            except urllib3.exceptions.HTTPError as error:
                raise OSError("the cloud is away") from error
            if got.status in (502, 503, 504):
                raise OSError(f"the gateway answered {got.status}")
            return got

        return self.world.steady(call)
