"""``python -m infra.client``: writes ``api.py`` anew from the reviewed OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path

from infra.client.generate import module

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "tests" / "api" / "openapi.json"
MODULE = Path(__file__).with_name("api.py")

if __name__ == "__main__":
    MODULE.write_text(module(json.loads(DOCUMENT.read_text(encoding="utf-8"))), encoding="utf-8")
