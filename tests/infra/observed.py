"""AWS calls of a function as permissions, and the permissions that the template gives it, in the same words.

A permission is ``(action, place)``: ``("dynamodb:Query", "CoreTable/index/Index2")``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.endpoint import Endpoint

from infra.simulate.tables import inserted
from shared.storage import wire
from tests.support.aws import Aws
from tests.support.template import resources

Permission = tuple[str, str]
_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_BUCKETS = {
    "sitthi-inbox": "InboxBucket",
    "sitthi-reports": "ReportsBucket",
    "sitthi-audit-roots": "AuditRootsBucket",
}
_LOGICAL_QUEUES = {
    "REPORTS": "ReportsQueue",
    "UPLOADS": "UploadsQueue",
    "PARTS": "ImportPartsQueue",
    "ASSESS": "AssessQueue",
    "DISPATCH": "DispatchQueue",
    "SIMULATIONS": "SimulationsQueue",
    "COMPILE": "CompileQueue",
}
_ASKS = {
    "HeadObject": "GetObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
}
# Cognito asks these of nobody's role: a password or token of the caller is the permission.
_UNSIGNED = {"InitiateAuth", "RespondToAuthChallenge", "GlobalSignOut", "RevokeToken", "GetUser"}


@contextmanager
def observing(monkeypatch: pytest.MonkeyPatch, aws: Aws) -> Iterator[set[Permission]]:
    """The permissions that the calls within need."""
    seen: set[Permission] = set()
    call, send = BaseClient._make_api_call, Endpoint.make_request
    send_itself = wire._Sender.send

    def calls(self: Any, operation: str, parameters: dict[str, Any]) -> Any:
        seen.update(_needed(self.meta.service_model.service_name, operation, parameters, aws))
        return call(self, operation, parameters)

    def sends(self: Any, model: Any, request: dict[str, Any]) -> Any:
        """What is really sent to a table."""
        if model.service_model.service_name == "dynamodb":
            seen.update(_table(model.name, json.loads(request["body"])))
        return send(self, model, request)

    def sends_itself(self: Any, operation: str, data: bytes) -> Any:
        seen.update(_table(operation, json.loads(data)))
        return send_itself(self, operation, data)

    with monkeypatch.context() as patched:
        patched.setattr(wire._Sender, "send", sends_itself)
        patched.setattr(BaseClient, "_make_api_call", calls)
        patched.setattr(Endpoint, "make_request", sends)
        yield seen


def _needed(service: str, operation: str, asked: dict[str, Any], aws: Aws) -> Iterator[Permission]:
    if service == "s3":
        yield from _file(operation, asked)
    elif service == "sqs":
        yield (f"sqs:{operation.removesuffix('Batch')}", _queue(asked["QueueUrl"], aws))
    elif service == "kms":
        yield (f"kms:{operation}", "IdentityKey")
    elif service == "secretsmanager":
        yield (f"secretsmanager:{operation}", "IdentitySecret")
        yield ("kms:Decrypt", "IdentityKey")  # the secret lies under it
    elif service == "ses":
        yield (f"ses:{operation}", "MailIdentity")
    elif service == "cognito-idp" and operation.startswith("Admin"):
        yield (f"cognito-idp:{operation}", "UserPool")
    elif service != "dynamodb" and operation not in _UNSIGNED:
        yield (f"{service}:{operation}", "?")


def _table(operation: str, asked: dict[str, Any]) -> Iterator[Permission]:
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for action in asked["TransactItems"]:
            ((kind, part),) = action.items()
            yield from _item(_TRANSACTION[kind], part["TableName"])
    elif operation == "BatchExecuteStatement":
        for one in asked["Statements"]:
            yield from _item("PartiQLInsert", inserted(one["Statement"])[0])
    elif operation in ("BatchWriteItem", "BatchGetItem"):
        for table in asked["RequestItems"]:
            yield from _item(operation, table)
    else:
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        yield from _item(operation, asked["TableName"] + index)


def _item(operation: str, place: str) -> Iterator[Permission]:
    yield (f"dynamodb:{operation}", place)
    if place.startswith("IdentityTable"):
        yield ("kms:Decrypt", "IdentityKey")  # a table under a key of ours asks it of the caller


def _file(operation: str, asked: dict[str, Any]) -> Iterator[Permission]:
    bucket, prefix = _BUCKETS[asked["Bucket"]], asked.get("Key", "").partition("/")[0]
    if operation == "ListObjectVersions":
        yield ("s3:ListBucketVersions", bucket)
        return
    action = _ASKS.get(operation, operation)
    version = "Version" if action in ("GetObject", "DeleteObject") and "VersionId" in asked else ""
    yield (f"s3:{action}{version}", f"{bucket}/{prefix}")
    if action != "DeleteObject":
        yield ("kms:Decrypt" if action == "GetObject" else "kms:GenerateDataKey", "FilesKey")


def _queue(url: str, aws: Aws) -> str:
    for name in aws.queues:
        if aws.queues[name] == url:
            return _LOGICAL_QUEUES[name.upper()]
    assert url in aws.agency_queues.values()
    return "AgencyQueues"


def allowed(function: str) -> set[Permission]:
    """What the template's statements give. Bucket places end with their first folder, or ``*``."""
    policies = resources("AWS::Serverless::Function")[function]["Properties"].get("Policies", [])
    statements = [one for policy in policies for one in policy["Statement"]]
    assert all(one["Effect"] == "Allow" for one in statements)
    return {
        (action, _place(resource))
        for one in statements
        for action in _listed(one["Action"])
        for resource in _listed(one["Resource"])
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _place(resource: Any) -> str:
    if "Fn::GetAtt" in resource:
        return re.sub(r"^Agency\w+Queue$", "AgencyQueues", resource["Fn::GetAtt"][0])
    text = str(resource["Fn::Sub"]).removesuffix("/*")
    if "identity-hmac" in text:
        return "IdentitySecret"
    if ":ses:" in text:
        return "MailIdentity"
    text = re.sub(
        r".*:s3:::\$\{AWS::StackName\}-([\w-]+)-\$\{AWS::AccountId\}",
        lambda m: f"{m[1].title().replace('-', '')}Bucket",
        text,
    )
    return re.sub(r"\$\{(\w+)\.Arn\}", r"\1", text)


def covers(given: set[Permission], needed: Permission) -> bool:
    """A bucket or its indexes as a whole cover each folder and index."""
    action, place = needed
    return needed in given or (action, place.rpartition("/")[0]) in given
