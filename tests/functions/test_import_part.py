"""A partner's file becomes surveys, sealed identities and exact faults, once and only once."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from functions.import_part.handler import handler
from shared.storage import identity, imports, keys
from shared.storage.households import load_history
from tests.builders import imports as build
from tests.support.aws import Aws, put_clock
from tests.support.events import Context, event

EVENTS = Path(__file__).resolve().parents[2] / "events"


def household(house: str = build.HOUSE, number: int = 1) -> str:
    return identity.keys_of_stack().household_id(house, number)


def kinds(aws: Aws, table: str = "CoreTable") -> list[str]:
    """What kinds of items a table holds, apart from the clock and the counter."""
    found = [
        (item["PK"]["S"].partition("#")[0], item["SK"]["S"].partition("#")[0]) for item in aws.items(table)
    ]
    return sorted(f"{pk} {sk}" for pk, sk in found if pk != "SYS")


def apart_from_imports(snapshot: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The tables without the items of imports themselves, and without the desk where held identities lie."""

    def own(item: dict[str, Any]) -> bool:
        return item["PK"]["S"].startswith(("IMP#", "SYS", "AU#", "HOLD#"))

    return {
        name: [item for item in items if "PK" in item and not own(item)] for name, items in snapshot.items()
    }


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


# ---------------------------------------------------------------- files of other kinds


def test_a_dry_run_gives_the_same_report_and_touches_no_household(aws: Aws) -> None:
    bad = build.family(1)
    bad[0]["sex"] = "?"
    file = build.as_csv(bad + build.family(3, build.OTHER_HOUSE))
    checked = build.imported(aws, file, "partners/cdd/check/people.csv")
    assert kinds(aws) == ["IMP META"]
    assert aws.items("IdentityTable") == []
    real = build.imported(aws, file)
    assert build.result(aws, checked, "errors.csv") == build.result(aws, real, "errors.csv")
    assert build.result(aws, checked, "diff.csv") == build.result(aws, real, "diff.csv")
    assert build.manifest(aws, checked)["counts"] == build.manifest(aws, real)["counts"]
    assert build.manifest(aws, checked)["mode"] == "check"


def test_a_windows_874_file_reads_like_its_utf8_twin(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    again = build.imported(aws, build.as_csv(build.family(1), encoding="cp874"))
    manifest = build.manifest(aws, again)
    assert (manifest["encoding"], manifest["counts"]["unchanged"]) == ("cp874", 2)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "FILE-EMPTY"),
        (b"%PDF-1.7 of a brochure", "FILE-NOT-TABLE"),
        (b"a,b\r\n1,2\r\n", "HEAD-"),
        (build.as_csv(build.family(1, tambon_code="000000")), "FILE-PLACES"),
    ],
)
def test_a_file_that_cannot_be_taken_is_rejected_with_one_reason_and_nothing_is_written(
    aws: Aws, body: bytes, code: str
) -> None:
    import_id = build.imported(aws, body)
    assert kinds(aws) == ["IMP META"]
    assert aws.items("IdentityTable") == []
    manifest = build.manifest(aws, import_id)
    assert (manifest["state"], manifest["counts"]["records"]) == ("rejected", 0)
    (line,) = build.errors(aws, import_id)
    assert line["__รหัส"].startswith(code)
    assert build.diff(aws, import_id) == []
    assert [item["type"]["S"] for item in aws.items("AuditTable")] == ["th.sitthi.import.rejected.v1"]


def test_officers_do_not_come_through_a_partners_door(aws: Aws) -> None:
    rows = [{"name": "สมศรี ดีงาม", "email": "somsri@example.org", "role": "administrator"}]
    import_id = build.imported(aws, build.as_csv(rows))
    assert build.manifest(aws, import_id)["state"] == "rejected"
    assert "FILE-DOOR" in build.manifest(aws, import_id)["codes"]


def test_a_file_that_was_deleted_meanwhile_fails_its_import_openly(aws: Aws) -> None:
    import_id = build.upload(aws, build.as_csv(build.family(1)))
    job = imports.load(import_id)
    assert job is not None
    aws.client("s3").delete_object(Bucket=job.source.bucket, Key=job.source.key, VersionId=job.source.version)
    build.run(import_id)
    assert build.manifest(aws, import_id)["state"] == "failed"


def test_a_newer_version_of_the_object_does_not_change_what_an_import_reads(aws: Aws) -> None:
    first = build.upload(aws, build.as_csv(build.family(1)))
    second = build.upload(aws, build.as_csv(build.family(3, build.OTHER_HOUSE)))
    build.run(second)
    build.run(first)
    assert build.manifest(aws, first)["source"]["sha256"] != build.manifest(aws, second)["source"]["sha256"]
    assert len(load_history(household()).surveys) == 1
    assert len(load_history(household(build.OTHER_HOUSE)).surveys) == 1


def test_the_sample_province_passes_its_dry_run_whole(aws: Aws) -> None:
    """The real run of all 379 is the journey's: the mock copies every table for each transaction."""
    file = (EVENTS / "tpmap_yala_379.csv").read_bytes()
    manifest = build.manifest(aws, build.imported(aws, file, "partners/cdd/check/sample.csv"))
    assert (manifest["state"], manifest["households"]["new"]) == ("done", 379)
    assert manifest["counts"]["applied"] == manifest["counts"]["records"] == 1469


def test_every_record_of_the_faulty_sample_has_exactly_one_fate(aws: Aws) -> None:
    import_id = build.imported(aws, (EVENTS / "tpmap_betong_faulty.csv").read_bytes())
    counts = build.manifest(aws, import_id)["counts"]
    assert counts["records"] == sum(count for fate, count in counts.items() if fate != "records")
    assert counts["quarantined"] > 0
    assert counts["applied"] > 0


# ---------------------------------------------------------------- receipts


def stored_receipts(aws: Aws) -> list[dict[str, Any]]:
    return [item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("FACT#")]


def test_a_receipt_becomes_a_fact_of_its_person_that_wakes_an_assessment(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    put_clock(aws, "2022-01-31T02:00:00Z")
    import_id = build.imported(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r.csv")
    (fact,) = stored_receipts(aws)
    member = identity.keys_of_stack().member_of(build.citizen(1))
    assert fact["PK"]["S"] == keys.history_pk(household())
    assert fact["SK"]["S"] == f"FACT#20220131#receipt#{member}#old_age_allowance#202201"
    assert json.loads(fact["body"]["S"]) == {
        "member": member,
        "benefit": "old_age_allowance",
        "month": "2022-01",
        "status": "paid",
        "amount": 700,
        "reference": "GF-001",
    }
    assert fact["G2P"]["S"].startswith("TODO#")
    assert fact["as_of"]["S"] == "2022-01-31"
    (loose,) = load_history(household()).loose
    assert dict(loose.values) == {"receipt:old_age_allowance": "paid"}
    assert build.manifest(aws, import_id)["counts"]["applied"] == 1


def test_the_same_receipts_again_write_nothing(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    file = build.as_csv([build.receipt(1)])
    build.imported(aws, file, "partners/treasury/import/r.csv")
    before = apart_from_imports(aws.snapshot())
    again = build.imported(aws, file, "partners/treasury/import/r2.csv")
    assert apart_from_imports(aws.snapshot()) == before
    assert build.manifest(aws, again)["counts"]["unchanged"] == 1


def test_a_later_file_corrects_a_receipt_and_an_earlier_one_that_comes_late_does_not(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    early = build.upload(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r.csv")
    late = build.upload(
        aws, build.as_csv([build.receipt(1, status="หยุดจ่าย")]), "partners/treasury/import/r2.csv"
    )
    build.run(late)
    build.run(early)
    (fact,) = stored_receipts(aws)
    assert json.loads(fact["body"]["S"])["status"] == "stopped"


def test_an_agency_reports_only_what_it_pays_and_others_nothing(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    file = build.as_csv([build.receipt(1)])
    for partner, fate in (("lao", "applied"), ("moph", "quarantined"), ("cdd", "quarantined")):
        import_id = build.imported(aws, file, f"partners/{partner}/check/r.csv")
        assert build.manifest(aws, import_id)["counts"][fate] == 1
    assert build.manifest(aws, import_id)["codes"] == {"ROW-PAYER": 1}


def test_a_receipt_for_somebody_unknown_is_a_fault_of_its_row_alone(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    rows = [build.receipt(77), build.receipt(1), build.receipt(1), build.receipt(1, amount=900)]
    import_id = build.imported(aws, build.as_csv(rows), "partners/treasury/import/r.csv")
    manifest = build.manifest(aws, import_id)
    assert manifest["codes"] == {"ROW-PERSON-UNKNOWN": 1, "ROW-SAME-MONTH": 1}
    assert manifest["counts"] == {
        "records": 4,
        "applied": 1,
        "unchanged": 0,
        "held": 0,
        "quarantined": 2,
        "duplicates": 1,
    }
    assert len(stored_receipts(aws)) == 1


# ---------------------------------------------------------------- messages and logs


@pytest.mark.parametrize(
    "body", ["{", "[]", "{}", '{"import_id": "x", "stage": "run"}', '{"import_id": 7, "stage": "run"}']
)
def test_a_malformed_message_fails_alone(aws: Aws, body: str) -> None:
    import_id = build.upload(aws, build.as_csv(build.family(1)))
    good = build.part(import_id)["Records"][0]
    bad = {**good, "messageId": "bad", "body": body}
    answer = handler({"Records": [bad, good]}, Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert build.manifest(aws, import_id)["state"] == "done"


def test_a_message_about_an_import_that_nobody_received_goes_to_the_dead_letters(aws: Aws) -> None:
    batch = event("sqs_import_part")
    assert handler(batch, Context()) == {
        "batchItemFailures": [{"itemIdentifier": batch["Records"][0]["messageId"]}]
    }


def test_no_log_line_and_no_queue_body_tells_who_anybody_is(
    aws: Aws, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bad = build.family(1)
    bad[1]["citizen_id"] = "1234567890123"
    build.imported(aws, build.as_csv(bad), "partners/cdd/import/มะลิ ใจดี.csv")
    lines = [json.dumps(vars(record), default=str, ensure_ascii=False) for record in caplog.records]
    assert [line for line in lines if "import finished" in line]
    said = "\n".join([*lines, json.dumps(aws.messages("parts"), ensure_ascii=False)])
    for secret in ("มะลิ", "ใจดี", build.citizen(1), "1234567890123", build.HOUSE):
        assert secret not in said


def test_an_import_that_loses_a_record_fails_instead_of_looking_done(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.intake import ReportBuilder

    import_id = build.upload(aws, build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE)))
    real = ReportBuilder.add

    def forgetful(self: ReportBuilder, result: Any, fate_of_clean: str = "applied") -> None:
        if result.numbers[0] != 2:
            real(self, result, fate_of_clean)

    monkeypatch.setattr(ReportBuilder, "add", forgetful)
    build.run(import_id)
    assert build.manifest(aws, import_id)["state"] == "failed"
