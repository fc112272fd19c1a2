"""Peers of a bench live in an environment of their own, from a hashed lock, so that none of them comes near the product."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python(lock: str, place: str, given: str) -> Path:
    """The interpreter of an environment under ``.venv/``, made from its lock the first time.

    ``given``: the environment variable that may name another one.
    """
    if os.environ.get(given):
        return Path(os.environ[given])
    folder = ROOT / ".venv" / place
    found = folder / "bin" / "python"
    if not found.exists():
        venv.create(folder, with_pip=True)
        path = str(Path(__file__).with_name(lock))
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", path]
        subprocess.run([str(found), *install], check=True)
    return found
