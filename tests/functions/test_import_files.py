"""Files of all kinds, and messages about them: what is taken, what is refused, and what nobody is told."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from functions.import_part.handler import handler
from shared.storage import imports
from shared.storage.households import load_history
from tests.builders import imports as build
from tests.support.aws import Aws
from tests.support.events import Context, event
from tests.support.imports import household, kinds

EVENTS = Path(__file__).resolve().parents[2] / "events"


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
