"""The import under seeded faults ends as in a quiet cloud; and the twin it runs on answers like the mock."""

from __future__ import annotations

import json
import logging
import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.local.cloud import Cloud
from infra.local.cloud.layout import ACCESS_KEY, REGION, SECRET_KEY
from infra.simulate import casework
from infra.simulate.__main__ import run
from infra.simulate.schedule import played, violations
from infra.simulate.tables import Tables
from infra.simulate.twin import Twin, in_place
from shared.casework import replies, task_sights, tasks
from shared.storage import (
    audit,
    batch,
    claims,
    clients,
    holds,
    identity,
    imports,
    keys,
    progress,
    surveys,
    tables,
)
from shared.storage.claims import Claim
from shared.storage.imports import Source
from shared.storage.surveys import Draft
from tests.support.aws import Aws, declared_table, running

RUNS = 5000 if os.environ.get("SITTHI_LONG") else 100
AT = datetime(2026, 1, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# ---------------------------------------------------------------- schedules


def test_no_schedule_of_faults_changes_tables_or_results(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(1, RUNS) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(f"seed 1 runs {RUNS} violations 0 events ")


def test_the_same_seed_is_the_same_schedule() -> None:
    quiet, _, _ = played(0, quiet=True)
    assert violations(5, quiet) == violations(5, quiet)
    assert played(5, quiet=False)[1] != played(6, quiet=False)[1]


def test_the_same_seed_is_the_same_casework() -> None:
    assert casework.violations(5) == casework.violations(5)
    assert casework.replies(5, quiet=False)[1] != casework.replies(9, quiet=False)[1]


def test_a_reply_that_counts_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = task_sights.look_at

    def forgetful(glances: Any) -> Any:
        return {key: replace(sight, seen=False) for key, sight in real(glances).items()}

    monkeypatch.setattr(task_sights, "look_at", forgetful)
    monkeypatch.setattr(replies, "look_at", forgetful)
    monkeypatch.setattr(tables.Transaction, "put_free", lambda *_: None)
    monkeypatch.setattr(audit, "add", lambda *_: None)  # its rows have the command's key too
    seeds = range(2, 42, len(casework.SCRIPTS))  # the script in which an officer is changed
    assert any(casework.replies(one, quiet=False)[0] != casework.replies(one, quiet=True)[0] for one in seeds)


def test_work_that_is_nobodys_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = tasks.apply

    def stopped(*arguments: Any) -> Any:
        moved, event = real(*arguments)
        return replace(moved, clock=None), event

    monkeypatch.setattr(tasks, "apply", stopped)
    assert any("no clock runs" in one for one in casework.violations(1)[0])


def test_a_part_that_counts_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, _, _ = played(0, quiet=True)
    real = progress._done

    def careless(*arguments: Any) -> Any:
        transaction = real(*arguments)
        del transaction.actions[0]["Put"]["ConditionExpression"]
        return transaction

    monkeypatch.setattr(progress, "_done", careless)
    monkeypatch.setattr(progress, "is_done", lambda *_: False)
    assert any(violations(seed, quiet)[0] for seed in range(1, 9))


def test_a_survey_that_is_lost_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet, _, _ = played(0, quiet=True)
    real = Tables.batch_write_item

    def forgets(self: Tables, **asked: Any) -> Any:
        return {**real(self, **asked), "UnprocessedItems": {}}

    monkeypatch.setattr(Tables, "batch_write_item", forgets)
    assert any("tables differ" in one for seed in range(1, 12) for one in violations(seed, quiet)[0])


def test_faults_of_every_kind_happen() -> None:
    said = " ".join(line for seed in range(1, 9) for line in played(seed, quiet=False)[1])
    for kind in ("kill", "throttle", "unprocessed", "twice", "delay", "lose", "deliver reduce"):
        assert kind in said


# ---------------------------------------------------------------- the twin answers like the others


def story(draw: random.Random) -> list[Any]:
    """What storage is asked during imports, and what it answers."""
    told: list[Any] = []
    sources = [Source.of("inbox", f"partners/cdd/import/{name}.csv", "1") for name in "ab"]
    jobs = [imports.receive(source, at=AT, marked_at=AT) for source in sources if source is not None]
    told += [imports.receive(job.source, at=AT, marked_at=AT) == job for job in jobs]
    one, two = jobs
    told.append([imports.start(job, "tpmap_v1", "profiling")[0].state for job in jobs])
    told.append([progress.begin(one.import_id, "r1", "map", 2, {"a": 1}, "mapping") for _ in range(2)])
    now = progress.load(one.import_id)
    assert now is not None
    counts = {"counts": {"records": 3}}
    told.append([progress.finish_part(one, now, number, counts) for number in (0, 1, 0)])
    told.append([progress.move(one.import_id, now, "reduce", 1, {"a": 2}, "applying") for _ in range(2)])
    told.append(progress.finish_part(one, now, 7, counts))
    told.append(progress.begin(one.import_id, "r2", "map", 9, {}, "mapping"))
    told.append([progress.load(one.import_id), progress.parts_done(one.import_id, "r1", "map")])
    told += _people(one.import_id, two.import_id, draw)
    told += _surveys(one, two)
    told.append([imports.finish(two, "done", {"counts": {}}) for _ in range(2)])
    return told


def _people(one: str, two: str, draw: random.Random) -> list[Any]:
    home, other = "a" * 20, "b" * 20
    named = [Claim(f"blind{number}", home, f"m{number}") for number in range(60)]
    more = [Claim(f"more{number}", "e" * 20, f"m{number}") for number in range(60)]
    draw.shuffle(named)
    told: list[Any] = [
        claims.stake(one, {home: named, "e" * 20: more}),
        claims.stake(two, {other: [Claim("blind3", other, "m3"), Claim("new", other, "m")]}),
        claims.stake(two, {other: [Claim("blind3", other, "m3", instead_of=home)]}),
        sorted(claims.standing(["blind3", "blind4", "new"]).items()),
    ]
    conflict = holds.Conflict(other, home, "m4", "blind4")
    for rows in ([3], [5]):
        holds.open_hold(conflict, "950101", two, "2026-01-01", rows)
    hold = holds.load(conflict.hold_id)
    assert hold is not None
    for _ in range(2):
        transaction = tables.Transaction()
        holds.decide(transaction, hold, holds.MERGED, {"reason": "r", "by": "c"})
        holds.transfer(transaction, "blind4", hold)
        holds.pair(transaction, hold, {"reason": "r"})
        told.append(_refusal(transaction.commit))
    told.append(
        [holds.decisions([conflict]), list(tables.query("core", keys.hold_partition("9501"), index="Index1"))]
    )
    return told


def _surveys(*jobs: Any) -> list[Any]:
    hmac, seal = identity.Keys.derive("x"), identity.Seal(bytes(range(64)))
    home = "c" * 20
    told: list[Any] = []
    for job in jobs:
        day, body = f"2025-01-{job.sequence:02d}", '{"h":{"a":[1]},"m":{"m":{}}}'
        people = '{"household":{"h":"ก"},"members":{"m":{}}}'
        draft = Draft(home, "9501", day, False, "950101", body, people, ("m",), {}, hmac.content_digest(day))
        writer = surveys.Writer(job, seal)
        told.append(surveys.places([draft], job.sequence, surveys.visited({"9501"}, job.sequence)))
        surveys.visit({"9501"}, job.sequence)
        batch.put_texts("core", [writer.survey(draft)] * 2)
        batch.put_texts("identity", [writer.identity(draft)])
        told.append(surveys.places([draft], job.sequence, surveys.visited({"9501"}, job.sequence)))
    told.append([version.sk for version in surveys.versions(home)])
    for partition in keys.mark_partitions(keys.TODO):
        told.append(list(tables.query("core", partition, index="Index2", upto="2026-01-01T02:00:00Z~")))
    told.append(
        [item["SK"] for item in tables.query("core", keys.history_pk(home), between=("FACT#", "SV#~"))]
    )
    told.append(
        [item["SK"] for item in tables.query("core", keys.history_pk(home), newest_first=True, limit=1)]
    )
    told.append(tables.get("core", {"PK": "no", "SK": "such"}))
    key = keys.survey(home, date(2025, 1, 1), 1)
    tables.unmark_alone("core", key)
    told.append(_refusal(lambda: tables.unmark_alone("core", {"PK": "no", "SK": "such"})))
    told.append(tables.get("core", key))
    return told


def _refusal(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except ClientError as error:
        return error.response["Error"]["Code"]
    except tables.Conflict as conflict:
        return conflict.reasons


def _plain(items: Any) -> list[str]:
    return sorted(
        json.dumps(item, sort_keys=True, default=lambda value: bytes(value).hex()) for item in items
    )


NAMES = {"CoreTable": "core", "IdentityTable": "identity", "AuditTable": "audit"}


@pytest.fixture(params=["mock", "embedded cloud"])
def dynamodb(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Any]:
    """Tables that are not the twin's, as the template declares them."""
    with ExitStack() as open_things:
        if request.param == "mock":
            open_things.enter_context(running(monkeypatch))
        else:
            cloud = open_things.enter_context(Cloud(tmp_path))
            monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint)
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
            clients.client.cache_clear()
        client = clients.client("dynamodb")
        for logical, name in NAMES.items():
            client.create_table(TableName=name, **declared_table(logical))
            monkeypatch.setenv(f"{name.upper()}_TABLE", name)
        yield client
    clients.client.cache_clear()


def test_the_twin_answers_and_ends_like_the_mock_and_the_embedded_cloud(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "new_data_key", lambda import_id: (b"k" * 64, b"sealed"))
    monkeypatch.setattr(identity, "open_data_key", lambda import_id, sealed: b"k" * 64)
    said = story(random.Random(3))
    ended = {name: _plain(dynamodb.scan(TableName=name)["Items"]) for name in NAMES.values()}
    twin = Twin()
    with in_place(twin, os.environ):
        assert story(random.Random(3)) == said
    assert {name: _plain(twin.tables.table(name).values()) for name in ended} == ended


def test_files_and_ranges_of_the_twin_are_those_of_the_mock(aws: Aws) -> None:
    def asked(s3: Any, bucket: str) -> list[Any]:
        versions = [
            s3.put_object(Bucket=bucket, Key="k", Body=body)["VersionId"] for body in (b"0123456789", b"x")
        ]
        told = [
            s3.get_object(Bucket=bucket, Key="k", VersionId=versions[0], Range=f"bytes={at}-{at + 3}")[
                "Body"
            ].read()
            for at in (0, 4, 8)
        ]
        told.append(s3.get_object(Bucket=bucket, Key="k")["Body"].read())
        for more in ({"Range": "bytes=99-100"}, {"Key": "none"}):
            told.append(_refusal(lambda more=more: s3.get_object(**{"Bucket": bucket, "Key": "k", **more})))
        return told

    assert asked(Twin().objects, "inbox") == asked(clients.client("s3"), "sitthi-inbox")
