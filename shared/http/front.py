"""The application: Chalice with our problems, named origins, and one log line a request."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger
from chalice.app import Chalice, CORSConfig, Request, Response

from shared.http.problem import MEDIA_TYPE, Problem

logger = Logger(child=True)
_CHALICE_CODES = {404: "not_found", 405: "method_not_allowed", 415: "unsupported_media_type"}
_EXPOSED = ["ETag", "Location", "Retry-After"]
_ALLOWED = ["Idempotency-Key", "If-Match"]


class Front(Chalice):
    """Chalice as the HTTP front only.

    Parameters
    ----------
    identify : from a gateway request to the caller; raises one of ``refusals`` or a Problem
    permit : raises when the caller's role can never do an action
    refusals : what the layers below raise, and the problem that each becomes
    origins : browser origins that may call; the first one also stands in preflight answers
    """

    def __init__(
        self,
        name: str,
        *,
        identify: Callable[[Request], Any],
        permit: Callable[[Any, str], None],
        refusals: Mapping[type[Exception], Callable[[Any], Problem]],
        origins: Sequence[str] = (),
    ) -> None:
        # Chalice would print whole tracebacks, which may quote data, and write into os.environ.
        super().__init__(app_name=name, configure_logs=False, env={})
        self.identify = identify
        self.permit = permit
        self.refusals = refusals
        self.origins = tuple(origin for origin in origins if origin and origin != "*")
        if self.origins:
            self.api.cors = CORSConfig(
                allow_origin=self.origins[0],
                allow_headers=_ALLOWED,
                expose_headers=_EXPOSED,
                max_age=600,
                allow_credentials=True,
            )
        self.register_middleware(self._around, "http")

    @property
    def request_id(self) -> str | None:
        return self.current_request.context.get("requestId") if self.current_request else None

    def refused(self, error: Exception) -> Problem:
        """The problem of an exception. An unforeseen one is logged by kind and place: its text may quote data."""
        for kind in type(error).__mro__:
            if kind in self.refusals:
                return self.refusals[kind](error)
        code = getattr(error, "response", {}).get("Error", {}).get("Code")  # what an AWS service said
        logger.error(
            "request failed", extra={"error": type(error).__name__, "code": code, "where": _where(error)}
        )
        return Problem("internal")

    def _around(self, request: Request | None, get_response: Callable[[Any], Response]) -> Response:
        started = time.perf_counter()
        if request is None or request.path not in self.routes:
            # Chalice keeps routes in a defaultdict: asking for an unknown path would add it.
            response = Problem("not_found").response(self.request_id if request else None)
        else:
            response = self._as_problem(get_response(request))
            self._name_origin(request, response)
        if request is not None:
            took = round((time.perf_counter() - started) * 1000, 1)
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": request.path,
                    "status": response.status_code,
                    "ms": took,
                },
            )
        return response

    def _as_problem(self, response: Response) -> Response:
        """Chalice's own refusals, in our words."""
        if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        code = _CHALICE_CODES.get(response.status_code, "internal")
        problem = Problem(code, headers={k: v for k, v in response.headers.items() if k != "Content-Type"})
        return problem.response(self.request_id)

    def _name_origin(self, request: Request, response: Response) -> None:
        """Chalice names the first origin to everybody; only a page of a named origin gets its own name back."""
        if not self.origins:
            return
        origin = request.headers.get("origin")
        for name in [name for name in response.headers if name.startswith("Access-Control-")]:
            if origin not in self.origins or name in (
                "Access-Control-Allow-Headers",
                "Access-Control-Max-Age",
            ):
                del response.headers[name]  # the last two are for preflights, which the gateway answers
        if origin in self.origins:
            response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"


def _where(error: Exception) -> str:
    """File and line of the innermost frame that is ours to mend."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if "/functions/" in path or "/shared/" in path:
            place = f"{path.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
