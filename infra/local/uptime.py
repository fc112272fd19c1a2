"""``up``, ``down``, ``reset`` and ``status``: the cloud that keeps its data in ``.local/``."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.console.build import built, try_to_build
from infra.local import queues
from infra.local.cloud import Cloud, CloudError, workers
from infra.local.cloud import stack as stacks
from infra.local.cloud.cloud import port_near
from infra.local.cloud.layout import ACCESS_KEY, REGION, SECRET_KEY
from infra.local.cloud.proxy import stage_of
from infra.local.seed import seed

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
STACK = "sitthi"
SITE_PORT, CLOUD_PORT = 18080, 14566  # another free one when taken
_PATIENCE = 20.0


class NotRunning(RuntimeError):
    """There is no local cloud to speak to."""


class Local:
    """The local cloud's files and its two processes: the cloud, and the proxy in front of it."""

    def __init__(self, home: Path = ROOT / ".local") -> None:
        self.home = home
        self.mail = home / "mail"
        self.endpoints = home / "endpoints.json"
        self._proxy = home / "proxy.json"
        self.cloud = Cloud(home / "cloud", wished=CLOUD_PORT, mail_dir=self.mail, outlive=True)

    def outputs(self) -> dict[str, str]:
        """Raises NotRunning."""
        if not self.cloud.running:
            raise NotRunning
        return stacks.outputs(self.cloud.client, STACK)

    def site(self) -> tuple[int | None, int | None]:
        """The proxy's process id, when it runs, and its port, when it has had one."""
        try:
            saved = json.loads(self._proxy.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None, None
        ours = str(self.mail) in workers.command(saved["pid"])
        return (saved["pid"] if ours else None), saved["port"]

    def end_site(self) -> None:
        pid, _ = self.site()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        limit = time.monotonic() + _PATIENCE
        while workers.alive(pid) and time.monotonic() < limit:
            time.sleep(0.02)

    def start_site(self, outputs: dict[str, str], port: int) -> None:
        """Start the proxy anew, so that it leads to this stack. Raises CloudError."""
        self.end_site()
        command = [sys.executable, "-m", "infra.local.cloud.proxy", "--port", str(port)]
        command += ["--upstream", self.cloud.endpoint, "--api", stage_of(outputs["ApiUrl"])]
        command += ["--mail", str(self.mail)]
        if built() and outputs.get("ConsoleUrl"):
            command += ["--console", stage_of(outputs["ApiUrl"])]
        with (self.home / "proxy.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._proxy.write_text(json.dumps({"pid": process.pid, "port": port}), encoding="utf-8")
        limit = time.monotonic() + _PATIENCE
        while not queues.answers(port):
            if process.poll() is not None or time.monotonic() > limit:
                raise CloudError(f"the proxy did not start: see {self.home / 'proxy.log'}")
            time.sleep(0.03)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """One start at a time on this machine: two at once would choose the same port, and the stack must know its own."""
    with (Path(tempfile.gettempdir()) / f"sitthi-up-{os.getuid()}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def up(local: Local, *, template: Path = TEMPLATE) -> int:
    """Start what does not run, bring the stack up to date, and say where everything is."""
    with _turn():
        return _up(local, template)


def _up(local: Local, template: Path) -> int:
    local.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    again, already = local.endpoints.exists(), local.cloud.running
    print("คลาวด์จำลองเปิดอยู่แล้ว (it already runs)" if already else "กำลังเปิดคลาวด์จำลอง … (starting)", flush=True)
    try_to_build()
    local.cloud.start()
    pid, port = local.site()
    port = port if port and (pid or port_near(port) == port) else port_near(SITE_PORT)
    outputs = local.cloud.deploy(
        template, STACK, {"ConsoleOrigin": f"http://127.0.0.1:{port}", "MailRegion": REGION}
    )
    users = seed(local.cloud, outputs)
    local.cloud.checkpoint()
    local.start_site(outputs, port)
    endpoints = described(local.cloud, outputs, users, port)
    local.endpoints.touch(mode=0o600)
    local.endpoints.write_text(json.dumps(endpoints, ensure_ascii=False, indent=1), encoding="utf-8")
    if again and not already:
        sweep(local.cloud)
    print(shown(endpoints))
    return 0


def described(
    cloud: Cloud, outputs: dict[str, str], users: list[dict[str, Any]], port: int
) -> dict[str, Any]:
    """``endpoints.json``."""
    site = f"http://127.0.0.1:{port}"
    return {
        "aws_endpoint_url": cloud.endpoint,
        "region": REGION,
        "access_key_id": ACCESS_KEY,
        "secret_access_key": SECRET_KEY,
        "stack_name": STACK,
        "console_url": site if built() and outputs.get("ConsoleUrl") else None,
        "api_url": site,
        "mail_url": f"{site}/mail",
        "outputs": outputs,
        "users": users,
    }


def shown(endpoints: dict[str, Any]) -> str:
    lines = ["", "พร้อมใช้ (ready)"]
    if endpoints["console_url"]:
        lines.append(f"  หน้าจอ (console)  {endpoints['console_url']}")
    lines += [
        f"  API               {endpoints['api_url']}/v1/openapi.json",
        f"  อีเมล (mails)     {endpoints['mail_url']}",
        f"  AWS               {endpoints['aws_endpoint_url']}",
    ]
    if endpoints["users"]:
        lines.append(f"ผู้ใช้ตัวอย่าง (demo sign-ins), รหัสผ่าน (password) {endpoints['users'][0]['password']}")
    for user in endpoints["users"]:
        place = " ".join(part for part in (user["agency"], ",".join(user["areas"])) if part)
        lines.append(f"  {user['username']:<16} {user['role']:<16} {place}")
    lines += [
        "ส่งไฟล์ (send a file):  .venv/bin/python -m infra.local upload FILE",
        "ปิด (stop):  make down",
    ]
    return "\n".join(lines)


def sweep(cloud: Cloud) -> None:
    """After an interruption: whatever waits for work and has lost its message gets a new one."""
    name = stacks.physical_id(cloud.client, STACK, "ReviewDailyFunction")
    event = {"sweep": "all", "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    if answer.get("FunctionError"):
        raise CloudError(f"the sweep failed: {answer['Payload'].read()[:300]!r}")


# ---------------------------------------------------------------- down, reset, status


def down(local: Local) -> int:
    was = local.cloud.running or local.site()[0] is not None
    local.end_site()
    local.cloud.stop()
    print("ปิดแล้ว ข้อมูลยังอยู่ (stopped; data stays)" if was else "ไม่ได้เปิดอยู่ (it was not running)")
    return 0


def reset(local: Local) -> int:
    down(local)
    shutil.rmtree(local.home, ignore_errors=True)
    print(f"ลบข้อมูลใน {local.home.name}/ แล้ว (its data is deleted)")
    return 0


def status(local: Local) -> int:
    """0 when all runs, 1 when not."""
    pid, port = local.site()
    if not local.cloud.running:
        print("คลาวด์จำลองไม่ได้เปิดอยู่ (not running): make up")
        return 1
    print(f"คลาวด์จำลอง (cloud)  {local.cloud.endpoint}")
    print(f"หน้าจอและ API (site)  {f'http://127.0.0.1:{port}' if pid else 'ไม่ได้เปิด (not running): make up'}")
    print("คิว (queues): รอ/กำลังทำ/ตกค้าง (waiting/in hand/dead)")
    for line in queues.table(local.cloud.client, STACK):
        print(f"  {line}")
    return 0 if pid else 1
