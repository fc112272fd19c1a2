"""The audit read back: by household, officer and period, by those who may, and each reading noted in it too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.casework import about, details, events, give_mentor, put_officer
from tests.api.gateway import Gateway
from tests.api.world import FOREIGN, HOUSEHOLD, officers
from tests.support.aws import Aws, put_clock
from tests.support.invoking import in_process

ADMIN = "administrator"


@pytest.fixture
def lived(api: Gateway, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """Two officers read, a mentor begins, and a day later one reads again."""
    in_process(monkeypatch)
    put_officer(api, officers()["mentor"])
    api.call("GET", about(), token="coordinator")
    api.call("GET", about(), token="lao-head")
    give_mentor(api)
    put_clock(aws, "2022-01-20T02:00:00Z")
    api.call("GET", about(household=FOREIGN), token="coordinator-far")
    return api


def audit(api: Gateway, token: str = ADMIN, path: str = "", **query: Any) -> list[tuple[str, str]]:
    reply = api.call("GET", f"/v1/audit{path}", token=token, query=query)
    assert reply.status == 200, reply.body
    return [(one["event"], one["actor"]) for one in reply.json["items"]]


def test_what_happened_to_a_household_is_listed_newest_first_with_the_systems_own_doing(
    lived: Gateway,
) -> None:
    found = audit(lived, household=HOUSEHOLD, limit=100)
    told = [one for one in found if one[1] not in ("system", ADMIN)]
    assert ("household.mentor_assigned", "coordinator") in told
    assert told.count(("read.household_viewed", "coordinator")) >= 2
    assert ("rules.determination_made", "system") in found
    assert audit(lived, household=HOUSEHOLD, kind="task") == [
        one for one in audit(lived, household=HOUSEHOLD, limit=100) if one[0].startswith("task.")
    ]


def test_an_officers_doings_and_a_period_are_listed_and_paged(lived: Gateway) -> None:
    assert audit(lived, officer="coordinator-far") == [("read.household_viewed", "coordinator-far")]
    day = {"since": "2022-01-20T00:00:00Z", "until": "2022-01-20T23:59:59Z"}
    assert ("read.household_viewed", "coordinator-far") in audit(lived, **day)
    assert {actor for _, actor in audit(lived, **day)} == {"coordinator-far", ADMIN}
    seen: list[str] = []
    query: dict[str, Any] = {"household": HOUSEHOLD, "limit": 2, "until": "2022-01-19T23:59:59Z"}
    while True:
        page = lived.call("GET", "/v1/audit", token=ADMIN, query=query).json
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    whole = lived.call("GET", "/v1/audit", token=ADMIN, query={**query, "limit": 100, "cursor": ""})
    assert whole.code == "invalid"
    assert len(seen) == len(set(seen)) > 4


def test_a_breach_report_says_who_saw_what_between_two_moments(lived: Gateway, aws: Aws) -> None:
    first = {"since": "2022-01-19T00:00:00Z", "until": "2022-01-19T23:59:59Z"}
    found = audit(lived, path="/disclosures", household=HOUSEHOLD, **first)
    assert set(found) == {("read.household_viewed", "coordinator"), ("read.household_viewed", "lao-head")}
    assert audit(lived, path="/disclosures", officer="coordinator-far", **first) == []
    assert set(audit(lived, path="/disclosures", **first)) == set(found)
    assert len(events(aws, "read.audit_viewed")) == 3, "who reads the audit is in it"
    wrong = {"since": "2021-01-19T00:00:00Z", "until": "2022-01-19T23:59:59Z"}
    assert lived.call("GET", "/v1/audit/disclosures", token=ADMIN, query=wrong).code == "refused"


def test_a_coordinator_reads_the_audit_of_a_household_of_the_own_area_only(lived: Gateway) -> None:
    assert ("household.mentor_assigned", "coordinator") in audit(lived, "coordinator", household=HOUSEHOLD)
    refused = lived.call("GET", "/v1/audit", token="coordinator")
    assert "household" in details(refused)
    for household in (FOREIGN, "nobodynobody12345678"):
        query = {"household": household}
        assert lived.call("GET", "/v1/audit", token="coordinator", query=query).status == 404
    period = {"since": "2022-01-19T00:00:00Z", "until": "2022-01-19T23:59:59Z"}
    assert lived.call("GET", "/v1/audit/disclosures", token="coordinator", query=period).code == "forbidden"
    assert lived.call("GET", "/v1/audit", token="committee").code == "forbidden"
