"""A large file is imported by many hands; whatever happens to them, the end is as if one had done it all."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from functions.api.import_models import import_of
from functions.import_part import plan, run
from functions.import_part.handler import handler
from functions.import_part.plan import Sizes
from functions.receive_upload.handler import handler as receive
from functions.review_daily.handler import handler as review
from shared.domain.merging import merge
from shared.storage import identity, imports, keys, progress
from shared.storage.households import load_history
from shared.storage.tables import get
from tests.builders import imports as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event

SMALL = Sizes(whole=0, width=700, rows=4, persons=3)
Snapshot = tuple[dict[str, list[Any]], dict[str, bytes]]


def scattered() -> bytes:
    """Households torn apart, faults of many kinds, a person in two households, a repeated row."""
    rows = [one for house in range(1, 9) for one in build.family(house * 10, f"950199{house:05d}")]
    rows[3]["birth_date"] = "31/02/2555"
    rows[8]["house_code"] = ""
    rows[10]["citizen_id"] = rows[13]["citizen_id"]
    rows[12]["last_name"] = "ใจดี\nมาก"
    rows.append(rows.pop(4))
    rows.append(dict(rows[0]))
    return build.as_csv(rows)


def apart_from_progress(aws: Aws) -> dict[str, list[Any]]:
    """The tables without the items and events of imports themselves, and without the age of work marks."""

    def kept(item: dict[str, Any]) -> bool:
        return "PK" in item and not item["PK"]["S"].startswith(("IMP#", "SYS", "AU#"))

    return {
        name: [{**item, "G2S": None} for item in items if kept(item)]
        for name, items in aws.snapshot().items()
    }


def results(aws: Aws, import_id: str) -> dict[str, bytes]:
    return {name: build.result(aws, import_id, name) for name in ("errors.csv", "diff.csv", "manifest.json")}


def drained(aws: Aws, order: Callable[[list[Any]], list[Any]] = lambda messages: messages) -> int:
    """Deliver messages until none is left. Returns how many there were."""
    count = 0
    while messages := aws.messages("parts"):
        for message in order(messages):
            count += 1
            assert handler(sqs_event(message), Context()) == {"batchItemFailures": []}
    return count


def same_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each import has a data key of its own; here all have one, so that two clouds can be compared."""
    from shared.storage import identity

    monkeypatch.setattr(identity, "new_data_key", lambda import_id: (b"k" * 64, b"sealed"))
    monkeypatch.setattr(identity, "open_data_key", lambda import_id, sealed: b"k" * 64)


def as_one_part(aws: Aws, monkeypatch: pytest.MonkeyPatch, body: bytes) -> Snapshot:
    """What an empty cloud holds after the file was imported in one part, and the result files."""
    import_id = build.imported(aws, body)
    found = apart_from_progress(aws), results(aws, import_id)
    emptied(aws)
    return found


def emptied(aws: Aws) -> None:
    for table in ("CoreTable", "IdentityTable", "AuditTable"):
        for item in aws.items(table):
            if item["SK"]["S"] != "CLOCK":
                aws.client("dynamodb").delete_item(TableName=table, Key={"PK": item["PK"], "SK": item["SK"]})
    aws.messages("parts")


def upload_again(aws: Aws, monkeypatch: pytest.MonkeyPatch, sizes: Sizes = SMALL) -> str:
    """The same object version is received anew, now to be done in many parts."""
    found = aws.client("s3").list_object_versions(Bucket=build.INBOX)["Versions"][0]
    receive(build.notice(found["Key"], found["VersionId"]), Context())
    monkeypatch.setattr(plan, "SIZES", sizes)
    return keys.import_id(build.INBOX, found["Key"], found["VersionId"])


@pytest.mark.parametrize(("width", "packed"), [(160, bytes), (900, gzip.compress), (1 << 20, bytes)])
def test_many_small_ranges_give_the_same_tables_and_results_as_one_part(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, width: int, packed: Callable[[bytes], bytes]
) -> None:
    same_seal(monkeypatch)
    once = as_one_part(aws, monkeypatch, packed(scattered()))
    assert json.loads(once[1]["manifest.json"])["counts"] == {
        "records": 17, "applied": 8, "unchanged": 0, "held": 6, "quarantined": 2, "duplicates": 1,
    }  # fmt: skip
    import_id = upload_again(aws, monkeypatch, Sizes(0, width, 4, 3))
    assert drained(aws) > 6
    assert (apart_from_progress(aws), results(aws, import_id)) == once


@pytest.mark.parametrize("seed", range(3))
def test_parts_twice_out_of_order_and_killed_in_the_middle_change_nothing(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    same_seal(monkeypatch)
    once = as_one_part(aws, monkeypatch, scattered())
    import_id = upload_again(aws, monkeypatch)
    draw = random.Random(seed)
    _trouble(aws, monkeypatch, draw)
    review({**event("schedule_daily"), "sweep": "all"}, Context())
    drained(aws)
    assert (apart_from_progress(aws), results(aws, import_id)) == once
    job, now = imports.load(import_id), progress.load(import_id)
    assert job is not None
    assert now is not None
    assert job.state == "done"
    assert now.counts == json.loads(once[1]["manifest.json"])["counts"]


def _trouble(aws: Aws, monkeypatch: pytest.MonkeyPatch, draw: random.Random) -> None:
    """Messages in any order, some twice, some lost, some whose worker dies just before it would be counted."""
    real = progress.finish_part

    def dies(*arguments: Any, **named: Any) -> Any:
        if draw.random() < 0.3:
            raise ConnectionError
        return real(*arguments, **named)

    with monkeypatch.context() as broken:
        broken.setattr(run.progress, "finish_part", dies)
        for _ in range(40):
            messages = aws.messages("parts")
            draw.shuffle(messages)
            for message in messages:
                if draw.random() < 0.1:
                    continue  # lost
                for _ in range(draw.choice((1, 1, 2))):
                    if handler(sqs_event(message), Context())["batchItemFailures"]:
                        aws.client("sqs").send_message(
                            QueueUrl=aws.queues["parts"], MessageBody=json.dumps(message)
                        )


def test_a_stage_whose_messages_were_lost_is_found_by_the_sweep(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, scattered())
    build.run(import_id)
    assert aws.messages("parts")  # taken and never answered: the worker died with them
    now = progress.load(import_id)
    assert now is not None
    assert (now.stage, now.done) == ("profile", 0)
    counts = review({**event("schedule_daily"), "sweep": "all"}, Context())
    assert counts["swept_imports"] == 1
    drained(aws)
    assert build.manifest(aws, import_id)["state"] == "done"


def test_an_upload_whose_notice_was_lost_is_found_by_the_review(aws: Aws) -> None:
    told = build.upload(aws, scattered(), "partners/cdd/check/told.csv")
    build.run(told)
    key = "partners/cdd/check/ไม่มีใครบอก.csv"
    put = aws.client("s3").put_object(Bucket=build.INBOX, Key=key, Body=scattered())
    assert review(event("schedule_daily"), Context())["swept_uploads"] == 0  # it may still come
    assert review({**event("schedule_daily"), "sweep": "all"}, Context())["swept_uploads"] == 1
    (notice,) = aws.messages("uploads")
    receive(sqs_event(notice), Context())
    job = imports.load(keys.import_id(build.INBOX, key, put["VersionId"]))
    assert job is not None
    assert job.state == "received"
    assert review({**event("schedule_daily"), "sweep": "all"}, Context())["swept_uploads"] == 0


def test_a_large_file_without_places_is_refused_before_anything_is_stored(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, build.as_csv(build.family(1, tambon_code="000000") * 9))
    drained(aws)
    manifest = build.manifest(aws, import_id)
    assert (manifest["state"], manifest["codes"]) == ("rejected", {"FILE-PLACES": 1})
    assert aws.items("IdentityTable") == []


def test_receipts_in_many_parts_are_the_same_as_in_one(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    rows = [build.receipt(1, month=f"2565-{month:02d}") for month in (1, 1, 1)]
    rows += [build.receipt(2), build.receipt(77), build.receipt(1, amount=900)]
    body = build.as_csv(rows)
    checked = build.imported(aws, body, "partners/treasury/check/r.csv")
    monkeypatch.setattr(plan, "SIZES", Sizes(0, 60, 2, 2))
    import_id = build.upload(aws, body, "partners/treasury/import/r.csv")
    drained(aws)
    assert build.manifest(aws, import_id)["counts"] == build.manifest(aws, checked)["counts"]
    assert build.result(aws, import_id, "errors.csv") == build.result(aws, checked, "errors.csv")


def test_a_file_that_is_deleted_between_its_stages_fails_openly(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, scattered())
    build.run(import_id)
    job = imports.load(import_id)
    assert job is not None
    aws.client("s3").delete_object(Bucket=job.source.bucket, Key=job.source.key, VersionId=job.source.version)
    drained(aws)
    assert build.manifest(aws, import_id)["state"] == "failed"


def test_a_plan_made_under_other_rules_is_made_again(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, scattered())
    with monkeypatch.context() as before:
        before.setattr(run, "RULES", "import-0")
        build.run(import_id)
        for message in aws.messages("parts")[:4]:
            handler(sqs_event(message), Context())
    drained(aws)  # messages of the old plan find that nobody waits for them
    review({**event("schedule_daily"), "sweep": "all"}, Context())
    drained(aws)
    assert build.manifest(aws, import_id)["state"] == "done"


def test_counts_that_do_not_add_up_fail_the_import(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, scattered())
    real = run.WORKERS["reduce"]

    def forgetful(*arguments: Any) -> Any:
        told = real(*arguments)
        return {**told, "counts": {**told["counts"], "applied": 0}}

    monkeypatch.setitem(run.WORKERS, "reduce", forgetful)
    drained(aws)
    assert build.manifest(aws, import_id)["state"] == "failed"


# ---------------------------------------------------------------- several at once


def test_an_upload_that_is_replaced_between_the_stages_is_still_read_as_it_was(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    first = build.upload(aws, build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE)))
    for message in aws.messages("parts"):
        handler(sqs_event(message), Context())
    second = build.upload(aws, build.as_csv(build.family(1, household_income=1)))
    drained(aws)
    assert build.manifest(aws, first)["counts"]["applied"] == 4
    assert build.manifest(aws, second)["counts"]["applied"] == 2
    surveys = load_history(identity.keys_of_stack().household_id(build.HOUSE, 1)).surveys
    assert [survey.household["household_income"] for survey in surveys] == [60000, 1]


@pytest.mark.parametrize("seed", range(3))
def test_the_same_file_twice_at_once_holds_nobody_and_loses_nothing(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Each household is stored by one import or by both, with the same answers."""
    monkeypatch.setattr(plan, "SIZES", Sizes(0, 2000, 3, 9))
    body = build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE))
    both = [build.upload(aws, body, f"partners/cdd/import/{number}.csv") for number in (1, 2)]
    draw = random.Random(seed)
    drained(aws, lambda messages: draw.sample(messages, len(messages)))
    for import_id in both:
        manifest = build.manifest(aws, import_id)
        assert (manifest["state"], manifest["counts"]["held"]) == ("done", 0)
        assert manifest["counts"]["applied"] + manifest["counts"]["unchanged"] == 4
    for house in (build.HOUSE, build.OTHER_HOUSE):
        surveys = load_history(identity.keys_of_stack().household_id(house, 1)).surveys
        assert 1 <= len(surveys) <= 2
        assert len({json.dumps(survey.members, sort_keys=True, default=str) for survey in surveys}) == 1


@pytest.mark.parametrize("seed", range(3))
def test_of_two_files_at_once_the_later_one_counts_whichever_is_worked_on_first(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(plan, "SIZES", Sizes(0, 2000, 3, 9))
    for income, partner in ((100, "cdd"), (200, "moph")):
        build.upload(
            aws,
            build.as_csv(build.family(1, household_income=income)),
            f"partners/{partner}/import/f.csv",
        )
    draw = random.Random(seed)
    drained(aws, lambda messages: draw.sample(messages, len(messages)))
    household = identity.keys_of_stack().household_id(build.HOUSE, 1)
    surveys = load_history(household).surveys
    assert [(one.sequence, one.household["household_income"]) for one in surveys] == [(1, 100), (2, 200)]
    assert merge(surveys, ()).facts.household["household_income"].value == 200


def test_percent_and_counts_grow_stage_by_stage_and_are_told_in_thai(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "SIZES", SMALL)
    import_id = build.upload(aws, scattered())
    shown: list[tuple[str, dict[str, int], int]] = []
    while messages := aws.messages("parts"):
        for message in messages:
            handler(sqs_event(message), Context())
            found = import_of(get("CoreTable", keys.import_meta(import_id)) or {})
            shown.append((found.state_text.th, found.progress, found.counts.get("applied", 0)))
    assert list(dict.fromkeys(text for text, _, _ in shown)) == [
        "กำลังอ่านโครงสร้างไฟล์", "กำลังจัดแถวเข้าครัวเรือน", "กำลังตรวจและบันทึก", "เสร็จ",
    ]  # fmt: skip
    whole = [sum(progress.values()) for _, progress, _ in shown]
    assert whole == sorted(whole)
    assert whole[-1] == 500
    applied = [count for _, _, count in shown]
    assert applied == sorted(applied)
    assert (found.counts["applied"], found.reasons[0].count) == (8, max(found.codes.values()))
    manifest = build.manifest(aws, import_id)
    assert manifest["state_text"]["th"] == "เสร็จ"
    assert set(manifest["progress"].values()) == {100}
