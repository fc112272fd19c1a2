"""The daily review finds what time changed, who is late, and work that a crash lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from functions.assess_household.handler import handler as assess
from functions.review_daily.handler import handler
from shared.storage import mailing
from shared.storage.tables import from_wire
from tests.support import households as build
from tests.support.aws import Aws
from tests.support.events import Context, event
from tests.support.mailing import subscribe


@pytest.fixture
def assessed(aws: Aws) -> Aws:
    build.put(aws, build.survey())
    assess(event("sqs_assess"), Context())
    aws.messages("assess")
    return aws


def on(day: str, **more: Any) -> dict[str, Any]:
    return {**event("schedule_daily"), "time": f"{day}T22:00:00Z", **more}


def claim(aws: Aws) -> dict[str, Any]:
    key = f"TASK#{build.claim_id()}"
    return from_wire(next(item for item in aws.items("CoreTable") if item["SK"]["S"] == key))


def test_a_household_is_due_on_the_bangkok_day_on_which_its_answer_can_change(assessed: Aws) -> None:
    meta = next(from_wire(item) for item in assessed.items("CoreTable") if item["SK"]["S"] == "META")
    due = date.fromisoformat(meta["next_change"])
    handler(on((due - timedelta(days=2)).isoformat()), Context())  # five in the morning of the day before
    assert assessed.messages("assess") == []
    handler(on((due - timedelta(days=1)).isoformat()), Context())
    assert assessed.messages("assess") == [{"household_id": build.HOUSEHOLD, "as_of": due.isoformat()}]


def test_a_task_that_nobody_accepted_in_three_working_days_is_late(assessed: Aws) -> None:
    handler(on("2022-01-23"), Context())  # Monday 24 January, the last day
    assert not claim(assessed).get("acknowledged_late")
    handler(on("2022-01-24"), Context())
    assert claim(assessed)["acknowledged_late"] is True
    assert claim(assessed)["escalation"] == 1


def test_a_task_past_its_due_date_is_overdue(assessed: Aws) -> None:
    handler(on("2022-02-10"), Context())  # 11 February, the day after
    assert claim(assessed)["overdue"] is True


def test_the_same_review_twice_marks_nothing_twice(assessed: Aws) -> None:
    handler(on("2022-02-09"), Context())
    before = assessed.snapshot()
    handler(on("2022-02-09"), Context())
    assert assessed.snapshot() == before


def test_the_real_schedule_event_runs(assessed: Aws) -> None:
    counts = handler(event("schedule_daily"), Context())
    assert counts["clocks"] == 0


def test_a_lost_message_is_found_by_its_old_mark(aws: Aws) -> None:
    build.put(aws, build.survey())  # marked in January 2022, and no stream record ever came
    counts = handler(event("schedule_daily"), Context())
    assert counts["swept_assess"] == 1
    assert aws.messages("assess") == [{"household_id": build.HOUSEHOLD, "as_of": ""}]


def test_work_in_hand_is_left_alone_until_it_is_old(assessed: Aws) -> None:
    assert handler(event("schedule_daily"), Context())["swept_dispatch"] == 0
    assert handler({**event("schedule_daily"), "sweep": "all"}, Context())["swept_dispatch"] == 2


def test_the_mail_queue_hears_of_the_digests_of_a_working_day_if_somebody_wants_them(
    assessed: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessed.queues["reports"] = assessed.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", assessed.queues["reports"])
    assert handler(on("2022-01-19"), Context())["told"] == 0, "nobody has asked for it"
    subscribe("lao-head", mailing.DAILY, "head@example.org")
    assert handler(on("2022-01-19"), Context())["told"] == 1
    assert handler(on("2022-01-21"), Context())["told"] == 0, "a Saturday"
    assert assessed.messages("reports") == [{"kind": "daily", "period": "2022-01-20"}]
