"""Built books, kept editions, and what a new edition changes for whom."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from shared.domain.facts import Fact, HouseholdFacts
from shared.domain.merging import packed
from shared.rules import Book, RuleError, current
from shared.rules.__main__ import main
from shared.rules.book import FOLDER
from shared.rules.diff import impact, text_changes
from shared.rules.editions import build, built, edition, release
from shared.rules.impact import Stored, impacts, render_impacts
from shared.rules.loading import load
from shared.rules.reform import with_values
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
    assert all(one.word == "gains" for one in found)
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


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("book.yaml", "en: ", "en: A "),
        ("facts.yaml", "cost: 3", "cost: 9"),
        ("benefits/old_age_allowance.yaml", "apply_at: {th: ", "apply_at: {th: ใหม่ "),
        ("benefits/old_age_allowance.yaml", "documents: [id_card, ", "documents: ["),
        ("benefits/old_age_allowance.yaml", "seen: public_page", "seen: memory"),
        ("benefits/hiv_allowance.yaml", "sensitive: true", "sensitive: false"),
        ("benefits/state_welfare_card.yaml", "2022-10-31", "2022-11-30"),
    ],
)
def test_nothing_that_changes_the_digest_goes_untold(tmp_path: Path, file: str, old: str, new: str) -> None:
    made = tmp_path / "book"
    shutil.copytree(FOLDER, made)
    text = (made / file).read_text(encoding="utf-8")
    assert old in text
    (made / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    changed = Book(load(made))
    assert changed.digest != current().digest
    assert len(text_changes(current(), changed)) == 1


def test_the_workbench_tells_who_gains_and_who_loses_on_a_store_of_households(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on = date(2026, 1, 5)
    store = tmp_path / "households.jsonl"
    with store.open("w", encoding="utf-8") as out:
        for seed in range(40):
            facts = packed(household(current(), random.Random(seed), on, 1.0))
            out.write(json.dumps({"id": f"h{seed:02d}", "area": "950203", "facts": facts}) + "\n")
    reformed, asked = str(_reformed(tmp_path)), ["--households", str(store), "--on", "2026-01-05"]
    assert main(["diff", "current", reformed, *asked]) == 0
    text = capsys.readouterr().out
    assert "จาก 40 ครัวเรือน" in text
    assert "เบี้ยยังชีพผู้สูงอายุ · old_age_allowance: ได้เพิ่ม · gains" in text
    assert "loses" not in text
    assert "h0" not in text, "households are counted unless each is asked for"
    assert main(["diff", reformed, "current", *asked, "--each"]) == 0
    text = capsys.readouterr().out
    lines = [line for line in text.splitlines() if line.startswith("เสีย · loses: h")]
    assert lines
    assert all("yes" in line for line in lines)
    assert "district 9502: เสีย · loses" in text
    assert "GET /v1/losses" in text


def test_a_benefit_that_tells_of_an_illness_is_not_named_beside_a_household() -> None:
    ill = parse({"aids_certified": True, "abandoned": True, "in_house_register": True})
    found = impacts(current(), with_values(current(), {"social_help.hiv": {date(2021, 1, 1): 400}}),
                    [Stored("h1", "950203", HouseholdFacts({}, {"m1": ill}))], date(2022, 2, 1))  # fmt: skip
    assert [one.benefit for _, one in found.found] == ["hiv_allowance"]
    text = render_impacts(found, current(), current(), date(2022, 2, 1), each=True)
    assert "loses: h1 m1 ไม่ระบุชื่อ · not named" in text
    assert "hiv" not in text


def test_a_store_that_cannot_be_read_is_told_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store.jsonl"
    store.write_text('{"id": "h1", "facts": {"h": {}, "m": {}}}\n{"id": "h2"}\n', encoding="utf-8")
    assert main(["diff", "current", "current", "--households", str(store), "--on", "2026-01-05"]) == 2
    assert "store.jsonl:2:" in capsys.readouterr().err
    assert (
        main(["diff", "current", "current", "--households", str(tmp_path / "no"), "--on", "2026-01-05"]) == 2
    )
    assert main(["diff", "current", "current", "--on", "2026-01-05"]) == 2


def parse(facts: dict[str, object]) -> dict[str, Fact]:
    return current().parse_facts(facts, "person", date(2022, 1, 19))


def test_a_faulty_book_stops_the_workbench_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = _reformed(tmp_path)
    file = made / "benefits" / "old_age_allowance.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: right", "kind: gift"), encoding="utf-8")
    assert main(["--book", str(made), "build", "--into", str(tmp_path / "out")]) == 2
    assert "benefits/old_age_allowance.yaml:3: [old_age_allowance]" in capsys.readouterr().err
