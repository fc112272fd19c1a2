"""``Cloud``: start, stop, kill and use one embedded cloud, from its data folder."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from infra.local.cloud import asides, workers
from infra.local.cloud import stack as stacks
from infra.local.cloud.clients import Clients
from infra.local.cloud.layout import Layout

ROOT = Path(__file__).resolve().parents[3]
_START = 40.0  # seconds for a start, on a busy machine with a large state
_STOP = 20.0
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SITTHI_CLOUD_LOG")


class CloudError(RuntimeError):
    """The embedded cloud did not start, or is not there."""


class Cloud:
    """One embedded cloud. Its state folder is its identity: another ``Cloud`` on the same folder is the same cloud.

    ``port``: the loopback port of all services; free when None, and the same again after a restart if it can be.
    ``wished``: the port to begin with, if nobody has it when the cloud starts.
    ``auth``: check signatures and permissions as AWS does. ``mail_dir``: where mails land as ``.eml``.
    ``outlive``: go on running when the starting process ends.
    """

    def __init__(
        self,
        state: Path,
        port: int | None = None,
        auth: bool = False,
        mail_dir: Path | None = None,
        *,
        wished: int | None = None,
        outlive: bool = False,
    ) -> None:
        self._layout = Layout(Path(state).resolve())
        self._port, self._wished = port, wished
        self._auth = auth
        self._outlive = outlive
        self.mail_dir = Path(mail_dir or self._layout.root / "mail").resolve()
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: Clients | None = None

    # ------------------------------------------------------------ life

    def start(self) -> None:
        """Start and wait until healthy; nothing to do when it runs. Raises CloudError."""
        if self.running:
            return
        self._layout.root.mkdir(parents=True, exist_ok=True)
        for _ in range(5):
            port = self._choose_port()
            if self._launch(port):
                return
            if self._port or _bindable(port):
                break  # it was not that another program took the port first
        raise CloudError(f"the embedded cloud did not start: see {self._layout.log}\n{self._log_tail()}")

    def stop(self) -> None:
        """End it with all its state saved, and its workers. Nothing to do when it does not run."""
        pid = self._pid()
        if pid is not None:
            _signal(pid, signal.SIGTERM)
            if not self._wait_end(pid, _STOP):
                _signal(pid, signal.SIGKILL)
                self._wait_end(pid, _STOP)
        workers.end(self._layout.workers, self._layout.run)

    def kill(self) -> None:
        """End the server as a crash would: SIGKILL, nothing saved, its workers left to themselves."""
        pid = self._pid()
        if pid is not None:
            _signal(pid, signal.SIGKILL)
            self._wait_end(pid, _STOP)

    @property
    def running(self) -> bool:
        return self._pid() is not None and self._healthy()

    def checkpoint(self) -> None:
        """Save everything now."""
        if self._ask("POST", asides.CHECKPOINT) is None:
            raise CloudError("the embedded cloud did not save its state")

    def queues(self, empty: Collection[str] = ()) -> dict[str, int]:
        """How many messages lie in each queue by its name, those in hand too. Raises ConnectionError when it is away.

        ``empty``: names for whose being empty it waits a little.
        """
        return dict(self._looked("GET", asides.queues_path(empty)))

    def hurry(self, names: Collection[str]) -> int:
        """What hides in some queues while nobody works comes at once, as it would in time; says how many messages.

        Raises ConnectionError when the cloud is away.
        """
        return int(self._looked("POST", asides.hurry_path(names)))

    def heads(self, table: str, indexes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """``{index: {partition: {"count", "first"}}}``: how many items each partition of some indexes holds, and its
        smallest sort key. ``indexes``: the sort key's attribute by name. Raises ConnectionError when it is away."""
        return dict(self._looked("GET", asides.heads_path(table, indexes)))

    def _looked(self, method: str, path: str) -> Any:
        found = self._ask(method, path)
        if found is None:
            raise ConnectionError("the embedded cloud does not answer")
        return found

    def __enter__(self) -> Cloud:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ------------------------------------------------------------ use

    @property
    def port(self) -> int:
        port = self._saved().get("port")
        if not port:
            raise CloudError("the embedded cloud has not been started")
        return int(port)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, name: str) -> Any:
        """A boto3 client of a service; made once, usable from any thread and across restarts."""
        if self._clients is None:
            self._clients = Clients(self.endpoint)
        return self._clients.get(name)

    def deploy(
        self, template: Path, stack: str = "sitthi", parameters: dict[str, str] | None = None
    ) -> dict[str, str]:
        """Create or update the stack from a SAM template beside its functions/ and shared/; returns its outputs.

        Raises DeployError.
        """
        outputs = stacks.deploy(self.client, Path(template), stack, parameters or {})
        self.checkpoint()
        return outputs

    # ------------------------------------------------------------ inside

    def _saved(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._layout.server.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def _choose_port(self) -> int:
        """The one asked for, else the one of last time or the wished one, else any. (Queues keep their addresses.)"""
        if self._port:
            return self._port
        first = int(self._saved().get("port") or 0) or self._wished
        return port_near(first) if first else _free_port()

    def _launch(self, port: int) -> bool:
        self._clients = None if self._saved().get("port") != port else self._clients
        command = [sys.executable, "-m", "infra.local.cloud.server"]
        command += ["--state", str(self._layout.root), "--port", str(port), "--mail", str(self.mail_dir)]
        command += ["--auth"] * self._auth + ["--tied"] * (not self._outlive)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        with self._layout.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**kept, "PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL if self._outlive else subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        saved = {"pid": self._process.pid, "port": port}
        self._layout.server.write_text(json.dumps(saved), encoding="utf-8")
        limit = time.monotonic() + _START
        while time.monotonic() < limit:
            if self._process.poll() is not None:
                return False
            if self._healthy():
                return True
            time.sleep(0.03)
        self.kill()
        return False

    def _pid(self) -> int | None:
        """The running server's process id, whoever started it."""
        pid = self._saved().get("pid")
        if not pid:
            return None
        if self._process is not None and self._process.pid == pid:
            return int(pid) if self._process.poll() is None else None
        return int(pid) if str(self._layout.root) in workers.command(int(pid)) else None

    def _wait_end(self, pid: int, seconds: float) -> bool:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self._process is not None and self._process.pid == pid:
                if self._process.poll() is not None:
                    return True
            elif not workers.alive(pid):
                return True
            time.sleep(0.02)
        return False

    def _healthy(self) -> bool:
        """Whether it is this very server that answers, not another one on the same port."""
        return bool(self._ask("GET", asides.PID) == self._saved().get("pid"))

    def _ask(self, method: str, path: str) -> Any:
        """What the server's own paths answer, of which most say its process id; None when nobody does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            try:
                connection.request(method, path)
                answer = connection.getresponse()
                return json.loads(answer.read()) if answer.status == 200 else None
            except (OSError, ValueError, http.client.HTTPException):
                return None

    def _log_tail(self) -> str:
        try:
            return self._layout.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        except OSError:
            return ""


def _bindable(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def port_near(wished: int) -> int:
    """The wished port, or another free one when it is taken."""
    return wished if _bindable(wished) else _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
