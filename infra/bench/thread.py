"""From the upload of 379 households to the last message in an agency's queue, on a warm embedded cloud."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from infra.bench import results
from infra.local.demo import SAMPLE
from infra.local.world import World

ROUNDS = 3
COMMAND = "python -m infra.bench.thread"


def one_round(folder: Path) -> tuple[float, float]:
    """Seconds (cold, warm) of one fresh cloud: the first file starts the workers, the second finds them warm.

    The second file holds the same households surveyed a day later, so every one is written and assessed anew.
    """
    with World(folder / "state", folder / "out") as world:
        world.deploy()
        begun = time.monotonic()
        world.upload("cdd", SAMPLE)
        world.settle()
        cold = time.monotonic() - begun
    with World(folder / "state2", folder / "out2") as world:
        world.deploy()
        world.upload("cdd", first_households(SAMPLE, 40), "warm-up.csv")
        world.settle()
        begun = time.monotonic()
        world.upload("cdd", SAMPLE)
        world.settle()
        return cold, time.monotonic() - begun


def first_households(file: Path, count: int) -> bytes:
    """A file of the first households with other house codes, to start the workers without touching the 379."""
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines()
    columns = head.split(",")
    code = next(i for i, name in enumerate(columns) if name in ("รหัสบ้าน", "house_code"))
    citizen = next(i for i, name in enumerate(columns) if name in ("เลขประจำตัวประชาชน", "citizen_id"))
    kept: list[str] = []
    seen: dict[str, None] = {}
    for line in lines:
        cells = line.split(",")
        seen.setdefault(cells[code])
        if len(seen) > count:
            break
        cells[code] = "99" + cells[code][2:]
        cells[citizen] = ""
        kept.append(",".join(cells))
    return ("\ufeff" + "\r\n".join([head, *kept]) + "\r\n").encode()


def main() -> None:
    rounds = []
    for number in range(1, ROUNDS + 1):
        with tempfile.TemporaryDirectory(prefix="sitthi-bench-") as folder:
            rounds.append(one_round(Path(folder)))
        print(f"round {number}: cold {rounds[-1][0]:.1f} s, warm {rounds[-1][1]:.1f} s", flush=True)
    rows = [["", "median s", "min s", "max s"]]
    for name, column in (("cold workers", 0), ("warm workers", 1)):
        figures = [pair[column] for pair in rounds]
        rows.append(
            [name, *(f"{value:.1f}" for value in (statistics.median(figures), min(figures), max(figures)))]
        )
    notes = [
        "379 households, upload to settled queues (every agency message delivered, every work mark gone). Aim: ≤ 8 s warm.",
        f"Versions: {results.versions('ministack', 'boto3', 'aws-lambda-powertools', 'pydantic')}.",
    ]
    results.record("Thread: upload to the last agency message", COMMAND, notes, rows)


if __name__ == "__main__":
    main()
