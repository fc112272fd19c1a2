"""Households through the API: who sees which, and that a foreign one cannot be told from one that is not there."""

from __future__ import annotations

import pytest

from tests.api.gateway import Gateway
from tests.api.world import FOREIGN, HOUSEHOLD, TAMBON, put_household
from tests.support.aws import Aws

NOBODY = "nobodynobody12345678"


def ids(api: Gateway, token: str, **query: object) -> list[str]:
    reply = api.call("GET", "/v1/households", token=token, query=query)
    assert reply.status == 200, reply.body
    return [item["household_id"] for item in reply.json["items"]]


def test_a_coordinator_lists_the_households_of_the_own_areas(reading: Gateway) -> None:
    assert ids(reading, "coordinator") == [HOUSEHOLD]
    assert ids(reading, "coordinator-far") == [FOREIGN]


def test_a_list_is_narrowed_by_area_phase_and_need(reading: Gateway) -> None:
    assert ids(reading, "coordinator", area=TAMBON) == [HOUSEHOLD]
    assert ids(reading, "coordinator", area="9501", phase=1) == [HOUSEHOLD]
    assert ids(reading, "coordinator", area="950102") == []
    assert ids(reading, "coordinator", area="94") == []
    assert ids(reading, "coordinator", phase=2) == []
    assert ids(reading, "coordinator", status="graduated") == []
    assert ids(reading, "coordinator", need="health") == []


def test_a_summary_says_where_a_household_stands(reading: Gateway) -> None:
    reply = reading.call("GET", "/v1/households", token="coordinator")
    summary = reply.json["items"][0]
    assert (summary["area"], summary["phase"], summary["members"]) == (TAMBON, 1, 1)
    assert summary["assessed_on"] == "2022-01-19"
    assert reply.json["next_cursor"] is None


def test_only_the_centre_sees_what_a_household_does_not_get_in_baht(reading: Gateway) -> None:
    def baht(token: str) -> object:
        return reading.call("GET", "/v1/households", token=token).json["items"][0]["unclaimed_baht"]

    assert baht("coordinator") == baht("committee") == 700
    assert baht("lao-1") is None


def test_one_household_shows_roster_gaps_and_tasks_without_names(reading: Gateway) -> None:
    reply = reading.call("GET", f"/v1/households/{HOUSEHOLD}", token="coordinator")
    assert reply.status == 200
    assert reply.headers["etag"] == '"1"'
    household = reply.json
    assert household["roster"][0]["age"] == 71
    assert "old_age_allowance" in {gap["benefit"] for gap in household["gaps"]}
    assert {task["agency"] for task in household["tasks"]} >= {"Lao"}


@pytest.mark.parametrize("path", ["", "/members", "/entitlements", "/entitlements/old_age_allowance/m1"])
@pytest.mark.parametrize("token", ["coordinator-far", "moe-far", "administrator", "mentor"])
def test_a_foreign_household_answers_exactly_as_one_that_is_not_there(
    reading: Gateway, path: str, token: str
) -> None:
    foreign = reading.call("GET", f"/v1/households/{HOUSEHOLD}{path}", token=token)
    absent = reading.call("GET", f"/v1/households/{NOBODY}{path}", token=token)
    assert foreign.status == absent.status
    assert foreign.said == absent.said
    assert foreign.status in (403, 404)


def test_a_live_task_opens_the_household_to_its_agency_and_only_as_far_as_the_work_needs(
    reading: Gateway,
) -> None:
    household = reading.call("GET", f"/v1/households/{HOUSEHOLD}", token="lao-far")
    assert (household.status, household.json["roster"]) == (200, None)
    assert reading.call("GET", f"/v1/households/{HOUSEHOLD}/members", token="lao-far").status == 404
    assert reading.call("GET", f"/v1/households/{HOUSEHOLD}/entitlements", token="lao-far").status == 200


def test_entitlements_say_why_and_what_to_ask(reading: Gateway) -> None:
    reply = reading.call("GET", f"/v1/households/{HOUSEHOLD}/entitlements", token="coordinator")
    assert reply.status == 200
    found = {(one["benefit"], one["member"]): one for one in reply.json["determinations"]}
    allowance = found["old_age_allowance", "m1"]
    assert (allowance["entitled"], allowance["receiving"], allowance["state"]) == ("yes", "no", "gap")
    assert allowance["amount"] == {"value": 700, "unit": "baht", "per": "month"}
    assert all(reason["text"]["th"] and reason["law"] for reason in allowance["reasons"])
    assert reply.json["questions"]
    assert reply.json["on"] == "2022-01-19"


def test_a_phone_asks_for_the_short_form_with_each_reason_and_its_law(reading: Gateway) -> None:
    path = f"/v1/households/{HOUSEHOLD}/entitlements"
    whole, brief = (
        reading.call("GET", path + query, token="coordinator").json for query in ("", "?brief=true")
    )
    kept = [one for one in whole["determinations"] if one["state"] != "not_eligible"]
    assert [one["benefit"] for one in brief["determinations"]] == [one["benefit"] for one in kept]
    assert len(kept) < len(whole["determinations"])
    for short, long in zip(brief["determinations"], kept, strict=True):
        open_only = long["state"] == "need_info"
        told = [one["text"] for one in long["reasons"] if not open_only or one["holds"] != "yes"]
        assert [one["text"] for one in short["reasons"]] == told
        assert all(one["law"] and one["facts"] == [] for one in short["reasons"])
    assert brief["questions"] == []


def test_the_committee_sees_answers_but_not_the_facts_behind_them(reading: Gateway) -> None:
    reply = reading.call("GET", f"/v1/households/{HOUSEHOLD}/entitlements", token="committee")
    assert reply.status == 200
    assert all(one["reasons"] == [] and one["missing"] == [] for one in reply.json["determinations"])
    assert reply.json["questions"] == []
    household = reading.call("GET", f"/v1/households/{HOUSEHOLD}", token="committee").json
    assert (household["roster"], household["gaps"]) == (None, None)
    assert reading.call("GET", f"/v1/households/{HOUSEHOLD}/members", token="committee").status == 404


def test_members_carry_each_fact_with_its_source_and_day(reading: Gateway) -> None:
    reply = reading.call("GET", f"/v1/households/{HOUSEHOLD}/members", token="coordinator")
    facts = reply.json["items"][0]["facts"]
    assert facts["birth_date"] == {
        "value": "1950-03-05",
        "source": "survey",
        "observed_on": "2021-07-01",
        "basis": "recorded",
    }


def test_one_answer_is_read_by_benefit_and_member(reading: Gateway) -> None:
    path = f"/v1/households/{HOUSEHOLD}/entitlements"
    assert reading.call("GET", f"{path}/old_age_allowance/m1", token="coordinator").json["state"] == "gap"
    assert reading.call("GET", f"{path}/old_age_allowance/m9", token="coordinator").status == 404


def test_each_read_and_each_refusal_leaves_one_audit_row(reading: Gateway, shared_aws: Aws) -> None:
    reading.call("GET", f"/v1/households/{HOUSEHOLD}", token="coordinator")
    reading.call("GET", f"/v1/households/{HOUSEHOLD}", token="coordinator-far")
    rows = [(item["type"]["S"], item["actor"]["S"]) for item in shared_aws.items("AuditTable")]
    assert ("th.sitthi.read.household_viewed.v1", "coordinator") in rows
    assert ("th.sitthi.auth.access_denied.v1", "coordinator-far") in rows


def test_pages_follow_each_other_and_end(reading: Gateway) -> None:
    more = [f"{letter * 10}0123456789" for letter in "bcd"]
    for household_id in more:
        put_household(household_id)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(10):
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        reply = reading.call("GET", "/v1/households", token="coordinator", query=query).json
        seen += [item["household_id"] for item in reply["items"]]
        cursor = reply["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted([HOUSEHOLD, *more])
    assert cursor is None
