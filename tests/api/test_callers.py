"""Who calls: the token proves the account, the officer's row decides, and a revoked row decides at once."""

from __future__ import annotations

import pytest

from shared.storage import keys
from shared.storage.tables import core, get
from tests.api.gateway import Gateway
from tests.api.world import officers, put
from tests.support.aws import Aws


def test_me_says_what_the_row_says_now(api: Gateway) -> None:
    reply = api.call("GET", "/v1/me", token="lao-1")
    assert reply.json == {
        "officer_id": "lao-1",
        "role": "agency_officer",
        "agency": "Lao",
        "areas": ["9501"],
        "language": "th",
    }


def test_no_token_is_401(api: Gateway) -> None:
    assert api.call("GET", "/v1/me").code == "unauthorized"


@pytest.mark.parametrize("token", ["stranger", "revoked", "id-token"])
def test_an_account_without_a_row_in_force_is_403(api: Gateway, token: str) -> None:
    reply = api.call("GET", "/v1/me", token=token)
    assert (reply.status, reply.code) == (403, "not_registered")


def test_a_revocation_counts_from_the_next_call_on(api: Gateway) -> None:
    assert api.call("GET", "/v1/me", token="coordinator").status == 200
    row = get(core(), keys.officer("coordinator"))
    assert row is not None
    put({**row, "status": "revoked"})
    assert api.call("GET", "/v1/me", token="coordinator").code == "not_registered"
    assert api.call("GET", "/v1/households", token="coordinator").code == "not_registered"


def test_a_change_of_areas_counts_from_the_next_call_on(api: Gateway) -> None:
    row = get(core(), keys.officer("coordinator"))
    assert row is not None
    put({**row, "areas": ["94"]})
    areas = {item["area"] for item in api.call("GET", "/v1/households", token="coordinator").json["items"]}
    assert areas == {"940101"}


def test_every_officer_row_round_trips(aws: Aws) -> None:
    for officer in officers().values():
        put({**keys.officer(officer.officer_id), **officer.to_item()})
        row = get(core(), keys.officer(officer.officer_id))
        assert row is not None
        assert type(officer).from_item(row) == officer
