"""The pieces under an import: ids and seals, claims on people, patient batches."""

from __future__ import annotations

import base64
import hmac
import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag

from shared.domain import survey_text
from shared.storage import batch, claims, identity, packing, wire
from shared.storage.claims import Claim
from tests.support.aws import Aws

KEYS = identity.Keys.derive("s" * 64)
HOME, OTHER = "aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb"


def test_a_household_has_one_opaque_id_whoever_names_it_and_two_families_in_one_house_stay_two() -> None:
    first = KEYS.household_id("95019900011", 1)
    assert first == identity.Keys.derive("s" * 64).household_id("95019900011", 1)
    assert first != KEYS.household_id("95019900011", 2)
    assert len(first) == 20
    assert first.isalnum()
    assert first == first.lower()


def test_ids_are_the_hmac_in_base32() -> None:
    def expected(text: str, letters: int) -> str:
        found = base64.b32encode(hmac.digest(KEYS.household, text.encode(), "sha256")).decode().lower()
        return found[:letters]

    assert KEYS.household_id("95019900011", 2) == expected("household|95019900011|2", 20)
    assert KEYS.member_of("1101700230705") == "m" + expected("citizen|1101700230705", 16)
    assert KEYS.officer_of("a@b.th") == "o" + expected("officer|a@b.th", 16)


def test_a_person_with_a_number_is_the_same_member_in_any_house_and_one_without_is_known_by_their_house() -> (
    None
):
    assert KEYS.member_of("1101700230705") == KEYS.member_of("1101700230705")
    unregistered = KEYS.member_without_number(HOME, "นูรีดา  สาแม", "2558", 0)
    assert unregistered == KEYS.member_without_number(HOME, "นูรีดา สาแม", "2558", 0)
    assert unregistered != KEYS.member_without_number(OTHER, "นูรีดา สาแม", "2558", 0)
    assert unregistered != KEYS.member_without_number(HOME, "นูรีดา สาแม", "2558", 1)


def test_a_seal_writes_the_same_bytes_twice_and_opens_only_for_its_own_household() -> None:
    seal = identity.Seal(bytes(range(64)))
    body = f'{{"members":{{"m1":{{{survey_text.written("first_name", "สุข")[:-1]}}}}}}}'
    sealed = seal.close(HOME, body)
    assert sealed == identity.Seal(bytes(range(64))).close(HOME, body)
    assert seal.open(HOME, sealed) == {"members": {"m1": {"first_name": "สุข"}}}
    with pytest.raises(InvalidTag):
        seal.open(OTHER, sealed)


def test_a_long_text_takes_less_room_and_comes_back_as_it_was() -> None:
    long = "สุขภาพดี มีหลักประกัน " * 90
    value = wire.item_of({"body": json.loads(packing.packed_text(long))})["body"]
    assert len(value["B"]) < len(long.encode()) / 5
    assert packing.unpacked(value["B"]) == long
    assert json.loads(packing.packed_text('สั้น "x" ')) == {"S": 'สั้น "x" '}
    seal = identity.Seal(bytes(range(64)))
    sealed = seal.close(HOME, json.dumps({"household": {"house_no": long}}, ensure_ascii=False))
    assert seal.open(HOME, sealed) == {"household": {"house_no": long}}
    assert len(sealed) < 400


def test_frequent_fields_are_one_sign_each_and_come_back_whatever_people_have_written() -> None:
    fields = {
        "sex": "หญิง",
        "bedridden": False,
        "person_income": 12000,
        "benefits_received": ["old_age_allowance", "something_new"],
        "occupation": 'ช่าง "ไม้"\n \ue003 \\ue003',
        "unheard_of": None,
    }
    text = "".join(survey_text.written(name, value) for name, value in fields.items())
    assert len(survey_text.written("sex", "หญิง")) == 2
    assert json.loads(survey_text.spelled_out(f"{{{text[:-1]}}}")) == fields


def test_a_data_key_opens_only_in_the_name_of_its_import(aws: Aws) -> None:
    plain, sealed = identity.new_data_key("one")
    assert identity.open_data_key("one", sealed) == plain
    with pytest.raises(ClientError):
        identity.open_data_key("two", sealed)


def people(household: str, *numbers: int) -> list[Claim]:
    return [Claim(f"blind{number:03d}", household, f"m{number}") for number in numbers]


def test_claims_stand_for_whoever_came_first_and_a_household_is_claimed_whole_or_not_at_all(aws: Aws) -> None:
    assert claims.stake("one", {HOME: people(HOME, 1, 2)}) == set()
    assert claims.stake("two", {OTHER: people(OTHER, 3, 2), "c" * 20: people("c" * 20, 4)}) == {OTHER}
    standing = claims.standing(["blind001", "blind002", "blind003", "blind004"])
    assert {blind: claim.household_id for blind, claim in standing.items()} == {
        "blind001": HOME,
        "blind002": HOME,
        "blind004": "c" * 20,
    }


def test_claims_said_twice_change_nothing(aws: Aws) -> None:
    claims.stake("one", {HOME: people(HOME, 1, 2)})
    before = aws.snapshot()
    assert claims.stake("one", {HOME: people(HOME, 1, 2)}) == set()
    assert aws.snapshot() == before


def test_more_people_than_one_transaction_holds_are_claimed_in_several(aws: Aws) -> None:
    many = {
        f"{number:020d}": people(f"{number:020d}", *range(number * 50, number * 50 + 45))
        for number in range(5)
    }
    assert claims.stake("one", many) == set()
    assert len(aws.items("IdentityTable")) == 225


def test_a_batch_holds_each_key_once_and_any_number_of_items_arrives(aws: Aws) -> None:
    for count in (1, 25, 26, 50):
        rows = [item(f"{count}-{number}") for number in range(count)]
        assert batch.put_all("IdentityTable", [*rows, rows[0]]) == count
    assert len(aws.items("IdentityTable")) == 102


class Refusing:
    """A table that leaves items of each batch unprocessed for a while, as a busy one does."""

    def __init__(self, times: int) -> None:
        self.left = times

    def call(self, operation: str, body: str) -> dict[str, Any]:
        (table, requests), *_ = json.loads(body)["RequestItems"].items()
        if not self.left:
            return wire.call(operation, body)
        self.left -= 1
        kept, refused = requests[: len(requests) // 2], requests[len(requests) // 2 :]
        if kept:
            wire.call(operation, json.dumps({"RequestItems": {table: kept}}))
        return {"UnprocessedItems": {table: refused}}


def test_items_that_the_table_refused_are_sent_again_after_a_random_wait(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "wire", SimpleNamespace(call=Refusing(times=3).call, text_of=wire.text_of))
    waits: list[float] = []
    batch.put_all("IdentityTable", [item(str(n)) for n in range(20)], sleep=waits.append, spread=lambda: 0.5)
    assert len(aws.items("IdentityTable")) == 20
    assert waits == [0.05, 0.1, 0.2]


def test_a_table_that_never_takes_the_items_ends_the_try(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "wire", SimpleNamespace(call=Refusing(times=99).call, text_of=wire.text_of))
    with pytest.raises(batch.Throttled):
        batch.put_all("IdentityTable", [item("1")], sleep=lambda _: None)


def test_a_prepared_body_stores_what_the_ordinary_client_would(aws: Aws) -> None:
    thing = {**item("thai"), "text": {"S": 'ก "ข" \\ \n'}, "bytes": {"B": b"\x00\xff"}, "yes": {"BOOL": True}}
    batch.put_all("IdentityTable", [thing])
    (mine,) = aws.items("IdentityTable")
    aws.client("dynamodb").put_item(TableName="IdentityTable", Item=thing)
    assert aws.items("IdentityTable") == [mine]
    assert mine["bytes"]["B"] == b"\x00\xff"


def test_a_request_of_our_own_is_signed_as_botocore_signs_any_other() -> None:
    for token in (None, "token"):
        keys = ReadOnlyCredentials("AKID", "secret", token, None)
        for url in ("https://dynamodb.ap-southeast-7.amazonaws.com/", "http://127.0.0.1:4566/"):
            signed = []
            for signer in (
                SigV4Auth(keys, "dynamodb", "ap-southeast-7"),
                wire._Signer(keys, "ap-southeast-7", url.split("/")[2]),
            ):
                headers = {
                    "Content-Type": "application/x-amz-json-1.0",
                    "X-Amz-Target": "DynamoDB_20120810.Query",
                }
                request = AWSRequest("POST", url, headers, "ข้อมูล".encode())
                request.context["timestamp"] = "20260101T000000Z"
                signer.add_auth(request)
                signed.append(dict(request.headers.items()))
            assert signed[0] == signed[1]


def item(name: str) -> batch.WireItem:
    return {"PK": {"S": f"X#{name}"}, "SK": {"S": "Y"}}
