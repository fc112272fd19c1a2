"""Every private name of the emulator that infra/local/cloud touches, one test each.

The emulator is pinned exactly. When a newer one is tried, what fails here says which patch to look at.
"""

from __future__ import annotations

import inspect
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from ministack import app
from ministack.core import iam_actions, lambda_runtime, persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudformation, dynamodb, lambda_svc, s3, ses, ses_v2, sqs
from ministack.services.cloudformation import handlers

from infra.local.cloud.checkpoint import Checkpoints
from infra.local.cloud.server import forget_stream_positions
from infra.local.cloud.store import Store
from tests.support.emulator import parameters


def test_the_version_is_the_one_whose_private_names_were_read() -> None:
    assert version("ministack") == "1.5.33"


# ------------------------------------------------------------ ministack.app


def test_app_is_the_asgi_application() -> None:
    assert parameters(app.app) == ["scope", "receive", "send"]


def test_every_way_to_send_a_mail_relays_it_by_the_one_name_that_is_replaced() -> None:
    assert parameters(ses._smtp_relay) == ["source", "to_addrs", "message_str"]
    for module in (ses, ses_v2):
        assert "_smtp_relay(source, all_addrs, mime_str)" in inspect.getsource(module)


def test_build_persistence_save_dict_names_a_get_state_for_each_loaded_service() -> None:
    states = app._build_persistence_save_dict()
    assert states["sqs"] is sqs.get_state
    assert states["dynamodb"] is dynamodb.get_state
    assert {"s3", "lambda"} <= set(states)
    assert {"cognito", "kms", "cloudwatch_logs", "cloudwatch"} <= set(app._state_map)


def test_saved_state_is_restored_through_load_persisted_state_of_each_module() -> None:
    source = inspect.getsource(app._load_persisted_state)
    assert "_get_module(module_name).load_persisted_state(data)" in source


# ------------------------------------------------------------ ministack.core.persistence


def test_json_default_and_json_object_hook_bring_bytes_and_scoped_dicts_back() -> None:
    scoped = AccountRegionScopedDict()
    scoped.set_scoped("000000000000", "ap-southeast-7", "key", {"cipher": b"\x00\xff"})
    text = json.dumps({"x": scoped}, default=persistence._json_default)
    back = json.loads(text, object_hook=persistence._json_object_hook)
    assert back["x"].get_scoped("000000000000", "ap-southeast-7", "key") == {"cipher": b"\x00\xff"}


def test_a_state_written_here_is_what_the_emulators_own_save_and_load_would_make_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """checkpoint.py writes the same form by one C call."""
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    monkeypatch.setattr(persistence, "STATE_DIR", str(tmp_path / "theirs"))
    state = {"a": [1, "ก", b"\x00"]}
    persistence.save_state("sqs", state)
    store = Store(tmp_path / "store.db")
    assert Checkpoints(store, tmp_path / "ours")._save("sqs", lambda: state)
    theirs, ours = ((tmp_path / name / "sqs.json").read_text() for name in ("theirs", "ours"))
    assert json.loads(ours) == json.loads(theirs)
    monkeypatch.setattr(persistence, "STATE_DIR", str(tmp_path / "ours"))
    assert persistence.load_state("sqs") == state


def test_a_state_that_cannot_be_written_leaves_the_last_one(tmp_path: Path) -> None:
    checkpoints = Checkpoints(Store(tmp_path / "store.db"), tmp_path)
    assert checkpoints._save("sqs", lambda: {"a": 1})
    assert not checkpoints._save("sqs", lambda: {"a": object()})
    assert json.loads((tmp_path / "sqs.json").read_text())["payload"] == {"a": 1}


# ------------------------------------------------------------ ministack.services.sqs


def test_queues_live_in_data_of_an_account_and_region_scoped_dict(queue: dict[str, Any]) -> None:
    assert isinstance(sqs._queues, AccountRegionScopedDict)
    assert queue in sqs._queues._data.values()
    assert queue in sqs._queues.all_values()


def test_a_queues_address_takes_its_port_from_default_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqs, "DEFAULT_PORT", "12345")
    assert ":12345/" in sqs._queue_url("contract")


def test_a_message_is_appended_to_the_list_under_messages_with_an_id_and_its_times(
    queue: dict[str, Any],
) -> None:
    sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": "x"}, "")
    (message,) = queue["messages"]
    assert message["id"]
    assert message["receive_count"] == 0
    assert message["receipt_handle"] is None
    assert isinstance(message["visible_at"], float)
    assert queue["attributes"]["QueueArn"].endswith(":contract")


def test_a_receipt_counts_and_moves_visible_at(queue: dict[str, Any]) -> None:
    sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": "x"}, "")
    sent = queue["messages"][0]["visible_at"]
    assert sqs._receive_messages_for_esm(queue["url"], 1)
    (message,) = queue["messages"]
    assert message["receive_count"] == 1
    assert message["visible_at"] > sent


def test_messages_join_a_queue_by_append_or_a_new_list_only() -> None:
    for module in (sqs, s3, lambda_svc):
        source = inspect.getsource(module)
        for way in ("extend", "insert", "__iadd__"):
            assert f'["messages"].{way}(' not in source
        assert '["messages"] +=' not in source


def test_get_state_and_load_persisted_state_of_queues_carry_the_messages(queue: dict[str, Any]) -> None:
    sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": "x"}, "")
    state = sqs.get_state()
    assert [one["body"] for one in state["queues"].all_values()[0]["messages"]] == ["x"]
    queue["messages"] = []
    sqs.load_persisted_state(state)
    assert [one["body"] for one in sqs._queues[queue["url"]]["messages"]] == ["x"]


# ------------------------------------------------------------ ministack.services.s3


def test_fire_s3_event_async_only_adds_a_thread_and_a_sequencer_to_fire_s3_event() -> None:
    beside, within = parameters(s3._fire_s3_event_async), parameters(s3._fire_s3_event)
    assert beside[:3] == within[:3] == ["bucket_name", "key", "event_name"]
    assert set(within) - set(beside) == {"sequencer", "restore_event_data"}
    assert parameters(s3._next_event_sequencer) == ["event_name"]
    assert "threading.Thread(" in inspect.getsource(s3._fire_s3_event_async)


def test_parse_notification_config_tells_the_kind_of_target() -> None:
    xml = (
        '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><QueueConfiguration>'
        "<Queue>arn:aws:sqs:ap-southeast-7:000000000000:q</Queue><Event>s3:ObjectCreated:*</Event>"
        "</QueueConfiguration></NotificationConfiguration>"
    )
    s3._bucket_notifications["contract-bucket"] = xml
    try:
        (target,) = s3._parse_notification_config("contract-bucket")
        assert target["type"] == "sqs"
    finally:
        s3._bucket_notifications.pop("contract-bucket")
    assert s3._parse_notification_config("contract-bucket") == []


# ------------------------------------------------------------ ministack.core.lambda_runtime, lambda_svc


def test_workers_are_started_through_the_subprocess_module_of_lambda_runtime() -> None:
    source = inspect.getsource(lambda_runtime)
    assert "subprocess.Popen(" in inspect.getsource(lambda_runtime.Worker._spawn)
    assert "from subprocess import" not in source


def test_temporary_files_of_workers_are_made_by_tempfile() -> None:
    assert "tempfile.mkdtemp(" in inspect.getsource(lambda_runtime.Worker._spawn)


def test_stream_positions_are_saved_where_the_start_forgets_them(tmp_path: Path) -> None:
    assert "dynamodb_stream_positions" in lambda_svc.get_state()
    state = lambda_svc.get_state()
    state["dynamodb_stream_positions"].set_scoped("000000000000", "ap-southeast-7", "esm", 7)
    file = tmp_path / "lambda.json"
    file.write_text(
        json.dumps({"__ministack_format__": 2, "payload": state}, default=persistence._json_default)
    )
    forget_stream_positions(file)
    read = json.loads(file.read_text(), object_hook=persistence._json_object_hook)["payload"]
    assert isinstance(read["dynamodb_stream_positions"], AccountRegionScopedDict)
    assert not read["dynamodb_stream_positions"].has_any()


def test_stacks_are_a_scoped_dict_whose_status_says_whether_one_is_being_changed() -> None:
    assert isinstance(cloudformation._stacks, AccountRegionScopedDict)
    assert cloudformation.__name__ == "ministack.services.cloudformation"
    assert '"StackStatus": "CREATE_IN_PROGRESS"' in inspect.getsource(handlers)
    assert '["StackStatus"] = "UPDATE_IN_PROGRESS"' in inspect.getsource(handlers)


# ------------------------------------------------------------ ministack.core.iam_actions, ses


@pytest.mark.parametrize("name", ["extract_iam_action", "extract_resource_arn"])
def test_authorisation_names_are_imported_at_each_call_so_that_a_patch_reaches_them(name: str) -> None:
    assert parameters(getattr(iam_actions, name))[:4] == ["service", "method", "path", "headers"]
    assert not hasattr(app, name)


def test_a_batch_send_is_still_asked_for_by_a_name_that_aws_does_not_have() -> None:
    headers = {"x-amz-target": "AmazonSQS.SendMessageBatch"}
    assert iam_actions.extract_iam_action("sqs", "POST", "/", headers, b"{}", {}) == "sqs:SendMessageBatch"


def test_an_inserted_row_is_still_asked_for_by_a_name_that_aws_does_not_have_and_on_every_table() -> None:
    headers = {"x-amz-target": "DynamoDB_20120810.BatchExecuteStatement"}
    body = b'{"Statements":[{"Statement":"INSERT INTO \\"t\\" VALUE {\'PK\':\'a\'}"}]}'
    asked = ("dynamodb", "POST", "/", headers, body, {})
    assert iam_actions.extract_iam_action(*asked) == "dynamodb:BatchExecuteStatement"
    assert iam_actions.extract_resource_arn(*asked, "ap-southeast-7", "000000000000") == "*"


def test_a_mail_is_still_asked_for_on_every_resource() -> None:
    body = b"Action=SendRawEmail"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    asked = {"Action": ["SendRawEmail"]}
    found = iam_actions.extract_resource_arn(
        "ses", "POST", "/", headers, body, asked, "ap-southeast-7", "000000000000"
    )
    assert found == "*"
