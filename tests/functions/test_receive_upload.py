"""An upload's notice becomes one import and one message, however often and in whatever company it comes."""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

import pytest

from functions.receive_upload.handler import handler
from shared.storage import imports, keys
from tests.support.aws import Aws
from tests.support.events import Context, event

THAI_KEY = "partners/cdd/import/ข้อมูล TPMAP ปี 2564 (1).csv"
VERSION = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY"
IMPORT = keys.import_id("sitthi-inbox", THAI_KEY, VERSION)


def test_a_notice_with_a_thai_file_name_becomes_an_import_and_a_message(aws: Aws) -> None:
    assert handler(event("sqs_uploads"), Context()) == {"batchItemFailures": []}
    job = imports.load(IMPORT)
    assert job is not None
    assert (job.source.key, job.source.version) == (THAI_KEY, VERSION)
    assert (job.source.partner, job.source.mode, job.state, job.sequence) == ("cdd", "import", "received", 1)
    assert (job.as_of, job.received_at) == ("2022-01-19", "2022-01-19T02:00:00Z")
    assert aws.messages("parts") == [{"import_id": IMPORT, "stage": "run", "as_of": "2022-01-19"}]


def test_the_same_notice_again_changes_no_table_and_sends_the_message_again(aws: Aws) -> None:
    handler(event("sqs_uploads"), Context())
    before, sent = aws.snapshot(), aws.messages("parts")
    handler(event("sqs_uploads"), Context())
    assert aws.snapshot() == before
    assert aws.messages("parts") == sent


def test_a_notice_of_a_finished_import_sends_nothing(aws: Aws) -> None:
    handler(event("sqs_uploads"), Context())
    aws.messages("parts")
    job = imports.load(IMPORT)
    assert job is not None
    assert imports.finish(job, "done", {})
    handler(event("sqs_uploads"), Context())
    assert aws.messages("parts") == []


def test_bad_messages_fail_alone_and_foreign_keys_are_passed_over(aws: Aws) -> None:
    batch = event("sqs_uploads_mixed")
    answer = handler(batch, Context())
    failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert failed == [batch["Records"][position]["messageId"] for position in (2, 4)]
    kept = [item for item in aws.items("CoreTable") if item["PK"]["S"].startswith("IMP#")]
    assert sorted((item["partner"]["S"], item["mode"]["S"]) for item in kept) == [
        ("cdd", "check"),
        ("cdd", "import"),
        ("treasury", "import"),
    ]
    assert sorted(int(item["sequence"]["N"]) for item in kept) == [1, 2, 3]
    assert len(aws.messages("parts")) == 3


def test_the_test_notice_of_a_new_bucket_is_passed_over(aws: Aws) -> None:
    batch = event("sqs_uploads")
    batch["Records"][0]["body"] = json.dumps(event("s3_test_event"))
    before = aws.snapshot()
    assert handler(batch, Context()) == {"batchItemFailures": []}
    assert (aws.snapshot(), aws.messages("parts")) == (before, [])


@pytest.mark.parametrize(
    "key",
    [
        "partners/cdd/import/",
        "partners/cdd/elsewhere/file.csv",
        "partners//import/file.csv",
        "partners/Cdd Office/import/file.csv",
        "imports/cdd/import/file.csv",
        "administration/file.csv",
    ],
)
def test_a_key_outside_the_inbox_folders_is_no_import(key: str) -> None:
    assert imports.Source.of("sitthi-inbox", key, "v") is None


def test_the_administrators_door_is_not_a_partner_of_that_name() -> None:
    own = imports.Source.of("b", "administration/import/officers.csv", "v")
    partner = imports.Source.of("b", "partners/administration/import/officers.csv", "v")
    assert own is not None
    assert partner is not None
    assert (own.door, partner.door) == ("administration", "partners")


def test_a_new_version_of_the_same_key_is_another_import_with_the_next_number(aws: Aws) -> None:
    handler(event("sqs_uploads"), Context())
    handler(with_version(event("sqs_uploads"), "another"), Context())
    second = imports.load(keys.import_id("sitthi-inbox", THAI_KEY, "another"))
    assert second is not None
    assert second.sequence == 2


def test_an_import_is_in_sight_of_the_sweep_until_it_is_final(aws: Aws) -> None:
    handler(event("sqs_uploads"), Context())
    job = imports.load(IMPORT)
    assert job is not None
    assert [item["G2P"]["S"].partition("#")[0] for item in aws.items("CoreTable") if "G2P" in item] == [
        keys.IMPORTING
    ]
    imports.finish(job, "rejected", {})
    assert not [item for item in aws.items("CoreTable") if "G2P" in item]


def test_only_one_of_two_runs_finishes_an_import_and_one_audit_event_tells_of_it(aws: Aws) -> None:
    handler(event("sqs_uploads"), Context())
    job = imports.load(IMPORT)
    assert job is not None
    assert imports.finish(job, "done", {"records": 3})
    assert not imports.finish(job, "failed", {"records": 3})
    there = imports.load(IMPORT)
    assert there is not None
    assert there.state == "done"
    assert [item["type"]["S"] for item in aws.items("AuditTable")] == ["th.sitthi.import.done.v1"]


def test_one_line_tells_of_each_upload_and_none_holds_a_file_name(
    aws: Aws, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    handler(event("sqs_uploads_mixed"), Context())
    lines = [json.dumps(vars(record), default=str, ensure_ascii=False) for record in caplog.records]
    assert len([line for line in lines if "upload received" in line]) == 3
    assert not [line for line in lines if "ข้อมูล" in line or "notes" in line]


def with_version(batch: Any, version: str) -> Any:
    changed = copy.deepcopy(batch)
    for record in changed["Records"]:
        record["body"] = record["body"].replace(VERSION, version)
    return changed
