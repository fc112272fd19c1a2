"""Signing in through the API at a user pool of the embedded cloud, made with the template's own settings."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.client import BaseClient

from infra.local.cloud import Cloud
from infra.local.seed import PASSWORD, demo_users, officers_of, seed
from shared.storage import clients, cognito, keys
from shared.storage.tables import core, get
from tests.api.gateway import Gateway, Reply
from tests.api.world import put
from tests.support.accounts import code_of
from tests.support.template import resources

NEW = "Correct-horse-9-battery"
COOKIE = "__Host-sitthi-refresh"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    state: Path = tmp_path_factory.mktemp("cloud")
    with Cloud(state) as running:
        yield running


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> dict[str, str]:
    """A pool, its client and two tables, as the template declares them."""
    idp, dynamodb = cloud.client("cognito-idp"), cloud.client("dynamodb")
    declared = resources("AWS::Cognito::UserPool")["UserPool"]["Properties"]
    pool = idp.create_user_pool(
        PoolName="officers",
        Policies=declared["Policies"],
        AdminCreateUserConfig=declared["AdminCreateUserConfig"],
    )["UserPool"]["Id"]
    declared = resources("AWS::Cognito::UserPoolClient")["UserPoolClient"]["Properties"]
    made = idp.create_user_pool_client(
        UserPoolId=pool, ClientName="console", ExplicitAuthFlows=declared["ExplicitAuthFlows"]
    )
    for name in ("CoreTable", "AuditTable"):
        table = resources("AWS::DynamoDB::Table")[name]["Properties"]
        kept = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        dynamodb.create_table(TableName=name, **{key: table[key] for key in kept if key in table})
    return {
        "UserPoolId": pool,
        "UserPoolClientId": made["UserPoolClient"]["ClientId"],
        "CoreTable": "CoreTable",
    }


@pytest.fixture
def api(cloud: Cloud, outputs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    from functions.api.handler import app

    for name, value in {
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": cloud.client("sqs").meta.region_name,
        "CORE_TABLE": "CoreTable",
        "AUDIT_TABLE": "AuditTable",
        "USER_POOL_CLIENT_ID": outputs["UserPoolClientId"],
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CLOCK", raising=False)
    clients.client.cache_clear()
    seed(cloud, outputs)
    yield Gateway(app)
    clients.client.cache_clear()


def sign_in(api: Gateway, username: str, password: str = PASSWORD) -> Reply:
    body = {"username": username, "password": password}
    return api.call("POST", "/v1/session", json_body=body)


def claims_of(api: Gateway, reply: Reply, username: str) -> str:
    """Let the gateway know the token, as the real one knows it by its signature."""
    token = reply.json["access_token"]
    subject = cognito.Tokens(token, 0, None).subject
    api.tokens[token] = {
        "sub": subject,
        "client_id": "console",
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
    }
    return str(token)


def test_every_demo_user_signs_in_and_is_who_the_row_says(api: Gateway) -> None:
    for user in demo_users():
        reply = sign_in(api, user.username)
        assert reply.status == 200, user.username
        me = api.call("GET", "/v1/me", token=claims_of(api, reply, user.username)).json
        assert (me["officer_id"], me["role"]) == (user.officer.officer_id, user.officer.role)


def test_the_refresh_token_is_in_a_cookie_that_scripts_cannot_read_and_not_in_the_body(api: Gateway) -> None:
    reply = sign_in(api, "coordinator")
    assert set(reply.json) == {"access_token", "token_type", "expires_in", "me"}
    (cookie,) = reply.cookies
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_the_cookie_gives_a_new_access_token_until_the_session_is_ended(api: Gateway) -> None:
    reply = sign_in(api, "committee")
    cookie = {"Cookie": reply.cookies[0].partition(";")[0]}
    again = api.call("POST", "/v1/session/refresh", headers=cookie).json
    assert again["access_token"]
    token = claims_of(api, reply, "committee")
    assert reply.json["me"] == again["me"] == api.call("GET", "/v1/me", token=token).json
    ended = api.call("DELETE", "/v1/session", token=token)
    assert (ended.status, ended.body) == (204, b"")
    assert "Max-Age=0" in ended.cookies[0]


def test_signing_out_here_ends_the_session_of_this_device_alone(api: Gateway) -> None:
    phone, desk = sign_in(api, "moac-1"), sign_in(api, "moac-1")
    phones, desks = ({"Cookie": one.cookies[0].partition(";")[0]} for one in (phone, desk))
    token = claims_of(api, phone, "moac-1")
    for _ in range(2):
        ended = api.call("DELETE", "/v1/session?here=true", token=token, headers=phones)
        assert (ended.status, ended.body) == (204, b"")
        assert "Max-Age=0" in ended.cookies[0]
    assert api.call("POST", "/v1/session/refresh", headers=phones).code == "session_expired"
    assert api.call("POST", "/v1/session/refresh", headers=desks).status == 200


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=made-up", "other=1", f"{COOKIE}="])
def test_without_a_good_cookie_there_is_no_refresh(api: Gateway, cookie: str) -> None:
    reply = api.call("POST", "/v1/session/refresh", headers={"Cookie": cookie} if cookie else {})
    assert (reply.status, reply.code) == (401, "session_expired")


@pytest.mark.parametrize(
    ("name", "password"), [("lao-1", "wrong"), ("nobody", PASSWORD), ("a@b.example", "x")]
)
def test_a_wrong_password_and_an_unknown_name_answer_alike(api: Gateway, name: str, password: str) -> None:
    reply = sign_in(api, name, password)
    assert (reply.status, reply.code) == (401, "sign_in_failed")
    assert name not in reply.body.decode()


def test_a_first_password_comes_back_as_a_challenge_that_the_same_call_answers(
    api: Gateway, cloud: Cloud, outputs: dict[str, str]
) -> None:
    idp = cloud.client("cognito-idp")
    idp.admin_create_user(
        UserPoolId=outputs["UserPoolId"], Username="new-officer", TemporaryPassword="Temporary-1-pass"
    )
    challenge = sign_in(api, "new-officer", "Temporary-1-pass").json
    assert challenge["challenge"] == "NEW_PASSWORD_REQUIRED"
    body = {**challenge, "username": "new-officer", "new_password": NEW}
    reply = api.call("POST", "/v1/session", json_body=body)
    assert reply.status == 200
    assert reply.json["access_token"]
    assert api.call("GET", "/v1/me", token=claims_of(api, reply, "new-officer")).code == "not_registered"


@pytest.fixture
def factor_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that requires a second factor of an account without one. The emulator gives tokens where Cognito asks to
    enrol; all that follows it does like Cognito."""
    real = BaseClient._make_api_call

    def call(client: Any, operation: str, asked: dict[str, Any]) -> Any:
        answer = real(client, operation, asked)
        if operation == "InitiateAuth" and "AuthenticationResult" in answer:
            return {"ChallengeName": "MFA_SETUP", "Session": secrets.token_urlsafe(30)}
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", call)


@pytest.mark.usefixtures("factor_required")
def test_who_has_no_second_factor_where_one_is_required_enrols_an_app_by_the_same_call(api: Gateway) -> None:
    given = sign_in(api, "mol-1").json
    assert set(given) == {"challenge", "session", "secret"}
    assert given["challenge"] == "MFA_SETUP"
    answer = {"challenge": "MFA_SETUP", "session": given["session"], "username": "mol-1"}
    wrong = f"{(int(code_of(given['secret'])) + 1) % 10**6:06}"
    reply = api.call("POST", "/v1/session", json_body={**answer, "code": wrong})
    assert (reply.status, reply.code) == (401, "sign_in_failed")
    reply = api.call("POST", "/v1/session", json_body={**answer, "code": code_of(given["secret"])})
    assert reply.status == 200
    assert set(reply.json) == {"access_token", "token_type", "expires_in", "me"}
    assert api.call("GET", "/v1/me", token=claims_of(api, reply, "mol-1")).json["officer_id"] == "demo-mol-1"


def test_an_app_that_somebody_enrols_is_asked_at_each_sign_in_from_then_on(
    api: Gateway, cloud: Cloud, outputs: dict[str, str]
) -> None:
    idp = cloud.client("cognito-idp")
    idp.set_user_pool_mfa_config(
        UserPoolId=outputs["UserPoolId"],
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    token = claims_of(api, sign_in(api, "mol-2"), "mol-2")
    path = "/v1/me/second-factor"
    secret = api.call("POST", path, token=token).json["secret"]
    refused = api.call("PUT", path, token=token, json_body={"code": code_of(secret)[::-1] + "0"})
    assert refused.code == "sign_in_failed"
    assert set(sign_in(api, "mol-2").json) == {"access_token", "token_type", "expires_in", "me"}
    assert api.call("PUT", path, token=token, json_body={"code": code_of(secret)}).status == 204
    challenge = sign_in(api, "mol-2").json
    assert set(challenge) == {"challenge", "session"}
    assert challenge["challenge"] == "SOFTWARE_TOKEN_MFA"
    body = {**challenge, "username": "mol-2", "code": code_of(secret)}
    assert api.call("POST", "/v1/session", json_body=body).json["access_token"]
    wrong = f"{(int(body['code']) + 1) % 10**6:06}"
    assert api.call("POST", "/v1/session", json_body={**body, "code": wrong}).code == "sign_in_failed"


def test_a_step_with_a_field_missing_names_it(api: Gateway) -> None:
    body = {"username": "lao-1", "challenge": "NEW_PASSWORD_REQUIRED", "session": "s" * 20}
    reply = api.call("POST", "/v1/session", json_body=body)
    assert reply.json["errors"] == [{"pointer": "#/new_password", "code": "required"}]
    reply = api.call("POST", "/v1/session", json_body={"username": "lao-1"})
    assert reply.json["errors"] == [{"pointer": "#/password", "code": "required"}]


def test_seeding_again_keeps_a_revocation(api: Gateway, cloud: Cloud, outputs: dict[str, str]) -> None:
    row = get(core(), keys.officer("demo-mol-2"))
    assert row is not None
    put({**row, "status": "revoked"})
    users = seed(cloud, outputs)
    row = get(core(), keys.officer("demo-mol-2"))
    assert row is not None
    assert row["status"] == "revoked"
    assert {"username", "password", "role", "agency", "areas"} == set(users[0])


def test_every_agency_has_two_officers_at_least() -> None:
    for agency in ("Msdhs", "Lao", "Moe", "Moph", "Mol", "Moac", "Cdd", "Sbpac"):
        assert len(officers_of(agency)) >= 2
