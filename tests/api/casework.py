"""Short words for tests of a household's case through the API."""

from __future__ import annotations

from typing import Any

from shared.domain.officers import Officer
from shared.storage import keys
from tests.api.gateway import Gateway, Reply
from tests.api.world import HOUSEHOLD, USER, put
from tests.support.aws import Aws


def put_officer(api: Gateway, officer: Officer) -> Officer:
    """An officer as an installation registers one, found by agency too, with a token."""
    api.tokens[officer.officer_id] = {
        "sub": f"sub-{officer.officer_id}",
        "client_id": "app",
        "token_use": "access",
        "scope": USER,
    }
    put(
        {
            **keys.officer(officer.officer_id),
            **officer.to_item(),
            **keys.officer_index(officer.agency, officer.officer_id),
            "v": 1,
        },
        {**keys.login(f"sub-{officer.officer_id}"), "officer_id": officer.officer_id},
    )
    return officer


def about(path: str = "", household: str = HOUSEHOLD) -> str:
    return f"/v1/households/{household}{path}"


def tag(api: Gateway, path: str = "", token: str = "coordinator", household: str = HOUSEHOLD) -> str:
    """The version of a household or of a part of it, as an ``If-Match``."""
    return api.call("GET", about(path, household), token=token).headers["etag"]


def send(
    api: Gateway,
    method: str,
    path: str,
    token: str,
    body: Any,
    *,
    match: str | None = None,
    once: str | None = None,
) -> Reply:
    headers = {}
    if match is not None:
        headers["If-Match"] = match
    if once is not None:
        headers["Idempotency-Key"] = once
    return api.call(method, path, token=token, json_body=body, headers=headers)


def give_mentor(api: Gateway, officer: str = "mentor", household: str = HOUSEHOLD, **more: Any) -> Reply:
    body = {"officer_id": officer, **more}
    match = tag(api, household=household)
    return send(api, "PUT", about("/mentor", household), "coordinator", body, match=match)


def events(aws: Aws, name: str) -> list[dict[str, Any]]:
    """The audit rows of one kind of event."""
    return [item for item in aws.items("AuditTable") if item["type"]["S"] == f"th.sitthi.{name}.v1"]


def details(reply: Reply) -> str:
    """What a refusal tells people to do instead, in English."""
    text: str = reply.json["details"]["en"]
    assert reply.json["details"]["th"]
    return text
