"""``kill -9`` of the embedded cloud in the middle of a run, three times: the same summary in the end."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from infra.local import demo
from infra.sample import files

HOUSEHOLDS, UNTIL = 30, "2022-03-02"


def run(folder: Path, *more: str) -> dict[str, Any]:
    sample = folder / "tpmap.csv"
    sample.parent.mkdir(parents=True, exist_ok=True)
    sample.write_bytes(files.few(HOUSEHOLDS, 2564))
    options = demo.parse(["--out", str(folder / "out"), "--file", str(sample), "--until", UNTIL, *more])
    summary = dict(demo.run(options))
    assert summary.pop("seconds")
    return summary


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run(tmp_path_factory.mktemp("quiet"))


def test_a_quiet_run_has_work_to_lose(quiet: dict[str, Any]) -> None:
    assert quiet["households"] == HOUSEHOLDS
    assert sum(row["sent"] for row in quiet["tasks"].values()) >= 10
    assert quiet["gaps"]["closed"] >= 1


def test_three_kills_at_random_moments_end_in_the_same_summary(quiet: dict[str, Any], tmp_path: Path) -> None:
    draw = random.Random()
    # The first comes soon after the set-up, which must have been kept by then; the others anywhere.
    early, anywhere = draw.uniform(0.2, 2), [draw.uniform(1, 16) for _ in range(2)]
    moments = sorted(round(moment, 1) for moment in (early, *anywhere))
    print(f"kills at {moments} s")  # shown when the test fails
    killed = run(tmp_path, "--kill-after", ",".join(map(str, moments)))
    assert killed == quiet
