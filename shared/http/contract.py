"""``@endpoint``: a view's type hints are its contract.

Path, query, headers and body are validated before the view runs, its result is checked and written after,
every failure is a problem, and ``shared.http.openapi`` publishes the same hints.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from chalice.app import Blueprint, Response

from shared.http.front import Front
from shared.http.operation import Answer, Operation, Redirect, describe
from shared.http.problem import Problem
from shared.http.reading import arguments

View = TypeVar("View", bound=Callable[..., Any])
JSON = ["application/json"]


def endpoint(
    routes: Blueprint,
    method: str,
    path: str,
    *,
    action: str,
    status: int = 200,
    errors: tuple[str, ...] = (),
    public: bool = False,
    tags: tuple[str, ...] = (),
    media_type: str = "application/json",
) -> Callable[[View], View]:
    """Register a view.

    Parameters
    ----------
    action : the row of the policy table that decides who may call
    status : of success; a view that returns nothing answers 204, one that returns a Redirect 302
    errors : codes of the problems that the view itself raises
    public : no sign-in, no caller

    A view may take ``body`` (JSON), ``caller`` (who calls), ``request`` (the raw gateway request),
    its path's names, and others: marked ones are headers or cookies, the rest are query parameters.
    """

    def register(view: View) -> View:
        operation = describe(
            view,
            method,
            path,
            action=action,
            public=public,
            status=status,
            errors=errors,
            tags=tags,
            media_type=media_type,
        )

        @functools.wraps(view)
        def call(**path_values: str) -> Response:
            front = cast(Front, routes.current_app)
            try:
                return _answered(operation, _run(operation, view, front, path_values))
            except Problem as problem:
                return problem.response(front.request_id)
            except Exception as error:
                return front.refused(error).response(front.request_id)

        call.operation = operation  # type: ignore[attr-defined]
        routes.route(path, methods=[method], content_types=JSON if operation.body else ["*/*"])(call)
        return view

    return register


def _run(operation: Operation, view: Callable[..., Any], front: Front, path: dict[str, str]) -> Any:
    """Who calls comes first: a stranger learns nothing from the checks of the input."""
    request = front.current_request
    assert request is not None, "Chalice sets the request before it calls a view"
    extra: dict[str, Any] = {}
    if not operation.public:
        caller = front.identify(request)
        front.permit(caller, operation.action)
        if operation.takes_caller:
            extra["caller"] = caller
    if operation.takes_request:
        extra["request"] = request
    return view(**arguments(operation, request, path), **extra)


def _answered(operation: Operation, outcome: Any) -> Response:
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    if isinstance(outcome, Redirect):
        return Response(body="", headers={**headers, "Location": outcome.location}, status_code=302)
    if isinstance(outcome, Answer):
        headers |= outcome.headers
        outcome = outcome.body
    if operation.answer is None:
        return Response(body="", headers=headers, status_code=operation.status)
    headers = {"Content-Type": operation.media_type, **headers}
    if operation.media_type.startswith("text/"):
        return Response(body=outcome, headers=headers, status_code=operation.status)
    text = operation.answer.dump_json(outcome, by_alias=True).decode()
    return Response(body=text, headers=headers, status_code=operation.status)
