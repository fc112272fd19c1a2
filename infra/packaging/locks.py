"""The locks of the layers, cut out of the lock that the tests run with, so that no version can differ.

``python -m infra.packaging.locks`` writes them; a test holds the files to it.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLAN = Path(__file__).with_name("layers.toml")
TESTED = ROOT / "infra/locks/dev.lock"
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==[^\n]*\n(?:    [^\n]*\n)+", re.M)
_HEAD = "# Written by infra/packaging/locks.py from infra/locks/dev.lock.\n"


def plan() -> dict[str, dict[str, Any]]:
    """The layers by logical name: ``lock`` and ``packages``."""
    return {name: part for name, part in _read().items() if "lock" in part}


def left_out() -> dict[str, str]:
    """Run-time dependencies that no layer carries, with the reason."""
    return dict(_read()["left_out"])


def rendered() -> dict[str, str]:
    """The text of each lock, by its path from the root. Raises KeyError for a package that is not locked."""
    tested = {_plain(found[1]): found[0] for found in _ENTRY.finditer(TESTED.read_text(encoding="utf-8"))}
    unneeded = _read()["not_needed_by"]
    texts = {}
    for part in plan().values():
        names: set[str] = set()
        for package in part["packages"]:
            _add(_plain(package), tested, unneeded, names)
        texts[part["lock"]] = _HEAD + "".join(tested[name] for name in sorted(names))
    return texts


def _add(name: str, tested: dict[str, str], unneeded: dict[str, list[str]], names: set[str]) -> None:
    """``name`` and what it needs. What the tests' lock does not hold, no interpreter of ours asks for."""
    if name in names:
        return
    names.add(name)
    for line in requires(name) or []:
        needed = _plain(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0])
        wanted = "extra ==" not in line and needed not in unneeded.get(name, [])
        if wanted and needed in tested:
            _add(needed, tested, unneeded, names)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read() -> dict[str, Any]:
    return tomllib.loads(PLAN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for path, text in rendered().items():
        (ROOT / path).write_text(text, encoding="utf-8")
