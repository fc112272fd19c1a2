"""Every route, every role: what is foreign answers as what is not there, and a role without a right is told so."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.handler import app
from shared.casework.access import SCOPES, Forbidden, permit
from shared.casework.case_items import text_of
from shared.casework.sessions import Caller
from shared.domain.meetings import Meeting
from shared.domain.officers import Officer
from shared.domain.pilots import Rule, Selection
from shared.http.openapi import operations
from shared.http.operation import Operation
from shared.storage import clock, cognito, keys
from shared.storage.households import load_state
from tests.api.gateway import Gateway, Reply
from tests.api.world import FOREIGN, TODAY, USER, officers, put, put_household
from tests.support.aws import Aws

GUARDED = [one for one in operations(app) if not one.public]
WITH_ID = [one for one in GUARDED if one.of("path")]
ROLES = [name for name in officers() if name not in ("revoked", "machine")]
OF_A_PLACE = {"household_id", "task_id", "alert_id", "grievance_id", "selection_id", "meeting_id"}
IMPORT = "d" * 32
SELECTION = "d" * 16
BODIES: dict[str, Any] = {
    "POST /v1/uploads": {"name": "a.csv"},
    "POST /v1/tasks/{task_id}/actions": {"action": "accept"},
    "PUT /v1/households/{household_id}/mentor": {"officer_id": "mentor"},
    "POST /v1/households/{household_id}/phase": {"target": 2},
    "POST /v1/households/{household_id}/visits": {
        "visit_id": "visit-0001",
        "on": "2022-01-18",
        "result": "nobody_home",
        "team": ["mentor"],
    },
    "POST /v1/households/{household_id}/facts": {"member_id": "m1", "facts": {"bedridden": True}},
    "POST /v1/households/{household_id}/uploads": {"kind": "image/jpeg"},
    "POST /v1/households/{household_id}/consents": {
        "purpose": "photos",
        "given": True,
        "on": "2022-01-18",
        "by": "m1",
    },
    "POST /v1/households/{household_id}/needs": {"assessed": ["health"]},
    "POST /v1/households/{household_id}/needs/answers": {"declined": "x"},
    "PUT /v1/households/{household_id}/plan": {},
    "POST /v1/households/{household_id}/plan/signatures": {"role": "mentor", "digest": "0" * 64},
    "POST /v1/households/{household_id}/plan/decision": {"approved": True},
    "PATCH /v1/households/{household_id}/plan/measures/{measure}": {"given_up": True, "reason": "x"},
    "POST /v1/households/{household_id}/members": {
        "kind": "born",
        "on": "2022-01-10",
        "facts": {"birth_date": "2022-01-10"},
    },
    "PATCH /v1/households/{household_id}/members/{member_id}": {"kind": "died", "on": "2022-01-10"},
    "PATCH /v1/households/{household_id}/identity": {
        "on": "2022-01-10",
        "why": "has_changed",
        "household": {"phone": "0812345678"},
    },
    "POST /v1/households/{household_id}/changes": {"kind": "declined", "on": "2022-01-10", "reason": "x"},
    "POST /v1/households/{household_id}/rounds": {"name": "baseline"},
    "POST /v1/households/{household_id}/alerts": {"shock": "death", "on": "2022-01-10"},
    "POST /v1/alerts/{alert_id}/decision": {"decision": "watch", "reason": "x"},
    "POST /v1/households/{household_id}/losses/decision": {
        "benefit": "old_age_allowance",
        "decision": "accepted",
        "reason": "x",
    },
    "POST /v1/households/{household_id}/grievances": {"about": "conduct", "text": "x"},
    "POST /v1/grievances/{grievance_id}/actions": {"action": "send", "reason": "x"},
    "POST /v1/meetings": {"on": "2022-01-19", "chair": "committee", "present": ["coordinator"]},
    "POST /v1/meetings/{meeting_id}/decisions": {"close": True},
    "POST /v1/households/search": {"purpose": "grievance", "house_code": "95010012345"},
    "POST /v1/officers/handover": {"from_officer": "nobody", "to_officer": "no-one", "reason": "x"},
    "PATCH /v1/officers/{officer_id}": {"reason": "x", "status": "revoked"},
    "POST /v1/subscriptions": {"kind": "monthly"},
    "POST /v1/simulations": {
        "area": "95",
        "changes": [{"parameter": "old_age_allowance.min_age", "since": "2022-01-01", "value": 59}],
    },
    "POST /v1/break-glass": {"household_id": "nobodynobody12345678", "reason": "x"},
    "POST /v1/pilots/selections": {"areas": ["9501"], "size": 1},
    "POST /v1/pilots/selections/{selection_id}/swaps": {
        "out": "nobodynobody12345678",
        "into": "nobodynobody12345679",
        "reason": "x",
    },
}
# An agency's live task opens the household to it, wherever that lies. So to Lao, whose claim FOREIGN has, and to the
# coordinator of its area, another household is foreign: one in a third province that only Moe has to do with.
THIRD, THIRD_TAMBON = "thirdthird0123456789", "900101"
AT_HOME_IN_FOREIGN = {"lao-1", "lao-far", "lao-head", "coordinator-far"}


def name_of(one: Operation) -> str:
    return f"{one.method} {one.path}"


def call(api: Gateway, one: Operation, token: str, ids: dict[str, str]) -> Reply:
    path = one.path
    for parameter in one.of("path"):
        path = path.replace(f"{{{parameter.name}}}", ids.get(parameter.name, "errors"))
    body = BODIES.get(name_of(one))
    return api.call(one.method, path, token=token, json_body=body, headers={"If-Match": '"1"'})


def foreign_ids(api: Gateway, household: str, desk: str) -> dict[str, str]:
    """Ids of things that exist in a household; what its own desk may file there, it files."""
    place, filed = f"/v1/households/{household}", {}
    for what, body in (
        ("alerts", {"shock": "death", "on": "2022-01-10"}),
        ("grievances", {"about": "conduct", "text": "x"}),
    ):
        headers = {"If-Match": api.call("GET", place, token=desk).headers["etag"]}
        reply = api.call("POST", f"{place}/{what}", token=desk, json_body=body, headers=headers)
        assert reply.status == 201, reply.body
        filed[what] = reply.json
    return {
        "household_id": household,
        "task_id": next(iter(load_state(household).tasks)),
        "benefit_id": "old_age_allowance",
        "member_id": "m1",
        "import_id": IMPORT,
        "report_id": "monthly-2022-01",
        "selection_id": SELECTION,
        "officer_id": "moe-far",
        "subscription_id": "monthly-moe-far",
        "measure": "home_repair",
        "round_name": "baseline",
        "meeting_id": SELECTION,
        "grievance_id": filed["grievances"]["grievance_id"],
        "alert_id": filed["alerts"]["items"][0]["alert_id"],
    }


ABSENT = {
    "household_id": "nobodynobody12345678",
    "task_id": "nobodynobody12345678-0123456789ab",
    "benefit_id": "old_age_allowance",
    "member_id": "m1",
    "import_id": "e" * 32,
    "report_id": "monthly-2022-02",
    "selection_id": "e" * 16,
    "officer_id": "nobody",
    "subscription_id": "monthly-nobody",
    "measure": "home_repair",
    "round_name": "baseline",
    "meeting_id": "e" * 16,
    "grievance_id": "nobodynobody12345678-0123456789ab",
    "alert_id": "nobodynobody12345678-0123456789ab",
}


@pytest.fixture(autouse=True)
def no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """``test_sign_in.py`` asks a user pool; here nobody signs in or out."""

    def refuse(operation: str, **arguments: object) -> None:
        raise cognito.SignInRefused

    monkeypatch.setattr(cognito, "_call", refuse)


@pytest.fixture(scope="module")
def foreign(reading: Gateway) -> dict[str, dict[str, str]]:
    """What is foreign to each role, by token."""
    put_household(THIRD, THIRD_TAMBON, birth_date="2011-03-14", studying="ป.5", relation="บุตร")
    put(
        {**keys.officer("third"), **Officer("third", "coordinator", None, ("90",)).to_item(), "v": 1},
        {**keys.login("sub-third"), "officer_id": "third"},
        {
            **keys.import_meta(IMPORT),
            **keys.import_index("other", "2022-01-19T02:00:00Z", IMPORT),
            "import_id": IMPORT,
            "partner": "other",
            "mode": "import",
            "state": "done",
            "received_at": "2022-01-19T02:00:00Z",
        },
        {
            **keys.selection(SELECTION),
            "on": "2022-01-19",
            "by": "somebody",
            "body": text_of(Selection(Rule(1, ("9001",)), (), (), (), 0, "")),
            "v": 1,
        },
        {
            **keys.meeting(SELECTION),
            "province": "90",
            "body": text_of(Meeting(SELECTION, TODAY, "committee", ("committee", "coordinator"), ())),
            "v": 1,
        },
    )
    reading.tokens["third"] = {**reading.tokens["coordinator"], "sub": "sub-third"}
    lao, moe = foreign_ids(reading, FOREIGN, "coordinator-far"), foreign_ids(reading, THIRD, "third")
    return {token: moe if token in AT_HOME_IN_FOREIGN else lao for token in ROLES}


@pytest.mark.parametrize("one", WITH_ID, ids=name_of)
def test_a_foreign_id_answers_as_an_absent_one_to_every_role(
    reading: Gateway, foreign: dict[str, dict[str, str]], one: Operation
) -> None:
    parts = {parameter.name for parameter in one.of("path")}
    # the centre sees every partner's imports, and whom it may call to a meeting, so to it none is foreign
    at_home = set() if parts & OF_A_PLACE else {"coordinator", "coordinator-far", "administrator"}
    if "officer_id" in parts:
        at_home.add("committee")
    for token in ROLES:
        if token in at_home:
            continue
        met, missed = call(reading, one, token, foreign[token]), call(reading, one, token, ABSENT)
        assert (met.status, met.said) == (missed.status, missed.said), token
        assert met.status in (403, 404), token


@pytest.mark.parametrize("one", GUARDED, ids=name_of)
def test_a_role_without_a_right_is_refused_before_anything_is_looked_up(
    reading: Gateway, one: Operation
) -> None:
    for token, officer in officers().items():
        if token in ("revoked", "machine"):
            continue
        caller = Caller(officer, token, False, frozenset({USER}), clock.now(), "r")
        try:
            permit(caller, one.action)
        except Forbidden:
            assert call(reading, one, token, ABSENT).code == "forbidden", token
        else:
            assert call(reading, one, token, ABSENT).code != "forbidden", token


@pytest.mark.parametrize("one", GUARDED, ids=name_of)
def test_nobody_unknown_or_revoked_gets_past_the_door(reading: Gateway, one: Operation) -> None:
    assert call(reading, one, "stranger", ABSENT).code == "not_registered"
    assert call(reading, one, "revoked", ABSENT).code == "not_registered"
    path = one.path.replace("{", "").replace("}", "")
    assert reading.call(one.method, path).status in (401, 404)


@pytest.mark.parametrize("one", GUARDED, ids=name_of)
def test_a_machine_is_held_to_its_scope(reading: Gateway, one: Operation) -> None:
    reply = call(reading, one, "machine", ABSENT)
    if "sitthi/tasks.write" not in SCOPES.get(one.action, ()):
        assert reply.code == "forbidden"
    else:
        assert reply.code != "forbidden"


def test_a_refusal_in_the_house_is_in_the_audit_and_an_absent_thing_is_not(
    reading: Gateway, shared_aws: Aws, foreign: dict[str, dict[str, str]]
) -> None:
    reading.call("GET", f"/v1/households/{FOREIGN}", token="coordinator")
    reading.call("GET", f"/v1/households/{ABSENT['household_id']}", token="coordinator")
    refused = [item for item in shared_aws.items("AuditTable") if "access_denied" in item["type"]["S"]]
    subjects = {item["subject"]["S"] for item in refused if item["actor"]["S"] == "coordinator"}
    assert FOREIGN in subjects
    assert ABSENT["household_id"] not in subjects
