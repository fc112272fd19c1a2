"""The data folder of one embedded cloud, and the constants that everyone who speaks to it needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REGION = "ap-southeast-7"  # Bangkok
ACCESS_KEY = "test"
SECRET_KEY = "test"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie under ``root``."""

    root: Path

    @property
    def services(self) -> Path:
        return self.root / "services"

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def store(self) -> Path:
        return self.root / "store.db"

    @property
    def run(self) -> Path:
        """Temporary files of the running server and its workers; wiped at each start."""
        return self.root / "run"

    @property
    def workers(self) -> Path:
        return self.root / "workers.pids"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def server(self) -> Path:
        """Process id and port of the last server."""
        return self.root / "server.json"

    @property
    def addresses(self) -> Path:
        """The port in the addresses of queues."""
        return self.root / "addresses"

    @property
    def log(self) -> Path:
        return self.root / "cloud.log"
