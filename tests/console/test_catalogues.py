"""Every text is there in both languages, no text is without a use, and codes are worded by the modules that own them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.console import codes
from infra.console.npm import CONSOLE
from infra.local.seed import demo_users

SOURCES = sorted((CONSOLE / "src").rglob("*.js*"))
CODE = {path: path.read_text(encoding="utf-8") for path in SOURCES if path.suffix in (".js", ".jsx")}
CATALOGUES = sorted((CONSOLE / "src").rglob("*.json"))
THAI = re.compile(r"[\u0e00-\u0e7f]")
PLAIN = re.compile(r"\{\w+\}|[\s:·,]")  # what needs no language
LITERAL = re.compile(r"""\b(?:t|has)\(\s*['"]([\w.]+)['"]""")
MADE = re.compile(r"\b(?:t|has)\(`([\w.]*)\$\{")
QUOTED = re.compile(r"""['"]([a-z_]+(?:\.[\w]+)*)['"]""")
CODED = re.compile(r"""\bcode\(\s*['"](\w+)['"]""")


def entries(path: Path) -> dict[str, dict[str, object]]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def every() -> dict[str, dict[str, object]]:
    return {key: entry for path in CATALOGUES for key, entry in entries(path).items()}


def places(text: object) -> list[set[str]]:
    forms = text.values() if isinstance(text, dict) else [text]
    return [set(re.findall(r"\{(\w+)\}", str(form))) for form in forms]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_text_is_in_thai_and_in_english_with_the_same_places(path: Path) -> None:
    for key, entry in entries(path).items():
        assert set(entry) == {"th", "en"}, key
        assert THAI.search(str(entry["th"])) or not PLAIN.sub("", str(entry["th"])), (
            f"{key}: Thai without Thai"
        )
        assert not THAI.search(str(entry["en"])), f"{key}: Thai in the English"
        (wanted,) = places(entry["th"])
        assert all(found <= wanted for found in places(entry["en"])), key
        assert wanted in places(entry["en"]), key


def test_no_key_stands_twice_or_in_two_catalogues() -> None:
    keys: list[str] = []
    for path in CATALOGUES:
        pairs: list[tuple[str, Any]] = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        keys += [key for key, _ in pairs]
    assert sorted(set(keys)) == sorted(keys)


def test_every_key_that_the_code_asks_for_is_there() -> None:
    known = every()
    for path, code in CODE.items():
        missing = {key for key in LITERAL.findall(code) if key not in known}
        assert not missing, f"{path.name}: {missing}"
        for start in MADE.findall(code) + [f"{kind}." for kind in CODED.findall(code)]:
            assert any(key.startswith(start) for key in known), f"{path.name}: nothing begins with {start}"


def test_no_text_is_without_a_use() -> None:
    whole = "\n".join(CODE.values())
    used = set(QUOTED.findall(whole))
    starts = tuple(set(MADE.findall(whole)) | {f"{kind}." for kind in CODED.findall(whole)})
    spare = {
        key
        for path in CATALOGUES
        if path not in codes.rendered()
        for key in entries(path)
        if key not in used and not key.startswith(tuple(start for start in starts if start))
    }
    assert not spare


def test_no_word_for_people_stands_in_the_code() -> None:
    for path, code in CODE.items():
        for line in code.splitlines():
            shown = line.partition("//")[0]
            if not shown.strip().startswith(("*", "/*")) and THAI.search(shown):
                assert "lang.value" in line, f"{path.name}: {line.strip()}"  # the other language's own name


def test_codes_are_worded_as_their_modules_word_them() -> None:
    for path, text in codes.rendered().items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m infra.console.codes"


def test_every_role_has_a_name() -> None:
    assert {f"role.{user.officer.role}" for user in demo_users()} <= set(every())
