"""AWS in process (moto), with the very tables that template.yaml declares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.simulate.tables import inserted
from shared.domain.agencies import Agency
from shared.storage import clients
from tests.support import quick_moto
from tests.support.template import resources

quick_moto.install()
REGION = "ap-southeast-7"
# No stream: nothing reads it here, and moto copies all its records with each action of a transaction.
_KEEP = {"AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"}
TABLES = {
    "CoreTable": "CORE_TABLE",
    "IdentityTable": "IDENTITY_TABLE",
    "AuditTable": "AUDIT_TABLE",
    "IdempotencyTable": "IDEMPOTENCY_TABLE",
}
QUEUES = {
    "uploads": "UPLOADS_QUEUE_URL",
    "parts": "PARTS_QUEUE_URL",
    "assess": "ASSESS_QUEUE_URL",
    "dispatch": "DISPATCH_QUEUE_URL",
    "simulations": "SIMULATIONS_QUEUE_URL",
    "compile": "COMPILE_QUEUE_URL",
}


class Aws:
    """Handles into the mock: clients, names, and what lies in a table or queue."""

    def __init__(self) -> None:
        self.agency_queues: dict[str, str] = {}
        self.replies_arns: dict[str, str] = {}
        self.queues: dict[str, str] = {}

    def client(self, service: str) -> Any:
        return clients.client(service)

    def items(self, logical: str) -> list[dict[str, Any]]:
        """Every item of a table, in order (tests only: the product never scans)."""
        paginator = self.client("dynamodb").get_paginator("scan")
        found = [item for page in paginator.paginate(TableName=logical) for item in page["Items"]]
        return sorted(found, key=lambda item: json.dumps(item, sort_keys=True, default=str))

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        return {table: self.items(table) for table in TABLES}

    def messages(self, name: str) -> list[dict[str, Any]]:
        """Take all messages of a queue by its short name or agency code."""
        url = self.queues.get(name) or self.agency_queues[name]
        taken: list[dict[str, Any]] = []
        while True:
            answer = self.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
            if not answer.get("Messages"):
                return taken
            for message in answer["Messages"]:
                taken.append(json.loads(message["Body"]))
                self.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Tables, buckets, queues, key and secret, with the environment that functions read."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "sitthi")
    with mock_aws():
        _keep_clients()
        yield _built(monkeypatch)


_kept: list[Any] = []  # a client of an earlier mock; clients are half of what a mock costs


def _keep_clients() -> None:
    """Clients made under one mock serve the next; those that speak to an embedded cloud do not."""
    if not _kept or clients.client("dynamodb") is not _kept[0]:
        clients.client.cache_clear()
        _kept[:] = [clients.client("dynamodb")]
        _kept[0].meta.events.register_first(
            "before-send.dynamodb.BatchExecuteStatement", _inserts, unique_id="inserts"
        )


def _inserts(request: Any, **_: Any) -> AWSResponse:
    """moto's insert writes over what is there; a conditional put says what the service says."""
    told: list[dict[str, Any]] = []
    for one in json.loads(request.body)["Statements"]:
        table, item = inserted(one["Statement"])
        try:
            clients.client("dynamodb").put_item(
                TableName=table, Item=item, ConditionExpression="attribute_not_exists(PK)"
            )
            told.append({"TableName": table})
        except ClientError:
            told.append({"TableName": table, "Error": {"Code": "DuplicateItem"}})
    return AWSResponse(request.url, 200, {}, _Body(json.dumps({"Responses": told}).encode()))


class _Body:
    """An answer's body, as botocore reads it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._data


def declared_table(logical: str) -> dict[str, Any]:
    """Arguments that create a table as the template declares it."""
    declared = resources("AWS::DynamoDB::Table")[logical]["Properties"]
    return {name: value for name, value in declared.items() if name in _KEEP}


def _built(monkeypatch: pytest.MonkeyPatch) -> Aws:
    aws = Aws()
    dynamodb, s3, sqs = aws.client("dynamodb"), aws.client("s3"), aws.client("sqs")
    for logical, variable in TABLES.items():
        dynamodb.create_table(TableName=logical, **declared_table(logical))
        monkeypatch.setenv(variable, logical)
    for bucket, variable in (("sitthi-inbox", "INBOX_BUCKET"), ("sitthi-reports", "REPORTS_BUCKET")):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        monkeypatch.setenv(variable, bucket)
    s3.create_bucket(
        Bucket="sitthi-audit-roots",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    monkeypatch.setenv("ROOTS_BUCKET", "sitthi-audit-roots")
    for name, variable in QUEUES.items():
        aws.queues[name] = sqs.create_queue(QueueName=name)["QueueUrl"]
        if variable:
            monkeypatch.setenv(variable, aws.queues[name])
    for code in Agency:
        aws.agency_queues[code] = sqs.create_queue(QueueName=f"agency-{code}")["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:123456789012:replies-{code}"
        aws.replies_arns[code] = arn
    monkeypatch.setenv("AGENCY_QUEUE_URLS", json.dumps(aws.agency_queues))
    monkeypatch.setenv(
        "REPLIES_QUEUE_ARNS", json.dumps({arn: code for code, arn in aws.replies_arns.items()})
    )
    monkeypatch.setenv("CLOCK", "table")
    monkeypatch.setenv("CONSOLE_URL", "https://sitthi.example")
    monkeypatch.setenv("API_URL", "https://api.sitthi.example")
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    monkeypatch.setenv("IDENTITY_KEY_ARN", key)
    secret = aws.client("secretsmanager").create_secret(Name="identity-hmac", SecretString="s" * 64)["ARN"]
    monkeypatch.setenv("IDENTITY_SECRET_ARN", secret)
    return aws


def sqs_event(*bodies: Any, arn: str = f"arn:aws:sqs:{REGION}:123456789012:queue") -> dict[str, Any]:
    """An SQS batch as Lambda gets it; text bodies go in as they are."""
    return {
        "Records": [
            {
                "messageId": f"00000000-0000-4000-8000-{number:012d}",
                "receiptHandle": f"handle-{number}",
                "body": body if isinstance(body, str) else json.dumps(body, ensure_ascii=False),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1642557600000",
                    "SenderId": "123456789012",
                    "ApproximateFirstReceiveTimestamp": "1642557600001",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": arn,
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies, 1)
        ]
    }


def put_clock(aws: Aws, now: str) -> None:
    """Set the demo's clock item."""
    item = {"PK": {"S": "SYS"}, "SK": {"S": "CLOCK"}, "now": {"S": now}}
    aws.client("dynamodb").put_item(TableName="CoreTable", Item=item)
