"""``make simulate SEED=1 RUNS=200``: many schedules; the last line is the same for the same seed, and holds no time."""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys

from infra.simulate import casework
from infra.simulate.schedule import played, violations


def run(seed: int, runs: int) -> int:
    """Returns how many schedules broke something."""
    quiet, _, broken = played(seed, quiet=True)
    assert not broken, "the quiet run must be right"
    bad, digest = 0, hashlib.blake2b(digest_size=16)
    for number in range(seed, seed + runs):
        found, told = violations(number, quiet)
        of_cases, told_of_cases = casework.violations(number)
        found += of_cases
        digest.update(f"{told} {told_of_cases}".encode())
        bad += bool(found)
        for one in found:
            print(f"seed {number}: {one}", flush=True)
    print(f"seed {seed} runs {runs} violations {bad} events {digest.hexdigest()}")
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.simulate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=200)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.exit(1 if run(asked.seed, asked.runs) else 0)


if __name__ == "__main__":
    main()
