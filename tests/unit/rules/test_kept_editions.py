"""Every edition that was ever released answers today as it did on its first day, reasons included, bit for bit.

After a release: ``UPDATE_GOLDEN=1 .venv/bin/pytest tests/unit/rules/test_kept_editions.py`` adds the new edition; the
line of an old one never changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from pathlib import Path

import pytest

from shared.rules import current
from shared.rules.book import released
from shared.rules.editions import ARCHIVE
from tests.unit.rules.households import DAYS, household

GOLDEN = Path(__file__).with_name("kept_editions.json")
KEPT = sorted(path.stem for path in ARCHIVE.glob("*.zip"))


def answers(digest: str) -> str:
    """A digest of what an edition says, and why, of some households on all the days on which the law turns."""
    book, told = released(digest), hashlib.sha256()
    for number, on in enumerate(DAYS):
        facts = household(book, random.Random(f"kept {number}"), on)
        found = [one.to_json() for one in book.assess(facts, on).determinations]
        told.update(json.dumps(found, ensure_ascii=False, sort_keys=True).encode())
    return told.hexdigest()


def test_the_edition_in_force_is_kept() -> None:
    assert current().digest in KEPT, "run: python -m shared.rules release"


@pytest.mark.parametrize("digest", KEPT)
def test_a_kept_edition_says_what_it_always_said(digest: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("UPDATE_GOLDEN"):
        golden.setdefault(digest, answers(digest))
        GOLDEN.write_text(json.dumps(golden, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    assert answers(digest) == golden[digest]
