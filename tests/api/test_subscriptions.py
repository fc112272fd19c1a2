"""Mails that officers ask for: for themselves, at the address that the sign-in service has verified."""

from __future__ import annotations

import pytest

from shared.storage import letters
from tests.api.casework import events
from tests.api.gateway import Gateway, Reply
from tests.support.accounts import Accounts
from tests.support.aws import Aws

PATH = "/v1/subscriptions"


@pytest.fixture
def pool(api: Gateway, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    accounts = Accounts(monkeypatch)
    for name, verified in (("coordinator", "true"), ("lao-1", "true"), ("committee", "false")):
        accounts.users[name] = {"email": f"{name}@example.org", "email_verified": verified}
    return api


def ask(api: Gateway, token: str, kind: str = "monthly") -> Reply:
    return api.call("POST", PATH, token=token, json_body={"kind": kind})


def listed(api: Gateway, token: str) -> list[str]:
    return [one["subscription_id"] for one in api.call("GET", PATH, token=token).json["items"]]


def test_an_officer_subscribes_at_the_verified_address_of_the_account_and_sees_it_masked(
    pool: Gateway, aws: Aws
) -> None:
    reply = ask(pool, "coordinator")
    assert reply.json == {
        "subscription_id": "monthly-coordinator",
        "officer_id": "coordinator",
        "kind": "monthly",
        "address": "c…@example.org",
    }
    reader = letters.reader("coordinator", "monthly")
    assert reader is not None
    assert reader.email == "coordinator@example.org"
    assert ask(pool, "committee").json["errors"][0]["code"] == "CASE-NO-ADDRESS"
    assert ask(pool, "partner").code == "forbidden"
    assert len(events(aws, "ops.subscribed")) == 1


def test_one_sees_and_ends_ones_own_and_an_administrator_everyones(pool: Gateway) -> None:
    for token, kind in (("coordinator", "monthly"), ("coordinator", "daily"), ("lao-1", "daily")):
        assert ask(pool, token, kind).status == 201
    assert listed(pool, "lao-1") == ["daily-lao-1"]
    assert set(listed(pool, "administrator")) == {"monthly-coordinator", "daily-coordinator", "daily-lao-1"}
    assert pool.call("DELETE", f"{PATH}/daily-coordinator", token="lao-1").status == 404
    assert pool.call("DELETE", f"{PATH}/daily-lao-1", token="lao-1").status == 204
    assert pool.call("DELETE", f"{PATH}/daily-lao-1", token="lao-1").status == 404
    assert letters.reader("lao-1", "daily") is None
    assert pool.call("DELETE", f"{PATH}/daily-coordinator", token="administrator").status == 204
    assert listed(pool, "administrator") == ["monthly-coordinator"]
    assert list(letters.subscribers("daily")) == []
