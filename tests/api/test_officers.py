"""Officers as administrators manage them: rights count from the next call on, and no work is lost with who leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.review_daily.handler import handler as review
from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.tables import core, get
from tests.api.casework import about, details, events, give_mentor, put_officer, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import HOUSEHOLD, put_household
from tests.support.accounts import Accounts
from tests.support.aws import Aws
from tests.support.events import Context, event

NEW = {"name": "สมศรี ดีงาม", "email": "Somsri@example.org", "role": "mentor", "areas": ["9501"]}


@pytest.fixture
def office(api: Gateway, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    Accounts(monkeypatch)
    for officer in (
        Officer("lao-1", "agency_officer", "Lao", ("9501",)),
        Officer("lao-2", "agency_officer", "Lao", ("9501",)),
        Officer("moe-1", "agency_officer", "Moe", ("9501",)),
        Officer("mentor", "mentor", None, ("9501",)),
        Officer("mentor-2", "mentor", None, ("9501",)),
        Officer("administrator", "administrator", None, ("95",)),
    ):
        put_officer(api, officer)
    return api


def change(api: Gateway, officer: str, token: str = "administrator", **body: Any) -> Reply:
    path = f"/v1/officers/{officer}"
    match = api.call("GET", path, token="administrator").headers.get("etag", '"1"')
    return send(api, "PATCH", path, token, {"reason": "ย้ายราชการ", **body}, match=match)


def hand_over(api: Gateway, source: str, target: str, **more: Any) -> Reply:
    body = {"from_officer": source, "to_officer": target, "reason": "ย้ายประจำปี", **more}
    return send(api, "POST", "/v1/officers/handover", "administrator", body)


def task(api: Gateway, task_id: str, token: str = "coordinator") -> dict[str, Any]:
    found: dict[str, Any] = api.call("GET", f"/v1/tasks/{task_id}", token=token).json
    return found


def act(api: Gateway, task_id: str, token: str = "lao-1", **body: Any) -> Reply:
    path = f"/v1/tasks/{task_id}"
    match = api.call("GET", path, token=token).headers["etag"]
    reply = send(api, "POST", f"{path}/actions", token, body, match=match)
    assert reply.status == 200, reply.body
    return reply


@pytest.fixture
def working(office: Gateway) -> list[str]:
    """Two tasks of lao-1, of which one waits for the family."""
    put_household("secondhouse012345678")
    listed = office.call("GET", "/v1/tasks", token="coordinator", query={"agency": "Lao"}).json["items"]
    ids = sorted(one["task_id"] for one in listed)
    for one in ids:
        act(office, one, action="accept")
        act(office, one, action="assign", officer="lao-1")
    hold = {"action": "hold", "waiting_on": "citizen", "reason": "x", "resume_by": "2022-01-25"}
    act(office, ids[1], **hold)
    return ids


def test_an_administrator_registers_an_officer_whose_name_is_kept_sealed_for_colleagues_who_met_the_id(
    office: Gateway, aws: Aws
) -> None:
    for _ in range(2):
        reply = send(office, "POST", "/v1/officers", "administrator", NEW, once="register-0001")
        assert (reply.status, reply.json["role"], reply.json["status"]) == (201, "mentor", "active")
    kept = json.dumps(aws.snapshot(), ensure_ascii=False, default=repr)
    assert "สมศรี" not in kept
    assert "example.org" not in kept.lower()
    assert len(events(aws, "auth.role_granted")) == 1
    known = office.call(
        "GET", "/v1/directory", token="mentor", query={"ids": f"lao-1,{reply.json['officer_id']},x"}
    )
    assert known.json["items"] == [
        {"officer_id": "lao-1", "name": None, "role": "agency_officer", "agency": "Lao"},
        {"officer_id": reply.json["officer_id"], "name": "สมศรี ดีงาม", "role": "mentor", "agency": None},
    ]
    assert office.call("GET", "/v1/directory", token="partner", query={"ids": "lao-1"}).code == "forbidden"
    again = send(office, "POST", "/v1/officers", "administrator", NEW)
    assert again.json["errors"][0]["code"] == "CASE-OFFICER-KNOWN"
    for wrong, code in (({"role": "agency_head"}, "required"), ({"areas": ["9999"]}, "CASE-OFFICER-AREA")):
        body = {**NEW, "email": "other@example.org", **wrong}
        refused = send(office, "POST", "/v1/officers", "administrator", body)
        assert refused.json["errors"][0]["code"] == code
    assert send(office, "POST", "/v1/officers", "coordinator", NEW).code == "forbidden"


def test_coordinators_see_all_officers_and_the_head_of_an_agency_its_own(office: Gateway) -> None:
    put_officer(office, Officer("lao-head", "agency_head", "Lao", ("95",)))

    def listed(token: str, **query: str) -> set[str]:
        items = office.call("GET", "/v1/officers", token=token, query=query).json["items"]
        return {one["officer_id"] for one in items}

    assert listed("coordinator", role="agency_officer") == {"lao-1", "lao-2", "moe-1"}
    assert listed("lao-head") == {"lao-1", "lao-2", "lao-head"}
    assert office.call("GET", "/v1/officers/moe-1", token="lao-head").status == 404
    assert office.call("GET", "/v1/officers", token="lao-1").code == "forbidden"


def test_a_revocation_counts_at_once_and_the_tasks_go_back_to_the_queue_with_their_clocks(
    office: Gateway, working: list[str], aws: Aws
) -> None:
    due = task(office, working[0])["due"]
    load = office.call("GET", "/v1/officers/lao-1/load", token="administrator").json
    assert load == {"in_progress": 1, "waiting": 1, "household_id": None}
    reply = change(office, "lao-1", status="revoked")
    assert reply.json["passed"] == {"given": [working[0]], "waiting": [working[1]]}
    assert office.call("GET", "/v1/me", token="lao-1").code == "not_registered"
    moved = task(office, working[0])
    assert (moved["state"], moved["officer"], moved["due"]) == ("accepted", None, due)
    assert task(office, working[1])["officer"] == "lao-1", "what waits passes on when it comes back to work"
    assert [one["subject"]["S"] for one in events(aws, "task.unassigned")] == [working[0]]
    assert len(events(aws, "auth.role_revoked")) == 1

    act(office, working[1], "lao-2", action="resume")
    review({**event("schedule_daily"), "time": "2022-01-20T22:00:00Z"}, Context())
    assert (task(office, working[1])["state"], task(office, working[1])["officer"]) == ("accepted", None)
    assert change(office, "lao-1", status="active").status == 200
    assert office.call("GET", "/v1/me", token="lao-1").status == 200


def test_who_covers_an_area_no_longer_keeps_only_the_tasks_of_the_others(
    office: Gateway, working: list[str]
) -> None:
    put_household("thirdhouse0123456789", "950201")
    listed = office.call("GET", "/v1/tasks", token="coordinator", query={"area": "9502"}).json["items"]
    (other,) = [one["task_id"] for one in listed if one["agency"] == "Lao"]
    change(office, "lao-1", areas=["9501", "9502"])
    act(office, other, action="accept")
    act(office, other, action="assign", officer="lao-1")
    assert change(office, "lao-1", areas=["9502"]).json["passed"]["given"] == [working[0]]
    assert task(office, working[0])["officer"] is None
    assert task(office, other)["officer"] == "lao-1"


def test_a_hand_over_gives_the_work_to_the_other_officer_also_what_waits_once_it_comes_back(
    office: Gateway, working: list[str]
) -> None:
    for target in ("moe-1", "mentor", "lao-1"):
        assert hand_over(office, "lao-1", target).json["errors"][0]["code"] == "CASE-HANDOVER"
    reply = hand_over(office, "lao-1", "lao-2")
    assert reply.json == {"given": [working[0]], "waiting": [working[1]]}
    assert (task(office, working[0])["state"], task(office, working[0])["officer"]) == (
        "in_progress",
        "lao-2",
    )
    assert office.call("GET", "/v1/me", token="lao-1").code == "not_registered"
    act(office, working[1], "lao-2", action="resume")
    review({**event("schedule_daily"), "time": "2022-01-20T22:00:00Z"}, Context())
    assert task(office, working[1])["officer"] == "lao-2"


def test_a_mentor_who_leaves_starts_the_households_days_without_one_and_a_hand_over_does_not(
    office: Gateway, aws: Aws
) -> None:
    give_mentor(office)
    load = office.call("GET", "/v1/officers/mentor/load", token="coordinator").json
    assert (load["in_progress"], load["household_id"]) == (0, HOUSEHOLD)
    assert hand_over(office, "mentor", "mentor-2", revoke=False).status == 200
    assert office.call("GET", about(), token="mentor-2").json["mentor"] == "mentor-2"
    assert office.call("GET", "/v1/me", token="mentor").status == 200
    assert change(office, "mentor-2", status="revoked").status == 200
    meta = get(core(), keys.meta(HOUSEHOLD)) or {}
    assert (meta.get("mentor"), meta.get("mentorless_since")) == (None, "2022-01-19")
    assert len(events(aws, "household.mentor_released")) == 1
    assert give_mentor(office, "mentor").status == 200, "who was free stays free"


def test_nobody_changes_their_own_rights_and_an_old_version_is_refused(office: Gateway) -> None:
    refused = change(office, "administrator", status="revoked")
    assert "another administrator" in details(refused)
    assert change(office, "lao-1", "coordinator", status="revoked").code == "forbidden"
    body = {"reason": "x", "areas": ["95"]}
    assert send(office, "PATCH", "/v1/officers/lao-1", "administrator", body).code == "precondition_required"
    assert change(office, "lao-1", areas=["95"]).json["areas"] == ["95"]
    stale = send(office, "PATCH", "/v1/officers/lao-1", "administrator", body, match='"1"')
    assert stale.code == "stale"
