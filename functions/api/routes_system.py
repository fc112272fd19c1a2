"""Is it alive, and what does it offer."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from chalice.app import Blueprint, Chalice

from shared.http.contract import endpoint
from shared.http.model import Seen
from shared.http.openapi import document

VERSION = "1.0.0"
routes = Blueprint(__name__)


class Health(Seen):
    status: Literal["ok"]


@endpoint(routes, "GET", "/health", action="read_public", public=True, tags=("system",))
def health_at_root() -> Health:
    """Say that the service answers (beside /v1, for load balancers)."""
    return Health(status="ok")


@endpoint(routes, "GET", "/v1/health", action="read_public", public=True, tags=("system",))
def health() -> Health:
    """Say that the service answers."""
    return Health(status="ok")


@endpoint(routes, "GET", "/v1/openapi.json", action="read_public", public=True, tags=("system",))
def openapi() -> dict[str, Any]:
    """Give this description of the API."""
    return described(routes.current_app)


@cache
def described(app: Chalice) -> dict[str, Any]:
    return document(app, VERSION)
