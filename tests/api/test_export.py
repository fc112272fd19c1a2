"""A household's whole record: everything that is kept of it, in the clear, for who may have it, and noted."""

from __future__ import annotations

from tests.api.casework import about, events, send
from tests.api.gateway import Gateway
from tests.api.test_changes import mentored
from tests.api.test_identities import GRANNY, add, settle
from tests.api.world import FOREIGN, HOUSEHOLD
from tests.support.aws import Aws

__all__ = ["mentored"]


def test_the_whole_record_is_exported_for_machines_and_in_thai(mentored: Gateway, aws: Aws) -> None:
    add(mentored, GRANNY)
    settle()
    reply = mentored.call("GET", about("/export"), token="coordinator")
    assert reply.status == 200, reply.body
    record, text = reply.json["record"], reply.json["text"]
    assert GRANNY in record["identity"]["members"].values()
    assert {one["source"] for one in record["observed"]} >= {"survey"}
    assert {row["b"] for row in record["determinations"]["rows"]} >= {"old_age_allowance"}
    assert record["tasks"]
    assert record["gaps"]
    assert record["task_events"]
    assert set(record["case"]) >= {"MNT"}
    assert "PK" not in str(record)
    for said in (GRANNY["first_name"], GRANNY["citizen_id"], "เบี้ยยังชีพผู้สูงอายุ", "มีพี่เลี้ยงประจำครัวเรือน"):
        assert said in text
    assert len(events(aws, "read.export_downloaded")) == 1


def test_an_administrator_exports_only_within_a_window_and_nobody_else_at_all(api: Gateway) -> None:
    assert api.call("GET", about("/export"), token="administrator").status == 404
    body = {"household_id": HOUSEHOLD, "reason": "คำขอตามมาตรา 30"}
    assert send(api, "POST", "/v1/break-glass", "administrator", body).status == 201
    assert api.call("GET", about("/export"), token="administrator").status == 200
    assert api.call("GET", about("/export", FOREIGN), token="administrator").status == 404
    assert api.call("GET", about("/export"), token="coordinator-far").status == 404
    for token in ("mentor", "lao-1", "committee", "evaluator", "partner"):
        assert api.call("GET", about("/export"), token=token).code == "forbidden", token
