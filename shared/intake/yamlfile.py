"""The data files of the import, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The C reader where the library has it: a tenth of the time, and every import starts with these files.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
