"""Families change, through the API: with history, with consequences, and never by deletion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from shared.casework.assess import assess_household
from shared.domain.officers import Officer
from shared.storage import people
from shared.storage.identity import keys_of_stack
from tests.api.casework import about, events, give_mentor, put_officer, send, tag
from tests.api.gateway import Gateway, Reply
from tests.api.world import ELDER, FOREIGN, HOUSEHOLD, TODAY, put_household
from tests.support.aws import Aws

OTHER = "otherhouse0123456789"
BORN: dict[str, Any] = {
    "kind": "born",
    "on": "2022-01-10",
    "facts": {"birth_date": "2022-01-10", "sex": "หญิง", "relation": "หลาน", "nationality": "ไทย"},
}


@pytest.fixture
def mentored(api: Gateway) -> Gateway:
    put_household(OTHER)
    put_officer(api, Officer("mentor-2", "mentor", None, ("95",)))
    assert give_mentor(api).status == 200
    return api


def do(
    api: Gateway, method: str, path: str, body: Any, token: str = "mentor", once: str | None = None
) -> Reply:
    return send(api, method, about(path), token, body, match=tag(api), once=once)


def change(api: Gateway, kind: str, token: str = "coordinator", **more: Any) -> Reply:
    return do(api, "POST", "/changes", {"kind": kind, "on": "2022-01-15", **more}, token)


def settle(*households: str) -> None:
    for household in households or (HOUSEHOLD,):
        assess_household(household, TODAY)


def members(api: Gateway, household: str = HOUSEHOLD) -> dict[str, dict[str, Any]]:
    items = api.call("GET", about("/members", household), token="coordinator").json["items"]
    return {one["member_id"]: {name: row["value"] for name, row in one["facts"].items()} for one in items}


def live_tasks(api: Gateway, household: str = HOUSEHOLD) -> list[dict[str, Any]]:
    tasks = api.call("GET", about("", household), token="coordinator").json["tasks"]
    return [task for task in tasks if task["state"] not in ("closed", "cancelled")]


def test_a_newborn_joins_once_and_has_rights_of_its_own(mentored: Gateway, aws: Aws) -> None:
    match = tag(mentored)
    for _ in range(2):
        reply = send(mentored, "POST", about("/members"), "mentor", BORN, match=match, once="newborn-0001")
        assert reply.status == 201, reply.body
    settle()
    found = members(mentored)
    assert len(found) == 2
    assert found[reply.json["member_id"]]["sex"] == "หญิง"
    entitled = mentored.call("GET", about("/entitlements"), token="mentor").json["determinations"]
    assert "child_support_grant" in {
        one["benefit"] for one in entitled if one["member"] == reply.json["member_id"]
    }
    assert len(events(aws, "household.member_added")) == 1


def test_a_person_whom_the_survey_missed_needs_a_reason_and_sound_facts(mentored: Gateway) -> None:
    found = {**BORN, "kind": "found"}
    assert do(mentored, "POST", "/members", found).json["errors"] == [
        {"pointer": "#/reason", "code": "required"}
    ]
    odd = {**BORN, "facts": {"birth_date": "10/01/2565"}}
    assert do(mentored, "POST", "/members", odd).json["errors"] == [
        {"pointer": "#/facts/birth_date", "code": "not_a_date"}
    ]
    assert do(mentored, "POST", "/members", {**found, "reason": "ยายอยู่หลังบ้าน"}).status == 201
    late = {**BORN, "on": "2022-01-20"}
    assert do(mentored, "POST", "/members", late).json["errors"][0]["code"] == "CASE-FUTURE"


def test_a_death_ends_what_was_done_for_the_person_and_deletes_nothing(mentored: Gateway, aws: Aws) -> None:
    assert live_tasks(mentored)
    reply = do(mentored, "PATCH", "/members/m1", {"kind": "died", "on": "2022-01-12"})
    assert reply.status == 200, reply.body
    assert [task for task in live_tasks(mentored) if task["member"] == "m1"] == []
    settle()
    assert members(mentored)["m1"]["person_status"] == "เสียชีวิต"
    household = mentored.call("GET", about(), token="coordinator").json
    assert {gap["reason"] for gap in household["gaps"]} == {"died"}
    assert do(mentored, "PATCH", "/members/m9", {"kind": "died", "on": "2022-01-12"}).json["errors"][0][
        "code"
    ] == ("CASE-MEMBER")
    assert len(events(aws, "household.member_died")) == 1


def test_a_death_opens_the_way_to_funeral_support_for_six_months(mentored: Gateway) -> None:
    put_household(HOUSEHOLD, welfare_card=True)
    do(mentored, "PATCH", "/members/m1", {"kind": "died", "on": "2022-01-12"})
    settle()
    found = mentored.call("GET", about("/entitlements"), token="mentor").json["determinations"]
    states = {one["benefit"]: one["state"] for one in found if one["member"] == "m1"}
    assert states["elderly_funeral_support"] in ("gap", "need_info")
    assert {task["benefit"] for task in live_tasks(mentored)} <= {"elderly_funeral_support"}
    assess_household(HOUSEHOLD, date(2022, 7, 13))
    found = mentored.call("GET", about("/entitlements"), token="mentor").json["determinations"]
    late = {one["benefit"]: one["state"] for one in found if one["member"] == "m1"}
    assert late["elderly_funeral_support"] == "not_eligible"
    assert live_tasks(mentored) == []


def test_a_member_who_moves_takes_along_what_is_known(mentored: Gateway) -> None:
    do(mentored, "POST", "/members", BORN)
    settle()
    baby = next(name for name in members(mentored) if name != "m1")
    gone = {"kind": "left", "on": "2022-01-15", "other_household": OTHER}
    assert do(mentored, "PATCH", f"/members/{baby}", gone).json["errors"][0]["code"] == "CASE-OTHER-HOUSEHOLD"
    reply = do(mentored, "PATCH", f"/members/{baby}", gone, "coordinator")
    assert reply.status == 200, reply.body
    settle(HOUSEHOLD, OTHER)
    assert members(mentored)[baby]["person_status"] == "ย้ายออก"
    arrived = members(mentored, OTHER)[baby]
    assert (arrived["person_status"], arrived["birth_date"]) == ("อยู่จริง", "2022-01-10")


def test_a_household_moves_and_wants_a_mentor_where_it_now_lives(mentored: Gateway) -> None:
    assert change(mentored, "moved").json["errors"] == [{"pointer": "#/to_area", "code": "required"}]
    assert change(mentored, "moved", to_area="950199").json["errors"][0]["code"] == "CASE-AREA"
    reply = change(mentored, "moved", to_area="950201")
    assert (reply.status, reply.json["area"], reply.json["mentor"]) == (201, "950201", None)
    settle()
    household = mentored.call("GET", about(), token="coordinator").json
    assert (household["area"], household["mentor"]) == ("950201", None)
    assert give_mentor(mentored, "mentor", OTHER).status == 200, "the official is free again"


def test_a_family_declines_its_rights_are_still_worked_on_and_it_can_come_back(mentored: Gateway) -> None:
    reply = change(mentored, "declined", "mentor", reason="ไม่สะดวก")
    assert (reply.status, reply.json["status"], reply.json["mentor"]) == (201, "declined", None)
    assert live_tasks(mentored), "claims of rights go on"
    assert change(mentored, "declined", reason="อีกครั้ง").json["errors"][0]["code"] == "CASE-CHANGE"
    listed = mentored.call("GET", "/v1/households", token="coordinator", query={"status": "declined"})
    assert [one["household_id"] for one in listed.json["items"]] == [HOUSEHOLD]
    back = change(mentored, "resumed", reason="เปลี่ยนใจ")
    assert back.json["status"] == "active"


def test_a_split_needs_somebody_who_stays_and_a_household_that_is_known(mentored: Gateway) -> None:
    alone = change(mentored, "split", members=["m1"], other_household=OTHER)
    assert alone.json["errors"][0]["code"] == "CASE-SPLIT-ALL"
    do(mentored, "POST", "/members", BORN)
    settle()
    strange = change(mentored, "split", members=["m1"], other_household=FOREIGN)
    assert strange.json["errors"][0]["code"] == "CASE-OTHER-HOUSEHOLD"
    baby = next(name for name in members(mentored) if name != "m1")
    assert change(mentored, "split", members=[baby], other_household=OTHER).status == 201
    settle(HOUSEHOLD, OTHER)
    assert baby in members(mentored, OTHER)


def granny(api: Gateway, household: str = HOUSEHOLD) -> str:
    """A second elder with a right of her own, named and numbered; returns her member id."""
    facts = {name: value for name, value in ELDER.items() if name not in ("person_status", "relation")}
    person = {"first_name": "แมะสง", "citizen_id": "1950101000014"}
    body = {**BORN, "kind": "found", "reason": "ตกสำรวจ", "facts": facts, "person": person}
    reply = send(
        api, "POST", about("/members", household), "coordinator", body, match=tag(api, household=household)
    )
    assert reply.status == 201, reply.body
    settle(household)
    return str(reply.json["member_id"])


def names(api: Gateway, household: str) -> list[str]:
    return [
        one["name"]
        for one in api.call("GET", about("/timeline", household), token="coordinator").json["items"]
    ]


def work_of(api: Gateway, member: str, household: str) -> list[dict[str, Any]]:
    return [task for task in live_tasks(api, household) if task["member"] == member]


def accept(api: Gateway, task_id: str) -> None:
    match = api.call("GET", f"/v1/tasks/{task_id}", token="lao-1").headers["etag"]
    body = {"action": "accept"}
    assert send(api, "POST", f"/v1/tasks/{task_id}/actions", "lao-1", body, match=match).status == 200


NEW = {"house_code": "95010099999", "household_no": 2, "area": "950102", "address": {"house_no": "99/1"}}


def test_a_part_of_a_family_begins_a_household_and_takes_along_what_is_theirs(
    mentored: Gateway, aws: Aws
) -> None:
    who = granny(mentored)
    task = next(one for one in work_of(mentored, who, HOUSEHOLD) if one["agency"] == "Lao")
    accept(mentored, task["task_id"])
    begun = keys_of_stack().household_id("95010099999", 2)
    assert change(mentored, "split", "mentor", members=[who], new_household=NEW).json["errors"][0][
        "code"
    ] == ("CASE-OTHER-HOUSEHOLD"), "a mentor begins no household"
    reply = change(mentored, "split", members=[who], new_household=NEW)
    assert reply.status == 201, reply.body
    settle(HOUSEHOLD, begun)
    assert list(members(mentored, begun)) == [who]
    assert members(mentored)[who]["person_status"] == "ย้ายออก"
    assert people.load(begun).members[who]["first_name"] == "แมะสง"
    assert people.load(begun).household["house_no"] == "99/1"
    assert work_of(mentored, who, HOUSEHOLD) == []
    gone_on = next(one for one in work_of(mentored, who, begun) if one["benefit"] == task["benefit"])
    assert (gone_on["state"], gone_on["due"]) == ("accepted", task["due"]), "its clock did not begin anew"
    assert len([one for one in work_of(mentored, who, begun) if one["benefit"] == task["benefit"]]) == 1
    assert {"household.split"} <= set(names(mentored, HOUSEHOLD)) & set(names(mentored, begun))
    assert [one["area"] for one in [mentored.call("GET", about("", begun), token="coordinator").json]] == [
        "950102"
    ]
    assert len(events(aws, "household.split")) == len(events(aws, "household.created")) == 1
    again = change(mentored, "split", members=["m1"], new_household=NEW)
    assert again.json["errors"][0]["code"] in ("CASE-SPLIT-ALL", "CASE-HOUSEHOLD-KNOWN")


def test_when_two_households_become_one_nobody_and_nothing_is_lost(mentored: Gateway, aws: Aws) -> None:
    who = granny(mentored)
    claims = {one["benefit"] for one in work_of(mentored, who, HOUSEHOLD)}
    do(mentored, "PATCH", "/members/m1", {"kind": "died", "on": "2022-01-12"})
    settle()
    reply = change(mentored, "merged", other_household=OTHER)
    assert (reply.status, reply.json["status"], reply.json["mentor"]) == (201, "merged", None)
    settle(HOUSEHOLD, OTHER)
    assert live_tasks(mentored) == []
    assert {one["benefit"] for one in work_of(mentored, who, OTHER)} == claims
    there = members(mentored, OTHER)
    assert there[who]["person_status"] == "อยู่จริง"
    assert there["m1"]["person_status"] == "อยู่จริง", "the elder of that household, not the one who died"
    assert mentored.call("GET", about("", OTHER), token="coordinator").json["mentor"] == "mentor"
    assert "household.merged" in names(mentored, HOUSEHOLD)
    assert "household.merged" in names(mentored, OTHER)
    assert {item["household"]["S"] for item in events(aws, "household.merged")} == {HOUSEHOLD, OTHER}
    assert change(mentored, "merged", other_household=OTHER).json["errors"][0]["code"] == "CASE-CHANGE"


def test_a_mentor_who_works_there_too_goes_along_and_so_does_the_work(mentored: Gateway) -> None:
    before = {one["task_id"] for one in live_tasks(mentored)}
    reply = change(mentored, "moved", to_area="950102")
    assert (reply.json["area"], reply.json["mentor"]) == ("950102", "mentor")
    settle()
    assert {one["task_id"] for one in live_tasks(mentored)} == before
    for task in before:
        assert mentored.call("GET", f"/v1/tasks/{task}", token="coordinator").json["area"] == "950102"


def test_a_change_on_what_was_read_before_another_is_stale(mentored: Gateway) -> None:
    match = tag(mentored)
    assert change(mentored, "declined", reason="ไม่สะดวก").status == 201
    body = {"kind": "moved", "on": "2022-01-15", "to_area": "950201"}
    assert send(mentored, "POST", about("/changes"), "coordinator", body, match=match).code == "stale"
