"""Built books, kept editions, and what a new edition changes for whom."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from shared.rules import Book, RuleError, current
from shared.rules.__main__ import main
from shared.rules.book import FOLDER
from shared.rules.diff import impact, summary, text_changes
from shared.rules.editions import build, built, edition, release
from shared.rules.loading import load
from tests.unit.rules.households import household


def _reformed(folder: Path) -> Path:
    """The book with the rates that were approved in principle put in force."""
    made = folder / "book"
    shutil.copytree(FOLDER, made)
    file = made / "parameters" / "old_age_allowance.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  pending:\n    2025-10-01:", "    2025-10-01:"), encoding="utf-8")
    return made


def test_the_same_book_is_built_to_the_same_bytes(tmp_path: Path) -> None:
    one = {path.name: path.read_bytes() for path in build(FOLDER, tmp_path / "one")}
    two = {path.name: path.read_bytes() for path in build(FOLDER, tmp_path / "two")}
    assert one == two
    assert {"book.json", "manifest.json", "epoch_20220401.py"} <= one.keys()


def test_the_built_modules_are_those_of_this_book() -> None:
    assert built(FOLDER) is not None, "run: python -m shared.rules build"


def test_an_edited_book_is_read_from_its_files_until_it_is_built_again(tmp_path: Path) -> None:
    assert built(_reformed(tmp_path)) is None


def test_a_kept_edition_answers_as_it_did(tmp_path: Path) -> None:
    path = release(FOLDER, tmp_path)
    assert path.read_bytes() == release(FOLDER, tmp_path).read_bytes()
    kept = Book(*edition(current().digest, tmp_path))
    for seed in range(20):
        on = date(2022, 4, 1)
        facts = household(current(), random.Random(seed), on)
        assert kept.assess(facts, on) == current().assess(facts, on)
    with pytest.raises(RuleError, match="never released"):
        edition("0" * 12, tmp_path)


def test_a_reform_is_told_in_words_and_by_who_gains(tmp_path: Path) -> None:
    new = Book(load(_reformed(tmp_path)))
    changes = text_changes(current(), new)
    assert {(one.what, one.where) for one in changes} == {
        ("added", "parameter old_age_allowance.rate 2025-10-01"),
        ("removed", "parameter old_age_allowance.rate pending 2025-10-01"),
    }
    on = date(2026, 1, 5)
    households = [(f"h{seed}", household(current(), random.Random(seed), on, 1.0)) for seed in range(120)]
    found = list(impact(current(), new, households, on))
    assert found
    assert {one.benefit for one in found} == {"old_age_allowance"}
    assert set(summary(found)["old_age_allowance"]) <= {"gains"}
    back = list(impact(new, current(), households, on))
    assert all(one.loses for one in back)
    assert len(back) == len(found)


def test_the_workbench_builds_compares_and_lints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--into", str(tmp_path / "out")]) == 0
    assert main(["diff", str(FOLDER), str(_reformed(tmp_path))]) == 0
    assert "added parameter old_age_allowance.rate 2025-10-01" in capsys.readouterr().out
    assert main(["diff", str(FOLDER), "0" * 12]) == 2
    assert main(["lint", "--quiet"]) == 0
    assert "0 errors" in capsys.readouterr().out


def test_a_faulty_book_stops_the_workbench_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = _reformed(tmp_path)
    file = made / "benefits" / "old_age_allowance.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: right", "kind: gift"), encoding="utf-8")
    assert main(["--book", str(made), "build", "--into", str(tmp_path / "out")]) == 2
    assert "benefits/old_age_allowance.yaml:3: [old_age_allowance]" in capsys.readouterr().err
