"""``app``: the Chalice application that API Gateway calls, made of one blueprint for each group of routes."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from chalice.app import Request

from functions.api import (
    routes_audit,
    routes_changes,
    routes_desk,
    routes_export,
    routes_files,
    routes_glass,
    routes_grievances,
    routes_households,
    routes_imports,
    routes_losses,
    routes_meetings,
    routes_mentors,
    routes_officers,
    routes_overview,
    routes_packets,
    routes_pilots,
    routes_plans,
    routes_reports,
    routes_rounds,
    routes_screening,
    routes_search,
    routes_session,
    routes_simulations,
    routes_subscriptions,
    routes_system,
    routes_tasks,
    routes_visits,
)
from functions.api.refusals import REFUSALS
from shared.casework.access import permit
from shared.casework.sessions import Caller, caller_of
from shared.http.front import Front
from shared.http.problem import Problem
from shared.storage import clock
from shared.storage.settings import optional

logger = Logger()  # the parent of every module's logger: without it their lines go nowhere


def identify(request: Request) -> Caller:
    """The gateway has verified the token; its claims name the account."""
    claims: dict[str, Any] = request.context.get("authorizer", {}).get("claims") or {}
    if not claims:
        raise Problem("unauthorized")
    return caller_of(claims, clock.now(), str(request.context.get("requestId", "")))


def origins() -> list[str]:
    """Browser origins that may call: those named, else the console's own."""
    return (optional("CONSOLE_ORIGIN") or optional("CONSOLE_URL")).rstrip("/").replace(",", " ").split()


app = Front("sitthi-api", identify=identify, permit=permit, refusals=REFUSALS, origins=origins())
for module in (
    routes_system,
    routes_screening,
    routes_session,
    routes_households,
    routes_search,
    routes_tasks,
    routes_files,
    routes_imports,
    routes_mentors,
    routes_packets,
    routes_pilots,
    routes_visits,
    routes_plans,
    routes_reports,
    routes_rounds,
    routes_changes,
    routes_losses,
    routes_grievances,
    routes_meetings,
    routes_desk,
    routes_officers,
    routes_overview,
    routes_subscriptions,
    routes_glass,
    routes_audit,
    routes_export,
    routes_simulations,
):
    app.register_blueprint(module.routes)
