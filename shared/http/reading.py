"""From a gateway request to a view's arguments, or one problem that names every fault."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from chalice.app import Request
from pydantic import ValidationError

from shared.http.faults import code_of, faults_of
from shared.http.operation import Operation, Parameter
from shared.http.problem import Fault, Problem

BODY_LIMIT = 1024 * 1024  # a call is a form or a decision; files go to the inbox by a presigned post
# pydantic's text mode takes " 1", "1_0" and "1.0" for a whole number; an address should have one spelling.
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})")


def arguments(operation: Operation, request: Request, path: Mapping[str, str]) -> dict[str, Any]:
    """Raises Problem: 404 for a path that can name nothing, 428, 413, 400, or 422 with every fault."""
    taken = {parameter.argument: _path(parameter, path[parameter.name]) for parameter in operation.of("path")}
    faults: list[Fault] = []
    taken |= _headers(operation, request, faults)
    taken |= _query(operation, request, faults)
    if operation.body is not None:
        try:
            taken["body"] = operation.body.validate_json(_raw(request))
        except ValidationError as error:
            if any(detail["type"] == "json_invalid" for detail in error.errors(include_input=False)):
                raise Problem("malformed_json") from None
            faults += faults_of(error)
    if faults:
        raise Problem("invalid", faults)
    return taken


def _path(parameter: Parameter, text: str) -> Any:
    """A name that cannot exist answers like one that does not."""
    try:
        return parameter.adapter.validate_strings(text)
    except ValidationError:
        raise Problem("not_found") from None


def _raw(request: Request) -> bytes:
    """The bytes of the body. The gateway may hand it over in base64."""
    event = request.to_original_event()
    body = event.get("body")
    if body is None:
        return b""
    if event.get("isBase64Encoded"):
        try:
            raw = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            raise Problem("malformed_json") from None
    else:
        raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    if len(raw) > BODY_LIMIT:
        raise Problem("too_large")
    return raw


def _query(operation: Operation, request: Request, faults: list[Fault]) -> dict[str, Any]:
    sent = request.to_original_event().get("multiValueQueryStringParameters") or {}
    known = {parameter.name: parameter for parameter in operation.of("query")}
    # The key itself stays out of the answer: it is the caller's text.
    if any(name not in known for name in sent):
        faults.append(Fault("?", "unknown_parameter"))
    taken: dict[str, Any] = {}
    for name, parameter in known.items():
        values = sent.get(name) or []
        if len(values) > 1:
            faults.append(Fault(f"?{name}", "repeated"))
        elif values:
            _text(parameter, values[0], f"?{name}", taken, faults)
        elif parameter.required:
            faults.append(Fault(f"?{name}", "required"))
        else:
            taken[parameter.argument] = parameter.default
    return taken


def _headers(operation: Operation, request: Request, faults: list[Fault]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    cookies = _cookies(request) if operation.of("cookie") else {}
    for parameter in (*operation.of("header"), *operation.of("cookie")):
        value = (
            request.headers.get(parameter.name.lower())
            if parameter.where == "header"
            else cookies.get(parameter.name)
        )
        if value is not None:
            _text(parameter, value, f"{parameter.name}:", taken, faults)
        elif not parameter.required:
            taken[parameter.argument] = parameter.default
        elif parameter.missing == "invalid":
            faults.append(Fault(f"{parameter.name}:", "required"))
        else:
            raise Problem(parameter.missing)
    return taken


def _text(parameter: Parameter, value: str, pointer: str, taken: dict[str, Any], faults: list[Fault]) -> None:
    if parameter.whole and not _WHOLE_NUMBER.fullmatch(value):
        faults.append(Fault(pointer, "wrong_type"))
        return
    try:
        taken[parameter.argument] = parameter.adapter.validate_strings(value)
    except ValidationError as error:
        faults.append(Fault(pointer, code_of(error.errors(include_input=False)[0]["type"])))


def _cookies(request: Request) -> dict[str, str]:
    try:
        jar = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
