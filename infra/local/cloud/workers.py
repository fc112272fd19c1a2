"""The emulator's Lambda workers are processes; each one's id is recorded, so that none outlives its cloud."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

_GRACE = 3.0  # seconds to end by itself


def record(file: Path) -> None:
    """Append the id of every worker to ``file`` from now on."""
    from ministack.core import lambda_runtime

    class Recorded(subprocess.Popen[Any]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            with file.open("a", encoding="ascii") as lines:
                lines.write(f"{self.pid}\n")

    seen = types.ModuleType("subprocess")
    vars(seen).update(vars(subprocess))
    vars(seen)["Popen"] = Recorded
    lambda_runtime.subprocess = seen


def hold_triggers() -> Callable[[], None]:
    """Queues and streams start no function until the returned call: that is, until the server listens.

    A function that cannot call back fails, and its messages would then hide for their queue's visibility time.
    """
    from ministack.services import lambda_svc

    begin = lambda_svc._ensure_poller
    lambda_svc._ensure_poller = lambda: None  # the restore calls it, long before the port is open

    def release() -> None:
        if lambda_svc._ensure_poller is not begin:
            lambda_svc._ensure_poller = begin
            if lambda_svc._esms.has_any():
                begin()

    return release


def end(file: Path, run: Path) -> list[int]:
    """End the recorded workers that still work in the folder ``run``; returns those it had to end."""
    if not file.exists():
        return []
    recorded = {int(line) for line in file.read_text(encoding="ascii").split() if line.isdigit()}
    ours = [pid for pid in recorded if str(run) in command(pid)]
    for pid in ours:
        _signal(pid, signal.SIGTERM)
    limit = time.monotonic() + _GRACE
    left = set(ours)
    while left and time.monotonic() < limit:
        left = {pid for pid in left if alive(pid) and str(run) in command(pid)}
        time.sleep(0.02)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    file.unlink(missing_ok=True)
    return ours


def command(pid: int) -> str:
    """The command line of a process; empty when there is none. An id alone may be somebody else's by now."""
    listed = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        try:
            return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return shown.stdout


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent does not."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return bool(command(pid).strip())


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return
