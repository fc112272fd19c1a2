"""``up``, ``down``, ``upload``: the local cloud with the real template, as a person uses it."""

from __future__ import annotations

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import sample, upload, uptime
from infra.local.cloud import workers
from infra.local.uptime import Local, NotRunning
from infra.sample import files
from shared.domain.agencies import Agency
from tests.support.clouds import eventually


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    running = Local(tmp_path_factory.mktemp("home"))
    try:
        assert uptime.up(running) == 0
        yield running
    finally:
        uptime.down(running)


@pytest.fixture(autouse=True)
def results_beside_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "ROOT", tmp_path)


def endpoints(local: Local) -> dict[str, Any]:
    return dict(json.loads(local.endpoints.read_text(encoding="utf-8")))


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.loads(answer.read())


def strike(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not workers.alive(pid), "its end")


def server_pid(local: Local) -> int:
    return int(json.loads((local.home / "cloud" / "server.json").read_text())["pid"])


def test_endpoints_json_has_the_shape_of_the_contract(local: Local) -> None:
    found = endpoints(local)
    assert list(found) == [
        "aws_endpoint_url",
        "region",
        "access_key_id",
        "secret_access_key",
        "stack_name",
        "console_url",
        "api_url",
        "mail_url",
        "outputs",
        "users",
    ]
    assert {"ApiUrl", "InboxBucket", "ReportsBucket", "CoreTable", "UploadsQueueUrl"} <= set(found["outputs"])
    assert {f"AgencyRepliesQueueUrl{code}" for code in Agency} <= set(found["outputs"])
    assert all(set(user) == {"username", "password", "role", "agency", "areas"} for user in found["users"])
    assert fetch(f"{found['api_url']}/health")["status"] == "ok"
    assert fetch(f"{found['api_url']}/v1/openapi.json")["openapi"].startswith("3.")
    assert local.endpoints.stat().st_mode & 0o077 == 0, "it holds sign-ins"


def test_up_again_says_that_it_runs_and_leaves_it_be(
    local: Local, capsys: pytest.CaptureFixture[str]
) -> None:
    before, pid = endpoints(local), server_pid(local)
    assert uptime.up(Local(local.home)) == 0
    assert "already runs" in capsys.readouterr().out
    assert endpoints(local) == before
    assert server_pid(local) == pid


def test_an_upload_is_followed_to_its_end_and_its_results_are_fetched(
    local: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = local.outputs()
    assert sample.send(local.cloud, outputs, local.home) == 0
    told = capsys.readouterr().out
    assert "เสร็จ (done)" in told
    (manifest,) = tmp_path.glob("out/imports/*/manifest.json")
    assert json.loads(manifest.read_text())["households"]["new"] == sample.HOUSEHOLDS
    assert (manifest.parent / "errors.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_file_that_is_no_table_is_refused_with_its_reason(
    local: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "บันทึก.csv"
    file.write_text("เรียน ท่านประธาน\n", encoding="utf-8")
    assert upload.run(local.cloud, local.outputs(), file, "cdd", check=True) == 1
    told = capsys.readouterr().out
    assert "ไม่รับไฟล์นี้ (rejected)" in told
    assert "[HEAD-NONE]" in told


def test_up_after_a_kill_goes_on_with_an_import_that_was_under_way(
    local: Local, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "another.csv"
    file.write_bytes(files.few(30, 2568))
    outputs = local.outputs()
    import_id = upload.put(local.cloud, outputs, file, "cdd", check=False)
    strike(server_pid(local))
    site, _ = local.site()
    assert site is not None
    strike(site)
    with pytest.raises(NotRunning):
        local.outputs()
    again = Local(local.home)
    assert uptime.up(again) == 0
    states = [
        manifest["state"] for manifest in upload.follow(again.cloud, outputs["ReportsBucket"], import_id)
    ]
    assert states[-1] == "done"
    assert fetch(f"{endpoints(again)['api_url']}/health")["status"] == "ok"


def test_down_ends_both_processes_and_keeps_the_data(tmp_path: Path, local: Local) -> None:
    pids = [server_pid(local), local.site()[0]]
    assert uptime.down(local) == 0
    assert not any(workers.alive(pid) for pid in pids if pid)
    assert uptime.status(local) == 1
    assert uptime.up(Local(local.home)) == 0
    assert uptime.status(local) == 0


def test_reset_deletes_the_data(tmp_path: Path) -> None:
    home = tmp_path / "home"
    local = Local(home)
    local.cloud.start()
    try:
        assert home.exists()
    finally:
        uptime.reset(local)
    assert not home.exists()
