"""What the embedded cloud has acknowledged is there after ``kill -9``."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from infra.local.cloud import Cloud, CloudError, bundle, stack, workers
from tests.support.clouds import CHAIN, done, eventually, receive


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with Cloud(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> dict[str, str]:
    return cloud.deploy(CHAIN, stack="chain")


def crash(cloud: Cloud) -> None:
    cloud.kill()
    assert not cloud.running
    cloud.start()


def put(cloud: Cloud, outputs: dict[str, str], key: str, **more: dict[str, str]) -> None:
    item = {"PK": {"S": "hh"}, "SK": {"S": key}, **more}
    cloud.client("dynamodb").put_item(TableName=outputs["Table"], Item=item)


def test_an_item_written_just_before_the_crash_is_there_and_so_is_its_index(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    put(cloud, outputs, "FACTS", MARK={"S": "todo"}, cipher={"B": b"\x00\xff"})  # type: ignore[dict-item]
    put(cloud, outputs, "GONE")
    dynamodb = cloud.client("dynamodb")
    dynamodb.delete_item(TableName=outputs["Table"], Key={"PK": {"S": "hh"}, "SK": {"S": "GONE"}})
    crash(cloud)
    found = dynamodb.query(
        TableName=outputs["Table"],
        IndexName="Marks",
        KeyConditionExpression="MARK = :m",
        ExpressionAttributeValues={":m": {"S": "todo"}},
    )["Items"]
    assert [item["cipher"]["B"] for item in found] == [b"\x00\xff"]
    gone = dynamodb.get_item(TableName=outputs["Table"], Key={"PK": {"S": "hh"}, "SK": {"S": "GONE"}})
    assert "Item" not in gone


def test_a_transaction_over_many_items_is_there_as_a_whole(cloud: Cloud, outputs: dict[str, str]) -> None:
    dynamodb = cloud.client("dynamodb")
    writes = [
        {"Put": {"TableName": outputs["Table"], "Item": {"PK": {"S": "tx"}, "SK": {"S": f"{number:03d}"}}}}
        for number in range(100)
    ]
    dynamodb.transact_write_items(TransactItems=writes)
    crash(cloud)
    found = dynamodb.query(
        TableName=outputs["Table"],
        KeyConditionExpression="PK = :p",
        ExpressionAttributeValues={":p": {"S": "tx"}},
        Select="COUNT",
    )
    assert found["Count"] == 100


def test_a_message_sent_just_before_the_crash_is_there_once(cloud: Cloud, outputs: dict[str, str]) -> None:
    sqs = cloud.client("sqs")
    sqs.purge_queue(QueueUrl=outputs["OutboxUrl"])
    cloud.checkpoint()
    entries = [{"Id": str(number), "MessageBody": f"งาน {number}"} for number in range(3)]
    sqs.send_message_batch(QueueUrl=outputs["OutboxUrl"], Entries=entries)
    sqs.send_message(QueueUrl=outputs["OutboxUrl"], MessageBody="งาน 3")
    crash(cloud)
    assert sorted(receive(sqs, outputs["OutboxUrl"])) == ["งาน 0", "งาน 1", "งาน 2", "งาน 3"]


def test_a_message_in_hand_at_the_crash_is_visible_at_once_and_the_crash_is_not_held_against_it(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    sqs = cloud.client("sqs")
    sqs.purge_queue(QueueUrl=outputs["OutboxUrl"])
    sqs.send_message(QueueUrl=outputs["OutboxUrl"], MessageBody="in hand")
    for _ in range(4):  # more often than the two receipts after which a message is dead
        assert receive(sqs, outputs["OutboxUrl"]) == ["in hand"]
        cloud.checkpoint()
        crash(cloud)
    assert receive(sqs, outputs["OutboxUrl"]) == ["in hand"]
    assert receive(sqs, outputs["DeadUrl"]) == []


def test_an_upload_answered_just_before_the_crash_is_there_with_its_version_and_its_notice(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    versions = [
        s3.put_object(
            Bucket=outputs["Files"], Key="partners/a.csv", Body=text.encode(), Metadata={"name": "x"}
        )
        for text in ("หนึ่ง", "สอง")
    ]
    crash(cloud)
    for version, text in zip(versions, ("หนึ่ง", "สอง"), strict=True):
        found = s3.get_object(Bucket=outputs["Files"], Key="partners/a.csv", VersionId=version["VersionId"])
        assert found["Body"].read().decode() == text
        assert found["Metadata"] == {"name": "x"}
    notices = " ".join(receive(sqs, outputs["NoticesUrl"]))
    assert all(version["VersionId"] in notices for version in versions)


def test_a_look_at_the_queues_can_wait_until_some_are_empty(cloud: Cloud, outputs: dict[str, str]) -> None:
    sqs, url = cloud.client("sqs"), outputs["OutboxUrl"]
    name = url.rpartition("/")[2]
    sqs.purge_queue(QueueUrl=url)
    sqs.send_message(QueueUrl=url, MessageBody="work")
    assert cloud.queues()[name] == 1
    taken = threading.Timer(0.2, sqs.purge_queue, kwargs={"QueueUrl": url})
    taken.start()
    assert cloud.queues([name])[name] == 0
    taken.join()


def test_one_look_tells_how_much_lies_in_an_index_and_what_comes_first(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    for number, mark in enumerate(("b", "a", "b")):
        put(cloud, outputs, f"LOOK#{number}", MARK={"S": f"look-{mark}"})  # type: ignore[dict-item]
    crash(cloud)
    found = cloud.heads(outputs["Table"], {"Marks": "SK"})["Marks"]
    assert found["look-b"] == {"count": 2, "first": "LOOK#0"}
    assert found["look-a"] == {"count": 1, "first": "LOOK#1"}
    assert cloud.heads("no-such-table", {"Marks": "SK"}) == {}


def test_a_user_and_his_password_set_just_before_the_crash_are_there(cloud: Cloud) -> None:
    idp = cloud.client("cognito-idp")
    pool = idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    idp.admin_create_user(UserPoolId=pool, Username="somchai", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username="somchai", Password="Yala-2565!", Permanent=True)
    crash(cloud)
    signed = idp.initiate_auth(
        ClientId=made["UserPoolClient"]["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "somchai", "PASSWORD": "Yala-2565!"},
    )
    assert signed["AuthenticationResult"]["AccessToken"]


def test_a_mail_that_was_taken_just_before_the_crash_is_there_whole(cloud: Cloud) -> None:
    ses = cloud.client("ses")
    ses.verify_email_identity(EmailAddress="from@sitthi.example")
    for number in range(5):
        raw = f"From: from@sitthi.example\r\nTo: to@sitthi.example\r\nSubject: {number}\r\n\r\nok\r\n"
        ses.send_raw_email(RawMessage={"Data": raw.encode()})
    crash(cloud)
    files = list(cloud.mail_dir.glob("*.eml"))
    found = [message_from_bytes(file.read_bytes()) for file in files]
    for file in files:
        file.unlink()
    assert sorted(message["Subject"] for message in found) == ["0", "1", "2", "3", "4"]


def test_the_chain_from_stream_to_queue_to_function_works_after_a_crash_and_after_a_quiet_restart(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    put(cloud, outputs, "ASK#first")
    item = eventually(lambda: done(cloud, outputs).get("DONE#first"), "the chain")
    assert "/code/shared/words.py" in item["from"]["S"], "a function must run its own bundle"
    crash(cloud)
    put(cloud, outputs, "ASK#crash")
    eventually(lambda: "DONE#crash" in done(cloud, outputs), "the chain after a crash")
    cloud.stop()
    cloud.start()
    put(cloud, outputs, "ASK#stop")
    eventually(lambda: "DONE#stop" in done(cloud, outputs), "the chain after a stop")


def test_a_deploy_after_a_restart_finds_the_stack_as_it_is(cloud: Cloud, outputs: dict[str, str]) -> None:
    crash(cloud)
    events = cloud.client("cloudformation").describe_stack_events(StackName="chain")["StackEvents"]
    assert cloud.deploy(CHAIN, stack="chain") == outputs
    assert cloud.client("cloudformation").describe_stack_events(StackName="chain")["StackEvents"] == events


def test_a_deploy_that_a_crash_cuts_off_can_be_done_again(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        address = stack._uploaded(cloud.client, CHAIN.parent, bundle.read_template(CHAIN))
        cloud.client("cloudformation").create_stack(
            StackName="chain",
            TemplateURL=address,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        cloud.checkpoint()
        crash(cloud)
        outputs = cloud.deploy(CHAIN, stack="chain")
        put(cloud, outputs, "ASK#one")
        eventually(lambda: "DONE#one" in done(cloud, outputs), "the chain")


def test_an_update_that_a_crash_cuts_off_can_be_done_again_and_keeps_the_data(
    cloud: Cloud, outputs: dict[str, str], tmp_path: Path
) -> None:
    put(cloud, outputs, "KEPT")
    changed = tmp_path / "chain" / "template.yaml"
    shutil.copytree(CHAIN.parent, changed.parent)
    changed.write_text(CHAIN.read_text(encoding="utf-8").replace("Timeout: 20", "Timeout: 21"))
    address = stack._uploaded(cloud.client, changed.parent, bundle.read_template(changed))
    cloud.client("cloudformation").update_stack(
        StackName="chain", TemplateURL=address, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    )
    crash(cloud)
    assert cloud.deploy(changed, stack="chain") == outputs
    relay = stack.physical_id(cloud.client, "chain", "Relay")
    assert cloud.client("lambda").get_function_configuration(FunctionName=relay)["Timeout"] == 21
    kept = cloud.client("dynamodb").get_item(
        TableName=outputs["Table"], Key={"PK": {"S": "hh"}, "SK": {"S": "KEPT"}}
    )
    assert "Item" in kept
    assert cloud.deploy(CHAIN, stack="chain") == outputs


def test_settings_are_made_good_by_the_next_deploy_when_a_crash_came_before_them(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    dynamodb, expiry = cloud.client("dynamodb"), {"Enabled": False, "AttributeName": "expiration"}
    dynamodb.update_time_to_live(TableName=outputs["Table"], TimeToLiveSpecification=expiry)
    cloud.client("s3").delete_object(Bucket=stack.ARTIFACTS, Key="deployed/chain.json")
    assert cloud.deploy(CHAIN, stack="chain") == outputs
    found = dynamodb.describe_time_to_live(TableName=outputs["Table"])["TimeToLiveDescription"]
    assert found["TimeToLiveStatus"] == "ENABLED"


def test_an_upload_by_form_and_one_in_pieces_are_there_after_a_crash(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    s3, bucket = cloud.client("s3"), outputs["Files"]
    form = s3.generate_presigned_post(bucket, "partners/form.csv", ExpiresIn=60)
    post_form(form["url"], {**form["fields"], "file": "จากแบบฟอร์ม"})
    begun = s3.create_multipart_upload(Bucket=bucket, Key="partners/big.csv")
    part = {"Bucket": bucket, "Key": "partners/big.csv", "UploadId": begun["UploadId"], "PartNumber": 1}
    etag = s3.upload_part(**part, Body=b"x" * 6_000_000)["ETag"]
    s3.complete_multipart_upload(
        Bucket=bucket,
        Key="partners/big.csv",
        UploadId=begun["UploadId"],
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]},
    )
    crash(cloud)
    assert s3.get_object(Bucket=bucket, Key="partners/form.csv")["Body"].read().decode() == "จากแบบฟอร์ม"
    assert s3.head_object(Bucket=bucket, Key="partners/big.csv")["ContentLength"] == 6_000_000
    notices = " ".join(receive(cloud.client("sqs"), outputs["NoticesUrl"]))
    assert "partners/form.csv" in notices
    assert "partners/big.csv" in notices


def post_form(url: str, fields: dict[str, str]) -> None:
    lines = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    request = urllib.request.Request(
        url,
        "".join([*lines, "--edge--\r\n"]).encode(),
        {"Content-Type": "multipart/form-data; boundary=edge"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status in (201, 204)


def test_settings_that_the_emulator_drops_are_set_after_a_deploy(
    cloud: Cloud, outputs: dict[str, str]
) -> None:
    dynamodb, s3 = cloud.client("dynamodb"), cloud.client("s3")
    expiry = dynamodb.describe_time_to_live(TableName=outputs["Table"])["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiration"}
    backups = dynamodb.describe_continuous_backups(TableName=outputs["Table"])["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    lock = s3.get_object_lock_configuration(Bucket=outputs["Locked"])["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"]["Mode"] == "COMPLIANCE"


def test_mail_lands_in_the_folder_as_it_was_written(cloud: Cloud, outputs: dict[str, str]) -> None:
    ses = cloud.client("ses")
    for address in ("sender@example.org", "reader@example.org"):
        ses.verify_email_identity(EmailAddress=address)
    put(cloud, outputs, "ASK#mail")
    file = eventually(lambda: sorted(cloud.mail_dir.glob("*.eml")), "a mail")[0]
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Subject"] == "สิทธิ"
    assert mail.get_content().strip() == "<p>สิทธิ</p>"


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    with Cloud(tmp_path) as cloud:
        outputs = cloud.deploy(CHAIN, stack="chain")
        put(cloud, outputs, "ASK#one")
        eventually(lambda: "DONE#one" in done(cloud, outputs), "the chain")
        pids = [int(line) for line in (tmp_path / "workers.pids").read_text().split()]
        assert len(pids) >= 2
        assert all(str(tmp_path) in workers.command(pid) for pid in pids)
    assert not any(str(tmp_path) in workers.command(pid) for pid in pids)


def test_a_start_ends_the_workers_of_a_killed_server(tmp_path: Path) -> None:
    run = tmp_path / "run"
    orphan = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)", str(run)], stdin=subprocess.DEVNULL
    )
    stranger = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], stdin=subprocess.DEVNULL
    )
    try:
        (tmp_path / "workers.pids").write_text(f"{orphan.pid}\n{stranger.pid}\n")
        run.mkdir()
        (run / "left-over").write_text("x")
        with Cloud(tmp_path):
            assert orphan.wait(10) != 0
            assert stranger.poll() is None, "a recorded id may be another program's by now"
            assert not (run / "left-over").exists()
    finally:
        for process in (orphan, stranger):
            process.kill()
            process.wait()


def test_a_server_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from infra.local.cloud import Cloud\n"
        "Cloud(Path(sys.argv[1])).start(); print('up', flush=True); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    cloud = Cloud(tmp_path)
    try:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "up\n"
        assert cloud.running
        starter.kill()
        starter.wait()
        eventually(lambda: not cloud.running, "the server's end")
    finally:
        starter.kill()
        starter.wait()
        cloud.stop()


def test_a_port_in_use_is_said_so_instead_of_moving(tmp_path: Path, cloud: Cloud) -> None:
    with pytest.raises(CloudError, match="in use"):
        Cloud(tmp_path, port=cloud.port).start()


def test_clients_read_nothing_of_the_users_own_settings(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bad = tmp_path / "config"
    bad.write_text("this is no configuration", encoding="utf-8")
    monkeypatch.setenv("AWS_PROFILE", "someone")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(bad))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(bad))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://192.0.2.1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    sts = Cloud(cloud._layout.root).client("sts")
    assert sts.meta.region_name == "ap-southeast-7"
    assert sts.get_caller_identity()["Account"] == "000000000000"


def test_two_clouds_that_wish_for_one_port_at_once_both_start(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clouds = [Cloud(tmp_path / name, wished=port) for name in ("a", "b")]
    try:
        with ThreadPoolExecutor() as both:
            list(both.map(Cloud.start, clouds))
        assert all(cloud.running for cloud in clouds)
        assert clouds[0].port != clouds[1].port
    finally:
        for cloud in clouds:
            cloud.stop()
