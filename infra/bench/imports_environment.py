"""Where the peers of the import's bench live: an environment of their own, from its own hashed lock."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK, PLACE = Path(__file__).with_name("imports.lock"), ROOT / ".venv" / "bench-imports"
PEERS = ("msgspec", "polars", "pandera", "frictionless")


def python() -> Path:
    """Its interpreter, made from the lock the first time. ``SITTHI_BENCH_IMPORTS_PYTHON`` names another."""
    given = os.environ.get("SITTHI_BENCH_IMPORTS_PYTHON")
    if given:
        return Path(given)
    found = PLACE / "bin" / "python"
    if not found.exists():
        venv.create(PLACE, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(LOCK)]
        subprocess.run([str(found), *install], check=True)
    return found
