"""A file of 379 households on a warm embedded cloud: seconds from its upload to its finished results."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from infra.bench.thread import first_households
from infra.local.demo import SAMPLE
from infra.local.world import World

ROUNDS = 3


def one_round(folder: Path) -> float:
    with World(folder / "state", folder / "out") as world:
        world.deploy()
        world.upload("cdd", first_households(SAMPLE, 10), "warm-up.csv")
        world.settle()
        begun = time.monotonic()
        manifest = world.upload("cdd", SAMPLE)
        seconds = time.monotonic() - begun
        assert manifest["state"] == "done"
        return seconds


def figures() -> list[list[str]]:
    found = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="sitthi-bench-") as folder:
            found.append(one_round(Path(folder)))
    told = f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})"
    return [["379 households, upload to finished import, warm local cloud, seconds", told, "< 2"]]


if __name__ == "__main__":
    for row in figures():
        print(" | ".join(row))
