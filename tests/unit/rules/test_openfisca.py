"""The same ten benefits written in OpenFisca say the same on complete data; where its environment is at hand.

``make bench`` makes that environment, and so do the long counts.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from infra.bench import environments

ROOT = Path(__file__).resolve().parents[3]
LONG = bool(os.environ.get("SITTHI_LONG"))
AGREE = """
from infra.bench.rules_openfisca import Core
from infra.bench.rules_peers import agree
from infra.bench.rules_ten import book_of_ten
print(agree(book_of_ten(), {"openfisca": Core("openfisca_core")}, {}, %d))
"""


def test_openfisca_agrees_on_complete_data() -> None:
    ready = os.environ.get("SITTHI_BENCH_PYTHON") or (ROOT / ".venv/bench/bin/python").exists()
    if not ready and not LONG:
        pytest.skip("lives in the bench's own environment (infra/bench/bench.lock)")
    python = environments.python("bench.lock", "bench", "SITTHI_BENCH_PYTHON")
    command = [str(python), "-c", AGREE % (2_000 if LONG else 100)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 3_400, "rows compared"
