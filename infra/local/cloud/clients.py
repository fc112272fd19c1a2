"""boto3 clients for the embedded cloud that read nothing of the user's own AWS settings."""

from __future__ import annotations

import os
import threading
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from infra.local.cloud.layout import ACCESS_KEY, REGION, SECRET_KEY

_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=5,
    read_timeout=60,
    signature_version="v4",
    max_pool_connections=16,
)
_S3_CONFIG = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "path"}))
_NOTHING = (None, None, None, None)
_SETTINGS = {
    "profile": _NOTHING,
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


class Clients:
    """One client a service, made once, usable from any thread."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}
        settings: dict[str, Any] = dict(_SETTINGS)
        self._session = boto3.Session(
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            region_name=REGION,
            botocore_session=botocore.session.Session(session_vars=settings),
        )

    def get(self, service: str) -> Any:
        with self._lock:
            if service not in self._made:
                config = _S3_CONFIG if service == "s3" else _CONFIG
                self._made[service] = self._session.client(
                    service, endpoint_url=self._endpoint, config=config
                )
            return self._made[service]
