"""``python -m infra.local``: the local cloud. It runs itself again inside ``.venv/`` when started from elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def inside() -> None:
    """Hand over to the project's own environment, unless this is it. Before any import beyond the standard library."""
    home = ROOT / ".venv"
    python = home / "bin" / "python"
    if Path(sys.prefix).resolve() == home.resolve() or os.environ.get("SITTHI_INSIDE"):
        return
    if not python.exists():
        sys.exit(
            "ยังไม่ได้ติดตั้งสภาพแวดล้อม: สั่ง make setup ก่อน\nThe environment is not set up yet: run make setup first."
        )
    os.environ["SITTHI_INSIDE"] = "1"  # never twice
    os.chdir(os.environ.get("PWD", os.getcwd()))
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(python, [str(python), "-m", "infra.local", *sys.argv[1:]])


if __name__ == "__main__":
    inside()
    os.environ.pop("SITTHI_INSIDE", None)
    os.environ.pop("PYTHONPATH", None)
    from infra.local.commands import main

    sys.exit(main(sys.argv[1:]))
