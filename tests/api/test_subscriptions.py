"""Mails that officers ask for: for themselves, at the address that the sign-in service has verified."""

from __future__ import annotations

import pytest

from shared.storage import mailing
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
        "paused": None,
    }
    reader = mailing.reader("coordinator", "monthly")
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
    assert mailing.reader("lao-1", "daily") is None
    assert pool.call("DELETE", f"{PATH}/daily-coordinator", token="administrator").status == 204
    assert listed(pool, "administrator") == ["monthly-coordinator"]
    assert list(mailing.subscribers("daily")) == []


def key_of(officer_id: str, kind: str) -> str:
    reader = mailing.reader(officer_id, kind)
    assert reader is not None
    return reader.token


def test_whoever_has_the_mail_may_end_it_without_signing_in_and_only_by_a_post(
    pool: Gateway, aws: Aws
) -> None:
    ask(pool, "coordinator", "quarterly")
    path = f"/v1/unsubscriptions/{key_of('coordinator', 'quarterly')}"
    page = pool.call("GET", path)
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert '<form method="post">' in page.body.decode()
    assert listed(pool, "coordinator") == ["quarterly-coordinator"], "a filter that opens links ends nothing"
    form = {"content-type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        reply = pool.call("POST", path, body=b"List-Unsubscribe=One-Click", headers=form)
        assert (reply.status, b"no longer sent" in reply.body) == (200, True)
    assert listed(pool, "coordinator") == []
    assert len(events(aws, "ops.unsubscribed")) == 1
    assert b"<form" not in pool.call("GET", path).body


def test_a_key_that_nobody_gave_ends_nothing(pool: Gateway) -> None:
    for method in ("GET", "POST"):
        assert pool.call(method, "/v1/unsubscriptions/" + "x" * 32).status == 404
        assert pool.call(method, "/v1/unsubscriptions/short").status in (404, 422)


def test_the_key_of_an_old_mail_still_ends_a_subscription_made_anew(pool: Gateway) -> None:
    ask(pool, "lao-1", "daily")
    old = key_of("lao-1", "daily")
    pool.call("DELETE", f"{PATH}/daily-lao-1", token="lao-1")
    ask(pool, "lao-1", "daily")
    assert key_of("lao-1", "daily") != old
    assert pool.call("POST", f"/v1/unsubscriptions/{old}").status == 200
    assert listed(pool, "lao-1") == []
