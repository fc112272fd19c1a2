"""A partner's file becomes surveys, sealed identities and exact faults, once and only once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.import_part.handler import handler
from shared.storage import claims, identity, imports
from shared.storage.claims import Claim
from shared.storage.households import load_history
from tests.builders import imports as build
from tests.support.aws import Aws, put_clock
from tests.support.events import Context
from tests.support.imports import apart_from_imports, household, kinds

EVENTS = Path(__file__).resolve().parents[2] / "events"


# ---------------------------------------------------------------- surveys


def test_a_household_becomes_one_packed_survey_and_one_sealed_identity(aws: Aws) -> None:
    import_id = build.imported(aws, build.as_csv(build.family(1)))
    assert kinds(aws) == ["HOUSES META", "HX SV", "IMP META"]
    assert kinds(aws, "IdentityTable") == ["HH ID", "UQ UQ", "UQ UQ"]
    history = load_history(household())
    (survey,) = history.surveys
    assert (survey.observed_on.isoformat(), survey.tambon, survey.sequence) == ("2021-11-05", "950101", 1)
    assert survey.household["household_income"] == 60000
    assert survey.household["household_failed"] == [8, 22]
    grandmother, pupil = survey.members.values()
    assert (grandmother["birth_date"], pupil["birth_date"]) == ("1950-03-01", "2012-05-01")
    assert grandmother["benefits_received"] == []
    assert list(survey.members) == [
        identity.keys_of_stack().member_of(build.citizen(serial)) for serial in (1, 2)
    ]
    assert history.as_of == "2022-01-19"
    assert len(history.waiting) == 1
    assert build.manifest(aws, import_id)["counts"] == {
        "records": 2,
        "applied": 2,
        "unchanged": 0,
        "held": 0,
        "quarantined": 0,
        "duplicates": 0,
    }


def test_names_lie_only_in_the_identity_table_and_only_sealed(aws: Aws) -> None:
    import_id = build.imported(aws, build.as_csv(build.family(1, phone="0871000327")))
    everything = json.dumps(aws.snapshot(), default=repr, ensure_ascii=False)
    for secret in ("มะลิ", "ใจดี", build.citizen(1), build.HOUSE, "0871000327"):
        assert secret not in everything
        assert secret.encode() not in json.dumps(build.manifest(aws, import_id), ensure_ascii=False).encode()
    (twin,) = [item for item in aws.items("IdentityTable") if item["SK"]["S"].startswith("ID#")]
    job = imports.load(twin["imp"]["S"])
    assert job is not None
    assert job.data_key is not None
    seal = identity.Seal(identity.open_data_key(job.import_id, job.data_key))
    opened = seal.open(household(), bytes(twin["sealed"]["B"]))
    assert opened["household"] == {"house_code": build.HOUSE, "household_no": "1", "phone": "0871000327"}
    assert [person["first_name"] for person in opened["members"].values()] == ["มะลิ", "ดิน"]


def test_the_message_twice_changes_no_table_and_no_result(aws: Aws) -> None:
    import_id = build.imported(aws, build.as_csv(build.family(1)))
    before = aws.snapshot(), build.result(aws, import_id, "manifest.json")
    build.run(import_id)
    assert (aws.snapshot(), build.result(aws, import_id, "manifest.json")) == before


@pytest.mark.parametrize("fails_at", ["stake", "put_texts", "publish"])
def test_a_run_that_ended_midway_is_finished_by_the_next_as_if_nothing_had_happened(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    from functions.import_part import households, run

    file = build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE))
    import_id = build.upload(aws, file)
    with monkeypatch.context() as broken:
        target = {"stake": households.claims, "put_texts": households.batch, "publish": run}[fails_at]
        real = getattr(target, fails_at)

        def breaks(*arguments: Any, **named: Any) -> Any:
            if fails_at != "publish":
                real(*arguments, **named)
            raise ConnectionError

        broken.setattr(target, fails_at, breaks)
        assert handler(build.part(import_id), Context())["batchItemFailures"]
    build.run(import_id)
    interrupted = aws.snapshot(), build.result(aws, import_id, "manifest.json")
    assert build.manifest(aws, import_id)["households"]["new"] == 2
    assert len(load_history(household()).surveys) == 1
    build.run(import_id)
    assert (aws.snapshot(), build.result(aws, import_id, "manifest.json")) == interrupted


def test_the_same_file_again_writes_nothing_and_says_unchanged(aws: Aws) -> None:
    file = build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE))
    build.imported(aws, file)
    before = apart_from_imports(aws.snapshot())
    put_clock(aws, "2022-02-01T02:00:00Z")
    again = build.imported(aws, file, "partners/moph/import/the same.csv")
    assert apart_from_imports(aws.snapshot()) == before
    assert build.manifest(aws, again)["counts"]["unchanged"] == 4
    assert [row["สถานะ"] for row in build.diff(aws, again)] == ["เหมือนเดิม", "เหมือนเดิม"]


def test_only_the_household_that_changed_is_written_and_the_changed_fields_are_named(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE)))
    renamed = build.family(1, household_income=75000)
    renamed[1]["first_name"] = "ดินแดน"
    second = build.imported(aws, build.as_csv(renamed + build.family(3, build.OTHER_HOUSE)))
    assert build.manifest(aws, second)["households"] == {
        "new": 0,
        "changed": 1,
        "unchanged": 1,
        "older": 0,
        "held": 0,
    }
    changed, unchanged = build.diff(aws, second)
    assert (changed["สถานะ"], changed["ครัวเรือน"], changed["แถว"]) == ("เปลี่ยนแปลง", household(), "2, 3")
    assert changed["ช่องที่เปลี่ยน"] == "รายได้ครัวเรือนต่อปี; ชื่อ"
    assert unchanged["ช่องที่เปลี่ยน"] == ""
    assert [survey.sequence for survey in load_history(household()).surveys] == [1, 2]
    assert len(load_history(household(build.OTHER_HOUSE)).surveys) == 1


def test_an_older_survey_that_comes_late_is_kept_as_history_and_named_older(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    older = build.family(1, survey_date="05/11/2563", survey_year=2563, household_income=1000)
    second = build.imported(aws, build.as_csv(older))
    assert build.manifest(aws, second)["counts"]["applied"] == 2
    assert [row["สถานะ"] for row in build.diff(aws, second)] == ["เก่ากว่าที่มีอยู่"]
    days = [survey.observed_on.isoformat() for survey in load_history(household()).surveys]
    assert sorted(days) == ["2020-11-05", "2021-11-05"]


def test_the_same_answers_a_day_later_are_fresh_facts_and_are_written(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    build.imported(aws, build.as_csv(build.family(1, survey_date="06/11/2564")))
    assert len(load_history(household()).surveys) == 2


def test_without_a_survey_date_the_survey_counts_from_the_first_of_july_and_says_so(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1, survey_date="")))
    (survey,) = load_history(household()).surveys
    assert (survey.observed_on.isoformat(), survey.approximate) == ("2021-07-01", True)


def test_a_household_with_one_bad_row_is_held_whole_and_comes_back_fixed(aws: Aws) -> None:
    bad = build.family(1)
    bad[1]["birth_date"] = "31/02/2555"
    import_id = build.imported(aws, build.as_csv(bad + build.family(3, build.OTHER_HOUSE)))
    assert load_history(household()).surveys == ()
    counts = build.manifest(aws, import_id)["counts"]
    assert (counts["applied"], counts["held"], counts["quarantined"]) == (2, 1, 1)
    clean, faulty = build.errors(aws, import_id)
    assert (clean["__แถว"], clean["__รหัส"]) == ("2", "")
    assert faulty["__แถว"] == "3"
    assert faulty["__รหัส"].startswith("CELL-DATE")
    fixed = build.result(aws, import_id, "errors.csv").decode().replace("31/02/2555", "28/02/2555").encode()
    second = build.imported(aws, fixed)
    assert build.manifest(aws, second)["counts"]["applied"] == 2
    assert len(load_history(household()).surveys) == 1


# ---------------------------------------------------------------- one person, one household


def test_a_person_known_in_another_household_is_held_and_both_sides_are_named_without_the_number(
    aws: Aws,
) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    moved = build.family(3, build.OTHER_HOUSE)
    moved[1]["citizen_id"] = build.citizen(1)
    before = apart_from_imports(aws.snapshot())
    import_id = build.imported(aws, build.as_csv(moved))
    assert apart_from_imports(aws.snapshot()) == before
    manifest = build.manifest(aws, import_id)
    assert (manifest["state"], manifest["counts"]["held"]) == ("done", 2)
    assert manifest["holds"] == [
        {"household": household(build.OTHER_HOUSE), "rows": [3], "others": [household()]}
    ]
    lines = build.errors(aws, import_id)
    assert [(line["__แถว"], line["__รหัส"]) for line in lines] == [("2", ""), ("3", "HOUSE-IDENTITY")]
    assert build.citizen(1) not in json.dumps(manifest)


def test_somebody_who_moved_out_may_live_in_another_household(aws: Aws) -> None:
    old = build.family(1)
    old[1]["person_status"] = "ย้ายออก"
    new = build.family(3, build.OTHER_HOUSE)
    new[1]["citizen_id"] = build.citizen(2)
    import_id = build.imported(aws, build.as_csv(old + new))
    assert build.manifest(aws, import_id)["counts"]["applied"] == 4


def test_a_held_household_is_held_again_when_the_file_comes_again(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    moved = build.as_csv(build.family(1, build.OTHER_HOUSE))
    first, second = build.imported(aws, moved), build.imported(aws, moved)
    assert build.manifest(aws, first)["counts"] == build.manifest(aws, second)["counts"]
    assert build.result(aws, first, "errors.csv") == build.result(aws, second, "errors.csv")


def test_of_two_imports_that_claim_a_person_at_once_the_second_is_held(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.import_part import households

    build.imported(aws, build.as_csv(build.family(1)))
    real, looks = households.claims.standing, []

    def too_early(blinds: Any) -> Any:
        looks.append(1)
        return real(blinds) if len(looks) > 1 else {}

    monkeypatch.setattr(households.claims, "standing", too_early)
    second = build.imported(aws, build.as_csv(build.family(1, build.OTHER_HOUSE)))
    assert build.manifest(aws, second)["counts"]["held"] == 2
    assert load_history(household(build.OTHER_HOUSE)).surveys == ()
    owners = {item["hid"]["S"] for item in aws.items("IdentityTable") if "hid" in item}
    assert owners == {household()}


def test_people_claimed_by_a_try_that_was_killed_are_let_go_when_their_household_is_held(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    rows = build.family(3, build.OTHER_HOUSE)
    rows[1]["citizen_id"] = build.citizen(2)  # of the first house
    import_id = build.upload(aws, build.as_csv(rows))
    claim = claimed_by(build.citizen(3), household(build.OTHER_HOUSE))
    assert claims.stake(import_id, {claim.household_id: [claim]}) == set()
    build.run(import_id)
    assert build.manifest(aws, import_id)["counts"]["held"] == 2
    assert claims.standing([claim.blind]) == {}


def claimed_by(number: str, home: str) -> Claim:
    return Claim(
        identity.keys_of_stack().blind_index(number), home, identity.keys_of_stack().member_of(number)
    )


def test_members_without_a_number_are_stored_and_namesakes_stay_two(aws: Aws) -> None:
    rows = [
        build.person(1, citizen_id=""),
        build.child(2, citizen_id=""),
        build.child(3, citizen_id="", person_no=3, sex="หญิง"),
    ]
    build.imported(aws, build.as_csv(rows))
    (survey,) = load_history(household()).surveys
    assert len(survey.members) == 3
    assert kinds(aws, "IdentityTable") == ["HH ID"]
