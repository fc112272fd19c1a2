"""Refusals: every code that the domain uses has its texts, and no text is idle."""

from __future__ import annotations

import re
from pathlib import Path

import shared.domain.problems as problems
from shared.domain.problem_texts import TEXTS
from shared.domain.problems import CaseRefused, Refused, refuse_case

DOMAIN = Path(problems.__file__).parent
SOURCES = [*DOMAIN.glob("*.py"), *DOMAIN.with_name("casework").glob("*.py")]
USED = {
    code
    for file in SOURCES
    for code in re.findall(r"refuse_(?:task|plan|case)\(\s*\"([A-Z-]+)\"", file.read_text(encoding="utf-8"))
}


def test_every_code_has_its_texts_and_no_text_is_idle() -> None:
    assert set(TEXTS) == USED


def test_both_languages_ask_for_the_same_values() -> None:
    for th, en in TEXTS.values():
        assert set(re.findall(r"{\w+}", th)) == set(re.findall(r"{\w+}", en))


def test_a_refusal_says_its_code_and_what_is_possible() -> None:
    refusal = refuse_case("CASE-PHASE", ["2"], phase=1)
    assert isinstance(refusal, CaseRefused | Refused)
    assert str(refusal) == "CASE-PHASE: From phase 1 a household can only go to: 2"
    assert refusal.allowed == ["2"]
