"""OpenAPI 3.1 from the views' own hints: the document cannot say what the code does not do."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from shared.http import problem
from shared.http.operation import Operation, Parameter

_REF = "#/components/schemas/{model}"
DESCRIPTION = (
    "สิทธิ (Sitthi): จัดการรายกรณีเพื่อขจัดความยากจน. "
    "Case management of poverty: entitlements, tasks of agencies, imports and reports. "
    "Every answer about entitlement is preliminary; the agency decides."
)


def operations(app: Chalice) -> Iterator[Operation]:
    """Every operation of the API, by path and method."""
    for path in sorted(app.routes):
        for method in sorted(app.routes[path]):
            view: Any = app.routes[path][method].view_function
            yield view.operation


def document(app: Chalice, version: str) -> dict[str, Any]:
    """The whole document, the same for the same code."""
    listed = list(operations(app))
    schemas, shared_schemas = _schemas(listed)
    paths: dict[str, Any] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sitthi API",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**dict(sorted(shared_schemas.items())), "Problem": problem.schema()},
            "securitySchemes": {
                "access_token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token: of an officer from `POST /v1/session`, "
                    "of an agency's or partner's system by client credentials.",
                }
            },
        },
        "tags": [{"name": tag} for tag in sorted({tag for one in listed for tag in one.tags})],
    }


def _schemas(listed: list[Operation]) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    inputs: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = []
    for one in listed:
        base = f"{one.method} {one.path} "
        inputs += [(base + p.where + p.name, "validation", p.adapter) for p in one.parameters]
        if one.body is not None:
            inputs.append((base + "body", "validation", one.body))
        if one.answer is not None:
            inputs.append((base + "answer", "serialization", one.answer))
    by_key, extra = TypeAdapter.json_schemas(inputs, ref_template=_REF)
    return {(key, mode): schema for (key, mode), schema in by_key.items()}, extra.get("$defs", {})


def _described(operation: Operation, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    base = f"{operation.method} {operation.path} "
    entry: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary}
    if operation.description:
        entry["description"] = operation.description
    if operation.tags:
        entry["tags"] = list(operation.tags)
    entry["x-action"] = operation.action
    entry["security"] = [] if operation.public else [{"access_token": []}]
    if operation.parameters:
        entry["parameters"] = [
            _parameter(p, schemas[base + p.where + p.name, "validation"]) for p in operation.parameters
        ]
    if operation.body is not None:
        schema = schemas[base + "body", "validation"]
        entry["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    answer = schemas.get((base + "answer", "serialization"))
    entry["responses"] = {
        str(operation.status): _success(operation, answer),
        **_refusals(operation),
    }
    return entry


def _parameter(parameter: Parameter, schema: dict[str, Any]) -> dict[str, Any]:
    shown = dict(schema)
    described = shown.pop("description", None)
    entry: dict[str, Any] = {"name": parameter.name, "in": parameter.where, "schema": _without_null(shown)}
    # An optional If-Match or key that must be there for the call to succeed is still "required" to the reader.
    if parameter.where == "path" or parameter.required:
        entry["required"] = True
    if parameter.default is not None:
        entry["schema"] = {**entry["schema"], "default": parameter.default}
    if described:
        entry["description"] = described
    return entry


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An absent parameter is absent; there is no null in a query or header."""
    choices = schema.get("anyOf", [])
    if {"type": "null"} not in choices:
        return schema
    rest = [choice for choice in choices if choice != {"type": "null"}]
    others = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**others, **rest[0]} if len(rest) == 1 else {**others, "anyOf": rest}


def _success(operation: Operation, schema: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if operation.status == 302:
        entry["headers"] = {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}}
    elif schema is not None:
        entry["content"] = {operation.media_type: {"schema": schema}}
    return entry


def _refusals(operation: Operation) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in operation.problems:
        by_status.setdefault(problem.KINDS[code].status, []).append(code)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        str(status): {
            "description": "; ".join(f"`{code}`: {problem.KINDS[code].en}" for code in codes),
            "content": {problem.MEDIA_TYPE: {"schema": schema}},
        }
        for status, codes in sorted(by_status.items())
    }
