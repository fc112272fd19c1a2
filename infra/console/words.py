"""Catalogues as a build takes them: Thai within the code that shows it, English in two files of its own.

In ``src/text`` both languages stand side by side, so that one is never changed alone; a page loads only what it shows.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

# What the shell and a mentor's first screen show; the English of these is fetched with them, the rest after them.
NEAR = frozenset({"codes", "entitlements", "mentor", "plans", "shell", "tasks", "values"})


def stage(sources: Path, target: Path) -> None:
    """Copy the sources; a catalogue of the copy holds its Thai, ``english.json`` and ``english-more.json`` the other."""
    shutil.copytree(sources, target)
    english: dict[bool, dict[str, Any]] = {True: {}, False: {}}
    for path in sorted((target / "text").glob("*.json")):
        entries: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        english[path.stem in NEAR] |= {key: entry["en"] for key, entry in entries.items()}
        _write(path, {key: entry["th"] for key, entry in entries.items()})
    _write(target / "text" / "english.json", english[True])
    _write(target / "text" / "english-more.json", english[False])


def _write(path: Path, entries: dict[str, Any]) -> None:
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
