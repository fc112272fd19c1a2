"""The daily review of cases and tasks: what was missed is an alert, what is finished goes on, one digest a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from infra.local.story.door import findings
from shared.casework import items
from shared.casework.assess import assess_household
from shared.casework.case_items import part_item
from shared.casework.case_view import plans_of
from shared.casework.replies import BadReply, record_reply
from shared.casework.review import review
from shared.domain import calendar
from shared.domain.calendar import Overlay
from shared.domain.dates import BANGKOK
from shared.domain.officers import Officer
from shared.domain.plan_types import MeasureState
from shared.storage import keys
from shared.storage.households import load_state
from shared.storage.tables import core, get, query
from tests.api.casework import about, events, give_mentor, put_officer, send
from tests.api.gateway import Gateway
from tests.api.test_plans import act, approve, do, mentored
from tests.api.world import HOUSEHOLD, TAMBON, TODAY, put
from tests.support.aws import Aws, put_clock

__all__ = ["mentored"]  # a fixture of the plans' tests


def night(aws: Aws, day: str, **more: Any) -> dict[str, int]:
    """The review of a Bangkok day, and the clock with it."""
    put_clock(aws, f"{day}T02:00:00Z")
    return review(datetime.fromisoformat(f"{day}T05:00:00").replace(tzinfo=BANGKOK), **more)


def causes(api: Gateway) -> list[str]:
    return [one["cause"] for one in api.call("GET", "/v1/alerts", token="coordinator").json["items"]]


def test_a_chosen_household_without_a_mentor_past_its_clock_is_an_alert_once(api: Gateway, aws: Aws) -> None:
    body = {"areas": ["9501"], "size": 1}
    assert send(api, "POST", "/v1/pilots/selections", "coordinator", body).status == 201
    night(aws, "2022-01-26")  # the fifth working day
    assert causes(api) == []
    assert night(aws, "2022-01-27")["cases"] == 1
    assert causes(api) == ["no_mentor"]
    assert night(aws, "2022-01-27")["cases"] == 0
    night(aws, "2022-01-28")
    assert causes(api) == ["no_mentor"]
    assert len(events(aws, "eval.backslide_flagged")) == 1


def test_a_visit_that_was_promised_and_not_made_is_an_alert(mentored: Gateway, aws: Aws) -> None:
    form = {"visit_id": "visit-0001", "on": "2022-01-19", "result": "done", "team": ["mentor"]}
    reply = send(mentored, "POST", about("/visits"), "mentor", {**form, "next_visit": "2022-02-01"})
    assert reply.status == 201
    night(aws, "2022-02-16")
    assert causes(mentored) == []
    night(aws, "2022-02-17")
    assert causes(mentored) == ["not_seen"]


def finish(api: Gateway, task: str) -> None:
    act(api, task, "msdhs-1", action="accept")
    act(api, task, "msdhs-1", action="assign", officer="msdhs-1")
    act(api, task, "msdhs-1", action="done", outcome="RECEIVED", evidence=["photo:1"])
    assert act(api, task, "mentor", action="confirm", confirmed_by="m1").status == 200


def to_phase_three(api: Gateway) -> None:
    for target in (2, 3):
        for token in ("coordinator", "committee"):
            body = {"target": target, "reason": "ทดสอบ"}
            do(api, "POST", "/phase", token, body, "/phase")


def test_when_every_measure_is_decided_the_plan_is_complete_and_monitoring_begins(
    mentored: Gateway,
    aws: Aws,
) -> None:
    task = approve(mentored).json["plan"]["measures"][0]["task_id"]
    to_phase_three(mentored)
    finish(
        mentored, task
    )  # nobody waits for a night: the last word on a measure is looked at when it is said
    assert mentored.call("GET", about("/plan"), token="mentor").json["plan"]["state"] == "completed"
    assert mentored.call("GET", about(), token="mentor").json["phase"] == 4
    assert len(events(aws, "plan.completed")) == 1
    told = mentored.call("GET", about("/timeline"), token="mentor").json["items"]
    texts = {one["name"]: one["text"] for one in told}
    assert texts["task.sent"]["th"].endswith("ซ่อมแซมบ้านให้มั่นคงถาวร")
    assert texts["task.sent"]["en"].endswith("Make the house durable")
    assert texts["task.done"]["th"].endswith("ได้รับแล้ว")
    night(aws, "2022-01-20")
    before = aws.items("CoreTable")
    night(aws, "2022-01-20")
    settled = aws.items("CoreTable")
    assert night(aws, "2022-01-20")["cases"] == 0
    assert aws.items("CoreTable") == settled
    assert len(settled) == len(before)


def test_a_household_in_monitoring_is_looked_at_only_on_its_days(mentored: Gateway, aws: Aws) -> None:
    task = approve(mentored).json["plan"]["measures"][0]["task_id"]
    to_phase_three(mentored)
    finish(mentored, task)
    for day in ("2022-01-20", "2022-01-21"):
        night(aws, day)
    meta = get(core(), keys.meta(HOUSEHOLD))
    assert meta is not None
    assert meta["G2S"].startswith("2022-05-05"), "fifteen days after the round of month 3, and one"
    night(aws, "2022-05-04")
    assert causes(mentored) == []
    night(aws, "2022-05-05")
    assert causes(mentored) == ["round_missed"]


def test_before_monitoring_what_a_crash_left_undone_is_found_on_monday(mentored: Gateway, aws: Aws) -> None:
    night(aws, "2022-01-19")  # a Wednesday
    meta = get(core(), keys.meta(HOUSEHOLD))
    assert meta is not None
    assert meta["G2S"].startswith("2022-01-24")
    approve(mentored)
    to_phase_three(mentored)
    night(aws, "2022-01-20")
    plan = plans_of(load_state(HOUSEHOLD))[0]
    given_up = replace(
        plan.measures[0], state=MeasureState.GIVEN_UP, reason="x", decided_on=date(2022, 1, 20)
    )
    undone = replace(plan, measures=(given_up,))
    put(part_item(HOUSEHOLD, "PLAN", ("0001",), undone, v=undone.version, area=TAMBON))
    assert night(aws, "2022-01-21")["cases"] == 0
    assert night(aws, "2022-01-24")["cases"] == 1
    assert mentored.call("GET", about(), token="mentor").json["phase"] == 4


def test_an_answer_that_a_phase_was_waiting_for_moves_the_household_on_at_once(
    mentored: Gateway, aws: Aws
) -> None:
    form = {"visit_id": "visit-0001", "on": "2022-01-19", "result": "done", "team": ["mentor", "msdhs-1"]}
    assert send(mentored, "POST", about("/visits"), "mentor", form).status == 201
    assert unmet(mentored) == ["UNKNOWNS-ASKED"]
    while found := findings(HOUSEHOLD, determinations(mentored)):
        for number, one in enumerate(found):
            values = {one["fact"]: one.get("value", False)}
            put(items.fact_item(HOUSEHOLD, one["member_id"], values, "agency", TODAY, f"x{number}"))
        assess_household(HOUSEHOLD, TODAY)
    assert mentored.call("GET", about(), token="mentor").json["phase"] == 2


def unmet(api: Gateway) -> list[str]:
    conditions = api.call("GET", about("/phase"), token="mentor").json["conditions"]
    return [one["code"] for one in conditions if not one["met"]]


def determinations(api: Gateway) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.call("GET", about("/entitlements"), token="mentor").json[
        "determinations"
    ]
    return found


def lines(officer: str, day: str) -> list[dict[str, Any]]:
    item = get(core(), keys.digest(officer, day))
    return list(item["lines"]) if item else []


def test_one_digest_a_person_a_day_of_what_is_theirs(mentored: Gateway, aws: Aws) -> None:
    put_officer(mentored, Officer("coordinator", "coordinator", None, ("95",)))
    put_officer(mentored, Officer("coordinator-far", "coordinator", None, ("94",)))
    put_officer(mentored, Officer("lao-head", "agency_head", "Lao", ("95",)))
    assert night(aws, "2022-01-21")["digests"] >= 1
    own = lines("lao-head", "2022-01-21")
    assert own
    assert {line["section"] for line in own} <= {"soon", "late", "urgent"}
    assert not {line["reference"] for line in own} & {
        line["reference"] for line in lines("coordinator-far", "2022-01-21")
    }
    assert night(aws, "2022-01-21")["digests"] == 0
    assert night(aws, "2022-01-22")["digests"] == 0, "a Saturday"
    text = str([item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("DIGEST#")])
    assert "ซ่อม" not in text


def test_everybody_reads_the_own_digest_and_no_other(mentored: Gateway, aws: Aws) -> None:
    put_officer(mentored, Officer("lao-head", "agency_head", "Lao", ("95",)))
    for day in ("2022-01-20", "2022-01-21"):
        night(aws, day)
    newest = mentored.call("GET", "/v1/me/digest", token="lao-head").json
    assert (newest["on"], newest["count"]) == ("2022-01-21", len(newest["lines"]))
    assert newest["lines"][0]["what"] == "old_age_allowance"
    before = mentored.call("GET", "/v1/me/digest", token="lao-head", query={"on": "2022-01-20"}).json
    assert before["on"] == "2022-01-20"
    assert mentored.call("GET", "/v1/me/digest", token="partner").json["count"] == 0


def test_the_desk_lists_what_only_a_coordinator_can_sort_out_in_their_area(
    mentored: Gateway, aws: Aws
) -> None:
    task = mentored.call("GET", about(), token="coordinator").json["tasks"][0]["task_id"]
    at = datetime.fromisoformat("2022-01-19T09:00:00+07:00")
    agency = mentored.call("GET", f"/v1/tasks/{task}", token="coordinator").json["agency"]
    data = {"task_id": task, "action": "confirm", "by": "lao-1", "occurred_at": "2022-01-19"}
    reply = {"id": "r-1", "type": "th.sitthi.task.action.v1", "data": data}
    for body in (reply, {"id": "r-2"}):
        with pytest.raises(BadReply):
            record_reply(agency, body, at)
    rows = mentored.call("GET", "/v1/desk", token="coordinator").json["items"]
    assert {(row["kind"], row["code"]) for row in rows} == {
        ("bad_reply", "REPLY-ACTION"),
        ("bad_reply", "REPLY-MALFORMED"),
    }
    far = mentored.call("GET", "/v1/desk", token="coordinator-far").json["items"]
    assert [row["code"] for row in far] == ["REPLY-MALFORMED"], "about no known household: anybody's"
    assert mentored.call("GET", "/v1/desk", token="lao-head").code == "forbidden"


def test_the_mentor_hears_of_what_waits_for_a_confirmation(mentored: Gateway, aws: Aws) -> None:
    put_officer(mentored, Officer("mentor", "mentor", None, ("9501",)))
    task = approve(mentored).json["plan"]["measures"][0]["task_id"]
    act(mentored, task, "msdhs-1", action="accept")
    act(mentored, task, "msdhs-1", action="assign", officer="msdhs-1")
    act(mentored, task, "msdhs-1", action="done", outcome="RECEIVED", evidence=["photo:1"])
    night(aws, "2022-01-20")
    assert [(one["section"], one["reference"]) for one in lines("mentor", "2022-01-20")] == [
        ("confirm", task)
    ]


def test_a_new_calendar_moves_open_dates_once_and_says_so(
    mentored: Gateway,
    aws: Aws,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tasks() -> dict[str, Any]:
        partition = keys.household_pk(HOUSEHOLD)
        found = query(core(), partition, prefix="TASK#")
        return {item["task_id"]: item for item in found if item["kind"] == "claim"}

    before = tasks()
    known = calendar.overlay_of("95")
    notice = Overlay(known.version + 1, known.days | {date(2022, 1, 20), date(2022, 1, 21)})
    calendar.overlay_of.cache_clear()
    monkeypatch.setattr(calendar, "overlay_of", lambda province: notice if province == "95" else Overlay())
    counts = night(aws, "2022-01-19")
    assert counts["recomputed"] >= len(before)
    after = tasks()
    for name, task in before.items():
        assert after[name]["due"] > task["due"]
        assert after[name]["acknowledge_by"] > task["acknowledge_by"]
        assert after[name]["calendar"] == f"95@{notice.version}"
    assert len(events(aws, "task.sla_recomputed")) == counts["recomputed"]
    assert night(aws, "2022-01-19")["recomputed"] == 0


def test_a_household_that_left_loses_its_last_tasks_and_is_looked_at_no_more(
    mentored: Gateway,
    aws: Aws,
) -> None:
    body = {"kind": "moved_away", "on": "2022-01-18", "reason": "ไปทำงานมาเลเซีย"}
    assert do(mentored, "POST", "/changes", "coordinator", body, "").status == 201
    night(aws, "2022-01-20")
    meta = get(core(), keys.meta(HOUSEHOLD))
    assert meta is not None
    assert "G2P" not in meta
    assert give_mentor(mentored, household=HOUSEHOLD).status in (200, 409)
