"""A benefit whose very name tells of an illness is named in no list and no message, only to who may know."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from functions.assess_household.handler import handler as assess
from functions.compile_report.handler import handler as compile_report
from functions.dispatch_task.handler import handler as dispatch
from shared.domain.reports import ReportName
from shared.reporting.labels import UNNAMED
from shared.reporting.mail import Letter, own_work, progress_mail
from shared.reporting.monthly import build as report_of
from shared.reporting.snapshots import opened
from shared.rules import current
from shared.storage import clock, reports
from shared.storage.tables import from_wire, to_wire
from tests.api import world
from tests.api.gateway import Gateway
from tests.support import households as build
from tests.support.aws import Aws
from tests.support.events import Context, event

SECRET = "hiv_allowance"


@pytest.fixture
def told(aws: Aws) -> Aws:
    """The grandmother's claim is for the allowance of people who live with HIV."""
    build.put(aws, build.survey())
    assess(event("sqs_assess"), Context())
    found = [from_wire(item) for item in aws.items("CoreTable")]
    task = next(item for item in found if item["SK"] == f"TASK#{build.claim_id()}")
    item = {**task, "benefit": SECRET, "asks": ["aids_certified"]}
    aws.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))
    return aws


@pytest.fixture
def api(told: Aws) -> Gateway:
    world.put_officers()
    return world.gateway()


def test_the_book_marks_it_so() -> None:
    assert current().benefits[SECRET].sensitive


def test_the_message_to_the_agency_names_neither_benefit_nor_papers(told: Aws) -> None:
    dispatch(event("sqs_dispatch"), Context())
    sent: list[dict[str, Any]] = told.messages("Lao")
    (data,) = [one["data"] for one in sent if one["subject"] == build.claim_id()]
    assert (data["benefit"], data["documents"]) == (None, [])
    assert "Open this task" in data["what_to_do"]["en"]
    text = json.dumps(sent, ensure_ascii=False).lower()
    assert "hiv" not in text
    assert "เอดส์" not in text


@pytest.mark.parametrize("token", ["lao-1", "lao-head", "coordinator", "committee"])
def test_no_list_names_it_whoever_reads(api: Gateway, token: str) -> None:
    items = api.call("GET", "/v1/tasks", token=token).json["items"]
    (item,) = [one for one in items if one["task_id"] == build.claim_id()]
    assert (item["benefit"], item["asks"]) == (None, [])


@pytest.mark.parametrize(
    ("token", "benefit"), [("lao-head", SECRET), ("coordinator", SECRET), ("committee", None)]
)
def test_the_task_itself_names_it_to_who_may_see_sensitive_facts(
    api: Gateway, token: str, benefit: str | None
) -> None:
    seen = api.call("GET", f"/v1/tasks/{build.claim_id()}", token=token)
    assert seen.status == 200
    assert seen.json["benefit"] == benefit


@pytest.mark.parametrize(("token", "shown"), [("coordinator", True), ("committee", False)])
def test_entitlements_hide_it_from_who_may_not(api: Gateway, token: str, shown: bool) -> None:
    path = f"/v1/households/{build.HOUSEHOLD}/entitlements"
    body = api.call("GET", path, token=token)
    assert body.status == 200
    names = {one["benefit"] for one in body.json["determinations"]}
    assert (SECRET in names) is shown
    one = api.call("GET", f"{path}/{SECRET}/{build.GRANDMOTHER}", token=token)
    assert one.status == (200 if shown else 404)
    assert shown or "hiv" not in body.body.decode().lower()


def test_no_report_and_no_mail_names_it(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", aws.queues["reports"])
    people = {build.GRANDMOTHER: build.grandmother(aids_certified=True), build.PUPIL: build.pupil()}
    build.put(aws, build.survey(people))
    assess(event("sqs_assess"), Context())
    compile_report(event("schedule_monthly"), Context())
    texts = _texts(aws)
    assert any(UNNAMED.th in text for text in texts.values())
    named = [name for name, text in texts.items() if any(word in text.lower() for word in TELLING)]
    assert named == []


TELLING = ("hiv", "เอดส์", "aids", "south_unrest")


def _texts(aws: Aws) -> dict[str, str]:
    """Everything that leaves: the files of the report, what was kept to make them, and a letter."""
    s3 = aws.client("s3")
    texts = {}
    for one in s3.list_objects_v2(Bucket="sitthi-reports")["Contents"]:
        name, raw = one["Key"], s3.get_object(Bucket="sitthi-reports", Key=one["Key"])["Body"].read()
        if name.endswith(".pdf"):
            texts[name] = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw))
        elif name.endswith(".xlsx"):
            cells = [cell for sheet in load_workbook(io.BytesIO(raw)) for row in sheet.values for cell in row]
            texts[name] = " ".join(map(str, cells))
        else:
            texts[name] = raw.decode("utf-8-sig")
    snapshot = reports.read_snapshot(ReportName.parse("monthly-2022-01-95"))
    assert snapshot is not None
    texts["snapshot"] = json.dumps(snapshot, ensure_ascii=False)
    figures, context = opened(snapshot, None)
    letter = Letter(
        "a@example.org", "b@example.org", "<1@example.org>", "https://x", "https://y", clock.now()
    )
    mine = own_work(figures, "agency_head", "Lao", ("95",))
    mail = progress_mail(report_of(figures, context, "progress"), letter, [mine] if mine else [])
    texts["mail"] = " ".join(part.get_content() for part in mail.walk() if not part.is_multipart())
    return texts
