"""The monthly sweep: whatever time, a lost message or a new edition left behind is found, told and mended."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.assess_household.handler import handler as assess
from functions.review_daily.handler import handler as review
from shared.casework import full_sweep
from shared.domain.areas import Areas
from shared.storage import keys
from shared.storage.tables import from_wire, to_wire
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event

SECOND = "2022-02-02"
CHECK = {"check": [build.HOUSEHOLD], "as_of": SECOND}


@pytest.fixture
def assessed(aws: Aws) -> Aws:
    build.put(aws, build.survey())
    run({"household_id": build.HOUSEHOLD, "as_of": "2022-01-19"})
    return aws


def run(*messages: dict[str, Any]) -> None:
    assert assess(sqs_event(*messages), Context()) == {"batchItemFailures": []}


def change(aws: Aws, sk: str, **values: Any) -> None:
    found = [from_wire(item) for item in aws.items("CoreTable")]
    (item,) = [one for one in found if one["SK"] == sk]
    item = {**item, **values}
    aws.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))


def forge(aws: Aws, benefit: str = "old_age_allowance") -> None:
    """Stored answers as if the clockwork had missed a day."""
    (item,) = [from_wire(one) for one in aws.items("CoreTable") if one["SK"]["S"] == "DET"]
    body = json.loads(item["body"])
    for row in body["rows"]:
        if row["b"] == benefit:
            row["e"] = "unknown"
    change(aws, "DET", body=json.dumps(body, ensure_ascii=False))


def metrics(out: str) -> list[float]:
    lines = [json.loads(line) for line in out.splitlines() if "_aws" in line]
    assert all(line["service"] == "sitthi" for line in lines)
    return [value for line in lines for value in line["SweepDifferences"]]


def test_the_review_of_the_second_starts_a_page_for_each_province_and_no_other_day_does(aws: Aws) -> None:
    for day in ("2022-01-30", "2022-01-31", "2022-02-02"):  # five in the morning of the next day in Bangkok
        review({**event("schedule_daily"), "time": f"{day}T22:00:00Z"}, Context())
    assert aws.messages("assess") == []
    review({**event("schedule_daily"), "time": "2022-02-01T22:00:00Z"}, Context())
    sent = aws.messages("assess")
    assert {"sweep": "95", "as_of": SECOND} in sent
    assert len(sent) == len(Areas.load().provinces()) == 77


def test_an_installation_sweeps_the_provinces_that_it_serves(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVINCES", "95,96")
    review({**event("schedule_daily"), "time": "2022-02-01T22:00:00Z"}, Context())
    assert aws.messages("assess") == [{"sweep": code, "as_of": SECOND} for code in ("95", "96")]


def test_a_province_goes_page_by_page_and_every_household_once(
    assessed: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_sweep, "PAGE", 2)
    ids = [f"household-{number:04d}" for number in range(4)]
    for number, household_id in enumerate(ids):
        place = keys.area_index(f"95{number % 2 + 1:02d}03", household_id)
        build.put(assessed, {**keys.meta(household_id), **place, "members": 1})
    checked: list[str] = []
    waiting: list[dict[str, Any]] = [{"sweep": "95", "as_of": SECOND}]
    pages = 0
    while waiting:
        run(*waiting)
        pages += 1
        sent = assessed.messages("assess")
        checked += [household_id for one in sent for household_id in one.get("check", ())]
        waiting = [one for one in sent if "sweep" in one]
        assert len(sent) - len(waiting) <= 2
    assert sorted(checked) == sorted([*ids, build.HOUSEHOLD])
    assert pages >= 3


def test_answers_that_still_hold_are_left_alone_in_silence(
    assessed: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    before = assessed.snapshot()
    run(CHECK)
    assert assessed.snapshot() == before
    assert assessed.messages("assess") == []
    assert metrics(capsys.readouterr().out) == []


def test_a_difference_is_an_error_a_figure_and_work_for_the_assess_queue(
    assessed: Aws, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    forge(assessed)
    before = assessed.snapshot()
    run(CHECK)
    assert assessed.snapshot() == before, "the sweep itself writes nothing"
    assert assessed.messages("assess") == [{"household_id": build.HOUSEHOLD, "as_of": SECOND}]
    (line,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert vars(line)["cause"] == "time"
    assert vars(line)["benefits"] == {"old_age_allowance": 2}
    assert metrics(capsys.readouterr().out) == [2.0]


def test_the_log_does_not_name_a_benefit_that_tells_of_an_illness(
    assessed: Aws, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (item,) = [from_wire(one) for one in assessed.items("CoreTable") if one["SK"]["S"] == "DET"]
    body = json.loads(item["body"])
    body["rows"] = [row for row in body["rows"] if row["b"] != "hiv_allowance"]
    change(assessed, "DET", body=json.dumps(body, ensure_ascii=False))
    run(CHECK)
    (line,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert set(vars(line)["benefits"]) == {"sensitive"}
    assert "hiv" not in capsys.readouterr().out


def test_what_the_daily_review_sends_by_itself_is_no_difference(assessed: Aws) -> None:
    forge(assessed)
    change(assessed, "META", next_change=SECOND)
    run(CHECK)
    assert assessed.messages("assess") == []
    change(assessed, "META", next_change="2022-03-01")
    build.put(assessed, build.survey(sequence=2))  # with its mark
    run(CHECK)
    assert assessed.messages("assess") == []


def test_a_lost_assessment_and_an_older_edition_are_found_too(assessed: Aws) -> None:
    change(assessed, "META", facts_digest="of other facts")
    run(CHECK)
    assert len(assessed.messages("assess")) == 1


def test_a_late_check_compares_no_older_day_than_that_of_the_answers(assessed: Aws) -> None:
    run({"household_id": build.HOUSEHOLD, "as_of": "2022-05-20"})
    run(CHECK)
    assert assessed.messages("assess") == []


def test_a_household_never_assessed_is_left_to_its_mark(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(CHECK)
    assert aws.messages("assess") == []
