"""The page on security names tests that exist, and requirements by numbers, each once."""

from __future__ import annotations

import re
from collections import Counter

from tests.support.template import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [part.strip() for part in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]


def test_every_test_that_the_page_names_exists() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 40
    assert named <= there, sorted(named - there)


def test_every_requirement_stands_once_and_what_is_not_met_says_why() -> None:
    numbers = Counter(number for row in ROWS for number in re.findall(r"\d+\.\d+\.\d+", row[0]))
    assert numbers
    assert not [number for number, times in numbers.items() if times > 1]
    for asvs, _, met, where, shown in ROWS:
        assert met in ("yes", "part", "no"), asvs
        assert where or shown, asvs
        assert met == "yes" or where, f"{asvs} says not what is missing"


def test_every_file_that_the_page_names_exists() -> None:
    for path in set(re.findall(r"`((?:shared|functions)/[\w/.]+)`", PAGE)):
        assert (ROOT / path).exists(), path
