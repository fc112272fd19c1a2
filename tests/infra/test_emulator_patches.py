"""Every private name of the emulator that infra/local/cloud touches, one test each.

The emulator is pinned exactly. When a newer one is tried, what fails here says which patch to look at.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from ministack.core import lambda_runtime, persistence
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudformation, dynamodb, lambda_svc, s3, sqs

from infra.local.cloud import asides, pacing, parsing, reading
from infra.local.cloud.checkpoint import Checkpoints
from infra.local.cloud.durable_queues import notify_before_answering
from infra.local.cloud.store import Store
from infra.local.cloud.workers import hold_triggers
from tests.support.emulator import parameters


def test_triggers_wait_until_the_server_listens_so_that_no_function_fails_for_want_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(lambda_svc, "_poller_started", False)
    monkeypatch.setattr(lambda_svc, "_ensure_poller", lambda_svc._ensure_poller)  # put back afterwards
    monkeypatch.setattr(lambda_svc, "_poll_loop", lambda: begun.append("polling"))
    lambda_svc._esms["contract"] = {"UUID": "contract", "Enabled": False}
    try:
        release = hold_triggers()
        lambda_svc.load_persisted_state(lambda_svc.get_state())
        assert not lambda_svc._poller_started
        release()
        release()
        assert lambda_svc._poller_started
        assert begun == ["polling"]
    finally:
        lambda_svc._esms.pop("contract")


def test_a_notice_to_a_queue_is_journalled_within_the_upload_not_beside_it(
    queue: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_fire_s3_event_async", s3._fire_s3_event_async)  # put back afterwards
    monkeypatch.setattr(s3.threading, "Thread", None)  # there must be no need for one
    notify_before_answering()
    s3._create_bucket("contract-notices", b"", {})
    s3._bucket_notifications["contract-notices"] = (
        "<NotificationConfiguration><QueueConfiguration>"
        f"<Queue>{queue['attributes']['QueueArn']}</Queue><Event>s3:ObjectCreated:*</Event>"
        "</QueueConfiguration></NotificationConfiguration>"
    )
    try:
        s3._put_object("contract-notices", "a.csv", b"x", {})
        (message,) = queue["messages"]
        assert json.loads(message["body"])["Records"][0]["s3"]["object"]["key"] == "a.csv"
    finally:
        s3._bucket_notifications.pop("contract-notices")
        s3._buckets.pop("contract-notices")


def test_nothing_is_saved_while_a_stack_is_being_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persistence, "PERSIST_STATE", True)
    monkeypatch.setattr(persistence, "STATE_DIR", str(tmp_path / "services"))
    store = Store(tmp_path / "store.db")
    checkpoints = Checkpoints(store, tmp_path / "services")
    cloudformation._stacks["contract"] = {"StackStatus": "UPDATE_IN_PROGRESS"}
    try:
        asyncio.run(checkpoints.write(everything=True))
        assert not (tmp_path / "services").exists()
        cloudformation._stacks["contract"]["StackStatus"] = "UPDATE_COMPLETE"
        asyncio.run(checkpoints.write(everything=True))
        assert (tmp_path / "services" / "cloudformation.json").exists()
        assert (tmp_path / "services" / "sqs.json").exists()
    finally:
        cloudformation._stacks.pop("contract")
        store.close()


def test_a_mappings_limit_is_asked_by_its_module_name_before_each_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pacing.py: a function that many queues feed has at most ``MOST`` batches in hand."""
    assert "_sqs_esm_concurrency(esm, func_rec" in inspect.getsource(lambda_svc._poll_sqs)
    monkeypatch.setattr(lambda_svc, "_sqs_esm_concurrency", lambda *_: 2)
    monkeypatch.setattr(lambda_svc, "_esm_inflight", {})
    pacing._limit_batches()
    first, second, third = ({"UUID": name, "FunctionArn": "arn:f"} for name in ("a", "b", "c"))
    assert lambda_svc._sqs_esm_concurrency(first, {}, {}) == 2
    lambda_svc._esm_inflight["a"] = 2
    assert lambda_svc._sqs_esm_concurrency(second, {}, {}) == 1
    lambda_svc._esm_inflight["b"] = 1
    assert lambda_svc._sqs_esm_concurrency(third, {}, {}) == 0


def test_what_hides_in_a_queue_comes_at_once_when_asked_but_nothing_that_is_in_hand(
    queue: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """asides.py: batches in hand are counted by mapping, and a message hides until its ``visible_at``."""
    monkeypatch.setattr(lambda_svc, "_esm_inflight", {"mapping": 1})
    sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": "failed once"}, "")
    assert sqs._receive_messages_for_esm(queue["url"], 1)
    sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": "put off", "DelaySeconds": "600"}, "")
    path, _, query = asides.hurry_path(["contract"]).partition("?")
    assert path in asides.PATHS
    assert asides.hurry(query) == 0
    assert not sqs._receive_messages_for_esm(queue["url"], 2)
    lambda_svc._esm_inflight.clear()
    assert asides.hurry(asides.hurry_path(["another"]).partition("?")[2]) == 0
    assert asides.hurry(query) == 2
    assert len(sqs._receive_messages_for_esm(queue["url"], 2)) == 2


def test_a_stream_waits_its_batching_window_between_two_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """pacing.py: the position of a mapping moves with each batch, and a mapping that backs off is passed over."""
    source = inspect.getsource(lambda_svc._poll_dynamodb_streams)
    assert "_esm_backoff_until.get(esm_id, 0) > time.time()" in source
    assert "_dynamodb_stream_positions[esm_id] = pos + raw_len" in source
    assert "_poll_dynamodb_streams()" in inspect.getsource(lambda_svc._poll_loop)
    assert isinstance(lambda_svc._dynamodb_stream_positions, AccountRegionScopedDict)
    assert isinstance(lambda_svc._esm_backoff_until, AccountRegionScopedDict)
    esms = [
        ("a", "r", {"UUID": "waits", "MaximumBatchingWindowInSeconds": 60}),
        ("a", "r", {"UUID": "does-not"}),
    ]
    monkeypatch.setattr(lambda_svc, "_iter_all_esms", lambda: iter(esms))
    positions, until = AccountRegionScopedDict(), AccountRegionScopedDict()
    monkeypatch.setattr(lambda_svc, "_esm_backoff_until", until)
    monkeypatch.setattr(lambda_svc, "_dynamodb_stream_positions", positions)
    monkeypatch.setattr(lambda_svc, "_poll_dynamodb_streams", lambda: True)
    pacing._gather_records()
    assert lambda_svc._poll_dynamodb_streams()
    assert not until.has_any(), "nothing has moved yet"
    for name in ("waits", "does-not"):
        positions.set_scoped("a", "r", name, 7)
    lambda_svc._poll_dynamodb_streams()
    assert set(until._data) == {("a", "r", "waits")}
    until._data.clear()
    lambda_svc._poll_dynamodb_streams()
    assert not until.has_any(), "the window is over and nothing has moved since"


def test_the_pause_after_a_look_that_found_nothing_is_read_by_each_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """pacing.py: a name of the module, that its loop reads anew each time."""
    monkeypatch.setattr(lambda_svc, "_ESM_IDLE_WAKE_GAP_SECONDS", lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS)
    pacing._look_sooner()
    assert lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS == pacing.IDLE_GAP
    assert "_ESM_IDLE_WAKE_GAP_SECONDS" in lambda_svc._poll_loop.__code__.co_names


def test_the_log_lines_of_a_call_are_taken_from_its_workers_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """pacing.py: those that are there at once, in their order, and none when a handler says nothing."""
    worker_class = lambda_runtime.Worker
    assert "self._drain_stderr_bounded()" in inspect.getsource(worker_class.invoke)
    assert parameters(worker_class._drain_stderr_bounded)[:2] == ["self", "first_line_wait"]
    monkeypatch.setattr(worker_class, "_drain_stderr_bounded", worker_class._drain_stderr_bounded)
    pacing._wait_less()
    worker = worker_class.__new__(worker_class)
    worker._stderr_queue = Queue()
    assert worker._drain_stderr_bounded() == ""
    for line in ("one", "two"):
        worker._stderr_queue.put(line)
    assert worker._drain_stderr_bounded(first_line_wait=0.1) == "one\ntwo"


def test_tokens_and_the_grammar_check_depend_on_an_expressions_text_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """parsing.py: each text is read once, and nobody spoils what is remembered."""
    for name, known in (("_tokenize", ["expr"]), ("_condition_syntax_error", ["expr", "slot"])):
        assert parameters(getattr(dynamodb, name)) == known
        monkeypatch.setattr(dynamodb, name, getattr(dynamodb, name))
    plain = dynamodb._tokenize("a = :v AND b = :w")
    parsing.install()
    dynamodb._tokenize("a = :v AND b = :w").clear()
    assert dynamodb._tokenize("a = :v AND b = :w") == plain
    item = {"a": {"S": "x"}}
    assert dynamodb._evaluate_condition("a = :v", item, {":v": {"S": "x"}}, {})
    assert not dynamodb._evaluate_condition("a = :v", item, {":v": {"S": "y"}}, {})
    assert "Syntax error" in str(dynamodb._condition_syntax_error("a = = :v", "ConditionExpression"))


def test_what_a_query_reads_is_tested_projected_and_cut_into_pages_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """reading.py: each quicker way answers as the emulator's own, and leaves to it what is not plain."""
    taken = ("_evaluate_condition", "_apply_projection", "_paginate_evaluated_items")
    own = {name: getattr(dynamodb, name) for name in taken}
    assert parameters(own["_evaluate_condition"]) == ["expr", "item", "attr_values", "attr_names", "slot"]
    assert parameters(own["_apply_projection"]) == ["item", "data"]
    assert parameters(own["_paginate_evaluated_items"]) == ["items", "limit", "table", "index_name"]
    assert parameters(dynamodb._apply_index_projection) == ["item", "table", "index_name"]
    assert parameters(dynamodb._item_size_bytes) == ["item"]
    for name in taken:
        monkeypatch.setattr(dynamodb, name, own[name])
    reading.install()

    names = {"#p": "PK", "#s": "SK", "#n": "N", "#b": "B"}
    values = {":p": {"S": "ก"}, ":s": {"S": "b"}, ":t": {"S": "d"}, ":n": {"N": "7"}}
    items = [
        {"PK": {"S": "ก"}, "SK": {"S": letter}, "N": {"N": "7"}, "B": {"M": {"x": {"S": letter * 4000}}}}
        for letter in ("a", "b", "bb", "d", "da")
    ]
    sorts = ("", "#s <= :s", "begins_with(#s, :s)", "#s BETWEEN :s AND :t", "#s = :s")
    for text in [*("#p = :p" + f" AND {sort}" * bool(sort) for sort in sorts), "#n = :n", "#s > :s"]:
        assert (reading.clauses(text) is None) == (">" in text)
        for item in items:
            asked = (text, item, values, names, "KeyConditionExpression")
            assert dynamodb._evaluate_condition(*asked) == own["_evaluate_condition"](*asked)

    for listed in ("#p, #n", "#n", "#missing, #n", "#b.x, #n", "#p", "SK"):
        data = {"ProjectionExpression": listed, "ExpressionAttributeNames": {**names, "#missing": "missing"}}
        assert dynamodb._apply_projection(items[0], data) == own["_apply_projection"](items[0], data)
    assert dynamodb._apply_projection(items[0], {}) == items[0]

    less = {"IndexName": "Less", "KeySchema": [], "Projection": {"ProjectionType": "KEYS_ONLY"}}
    table = {"pk_name": "PK", "sk_name": "SK", "GlobalSecondaryIndexes": [less]}
    many = [{**items[0], "SK": {"S": str(number)}} for number in range(400)]
    for index in (None, "Less"):
        for limit in (None, 7):
            asked = (many, limit, table, index)
            mine, theirs = (
                dynamodb._paginate_evaluated_items(*asked),
                own["_paginate_evaluated_items"](*asked),
            )
            assert (len(mine[0]), mine[1]) == (len(theirs[0]), theirs[1])
    assert len(dynamodb._paginate_evaluated_items(many, None, table)[0]) < len(many)
