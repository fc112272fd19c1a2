"""The routes as three places tell them: the application, the template, and the policy table."""

from __future__ import annotations

from functions.api.handler import app
from shared.casework.access import SCOPES
from shared.domain.policy import ACTIONS
from shared.http.openapi import operations
from tests.support.template import resources

USER = "aws.cognito.signin.user.admin"
EVENTS = [
    event["Properties"]
    for event in resources("AWS::Serverless::Function")["ApiFunction"]["Properties"]["Events"].values()
]


def test_the_template_has_one_event_for_each_route_and_none_besides() -> None:
    declared = {(event["Method"].upper(), event["Path"]) for event in EVENTS}
    assert declared == {(method, path) for path, methods in app.routes.items() for method in methods}
    assert len(declared) == len(EVENTS)


def test_every_route_has_a_row_in_the_policy_table() -> None:
    assert {one.action for one in operations(app)} <= ACTIONS


def test_the_gateway_asks_for_a_token_exactly_where_a_route_is_not_public() -> None:
    auth = {(event["Method"].upper(), event["Path"]): event.get("Auth", {}) for event in EVENTS}
    for one in operations(app):
        asked = auth[one.method, one.path].get("Authorizer") != "NONE"
        assert asked is not one.public, f"{one.method} {one.path}"


def test_machines_pass_the_gateway_only_where_their_scope_may_act() -> None:
    auth = {(event["Method"].upper(), event["Path"]): event.get("Auth", {}) for event in EVENTS}
    for one in operations(app):
        if not one.public:
            scopes = set(auth[one.method, one.path].get("AuthorizationScopes", [USER]))
            assert scopes == {USER, *SCOPES.get(one.action, ())}, f"{one.method} {one.path}"


def test_public_routes_are_these_and_no_others() -> None:
    assert {f"{one.method} {one.path}" for one in operations(app) if one.public} == {
        "GET /health",
        "GET /v1/health",
        "GET /v1/openapi.json",
        "GET /v1/benefits",
        "GET /v1/benefits/{benefit_id}",
        "POST /v1/grievances",
        "POST /v1/screenings",
        "POST /v1/session",
        "POST /v1/session/refresh",
        "GET /v1/unsubscriptions/{key}",
        "POST /v1/unsubscriptions/{key}",
    }


def test_every_write_of_a_versioned_thing_asks_for_its_version() -> None:
    for one in operations(app):
        names = {parameter.name for parameter in one.of("header")}
        if one.method == "POST" and one.path.endswith("/actions"):
            assert {"If-Match", "Idempotency-Key"} <= names
