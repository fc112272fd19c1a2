"""New keys for the Identity table: nobody is lost, nobody is twice, and a kill at any moment is mended by a repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.client import BaseClient

from infra.rekey import blind
from infra.rekey.__main__ import main
from infra.rekey.data_keys import Round
from shared.domain.dates import moment_of
from shared.storage import identity, imports, keys, people
from shared.storage.claims import Claim, standing
from shared.storage.people import People
from shared.storage.tables import Transaction
from tests.builders import imports as build
from tests.support.aws import Aws
from tests.support.imports import household

LATER = datetime(2022, 3, 1, tzinfo=UTC)
WRITES = {"UpdateItem", "BatchWriteItem", "PutSecretValue"}


class Killed(BaseException):
    pass


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    identity._kept.clear()
    yield
    identity._kept.clear()


@pytest.fixture
def family(aws: Aws) -> str:
    """A grandmother and a pupil from a file; somebody corrected the grandmother's name later."""
    import_id = build.imported(aws, build.as_csv(build.family(1, phone="0871000327")))
    told = People({}, {identity.keys_of_stack().member_of(build.citizen(1)): {"first_name": "มะลิวัลย์"}})
    transaction = Transaction()
    people.correct(transaction, household(), moment_of("2022-01-19T00:00:00Z").date(), "00000002", told)
    transaction.commit()
    return import_id


def sealed(aws: Aws) -> list[bytes]:
    return [bytes(item["sealed"]["B"]) for item in aws.items("IdentityTable") if "sealed" in item]


def killed_after(monkeypatch: pytest.MonkeyPatch, writes: int, run: Any) -> bool:
    """Whether the run was killed before its ``writes``-th write."""
    real, left = BaseClient._make_api_call, [writes]

    def call(client: Any, operation: str, asked: Any) -> Any:
        if operation in WRITES:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return real(client, operation, asked)

    with monkeypatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", call)
        try:
            run()
        except Killed:
            return True
    return False


def test_every_identity_is_sealed_under_a_new_data_key_and_says_the_same(aws: Aws, family: str) -> None:
    before, names = sealed(aws), people.load(household())
    old = imports.load(family)
    assert Round("first", LATER).run() == {"sealed": 2}
    assert people.load(household()) == names
    assert names.members[identity.keys_of_stack().member_of(build.citizen(1))]["first_name"] == "มะลิวัลย์"
    assert not set(sealed(aws)) & set(before)
    job = imports.load(family)
    assert old is not None
    assert job is not None
    assert job.data_key != old.data_key
    assert job.data_key_before is None, "what nothing lies under any more is dropped"
    kept = aws.snapshot()
    assert Round("first", LATER).run() == {"done": 2}
    assert aws.snapshot() == kept
    again = build.imported(
        aws, build.as_csv(build.family(1, phone="0871000327")), "partners/cdd/import/x.csv"
    )
    assert build.manifest(aws, again)["counts"]["unchanged"] == 2


def test_an_import_of_the_last_days_keeps_its_key_since_a_late_message_may_still_write_under_it(
    aws: Aws, family: str
) -> None:
    assert Round("first", moment_of("2022-01-25T00:00:00Z")).run() == {"left": 1, "sealed": 1}


def test_people_can_be_read_at_any_moment_of_a_change_of_data_keys(
    aws: Aws, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, writes = people.load(household()), 0
    while killed_after(monkeypatch, writes, Round("only", LATER).run):
        assert people.load(household()) == names
        writes += 1
    assert writes > 2, "each try goes on where the last one was killed"
    assert people.load(household()) == names
    job = imports.load(family)
    assert job is not None
    assert job.data_key_before is None


def test_a_round_that_was_killed_comes_first(
    aws: Aws, family: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert killed_after(monkeypatch, 1, Round("first", LATER).run)
    assert main(["data", "--round", "second"]) == 1
    assert "first" in capsys.readouterr().out
    assert main(["data", "--round", "first"]) == 0


# ---------------------------------------------------------------- blind indexes


def change() -> None:
    """With processes that read the secret anew, as all do within the pause."""
    blind.change(sleep=lambda seconds: identity._kept.clear(), say=lambda line: None)
    identity._kept.clear()


def claims(aws: Aws) -> dict[str, str]:
    """Whose each claim is."""
    rows = [item for item in aws.items("IdentityTable") if item["SK"]["S"] == keys.UNIQUE and "hid" in item]
    return {item["PK"]["S"]: item["mid"]["S"] for item in rows}


def put_canary() -> str:
    number = build.citizen(77)
    index = identity.keys_of_stack().blind_index(number)
    transaction = Transaction()
    trap = {**keys.unique_citizen(index), "hid": "none", "mid": "none", "imp": "person", "canary": True}
    transaction.put("IdentityTable", trap)
    transaction.commit()
    return number


def test_a_number_is_found_under_the_new_key_and_under_no_other(aws: Aws, family: str) -> None:
    trap = put_canary()
    numbers = [build.citizen(1), build.citizen(2), trap]
    ids = household()
    for generation in (1, 2):
        before = claims(aws)
        change()
        assert len(claims(aws)) == len(before)
        assert not claims(aws).keys() & before.keys()
        names = identity.keys_of_stack()
        found = [from_claim(names.blind_index(number)) for number in numbers]
        assert [one.member_id for one in found] == [*map(names.member_of, numbers[:2]), "none"]
        assert [one.canary for one in found] == [False, False, True]
        assert {identity.generation(one.blind) for one in found} == {generation}
    assert household() == ids, "ids that people write down never change"


def from_claim(index: str) -> Claim:
    return standing([index])[index]


def test_one_person_is_still_in_one_household_only(aws: Aws, family: str) -> None:
    rows = build.family(1, build.OTHER_HOUSE)
    held = build.imported(aws, build.as_csv(rows), "partners/cdd/import/before.csv")
    assert build.manifest(aws, held)["counts"]["held"] == 2
    change()
    held = build.imported(aws, build.as_csv(rows), "partners/cdd/import/after.csv")
    assert build.manifest(aws, held)["counts"]["held"] == 2
    new = build.imported(aws, build.as_csv(build.family(3, build.OTHER_HOUSE)), "partners/cdd/import/new.csv")
    assert build.manifest(aws, new)["counts"]["applied"] == 2
    indexes = [item["blind"]["S"] for item in aws.items("IdentityTable") if "blind" in item]
    assert indexes
    assert {identity.generation(one) for one in indexes} == {1}


def test_nobody_works_on_numbers_while_the_key_changes(aws: Aws, family: str) -> None:
    seen = []

    def meanwhile(seconds: float) -> None:
        identity._kept.clear()
        seen.append(seconds)
        with pytest.raises(identity.KeysChanging):
            identity.keys_of_stack()

    blind.change(sleep=meanwhile, say=lambda line: None)
    (seconds,) = seen
    assert seconds > identity.KEPT_SECONDS + blind.LONGEST, "whatever began before is over"
    with pytest.raises(identity.KeysChanging):  # until it reads the secret again
        identity.keys_of_stack()


def test_a_change_that_is_killed_at_any_write_and_repeated_ends_like_one_that_was_not(
    aws: Aws, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = sorted(claims(aws).values())
    writes = 0
    while killed_after(monkeypatch, writes, change):
        writes += 1
    assert writes > 3, "pause, copy, change, sweep"
    assert sorted(claims(aws).values()) == members
    (generation,) = {identity.generation(one.removeprefix("UQ#CID#")) for one in claims(aws)}
    assert len(blind.read().layers) == generation


def test_a_pause_can_be_ended_without_a_change(
    aws: Aws, family: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = claims(aws)
    assert killed_after(monkeypatch, 2, change), "paused and copied"
    assert main(["resume"]) == 0
    identity._kept.clear()
    assert claims(aws) == before
    assert from_claim(identity.keys_of_stack().blind_index(build.citizen(1))).household_id == household()
    assert main(["resume"]) == 0
    assert "nothing" in capsys.readouterr().out


def test_the_secret_as_the_template_makes_it_is_a_root_alone() -> None:
    plain = identity.Keys.derive("s" * 64)
    assert identity.Keys.derive(json.dumps({"root": "s" * 64, "layers": []})) == plain
    for root in (
        "s" * 64,
        "{1=>1`J,",
        '{"',
    ):  # random characters may look like the beginning of something else
        assert identity.Secret.parse(root) == identity.Secret(root)
        assert identity.Secret.parse(identity.Secret(root).text()) == identity.Secret(root)
