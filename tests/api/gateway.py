"""API Gateway in process: what the REST gateway does to a request before the function sees it, and a WSGI face.

It matches routes, decodes path values, checks the token where a route needs one, and answers unknown paths
itself, as the template's gateway responses do.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from chalice.app import Chalice

from shared.http.problem import Problem

Claims = Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def said(self) -> Any:
        """The document without what differs from call to call."""
        return {**self.json, "instance": None}

    @property
    def code(self) -> str | None:
        """The code of a problem, None for a success."""
        return self.json["code"] if self.headers.get("content-type") == "application/problem+json" else None


@dataclass
class Gateway:
    """``tokens``: from an access token to the claims that Cognito would have put in it."""

    app: Chalice
    tokens: dict[str, Claims] = field(default_factory=dict)
    calls: int = 0

    def next_id(self) -> str:
        self.calls += 1
        return f"request-{self.calls}"

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        json_body: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Reply:
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode()
            sent.setdefault("content-type", "application/json")
        path, _, text = path.partition("?")
        text = urlencode(query, doseq=True) if query else text
        return self.pass_on(method, path, text, sent, body)

    def pass_on(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes | None
    ) -> Reply:
        route, values = self.match(path)
        if route is None:
            return _reply(Problem("not_found").response().to_dict([]))
        context: dict[str, Any] = {"httpMethod": method, "resourcePath": route, "requestId": self.next_id()}
        operation = self._operation(method, route)
        if operation is not None and not operation.public:
            claims = self.tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
            if claims is None:
                return _reply(Problem("unauthorized").response().to_dict([]))
            context["authorizer"] = {"claims": dict(claims)}
        event = {
            "resource": route,
            "path": path,
            "httpMethod": method,
            "requestContext": context,
            "headers": headers,
            "pathParameters": values or None,
            "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) or None,
            "stageVariables": None,
            "body": base64.b64encode(body).decode() if body else None,
            "isBase64Encoded": bool(body),
        }
        return _reply(self.app(event, None))

    def match(self, path: str) -> tuple[str | None, dict[str, str]]:
        parts = path.rstrip("/").split("/")
        best: tuple[str | None, dict[str, str]] = (None, {})
        for route in sorted(self.app.routes):
            wanted = route.split("/")
            if len(wanted) != len(parts):
                continue
            values = {
                name[1:-1]: unquote(part, errors="replace")
                for name, part in zip(wanted, parts, strict=True)
                if name.startswith("{")
            }
            plain = all(
                name == part or name.startswith("{") for name, part in zip(wanted, parts, strict=True)
            )
            if plain and (best[0] is None or len(values) < len(best[1])):
                best = (route, values)
        return best

    def _operation(self, method: str, route: str) -> Any:
        entry = self.app.routes[route].get(method)
        return entry.view_function.operation if entry else None  # type: ignore[attr-defined]

    def wsgi(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A WSGI face, for tools that speak it."""
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else None
        # WSGI decodes the path; a slash inside a value cannot come through it, as with most gateways.
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        reply = self.pass_on(environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), headers, body)
        start_response(
            f"{reply.status} -",
            [*reply.headers.items(), *(("set-cookie", cookie) for cookie in reply.cookies)],
        )
        return [reply.body]


def _reply(answer: dict[str, Any]) -> Reply:
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    multiple = {name.lower(): values for name, values in answer.get("multiValueHeaders", {}).items()}
    body = answer["body"].encode()
    if answer.get("isBase64Encoded"):
        body = base64.b64decode(answer["body"])
    return Reply(answer["statusCode"], headers, body, multiple.get("set-cookie", []))
