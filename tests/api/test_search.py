"""Finding a household by a number: with a purpose, counted, audited, and never a word about what is not one's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra import canary
from shared.domain.areas import Areas
from shared.domain.citizens import check_digit, is_number
from shared.storage import claims, keys
from shared.storage.claims import BY_PERSON, Claim
from shared.storage.identity import keys_of_stack
from shared.storage.tables import Transaction
from tests.api.casework import events
from tests.api.gateway import Gateway, Reply
from tests.api.world import ELSEWHERE, FOREIGN, HOUSEHOLD, put_household
from tests.support.aws import Aws

PATH = "/v1/households/search"
HOUSE = "95010012345"


def number(serial: int) -> str:
    digits = f"1950101{serial:05d}"
    return digits + check_digit(digits)


HERE, ELSE, NOBODY, TRAP = map(number, (1, 2, 3, 4))


@pytest.fixture
def known(api: Gateway) -> Gateway:
    """A person here, one in another province, and a number that is a trap."""
    transaction = Transaction()
    blind = keys_of_stack().blind_index
    for who, household in ((HERE, HOUSEHOLD), (ELSE, FOREIGN)):
        transaction.actions.append(claims.put_action(BY_PERSON, Claim(blind(who), household, "m1")))
    trap = {**keys.unique_citizen(blind(TRAP)), "hid": "none", "mid": "none", "imp": BY_PERSON}
    transaction.put("IdentityTable", {**trap, "canary": True})
    transaction.commit()
    return api


def search(api: Gateway, token: str = "coordinator", **asked: Any) -> Reply:
    return api.call("POST", PATH, token=token, json_body={"purpose": "asks_for_help", **asked})


def watched(out: str) -> int:
    """How many searches counted into the metric that has an alarm."""
    lines = [json.loads(line) for line in out.splitlines() if "SearchesToLookInto" in line]
    return sum(int(line["SearchesToLookInto"][0]) for line in lines)


def test_a_person_is_found_by_number_in_ones_own_area_and_the_search_is_noted_without_the_number(
    known: Gateway, aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = search(known, citizen_id=HERE)
    assert [(one["household_id"], one["member_id"]) for one in reply.json["items"]] == [(HOUSEHOLD, "m1")]
    (event,) = events(aws, "read.search_performed")
    assert event["actor"] == {"S": "coordinator"}
    assert event["household"] == {"S": HOUSEHOLD}
    assert event["details"]["M"]["purpose"] == {"S": "asks_for_help"}
    out = capsys.readouterr().out
    assert watched(out) == 0
    for kept in (out, json.dumps(aws.items("AuditTable")), json.dumps(aws.items("IdempotencyTable"))):
        assert HERE not in kept


def test_a_house_code_finds_each_family_of_the_house(known: Gateway) -> None:
    names = keys_of_stack()
    for family in (1, 2):
        put_household(names.household_id(HOUSE, family))
    found = search(known, house_code=HOUSE).json["items"]
    assert {one["household_id"] for one in found} == {
        names.household_id(HOUSE, 1),
        names.household_id(HOUSE, 2),
    }
    assert {one["member_id"] for one in found} == {None}


def test_what_is_not_there_and_what_is_elsewhere_are_the_same_answer_and_the_second_is_watched(
    known: Gateway, aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = search(known, citizen_id=NOBODY)
    assert watched(capsys.readouterr().out) == 0
    elsewhere = search(known, citizen_id=ELSE)
    assert watched(capsys.readouterr().out) == 1
    trapped = search(known, citizen_id=TRAP)
    assert watched(capsys.readouterr().out) == 1
    assert {(one.status, one.body) for one in (missing, elsewhere, trapped)} == {(200, b'{"items":[]}')}
    noted = [event["details"]["M"] for event in events(aws, "read.search_performed")]
    assert sorted(tuple(sorted({"outside", "canary"} & set(one))) for one in noted) == [
        (),
        ("canary",),
        ("outside",),
    ]


def test_a_canary_that_an_operator_plants_is_told_once_and_whoever_searches_for_it_is_flagged(
    known: Gateway, aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    assert canary.main(["plant", "--province", "95", "--count", "2", "--label", "mailbox"]) == 0
    numbers = capsys.readouterr().out.split()
    assert len(set(numbers)) == 2
    assert all(is_number(one) and not Areas.load().known(one[1:5]) for one in numbers)
    assert not [one for one in numbers if one in json.dumps(aws.snapshot(), default=repr)]
    assert search(known, citizen_id=numbers[1]).json["items"] == []
    assert watched(capsys.readouterr().out) == 1
    canary.main(["list"])
    listed = capsys.readouterr().out.splitlines()
    assert [line.rpartition(" ")[2] for line in listed] == ["-", "mailbox", "mailbox"]
    (event,) = events(aws, "read.search_performed")
    assert event["details"]["M"]["canary"] == {"BOOL": True}


def test_an_agency_finds_what_its_own_work_is_about_wherever_that_lies(known: Gateway) -> None:
    assert search(known, "lao-1", citizen_id=ELSE).json["items"][0]["area"] == ELSEWHERE
    assert search(known, "moe-1", citizen_id=ELSE).json["items"] == []
    assert search(known, "mentor", citizen_id=HERE).code == "forbidden"
    assert search(known, "administrator", citizen_id=HERE).code == "forbidden"


def test_an_officer_has_so_many_searches_an_hour(known: Gateway, aws: Aws) -> None:
    for _ in range(30):
        assert search(known, citizen_id=NOBODY).status == 200
    refused = search(known, citizen_id=HERE)
    assert (refused.status, refused.code) == (429, "too_many_requests")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert len(events(aws, "read.search_performed")) == 30
    assert search(known, "lao-1", citizen_id=HERE).status == 200


def test_one_number_with_a_purpose_is_asked_for_and_one_that_can_be_somebodys(known: Gateway) -> None:
    for asked in ({}, {"citizen_id": HERE, "house_code": HOUSE}):
        assert search(known, **asked).json["errors"][0]["code"] == "required"
    wrong = HERE[:-1] + str((int(HERE[-1]) + 1) % 10)
    assert search(known, citizen_id=wrong).json["errors"][0]["code"] == "CASE-NUMBER"
    assert search(known, citizen_id=HERE, purpose="curious").code == "invalid"
