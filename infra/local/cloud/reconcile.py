"""After a deploy, sets what AWS takes from the template and the emulator's CloudFormation drops."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Client = Callable[[str], Any]


def reconcile(client: Client, stack: str) -> None:
    """Table expiry and recovery, bucket lock, the API's gateway responses and its preflight answers."""
    cloudformation = client("cloudformation")
    body = cloudformation.get_template(StackName=stack, TemplateStage="Processed")["TemplateBody"]
    template = json.loads(body) if isinstance(body, str) else body
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    values = {one["ParameterKey"]: one["ParameterValue"] for one in described.get("Parameters", [])}
    made = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    names = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}
    for logical, resource in template["Resources"].items():
        settle = _SETTLERS.get(resource["Type"])
        if settle and logical in names:
            properties = _resolved(
                _chosen(resource.get("Properties", {}), template, values), {**values, **names}
            )
            settle(client, names[logical], properties)


def _chosen(value: Any, template: dict[str, Any], values: dict[str, str]) -> Any:
    """Each ``Fn::If`` gives way to the branch that its condition chooses."""
    if isinstance(value, list):
        return [_chosen(one, template, values) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::If"}:
        name, yes, no = value["Fn::If"]
        holds = _holds(_resolved(template["Conditions"][name], values))
        return _chosen(yes if holds else no, template, values)
    return {name: _chosen(one, template, values) for name, one in value.items()}


def _holds(condition: dict[str, Any]) -> bool:
    """``Fn::Equals`` and ``Fn::Not``, which are all that the template's conditions use."""
    ((kind, parts),) = condition.items()
    return not _holds(parts[0]) if kind == "Fn::Not" else bool(parts[0] == parts[1])


def _resolved(value: Any, values: dict[str, str]) -> Any:
    """``Ref`` and plain ``Fn::Sub`` filled in, as far as the properties set here use them."""
    if isinstance(value, list):
        return [_resolved(one, values) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"} and value["Ref"] in values:
        return values[value["Ref"]]
    if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):
        text = value["Fn::Sub"]
        for name, replacement in values.items():
            text = text.replace(f"${{{name}}}", replacement)
        return text
    return {name: _resolved(one, values) for name, one in value.items()}


def _table(client: Client, name: str, properties: dict[str, Any]) -> None:
    dynamodb = client("dynamodb")
    expiry = properties.get("TimeToLiveSpecification")
    if expiry:
        now = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if now["TimeToLiveStatus"] == "DISABLED":
            wanted = {"Enabled": True, "AttributeName": expiry["AttributeName"]}
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)
    if properties.get("PointInTimeRecoverySpecification"):
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )


def _bucket(client: Client, name: str, properties: dict[str, Any]) -> None:
    lock = properties.get("ObjectLockConfiguration")
    if lock:
        client("s3").put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=lock)


def _api(client: Client, api: str, properties: dict[str, Any]) -> None:
    gateway, body = client("apigateway"), properties.get("Body") or {}
    changed = _gateway_responses(gateway, api, body) + _preflights(gateway, api, body)
    if changed:
        for stage in gateway.get_stages(restApiId=api)["item"]:
            gateway.create_deployment(restApiId=api, stageName=stage["stageName"])


def _gateway_responses(gateway: Any, api: str, body: dict[str, Any]) -> int:
    responses = body.get("x-amazon-apigateway-gateway-responses", {})
    for kind, response in responses.items():
        status = {"statusCode": str(response["statusCode"])} if response.get("statusCode") else {}
        gateway.put_gateway_response(
            restApiId=api,
            responseType=kind,
            responseTemplates=response.get("responseTemplates", {}),
            responseParameters=response.get("responseParameters", {}),
            **status,
        )
    return len(responses)


def _preflights(gateway: Any, api: str, body: dict[str, Any]) -> int:
    mocks = {
        path: methods["options"]["x-amazon-apigateway-integration"]
        for path, methods in body.get("paths", {}).items()
        if methods.get("options", {}).get("x-amazon-apigateway-integration", {}).get("type", "").lower()
        == "mock"
    }
    if not mocks:
        return 0
    ids = {one["path"]: one["id"] for one in gateway.get_resources(restApiId=api, limit=500)["items"]}
    for path, mock in mocks.items():
        where = {"restApiId": api, "resourceId": ids[path], "httpMethod": "OPTIONS"}
        gateway.put_integration(**where, type="MOCK", requestTemplates=mock.get("requestTemplates", {}))
        for response in mock.get("responses", {}).values():
            gateway.put_integration_response(
                **where,
                statusCode=str(response["statusCode"]),
                responseParameters=response.get("responseParameters", {}),
                responseTemplates=response.get("responseTemplates", {}),
            )
    return len(mocks)


_SETTLERS = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::ApiGateway::RestApi": _api,
}
