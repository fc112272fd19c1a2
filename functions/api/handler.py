"""``app``: the Chalice application that API Gateway calls, made of one blueprint per group of routes."""

from __future__ import annotations

from functions.api import routes_system
from shared.http.front import Front

app = Front("sitthi-api", identify=lambda request: None, permit=lambda caller, action: None, refusals={})
app.register_blueprint(routes_system.routes)
