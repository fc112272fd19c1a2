"""The OpenAPI document: the same as the one under review, sound, and true for thousands of generated calls.

After a wanted change: ``UPDATE_GOLDEN=1 .venv/bin/pytest tests/api/test_openapi.py``, then review the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from functions.api.handler import app
from functions.api.routes_system import VERSION
from shared.http.openapi import document
from tests.api.gateway import Gateway
from tests.support.aws import Aws

GOLDEN = Path(__file__).with_name("openapi.json")


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(part) for part in node.values()))
    if isinstance(node, list):
        return set().union(*(references(part) for part in node))
    return set()


def test_the_document_is_the_one_under_review() -> None:
    made = json.dumps(document(app, VERSION), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8"), (
        "UPDATE_GOLDEN=1 .venv/bin/pytest tests/api/test_openapi.py"
    )


def test_every_reference_of_the_document_leads_somewhere_and_every_schema_is_one() -> None:
    made = document(app, VERSION)
    schemas = made["components"]["schemas"]
    assert {name.removeprefix("#/components/schemas/") for name in references(made)} <= set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_has_a_name_of_its_own_and_a_summary() -> None:
    listed = [one for path in document(app, VERSION)["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in listed}) == len(listed)
    assert all(one["summary"] for one in listed)


def test_the_document_is_served(aws: Aws) -> None:
    reply = Gateway(app).call("GET", "/v1/openapi.json")
    assert reply.status == 200
    assert reply.json == document(app, VERSION)
