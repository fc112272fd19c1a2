"""Names and numbers that people tell: sealed in a table of their own, each number in one household only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.casework.assess import assess_household
from shared.domain.citizens import check_digit
from shared.storage import people
from shared.storage.identity import keys_of_stack
from tests.api.casework import about, details, events, send, tag
from tests.api.gateway import Gateway, Reply
from tests.api.test_changes import BORN, OTHER, mentored
from tests.api.world import HOUSEHOLD, TODAY
from tests.support.aws import Aws

__all__ = ["mentored"]  # a fixture of the changes' tests


def number(serial: int) -> str:
    digits = f"1950101{serial:05d}"
    return digits + check_digit(digits)


GRANNY = {"title": "นาง", "first_name": "แมะสง", "last_name": "ดอเลาะทดสอบ", "citizen_id": number(1)}
FOUND = {**BORN, "kind": "found", "reason": "อยู่หลังบ้าน", "facts": {"birth_date": "1949", "sex": "หญิง"}}


def add(api: Gateway, who: dict[str, Any], household: str = HOUSEHOLD, **more: Any) -> Reply:
    match = tag(api, household=household)
    body = {**FOUND, "person": who, **more}
    return send(api, "POST", about("/members", household), "coordinator", body, match=match)


def correct(api: Gateway, token: str = "coordinator", match: str | None = None, **told: Any) -> Reply:
    body = {"on": "2022-01-18", "why": "was_wrong", **told}
    return send(api, "PATCH", about("/identity"), token, body, match=match or tag(api))


def settle(*households: str) -> None:
    for household in households or (HOUSEHOLD,):
        assess_household(household, TODAY)


def test_a_name_lies_sealed_in_its_own_table_and_nowhere_else(mentored: Gateway, aws: Aws) -> None:
    reply = add(mentored, GRANNY)
    assert reply.status == 201, reply.body
    member = reply.json["member_id"]
    assert member == keys_of_stack().member_of(GRANNY["citizen_id"]), "a later file names her the same"
    assert people.load(HOUSEHOLD).members == {member: GRANNY}
    kept = json.dumps(
        aws.snapshot(), ensure_ascii=False, default=lambda value: bytes(value).decode("latin-1")
    )
    for text in (GRANNY["first_name"], GRANNY["last_name"], GRANNY["citizen_id"]):
        assert text not in kept
        assert text.encode() not in reply.body
    settle()
    assert add(mentored, GRANNY).json["errors"][0]["code"] == "CASE-MEMBER"


def test_a_correction_changes_one_field_and_tells_which_never_what(mentored: Gateway, aws: Aws) -> None:
    match = tag(mentored)
    told = {"members": [{"member_id": "m1", "first_name": "สมชายทดสอบ", "last_name": "ใจดีทดสอบ"}]}
    assert correct(mentored, "mentor", match, household={"phone": "0812345678"}, **told).status == 200
    assert correct(mentored, "mentor", match, **told).code == "stale"
    spelt = {"members": [{"member_id": "m1", "last_name": "ใจดีมากทดสอบ"}], "on": "2022-01-19"}
    assert correct(mentored, **spelt).status == 200
    known = people.load(HOUSEHOLD)
    assert known.household == {"phone": "0812345678"}
    assert known.members["m1"] == {"first_name": "สมชายทดสอบ", "last_name": "ใจดีมากทดสอบ"}
    noted = [item["details"]["M"]["fields"]["L"] for item in events(aws, "household.pii_changed")]
    assert sorted(len(one) for one in noted) == [1, 3]
    lines = mentored.call("GET", about("/timeline"), token="mentor").json["items"]
    assert [line["name"] for line in lines].count("household.pii_changed") == 2
    assert "ทดสอบ" not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"members": [{"member_id": "m1", "citizen_id": "1234567890123"}]}, 409, "CASE-NUMBER"),
        ({"household": {"phone": "12"}}, 422, None),
        ({"household": {"phone": "0812345678"}, "on": "2022-02-01"}, 409, "CASE-FUTURE"),
        ({"members": [{"member_id": "m9", "first_name": "ใครคนหนึ่ง"}]}, 409, "CASE-MEMBER"),
        ({}, 409, "required"),
    ],
)
def test_what_cannot_be_a_correction_is_refused(
    mentored: Gateway, told: dict[str, Any], status: int, code: str | None
) -> None:
    reply = correct(mentored, **told)
    assert reply.status == status, reply.body
    assert code in (None, reply.json["errors"][0]["code"])


def test_only_who_works_with_the_household_corrects_a_name(mentored: Gateway) -> None:
    told: dict[str, Any] = {"household": {"phone": "0812345678"}}
    assert correct(mentored, "committee", **told).code == "forbidden"
    assert correct(mentored, "coordinator-far", **told).status == 404
    assert correct(mentored, "lao-1", **told).code == "forbidden"


def test_a_number_of_another_household_waits_on_the_desk_and_then_counts_as_decided(
    mentored: Gateway, aws: Aws
) -> None:
    assert add(mentored, GRANNY, OTHER).status == 201
    settle(OTHER)
    before = aws.items("CoreTable")
    refused = add(mentored, GRANNY)
    assert refused.json["errors"][0]["code"] == "CASE-NUMBER-HELD"
    assert "coordinator decides" in details(refused)
    assert OTHER not in refused.body.decode()
    desk = mentored.call("GET", "/v1/holds", token="coordinator").json["items"]
    assert [(one["household_id"], one["other_household"], one["import_id"]) for one in desk] == [
        (HOUSEHOLD, OTHER, None)
    ]
    assert len(aws.items("CoreTable")) == len(before) + 1, "nothing else was written"
    path = f"/v1/holds/{desk[0]['hold_id']}/decision"
    said = {"decision": "moved", "reason": "ย้ายมาอยู่กับลูก"}
    assert send(mentored, "POST", path, "coordinator", said, match='"1"').status == 200
    assert add(mentored, GRANNY).status == 201
    settle(HOUSEHOLD, OTHER)
    status = {
        home: {
            one["member_id"]: one["facts"]["person_status"]["value"]
            for one in mentored.call("GET", about("/members", home), token="coordinator").json["items"]
        }
        for home in (HOUSEHOLD, OTHER)
    }
    granny = desk[0]["member"]
    assert (status[HOUSEHOLD][granny], status[OTHER][granny]) == ("อยู่จริง", "ย้ายออก")


def test_a_wrong_number_is_free_again_once_it_is_corrected(mentored: Gateway) -> None:
    wrong = {"members": [{"member_id": "m1", "citizen_id": GRANNY["citizen_id"]}]}
    assert correct(mentored, **wrong).status == 200
    assert add(mentored, GRANNY).json["errors"][0]["code"] == "CASE-NUMBER-TAKEN"
    right = {"members": [{"member_id": "m1", "citizen_id": number(2)}], "on": "2022-01-19"}
    assert correct(mentored, **right).status == 200
    assert add(mentored, GRANNY, OTHER).status == 201
