"""The store of households that two editions of the book are compared on: facts under opaque ids, for its owner alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from functions.assess_household.handler import handler
from infra import households
from shared.rules.__main__ import main as workbench
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context


def test_the_households_of_the_table_are_compared_under_two_editions(
    aws: Aws, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build.put(aws, build.survey())
    handler(sqs_event({"household_id": build.HOUSEHOLD, "as_of": "2022-01-19"}), Context())
    file = tmp_path / "households.jsonl"
    assert households.main([str(file), "--area", "9502"]) == 0
    assert file.stat().st_mode & 0o077 == 0
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert {"id", "area", "facts"} == set(json.loads(line))
    assert workbench(["diff", "current", "current", "--households", str(file), "--on", "2022-01-19"]) == 0
    assert "0 of 1 households" in capsys.readouterr().out
    assert households.main([str(file), "--area", "9601"]) == 0
    assert file.read_text(encoding="utf-8") == ""
