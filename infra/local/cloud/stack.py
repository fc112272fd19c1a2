"""Deploys a SAM template to the embedded cloud, whose CloudFormation does the transform itself."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.cloud import bundle, reconcile

ARTIFACTS = "sitthi-artifacts"
_LIMIT = 180.0  # seconds for a stack operation
_GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_EMPTY = ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED")  # nothing worth keeping
Client = Callable[[str], Any]


class DeployError(RuntimeError):
    """The stack could not be created or updated; the text names the resources and reasons."""


def deploy(client: Client, file: Path, stack: str, parameters: dict[str, str]) -> dict[str, str]:
    """Create or update; returns the outputs. Raises DeployError."""
    template = bundle.read_template(file)
    url = _uploaded(client, file.resolve().parent, template)
    done, wanted = f"deployed/{stack}.json", json.dumps([url.rsplit("/", 1)[-1], parameters], sort_keys=True)
    found = _describe(client, stack)
    if found is None or found["StackStatus"] not in _GOOD or _noted(client("s3"), done) != wanted:
        _apply(client, stack, found, url, parameters)
        reconcile.reconcile(client, stack)
        client("s3").put_object(Bucket=ARTIFACTS, Key=done, Body=wanted.encode())
    return outputs(client, stack)


def _noted(s3: Any, key: str) -> str:
    """What was deployed last, to its very end: asking the emulator would cost it the whole transform."""
    try:
        return str(s3.get_object(Bucket=ARTIFACTS, Key=key)["Body"].read().decode())
    except s3.exceptions.NoSuchKey:
        return ""


def outputs(client: Client, stack: str) -> dict[str, str]:
    """The outputs of a deployed stack. Raises DeployError when there is none."""
    found = _describe(client, stack)
    if found is None:
        raise DeployError(f"no stack {stack}")
    return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}


def physical_id(client: Client, stack: str, logical: str) -> str:
    """A resource's own name. Raises botocore's ClientError when there is none."""
    found = client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=logical)
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def _uploaded(client: Client, root: Path, template: dict[str, Any]) -> str:
    """Put the code and the template into a bucket; returns the template's address."""
    s3 = client("s3")
    _ensure_bucket(s3)
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == bundle.FUNCTION:
            data, name = bundle.function_bundle(root, str(properties["CodeUri"]).strip("./")), "CodeUri"
        elif resource["Type"] == bundle.LAYER:
            data, name = bundle.layer_stub(), "ContentUri"
        else:
            continue
        resource.pop("Metadata", None)  # how sam would build it; it is built
        properties[name] = f"s3://{ARTIFACTS}/{_put(s3, data, 'zip')}"
    return (
        f"{s3.meta.endpoint_url}/{ARTIFACTS}/{_put(s3, json.dumps(template, default=str).encode(), 'json')}"
    )


def _ensure_bucket(s3: Any) -> None:
    where = {"LocationConstraint": s3.meta.region_name}
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration=where)


def _put(s3: Any, data: bytes, kind: str) -> str:
    key = f"{hashlib.sha256(data).hexdigest()[:32]}.{kind}"
    with contextlib.suppress(ClientError):
        s3.head_object(Bucket=ARTIFACTS, Key=key)
        return key
    s3.put_object(Bucket=ARTIFACTS, Key=key, Body=data)
    return key


def _apply(
    client: Client, stack: str, found: dict[str, Any] | None, url: str, parameters: dict[str, str]
) -> None:
    cloudformation = client("cloudformation")
    request = {
        "StackName": stack,
        "TemplateURL": url,
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
    }
    if found and found["StackStatus"] in _EMPTY:
        cloudformation.delete_stack(StackName=stack)
        _wait(client, stack)
        found = None
    try:
        if found is None:
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise DeployError(str(error)) from error
    final = _wait(client, stack)
    if final is None or final["StackStatus"] not in _GOOD:
        raise DeployError(_failure(client, stack, final))


def _describe(client: Client, stack: str) -> dict[str, Any] | None:
    try:
        found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return dict(found[0]) if found and found[0]["StackStatus"] != "DELETE_COMPLETE" else None


def _wait(client: Client, stack: str) -> dict[str, Any] | None:
    limit = time.monotonic() + _LIMIT
    while True:
        found = _describe(client, stack)
        if found is None or not found["StackStatus"].endswith("IN_PROGRESS"):
            return found
        if time.monotonic() > limit:
            raise DeployError(f"{stack} is still {found['StackStatus']} after {_LIMIT:.0f} s")
        time.sleep(0.1)


def _failure(client: Client, stack: str, final: dict[str, Any] | None) -> str:
    lines = [f"{stack}: {final['StackStatus'] if final else 'gone'}"]
    with contextlib.suppress(ClientError):
        for event in client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]:
            if "FAILED" in event["ResourceStatus"]:
                lines.append(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}")
    return "\n".join(lines)
