"""The commands of ``python -m infra.local``: what they do and what they tell a person."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from infra.local import queues, sample, upload
from infra.local.cloud import Cloud
from infra.sample import files
from tests.support.clouds import CHAIN, eventually, receive

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> dict[str, str]:
    return cloud.deploy(CHAIN, stack="chain")


def command(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("SITTHI_INSIDE", None)
    return subprocess.run(
        [sys.executable, "-m", "infra.local", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


# ------------------------------------------------------------ the command line


def test_help_names_every_command_in_thai_and_english() -> None:
    shown = command("--help").stdout
    for name in ("up", "down", "reset", "status", "upload", "redrive", "mail-preview"):
        assert f"\n    {name}" in shown
    assert "เปิดและค้างไว้" in shown
    assert "start it; it stays until down" in shown


def test_an_unknown_command_is_refused_with_the_known_ones() -> None:
    answer = command("upp")
    assert answer.returncode == 2
    assert "invalid choice" in answer.stderr


# ------------------------------------------------------------ queues


def test_redrive_moves_dead_letters_back_with_their_attributes(cloud: Cloud, outputs: dict[str, str]) -> None:
    sqs = cloud.client("sqs")
    attributes = {"kind": {"DataType": "String", "StringValue": "ทดสอบ"}}
    for number in range(23):
        sqs.send_message(QueueUrl=outputs["DeadUrl"], MessageBody=f"m{number}", MessageAttributes=attributes)
    assert queues.redrive(cloud.client, "chain", "Outbox") == 23
    back = sqs.receive_message(
        QueueUrl=outputs["OutboxUrl"], MaxNumberOfMessages=1, MessageAttributeNames=["All"]
    )["Messages"][0]
    assert back["MessageAttributes"]["kind"]["StringValue"] == "ทดสอบ"
    rest = receive(sqs, outputs["OutboxUrl"])
    assert sorted([back["Body"], *rest]) == sorted(f"m{number}" for number in range(23))
    assert receive(sqs, outputs["DeadUrl"]) == []
    assert queues.redrive(cloud.client, "chain", "Outbox") == 0


def test_redrive_of_an_unknown_queue_names_those_that_have_dead_letters(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    with pytest.raises(queues.NoSuchQueue) as caught:
        queues.redrive(cloud.client, "chain", "Notices")
    assert caught.value.known == ["Outbox"]


def test_the_queue_table_names_only_queues_in_which_something_lies(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    sqs = cloud.client("sqs")
    for name in ("OutboxUrl", "DeadUrl"):
        sqs.purge_queue(QueueUrl=outputs[name])
    assert list(queues.table(cloud.client, "chain")) == ["ว่างทุกคิว (all empty)"]
    for name, count in (("OutboxUrl", 3), ("DeadUrl", 1)):
        for _ in range(count):
            sqs.send_message(QueueUrl=outputs[name], MessageBody="x")
    sqs.receive_message(QueueUrl=outputs["OutboxUrl"])
    assert [line.split() for line in queues.table(cloud.client, "chain")] == [["Outbox", "2/1/1"]]


# ------------------------------------------------------------ upload


def test_an_upload_has_a_key_of_plain_letters_and_carries_its_thai_name_beside_it(
    cloud: Cloud, outputs: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "ครัวเรือน ปี 2564 (แก้ไข).CSV.GZ"
    file.write_bytes(b"x")
    bucket = {"InboxBucket": outputs["Files"]}
    import_id = upload.put(cloud, bucket, file, "cdd", check=True)
    (found,) = cloud.client("s3").list_objects_v2(Bucket=outputs["Files"], Prefix="partners/cdd/check/")[
        "Contents"
    ]
    assert found["Key"].isascii()
    assert found["Key"].endswith(".csv.gz")
    head = cloud.client("s3").head_object(Bucket=outputs["Files"], Key=found["Key"])
    assert head["Metadata"]["name"].startswith("%E0%B8%84")
    assert import_id == upload.keys.import_id(outputs["Files"], found["Key"], head["VersionId"])


def test_following_an_import_tells_each_state_once_and_ends_with_the_final_one(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    s3, bucket = cloud.client("s3"), outputs["Files"]

    def write(state: str) -> None:
        s3.put_object(
            Bucket=bucket, Key="imports/abc/manifest.json", Body=json.dumps({"state": state}).encode()
        )

    write("applying")
    told = upload.follow(cloud, bucket, "abc")
    assert next(told)["state"] == "applying"
    write("done")
    assert [manifest["state"] for manifest in told] == ["done"]


@pytest.mark.parametrize("partner", ["", "CDD", "../cdd", "a b", "ก", "x" * 41])
def test_a_partner_id_that_is_none_is_refused(
    cloud: Cloud, tmp_path: Path, partner: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upload.run(cloud, {}, tmp_path / "a.csv", partner, check=False) == 2
    assert "a partner id is" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_so(
    cloud: Cloud, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert upload.run(cloud, {}, tmp_path / "a.csv", "cdd", check=False) == 2
    assert "no such file" in capsys.readouterr().out


def reason(code: str, count: int, *rows: int) -> dict[str, object]:
    return {"code": code, "count": count, "th": f"ข้อความของ {code}", "rows": list(rows)}


def test_the_result_is_told_in_thai_with_faults_before_notices_and_the_most_frequent_first(
    tmp_path: Path,
) -> None:
    counts = {"records": 1254, "applied": 0, "unchanged": 0, "quarantined": 3, "held": 1, "duplicates": 0}
    reasons = [
        reason("CELL-TITLE-SEX", 900, 2),
        reason("CELL-NUMBER", 1, 7),
        reason("CELL-REQUIRED", 2, 3, 4, 5, 6),
    ]
    manifest = {"state": "done", "counts": counts, "reasons": reasons}
    lines = list(upload.told(manifest, tmp_path, check=True))
    assert lines[0].startswith("ตรวจอย่างเดียว")
    assert ["1,254", "แถวข้อมูลทั้งหมด"] in [line.split() for line in lines]
    told = [line for line in lines if "[" in line]
    assert [line.split("[")[1].split("]")[0] for line in told] == [
        "CELL-REQUIRED",
        "CELL-NUMBER",
        "CELL-TITLE-SEX",
    ]
    assert told[0].endswith("แถว 3, 4, 5 …")
    assert lines.index("ข้อสังเกต ไม่ต้องแก้ก็ได้ (notices):") == lines.index(told[2]) - 1
    assert "errors.csv" in lines[-2]


def test_a_refused_file_tells_why_without_a_table_of_noughts(tmp_path: Path) -> None:
    manifest = {"state": "rejected", "counts": {"records": 0}, "reasons": [reason("HEAD-NONE", 1)]}
    first, second, *_ = upload.told(manifest, tmp_path, check=False)
    assert first == "ต้องแก้ (to put right):"
    assert second.split() == ["1", "ข้อความของ", "HEAD-NONE", "[HEAD-NONE]"]


# ------------------------------------------------------------ the sample


def test_no_made_up_household_is_surveyed_after_today() -> None:
    today = date(2026, 11, 1)
    whole = list(csv.reader(io.StringIO(files.few(40, 2569).decode("utf-8-sig"))))
    clamped = list(csv.reader(io.StringIO(sample.not_after(files.few(40, 2569), today).decode("utf-8-sig"))))
    column = whole[0].index("วันที่สำรวจ")
    days = [tuple(int(part) for part in reversed(row[column].split("/"))) for row in clamped[1:]]
    assert max(days) == (2569, 11, 1)
    for before, after in zip(whole[1:], clamped[1:], strict=True):
        assert [*before[:column], *before[column + 1 :]] == [*after[:column], *after[column + 1 :]]


# ------------------------------------------------------------ another port


def test_queues_are_found_by_their_old_addresses_when_the_port_had_to_change(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        outputs = cloud.deploy(CHAIN, stack="chain")
        old = cloud.port
        cloud.stop()
        with socket.socket() as squatter:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", old))
            squatter.listen()
            cloud.start()
            assert cloud.port != old
            item = {"PK": {"S": "hh"}, "SK": {"S": "ASK#moved"}}
            cloud.client("dynamodb").put_item(TableName=outputs["Table"], Item=item)
            cloud.client("sqs").send_message(QueueUrl=outputs["OutboxUrl"], MessageBody="moved")
            assert receive(cloud.client("sqs"), outputs["OutboxUrl"]) == ["moved"]
            key = {"PK": {"S": "done"}, "SK": {"S": "DONE#moved"}}
            dynamodb = cloud.client("dynamodb")
            eventually(lambda: "Item" in dynamodb.get_item(TableName=outputs["Table"], Key=key), "the chain")
