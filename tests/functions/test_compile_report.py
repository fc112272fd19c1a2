"""The schedule compiles the report of the month that ended, once and for all."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from functions.assess_household.handler import handler as assess
from functions.compile_report.handler import handler
from functions.compile_report.run import work
from functions.review_daily.handler import handler as review
from shared.domain.reports import ReportName
from shared.storage import households as households_of_storage
from shared.storage import imports, keys
from shared.storage import reports as storage
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
    build.put(aws, build.survey(as_of=as_of))
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


# ---------------------------------------------------------------- parts, orders, periods that mislead


def place(aws: Aws, number: int, tambon: str, as_of: str = "2022-01-19") -> str:
    """A household somewhere."""
    household_id = f"{number:026d}"
    build.put(aws, {**build.survey(household_id=household_id, as_of=as_of), "tambon": tambon})
    assess(sqs_event({"household_id": household_id, "as_of": as_of}), Context())
    return household_id


def drain(aws: Aws) -> int:
    """Run the compile queue until it is empty. Returns the messages worked on."""
    worked = 0
    while waiting := aws.messages("compile"):
        for message in waiting:
            assert not handler(sqs_event(message), Context())["batchItemFailures"]
            worked += 1
    return worked


def report_of(aws: Aws, prefix: str, stem: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(aws, prefix)[f"{stem}.json"])
    return found


def test_a_large_area_is_counted_by_a_message_a_part_and_says_what_one_go_would_have_said(
    reports: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, tambon in enumerate(("950101", "950101", "950102", "950201")):
        place(reports, number, tambon)
    handler(event("schedule_monthly"), Context())
    once = files(reports)
    bucket = reports.client("s3")
    for prefix in ("snapshots/", "reports/"):
        for one in bucket.list_objects_v2(Bucket="sitthi-reports", Prefix=prefix)["Contents"]:
            bucket.delete_object(Bucket="sitthi-reports", Key=one["Key"])
    for item in reports.items("CoreTable"):
        if item["PK"]["S"].startswith(("RPT#", "RPP#")):
            reports.client("dynamodb").delete_item(
                TableName="CoreTable", Key={"PK": item["PK"], "SK": item["SK"]}
            )
    monkeypatch.setattr("functions.compile_report.run.ONE_GO", 1)
    monkeypatch.setattr("functions.compile_report.run.PART", 1)
    assert handler(event("schedule_monthly"), Context()) == {"report": "monthly-2022-01-95", "parts": 3}
    assert drain(reports) == 4, "three parts, and one merge"
    assert files(reports) == once


def test_a_kill_between_parts_costs_a_part_and_the_daily_sweep_finds_the_report(
    reports: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, tambon in enumerate(("950101", "950102", "950201")):
        place(reports, number, tambon)
    monkeypatch.setattr("functions.compile_report.run.ONE_GO", 1)
    monkeypatch.setattr("functions.compile_report.run.PART", 1)
    handler(event("schedule_monthly"), Context())
    first, *_ = reports.messages("compile")
    handler(sqs_event(first), Context())  # the other two messages are lost
    assert "PDF" not in str(files(reports))
    review({**event("schedule_daily"), "sweep": "all"}, Context())
    assert drain(reports) == 1 + 2 + 1, "the order, the parts that were lost, the merge"
    assert record(reports)["state"] == "done"
    reports.messages("reports")
    assert review({**event("schedule_daily"), "sweep": "all"}, Context())["swept_reports"] == 0


def test_the_facts_of_a_month_are_csv_with_a_package_and_name_no_sensitive_benefit(reports: Aws) -> None:
    place(reports, 1, "950101")
    handler(event("schedule_monthly"), Context())
    kept = files(reports, "snapshots/facts/2022-01/950101/")
    package = json.loads(kept["datapackage.json"])
    tables = {one["name"]: kept[one["path"]].decode() for one in package["resources"]}
    assert {"households", "members", "rights", "gaps", "tasks"} <= set(tables)
    for one in package["resources"]:
        head = tables[one["name"]].splitlines()[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == head
        assert hashlib.sha256(kept[one["path"]]).hexdigest() == one["hash"].removeprefix("sha256:")
    assert "hiv" not in "".join(tables.values())
    assert "unnamed-1" in tables["rights"]


def test_districts_quarters_agencies_and_the_country_count_the_same_facts_without_reading_a_household_again(
    reports: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, tambon in enumerate(("950101", "950101", "950201")):
        place(reports, number, tambon, "2021-12-10")
    monkeypatch.setenv("PROVINCES", "95,96")
    at = {
        **event("schedule_monthly"),
        "time": "2022-01-01T01:00:00Z",
    }  # December, the quarter, two provinces, all
    assert len(handler(at, Context())["ordered"]) == 6
    read: list[str] = []
    load = households_of_storage.load_state
    monkeypatch.setattr(households_of_storage, "load_state", lambda one: read.append(one) or load(one))
    drain(reports)
    assert sorted(read) == sorted(f"{number:026d}" for number in range(3)), "each once, for six reports"
    for name in ("district-2021-12-9501", "agency-2022-q1-95-Lao", "pilot-2022-q1-95"):
        parsed = ReportName.parse(name)
        storage.begin(parsed, datetime(2022, 1, 2, tzinfo=UTC), datetime(2022, 1, 2, tzinfo=UTC), mail=False)
        assert work(parsed)["report"] == name
    assert len(read) == 3
    assert (
        report_of(reports, "reports/monthly/2021-12/00/", "progress-2564-12")["figures"][0]["shown"]
        == "small"
    )
    district = report_of(reports, "reports/district/2021-12/9501/", "district-2564-12")
    assert [row["code"] for row in district["tables"][5]["rows"]][:2] == ["950101", "950102"]
    notices = reports.messages("reports")
    assert {"kind": "quarterly", "period": "2022-q1", "area": "00"} in notices
    assert len(notices) == 6, "orders of people are not mailed"


def notes(aws: Aws, prefix: str, stem: str) -> str:
    found = report_of(aws, prefix, stem)
    return " ".join(words["en"] for words in (*found["notes"], *found["decide"]))


def test_a_missing_month_is_said_in_words(reports: Aws) -> None:
    households(reports, "2021-11-10")
    handler({**event("schedule_monthly"), "time": "2022-03-01T01:00:00Z"}, Context())
    said = notes(reports, "reports/monthly/2022-02/95/", "progress-2565-02")
    assert "no report of the period before (January 2022)" in said


def test_a_partner_that_sent_nothing_is_named_and_districts_without_households_too(reports: Aws) -> None:
    households(reports)
    for month, partner in (("2021-06-01", "tpmap"), ("2022-01-10", "cdd")):
        source = imports.Source(
            "sitthi-inbox", f"partners/{partner}/import/{month}.csv", "v", "partners", partner, "import"
        )
        at = datetime.fromisoformat(f"{month}T03:00:00+00:00")
        imports.finish(
            imports.receive(source, at=at, marked_at=at), "done", {"counts": {"records": 9, "applied": 9}}
        )
    handler(event("schedule_monthly"), Context())
    said = notes(reports, PREFIX, "progress-2565-01")
    assert "Partners that sent nothing in this period: TPMAP" in said
    assert "no household in the system from" in said
    partners = next(
        one for one in report_of(reports, PREFIX, "progress-2565-01")["tables"] if one["id"] == "partners"
    )
    assert [(row["code"], row["cells"]["records"]["value"]) for row in partners["rows"]] == [("cdd", 9)]


def test_a_rule_book_that_changed_within_the_period_is_said_in_words(reports: Aws) -> None:
    place(reports, 1, "950101")
    other = place(reports, 2, "950101")
    client = reports.client("dynamodb")
    client.update_item(
        TableName="CoreTable",
        Key={name: {"S": text} for name, text in keys.meta(other).items()},
        UpdateExpression="SET rule_book = :old",
        ExpressionAttributeValues={":old": {"S": "an-edition-before"}},
    )
    handler(event("schedule_monthly"), Context())
    assert "The rule book changed within the period" in notes(reports, PREFIX, "progress-2565-01")


def test_a_report_of_a_period_long_over_says_when_its_facts_were_read(reports: Aws) -> None:
    households(reports, "2021-05-10")
    name = ReportName.parse("monthly-2021-06-95")
    storage.begin(name, datetime(2022, 1, 19, tzinfo=UTC), datetime(2022, 1, 19, tzinfo=UTC), mail=False)
    work(name)
    assert "Read on 19 January 2022" in notes(reports, "reports/monthly/2021-06/95/", "progress-2564-06")


def put_map(aws: Aws, body: bytes) -> None:
    aws.client("s3").put_object(Bucket="sitthi-reports", Key="snapshots/maps/yala.geojson", Body=body)


def outline(code: str) -> bytes:
    ring = [[101.2, 6.5], [101.3, 6.5], [101.3, 6.6], [101.2, 6.5]]
    shape = {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"features": [shape]}).encode()


def test_a_report_keeps_the_map_that_it_was_drawn_with(reports: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAP_FILE", "yala.geojson")
    put_map(reports, outline("950203"))
    for number in range(6):  # as many as may be shown
        place(reports, number, "950203")
    handler(event("schedule_monthly"), Context())
    made = files(reports)
    assert b"<path d=" in made["progress-2565-01.html"]
    put_map(reports, outline("950101").replace(b"101.3", b"101.9"))
    handler(event("schedule_monthly"), Context())
    assert files(reports) == made


def test_a_map_that_cannot_be_read_is_said_and_the_tiles_stay(
    reports: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAP_FILE", "yala.geojson")
    put_map(reports, b"no map at all")
    households(reports)
    handler(event("schedule_monthly"), Context())
    page = files(reports)["progress-2565-01.html"].decode()
    assert "อ่านแฟ้มแผนที่ที่ตั้งไว้ไม่ได้" in page
    assert "<path d=" not in page


def test_from_the_third_month_on_the_numbers_of_the_first_page_have_their_line(reports: Aws) -> None:
    for month in (2, 3, 4):
        handler({"time": f"2022-0{month}-01T01:00:00Z", "kind": "monthly"}, Context())
    name = ReportName.parse("monthly-2022-03-95")
    snapshot = storage.read_snapshot(name)
    assert snapshot is not None
    assert snapshot["context"]["trend"]["households"] == [0, 0]
    assert snapshot["shown"]["households"] == 0
