"""Ask the statistics library anew: ``python -m infra.bench.estimates`` rewrites what the test of estimates compares with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from infra.bench import environments

SAID = environments.ROOT / "tests" / "unit" / "reporting" / "statsmodels.json"


def main() -> None:
    python = environments.python("estimates.lock", "estimates", "ESTIMATES_PYTHON")
    script = str(Path(__file__).with_name("estimates_statsmodels.py"))
    done = subprocess.run([str(python), "-W", "ignore", script], check=True, capture_output=True, text=True)
    SAID.write_text(json.dumps(json.loads(done.stdout), indent=None, separators=(",", ":")) + "\n")
    print(f"{SAID.relative_to(environments.ROOT)}: {SAID.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
