"""Breaking the glass through the API: only where the table says so, three hours, one person, and never unseen."""

from __future__ import annotations

from typing import Any

from tests.api.casework import about, events, send
from tests.api.gateway import Gateway, Reply
from tests.api.world import FOREIGN, HOUSEHOLD
from tests.support.aws import Aws, put_clock

PATH = "/v1/break-glass"
REASON = "ไฟไหม้ ครอบครัวย้ายข้ามเขตมา"


def break_in(
    api: Gateway, token: str, household: str = FOREIGN, once: str | None = None, **more: Any
) -> Reply:
    return send(api, "POST", PATH, token, {"household_id": household, "reason": REASON, **more}, once=once)


def test_a_coordinator_sees_a_household_elsewhere_for_three_hours_and_can_change_nothing(
    api: Gateway, aws: Aws
) -> None:
    assert api.call("GET", about(household=FOREIGN), token="coordinator").status == 404
    for _ in range(2):
        reply = break_in(api, "coordinator", once="fire-0001")
        assert reply.status == 201, reply.body
        assert reply.json["until"] == "2022-01-19T05:00:00Z"
    seen = api.call("GET", about(household=FOREIGN), token="coordinator")
    assert (seen.status, bool(seen.json["roster"])) == (200, True)
    assert api.call("GET", about("/members", FOREIGN), token="coordinator").status == 200
    noted = [one for one in events(aws, "read.household_viewed") if one["household"]["S"] == FOREIGN]
    assert {one["basis"]["S"] for one in noted} == {"policy read_household, glass broken"}
    mentor = {"officer_id": "mentor"}
    refused = send(api, "PUT", about("/mentor", FOREIGN), "coordinator", mentor, match=seen.headers["etag"])
    assert refused.status == 404
    assert api.call("GET", about(household=FOREIGN), token="committee").status == 404, "it is one person's"
    put_clock(aws, "2022-01-19T05:00:00Z")
    assert api.call("GET", about(household=FOREIGN), token="coordinator").status == 404
    assert len(events(aws, "auth.break_glass_opened")) == 1
    assert REASON not in str(aws.items("AuditTable")), "what people write is not for the audit"


def test_an_agency_opens_sensitive_facts_only_where_it_has_a_task(api: Gateway) -> None:
    assert api.call("GET", about("/members", FOREIGN), token="lao-1").status == 404
    assert break_in(api, "lao-1", hours=1).status == 201
    assert api.call("GET", about("/members", FOREIGN), token="lao-1").status == 200
    assert break_in(api, "moe-far", HOUSEHOLD).status == 404
    assert break_in(api, "mentor", HOUSEHOLD).code == "forbidden"
    assert break_in(api, "coordinator", "nobodynobody12345678").status == 404


def test_every_window_is_on_the_list_of_the_weekly_review(api: Gateway) -> None:
    for token, hours in (("coordinator", 3), ("committee", 2)):
        assert break_in(api, token, hours=hours).status == 201
    for token in ("administrator", "committee"):
        listed = api.call("GET", PATH, token=token).json["items"]
        assert {(one["officer_id"], one["household_id"], one["reason"]) for one in listed} == {
            ("coordinator", FOREIGN, REASON),
            ("committee", FOREIGN, REASON),
        }
    assert api.call("GET", PATH, token="coordinator").code == "forbidden"
    for wrong in ({"hours": 4}, {"reason": " "}):
        assert break_in(api, "coordinator", **wrong).code == "invalid"
