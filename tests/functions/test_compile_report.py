"""The schedule compiles the report of the month that ended, once and for all."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from functions.assess_household.handler import handler as assess
from functions.compile_report.handler import handler
from shared.storage.tables import from_wire
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event

PREFIX = "reports/monthly/2022-01/95/"


@pytest.fixture
def reports(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", aws.queues["reports"])
    aws.queues["compile"] = aws.client("sqs").create_queue(QueueName="compile")["QueueUrl"]
    monkeypatch.setenv("COMPILE_QUEUE_URL", aws.queues["compile"])
    return aws


def files(aws: Aws, prefix: str = PREFIX) -> dict[str, bytes]:
    s3 = aws.client("s3")
    found = s3.list_objects_v2(Bucket="sitthi-reports", Prefix=prefix).get("Contents", [])
    return {
        one["Key"].rpartition("/")[2]: s3.get_object(Bucket="sitthi-reports", Key=one["Key"])["Body"].read()
        for one in found
    }


def households(aws: Aws, as_of: str = "2022-01-19") -> None:
    build.put(aws, build.survey())
    assess(sqs_event({"household_id": build.HOUSEHOLD, "as_of": as_of}), Context())


def record(aws: Aws) -> dict[str, Any]:
    rows = [from_wire(item) for item in aws.items("CoreTable") if item["PK"]["S"].startswith("RPT#")]
    (row,) = rows
    return row


def test_the_first_of_february_compiles_january(reports: Aws) -> None:
    households(reports)
    done = handler(event("schedule_monthly"), Context())
    assert (done["period"], done["households"]) == ("2022-01", 1)
    made = files(reports)
    assert {"progress-2565-01.pdf", "progress-2565-01.xlsx", "datapackage.json"} <= set(made)
    assert made["progress-2565-01.pdf"].startswith(b"%PDF")
    assert load_workbook(io.BytesIO(made["progress-2565-01.xlsx"])).sheetnames
    row = record(reports)
    assert (row["PK"], row["SK"]) == ("RPT#monthly", "2022-01#95")
    assert row["files"]["progress-2565-01.pdf"] == PREFIX + "progress-2565-01.pdf"
    assert reports.messages("reports") == [{"kind": "monthly", "period": "2022-01", "area": "95"}]


def test_a_repeat_gives_the_same_bytes_although_the_households_have_moved_on(reports: Aws) -> None:
    households(reports)
    handler(event("schedule_monthly"), Context())
    before, row = files(reports), record(reports)
    assess(sqs_event({"household_id": build.HOUSEHOLD, "as_of": "2022-06-01"}), Context())
    handler({**event("schedule_monthly"), "time": "2022-02-09T01:00:00Z"}, Context())
    assert files(reports) == before
    assert record(reports) == row
    audited = [
        item for item in reports.items("AuditTable") if item["type"]["S"] == "th.sitthi.report.compiled.v1"
    ]
    assert len(audited) == 1


def test_a_month_without_households_has_a_report_that_says_so(reports: Aws) -> None:
    done = handler(event("schedule_monthly"), Context())
    assert done["households"] == 0
    body = json.loads(files(reports)["progress-2565-01.json"])
    assert body["empty"] is True
    assert "ไม่มีข้อมูลครัวเรือน" in body["summary"][0]["th"]


def test_the_next_month_compares_with_this_one(reports: Aws) -> None:
    households(reports)
    handler(event("schedule_monthly"), Context())
    handler({**event("schedule_monthly"), "time": "2022-03-01T01:00:00Z"}, Context())
    body = json.loads(files(reports, "reports/monthly/2022-02/95/")["progress-2565-02.json"])
    phases = next(table for table in body["tables"] if table["id"] == "phases")
    assert "before" in {column["id"] for column in phases["columns"]}


def test_late_in_the_evening_of_the_last_day_in_utc_it_is_the_first_in_bangkok(reports: Aws) -> None:
    done = handler({**event("schedule_monthly"), "time": "2022-01-31T18:00:00Z"}, Context())
    assert done["period"] == "2022-01"


@pytest.mark.parametrize(
    ("kind", "period", "name"),
    [("quarterly", "2022-q1", "quarterly-2565-q1.pdf"), ("yearly", "2021", "yearly-2564.pdf")],
)
def test_quarters_and_years_follow_the_thai_fiscal_calendar(
    reports: Aws, kind: str, period: str, name: str
) -> None:
    done = handler({**event("schedule_monthly"), "kind": kind}, Context())
    assert done["period"] == period
    assert name in files(reports, f"reports/{kind}/")


def test_an_unknown_kind_is_refused(reports: Aws) -> None:
    with pytest.raises(ValueError, match="weekly"):
        handler({**event("schedule_monthly"), "kind": "weekly"}, Context())
