"""The overview's numbers: counted for those who may see the households and tasks, and only those."""

from __future__ import annotations

import pytest

from shared.casework import overview
from tests.api.gateway import Gateway
from tests.api.world import TAMBON, put_household


def test_a_districts_households_and_an_agencys_work_are_counted_by_subdistrict(reading: Gateway) -> None:
    put_household("secondhouse012345678", "950102")
    counted = reading.call("GET", "/v1/overview/areas/9501", token="coordinator").json["areas"]
    assert counted == [
        {"area": area, "households": 1, "pilots": 0, "phases": [1, 0, 0, 0], "unclaimed_baht": 700}
        for area in (TAMBON, "950102")
    ]
    work = reading.call("GET", "/v1/overview/agencies/Lao", token="coordinator").json["areas"]
    listed = reading.call("GET", "/v1/tasks", token="coordinator", query={"agency": "Lao"}).json["items"]
    for one in work:
        own = [task for task in listed if task["area"] == one["area"]]
        claims = [task for task in own if task["kind"] == "claim"]
        sent = [task for task in own if task["state"] == "sent"]
        assert (one["live"], one["claims"], one["sent"]) == (len(own), len(claims), len(sent))
        assert one["late"] == 0
    assert {one["area"] for one in work} == {TAMBON, "950102"}


def test_nobody_counts_what_they_may_not_list(reading: Gateway) -> None:
    path = "/v1/overview/areas/9501"
    assert reading.call("GET", path, token="coordinator-far").status == 404
    assert reading.call("GET", "/v1/overview/areas/9999", token="coordinator").status == 404
    assert reading.call("GET", path, token="lao-1").json["areas"][0]["unclaimed_baht"] is None
    assert reading.call("GET", "/v1/overview/agencies/Lao", token="coordinator-far").json["areas"] != []
    assert reading.call("GET", "/v1/overview/agencies/Moe", token="lao-1").status == 404
    assert reading.call("GET", "/v1/overview/agencies/Nobody", token="coordinator").status == 404


def test_one_call_counts_what_there_is_time_for_and_says_what_is_left(
    reading: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(path: str) -> object:
        return reading.call("GET", path, token="coordinator").json

    whole = told("/v1/overview")
    assert isinstance(whole, dict)
    assert whole["left"] == []
    monkeypatch.setattr(overview, "ENOUGH", 0.0)
    rushed = told("/v1/overview")
    assert isinstance(rushed, dict)
    assert (rushed["districts"], rushed["agencies"]) == ([], [])
    assert [told(path) for path in rushed["left"]] == [*whole["districts"], *whole["agencies"]]
