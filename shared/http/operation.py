"""One operation of the API: what a view's signature says it takes and gives, read once at import."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from shared.http.headers import Cookie, Header
from shared.http.problem import KINDS

T = TypeVar("T")
_NAMES = re.compile(r"{(\w+)}")
NOTHING = inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A body with headers, or another success status than the declared one. A header may be a list of values."""

    body: T
    headers: Mapping[str, str | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redirect:
    """302 to a short-lived address; a view annotated with it declares 302."""

    location: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input. ``where``: path, query, header or cookie. ``name``: as callers write it."""

    argument: str
    name: str
    where: str
    adapter: TypeAdapter[Any]
    required: bool
    default: Any = None
    missing: str = "invalid"
    whole: bool = False  # a whole number, of which one spelling is taken


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    action: str
    public: bool
    status: int
    parameters: tuple[Parameter, ...]
    body: TypeAdapter[Any] | None
    answer: TypeAdapter[Any] | None
    takes_caller: bool
    takes_request: bool
    problems: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    description: str
    name: str
    media_type: str = "application/json"

    def of(self, where: str) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.where == where)


def describe(
    view: Callable[..., Any],
    method: str,
    path: str,
    *,
    action: str,
    public: bool,
    status: int,
    errors: tuple[str, ...],
    tags: tuple[str, ...],
    media_type: str = "application/json",
) -> Operation:
    """Read a view's signature. Raises TypeError for a view whose hints do not fit its path."""
    hints = get_type_hints(view, include_extras=True)
    names = _NAMES.findall(path)
    signature = inspect.signature(view).parameters
    if missing := [name for name in names if name not in signature]:
        raise TypeError(f"{method} {path}: the view does not take {', '.join(missing)}")
    parameters = tuple(
        _parameter(name, hints[name], signature[name].default, name in names)
        for name in signature
        if name not in ("body", "caller", "request")
    )
    body = TypeAdapter(hints["body"]) if "body" in signature else None
    success, answer = _answer(hints.get("return"), status)
    lines = inspect.cleandoc(view.__doc__ or "").partition("\n")
    if not lines[0]:
        raise TypeError(f"{method} {path}: the view has no docstring, which is its documentation")
    return Operation(
        method=method,
        path=path,
        action=action,
        public=public,
        status=success,
        parameters=parameters,
        body=body,
        answer=answer,
        takes_caller="caller" in signature,
        takes_request="request" in signature,
        problems=_problems(errors, parameters, body is not None, public, bool(names)),
        tags=tags,
        summary=lines[0].rstrip("."),
        description=lines[2].strip(),
        name=view.__name__,
        media_type=media_type,
    )


def _parameter(argument: str, hint: Any, default: Any, in_path: bool) -> Parameter:
    place = next((mark for mark in get_args(hint)[1:] if isinstance(mark, Header | Cookie)), None)
    if in_path:
        where, name = "path", argument
    elif isinstance(place, Header):
        where, name = "header", place.name
    elif isinstance(place, Cookie):
        where, name = "cookie", place.name
    else:
        where, name = "query", argument
    adapter, whole = _adapter(hint)
    return Parameter(
        argument=argument,
        name=name,
        where=where,
        adapter=adapter,
        required=default is NOTHING,
        default=None if default is NOTHING else default,
        missing=place.missing if isinstance(place, Header) else "invalid",
        whole=whole,
    )


@cache
def _adapter(hint: Any) -> tuple[TypeAdapter[Any], bool]:
    """The same kind of parameter stands in many routes: it is built once."""
    adapter = TypeAdapter(hint)
    return adapter, adapter.json_schema().get("type") == "integer"


def _answer(hint: Any, status: int) -> tuple[int, TypeAdapter[Any] | None]:
    if hint is Redirect:
        return 302, None
    if get_origin(hint) is Answer:
        hint = get_args(hint)[0]
    if hint is None or hint is type(None):
        return 204, None
    return status, TypeAdapter(hint)


def _problems(
    errors: tuple[str, ...], parameters: tuple[Parameter, ...], body: bool, public: bool, path: bool
) -> tuple[str, ...]:
    """Every problem the operation may answer: its own, and those that follow from what it takes."""
    found = {*errors, "internal", "too_many_requests"}
    if body:
        found |= {"malformed_json", "too_large", "unsupported_media_type"}
    if not public:
        found |= {"unauthorized", "forbidden", "not_registered"}
    if path:
        found.add("not_found")
    found.add("invalid")  # an unknown query key is one, also where none is known
    found |= {parameter.missing for parameter in parameters}
    if unknown := found - set(KINDS):
        raise TypeError(f"unknown problems: {', '.join(sorted(unknown))}")
    return tuple(sorted(found))
