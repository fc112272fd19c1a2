"""AWS clients, one of a kind per process. ``AWS_ENDPOINT_URL`` is the only seam to an embedded cloud."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

CONNECT_TIMEOUT, READ_TIMEOUT, POOL = 5, 30, 16  # seconds, seconds, connections
# Standard retries with a short connect time: a Lambda that waits is a Lambda that is billed.
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 4},
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    max_pool_connections=POOL,
    signature_version="v4",
    # Checking each argument's shape is for tests; in a running function it is a tenth of every call.
    parameter_validation="AWS_LAMBDA_FUNCTION_NAME" not in os.environ,
)
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4"))


@cache
def client(service: str) -> Any:
    """The process-wide client of an AWS service."""
    return boto3.client(service, config=_S3_CONFIG if service == "s3" else _CONFIG)
