"""Reports over the API: who may order which, that one is compiled once, and that its files are addresses."""

from __future__ import annotations

from typing import Any

import pytest

from functions.compile_report.handler import handler as compile_report
from shared.domain.reports import ReportName
from shared.storage import reports
from tests.api.gateway import Gateway
from tests.support.aws import Aws, put_clock, sqs_event
from tests.support.events import Context

ORDERED = {"kind": "monthly", "period": "2022-01", "area": "9501"}


@pytest.fixture
def february(api: Gateway, aws: Aws) -> Gateway:
    put_clock(aws, "2022-02-02T02:00:00Z")
    return api


def order(api: Gateway, token: str = "coordinator", **changes: Any) -> Any:
    return api.call("POST", "/v1/reports", token=token, json_body={**ORDERED, **changes})


def test_a_report_is_ordered_once_compiles_by_itself_and_its_files_are_addresses(
    february: Gateway, aws: Aws
) -> None:
    asked = order(february)
    assert asked.status == 202, asked.body
    assert (asked.json["report_id"], asked.json["state"], asked.json["percent"]) == (
        "monthly-2022-01-9501",
        "queued",
        0,
    )
    assert order(february, token="committee").json == asked.json
    for message in aws.messages("compile"):
        assert not compile_report(sqs_event(message), Context())["batchItemFailures"]
    (listed,) = february.call("GET", "/v1/reports", token="evaluator").json["items"]
    assert (listed["state"], listed["percent"]) == ("done", 100)
    assert order(february).json == listed
    assert aws.messages("compile") == []
    path = f"/v1/reports/{listed['report_id']}/files/{listed['files'][0]}"
    assert february.call("GET", path, token="mentor").status == 302
    for other in (
        "monthly-2022-01-9501/files/other.pdf",
        "monthly-2022-02-95/files/x.pdf",
        "daily-2022-01/files/x",
    ):
        assert february.call("GET", f"/v1/reports/{other}", token="evaluator").status == 404
    assert february.call("GET", "/v1/reports", token="partner").code == "forbidden"


@pytest.mark.parametrize(
    ("token", "changes", "status", "code"),
    [
        ("coordinator", {"area": "96"}, 409, "CASE-OFFICER-AREA"),
        ("coordinator", {"area": "00"}, 409, "CASE-OFFICER-AREA"),
        ("coordinator", {"area": "9599"}, 409, "CASE-OFFICER-AREA"),
        ("coordinator", {"period": "2022-02"}, 409, "CASE-REPORT-PERIOD"),
        ("coordinator", {"kind": "quarterly"}, 422, "format"),
        ("coordinator", {"kind": "district", "area": "95"}, 422, "format"),
        ("coordinator", {"kind": "agency"}, 422, "required"),
        ("coordinator", {"agency": "Lao"}, 422, "unknown_field"),
        ("lao-1", {}, 403, None),
        ("mentor", {}, 403, None),
    ],
)
def test_an_order_outside_the_callers_right_or_the_calendar_is_refused(
    february: Gateway, aws: Aws, token: str, changes: dict[str, Any], status: int, code: str | None
) -> None:
    answer = order(february, token, **changes)
    assert answer.status == status, answer.body
    assert code is None or [fault["code"] for fault in answer.json["errors"]] == [code]
    assert aws.messages("compile") == []


def test_an_agencys_own_report_is_seen_by_it_and_the_centre_and_no_other_agency(
    february: Gateway, aws: Aws
) -> None:
    assert order(february, kind="agency", period="2022-q1", agency="Msdhs", area="95").status == 202
    aws.messages("compile")
    seen = {
        token: [item["report_id"] for item in february.call("GET", "/v1/reports", token=token).json["items"]]
        for token in ("coordinator", "lao-head")
    }
    assert seen == {"coordinator": ["agency-2022-q1-95-Msdhs"], "lao-head": []}


def test_progress_is_told_while_parts_are_counted(february: Gateway, aws: Aws) -> None:
    order(february, area="95")
    aws.messages("compile")
    name = ReportName.parse("monthly-2022-01-95")
    reports.planned(name, 3)
    for _ in range(2):
        reports.part_done(name, "950101")
    (listed,) = february.call("GET", "/v1/reports", token="coordinator").json["items"]
    assert (listed["state"], listed["percent"]) == ("counting", 30)
