"""A household's facts become determinations, gaps and tasks, the same ones however often they are asked for."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from functions.assess_household.handler import handler
from shared.storage import keys
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event


def run(aws: Aws, as_of: str = "2022-01-19") -> dict[str, Any]:
    return handler(sqs_event({"household_id": build.HOUSEHOLD, "as_of": as_of}), Context())


def stored(aws: Aws, prefix: str) -> list[dict[str, Any]]:
    from shared.storage.tables import from_wire

    return [from_wire(item) for item in aws.items("CoreTable") if item["SK"]["S"].startswith(prefix)]


def test_a_right_not_received_is_a_gap_and_a_claim_task_leaves_for_its_agency(aws: Aws) -> None:
    build.put(aws, build.survey())
    assert handler(event("sqs_assess"), Context()) == {"batchItemFailures": []}
    (gap,) = stored(aws, "GAP#")
    assert (gap["benefit"], gap["baht_month"], gap["opened_on"]) == ("old_age_allowance", 700, "2022-01-19")
    claim = next(task for task in stored(aws, "TASK#") if task.get("kind") == "claim")
    assert (claim["agency"], claim["state"], claim["priority"]) == ("Lao", "sent", 2)
    assert claim["acknowledge_by"] == "2022-01-24"


def test_what_only_an_agency_can_settle_becomes_its_screening_task(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    screening = next(task for task in stored(aws, "TASK#") if task.get("kind") == "screening")
    assert (screening["agency"], screening["benefit"]) == ("Moe", "equitable_education_grant")
    assert screening["asks"] == ["eef_extremely_poor"]


def test_the_same_message_again_changes_nothing(aws: Aws) -> None:
    build.put(aws, build.survey())
    handler(event("sqs_assess"), Context())
    before = aws.snapshot()
    handler(event("sqs_assess"), Context())
    assert aws.snapshot() == before


def test_the_work_mark_goes_with_the_work(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    assert all("G2P" not in item for item in stored(aws, "SV#"))


def test_every_step_leaves_one_audit_row_without_a_name(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    (row,) = aws.items("AuditTable")
    assert row["type"]["S"] == "th.sitthi.rules.determination_made.v1"
    assert row["household"]["S"] == build.HOUSEHOLD


def test_a_receipt_closes_its_gap_whatever_the_state_of_the_task(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    build.put(aws, receipt("2022-02-28"))
    run(aws, "2022-02-28")
    (gap,) = stored(aws, "GAP#")
    assert (gap["closed_on"], gap["reason"]) == ("2022-02-28", "receipt")
    claim = next(task for task in stored(aws, "TASK#") if task.get("kind") == "claim")
    assert claim["state"] == "cancelled"
    assert "G1P" not in claim


def receipt(day: str) -> dict[str, Any]:
    body = {"member": build.GRANDMOTHER, "benefit": "old_age_allowance", "month": day, "status": "paid"}
    on = date.fromisoformat(day)
    return {
        **keys.fact(build.HOUSEHOLD, on, "receipt", f"{build.GRANDMOTHER}#old_age_allowance#{day[:7]}"),
        "source": "receipt",
        "observed_on": day,
        "as_of": day,
        "body": json.dumps(body),
        **keys.mark(keys.TODO, build.HOUSEHOLD, "2022-02-28T02:00:00Z"),
    }


def test_a_late_message_of_an_earlier_day_does_not_turn_the_answers_back(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws, "2022-04-05")
    before = aws.snapshot()
    run(aws, "2022-01-19")
    assert aws.snapshot() == before


def test_time_alone_raises_the_allowance_in_april_2022(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    (meta,) = stored(aws, "META")
    assert meta["next_change"] <= "2022-04-01"
    run(aws, "2022-04-01")
    (gap,) = stored(aws, "GAP#")
    assert gap["baht_month"] == 850


def test_an_older_survey_that_arrives_late_does_not_overwrite_a_newer_one(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    paid = {build.GRANDMOTHER: build.grandmother(benefits_received=["old_age_allowance"])}
    build.put(aws, build.survey(paid, observed_on=date(2020, 11, 5), sequence=2))
    run(aws)
    (gap,) = stored(aws, "GAP#")
    assert gap.get("closed_on") is None


def test_a_person_who_died_is_owed_nothing_more_and_the_claim_is_withdrawn(aws: Aws) -> None:
    build.put(aws, build.survey())
    run(aws)
    gone = {
        build.GRANDMOTHER: build.grandmother(person_status="เสียชีวิต"),
        build.PUPIL: build.pupil(relation="หัวหน้าครัวเรือน"),
    }
    build.put(aws, build.survey(gone, observed_on=date(2022, 3, 1), sequence=2, as_of="2022-03-02"))
    run(aws, "2022-03-02")
    (gap,) = stored(aws, "GAP#")
    assert gap["reason"] == "died"


def test_a_large_household_is_written_in_steps_and_ends_complete(aws: Aws) -> None:
    members = {f"m-{number:02d}": build.grandmother(relation="ญาติ") for number in range(40)}
    build.put(aws, build.survey(members))
    run(aws)
    claims = [task for task in stored(aws, "TASK#") if task.get("kind") == "claim"]
    assert len(claims) == 40
    assert len(stored(aws, "GAP#")) == 40
    before = aws.snapshot()
    run(aws)
    assert aws.snapshot() == before


def test_a_household_without_a_survey_waits_quietly(aws: Aws) -> None:
    assert run(aws) == {"batchItemFailures": []}
    assert stored(aws, "META") == []


def test_a_malformed_message_fails_alone(aws: Aws) -> None:
    build.put(aws, build.survey())
    good = {"household_id": build.HOUSEHOLD, "as_of": "2022-01-19"}
    answer = handler(sqs_event("{not json", good), Context())
    assert [item["itemIdentifier"] for item in answer["batchItemFailures"]] == [
        "00000000-0000-4000-8000-000000000001"
    ]
    assert len(stored(aws, "META")) == 1
