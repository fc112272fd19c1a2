"""Data flows one way; the contract is in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, capture_output=True, text=True, check=False
    )


def test_no_layer_imports_one_above_it() -> None:
    answer = lint(ROOT)
    assert answer.returncode == 0, answer.stdout[-2000:]


def test_the_contract_notices_a_domain_module_that_reaches_for_a_table(tmp_path: Path) -> None:
    for folder in ("functions", "infra", "shared"):
        for source in sorted((ROOT / folder).rglob("*.py")):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "shared/domain/reaching.py").write_text("from shared.storage import tables\n")
    answer = lint(tmp_path)
    assert answer.returncode == 1
    assert "shared.domain.reaching" in answer.stdout


@pytest.mark.parametrize(
    "folder", ["shared/domain", "shared/rules", "shared/intake", "shared/reporting", "shared/casework"]
)
def test_nothing_below_the_functions_asks_the_machine_for_the_time(folder: str) -> None:
    for source in (ROOT / folder).rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        for call in ("date.today(", "datetime.now(", "datetime.utcnow(", "time.time("):
            assert call not in text, f"{source.relative_to(ROOT)} calls {call})"
