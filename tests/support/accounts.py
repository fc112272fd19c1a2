"""The calls about officers' accounts: the mock's user pools need a library that this project does without.

And what an authenticator app does.
"""

from __future__ import annotations

import base64
import hmac
import time
import uuid
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

POOL = "ap-southeast-7_officers"


class Accounts:
    """A user pool: the attributes of each account by its name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.users: dict[str, dict[str, str]] = {}
        monkeypatch.setenv("USER_POOL_ID", POOL)
        real = BaseClient._make_api_call

        def call(client: Any, operation: str, asked: dict[str, Any]) -> Any:
            if client.meta.service_model.service_name != "cognito-idp":
                return real(client, operation, asked)
            answers = {"AdminCreateUser": self.create, "AdminGetUser": self.get, "GetUser": self.own}
            return answers[operation](asked)

        monkeypatch.setattr(BaseClient, "_make_api_call", call)

    def create(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = asked["Username"]
        if name in self.users:
            raise ClientError({"Error": {"Code": "UsernameExistsException"}}, "AdminCreateUser")
        given = {one["Name"]: one["Value"] for one in asked["UserAttributes"]}
        self.users[name] = {**given, "sub": str(uuid.uuid5(uuid.NAMESPACE_DNS, name))}
        return {"User": {"Attributes": self._listed(name)}}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"UserAttributes": self._listed(asked["Username"])}

    def own(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Whose token it is: in these tests a token is its account's name."""
        return {"UserAttributes": self._listed(asked["AccessToken"])}

    def _listed(self, name: str) -> list[dict[str, str]]:
        return [{"Name": key, "Value": value} for key, value in self.users[name].items()]


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counter = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"
