"""Where benchmark figures go: ``RESULTS.md``, one section a benchmark, replaced as a whole by each run."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = """# Benchmark results

Figures of `make bench`, on the machine named in each section. Compare ratios; absolute times differ by machine.
"""


def machine() -> str:
    cpus = len(
        [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")]
    )
    return f"{platform.machine()}, {cpus} cores, Python {platform.python_version()}"


def versions(*names: str) -> str:
    return ", ".join(f"{name} {version(name)}" for name in names)


def record(title: str, command: str, notes: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Replace the section ``title``; ``rows[0]`` is the head of its table."""
    head, *body = rows
    lines = [f"## {title}", "", f"Command: `{command}`. Machine: {machine()}.", ""]
    lines += [*notes, ""] if notes else []
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    section = "\n".join(lines) + "\n"
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.M | re.S)
    text = (
        pattern.sub(lambda _: section + "\n", text)
        if pattern.search(text)
        else f"{text.rstrip()}\n\n{section}"
    )
    RESULTS.write_text(text.rstrip() + "\n", encoding="utf-8")
