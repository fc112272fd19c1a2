"""The whole thread in process: each function on real payloads, every call of theirs noted."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from functions.import_part import plan
from shared.storage import identity, keys, letters, mailing
from shared.storage.tables import core, query
from tests.api import world
from tests.api.gateway import Gateway
from tests.infra.observed import Permission, observing
from tests.support import households as build
from tests.support.accounts import Accounts
from tests.support.aws import Aws, put_clock, sqs_event
from tests.support.events import EVENTS, Context, event
from tests.support.mailing import subscribe

MAIL_REGION = "ap-southeast-1"  # mail may leave from another region than the stack's
Observed = dict[str, set[Permission]]

_RECIPIENTS = [{"emailAddress": "lao-1@example.org"}]
_MAIL = {
    "messageId": "ses-1",
    "destination": ["lao-1@example.org"],
    "headers": [{"name": "X-Sitthi-Letter", "value": "monthly-2022-01-95.lao-1"}],
}
_ABOUT = {"feedbackId": "f", "timestamp": "2022-02-01T02:00:00.000Z", "bouncedRecipients": _RECIPIENTS}
MAIL_EVENTS = [
    {"eventType": "Send", "mail": _MAIL},
    {"eventType": "Bounce", "mail": _MAIL, "bounce": {**_ABOUT, "bounceType": "Transient"}},
    {"eventType": "Delivery", "mail": _MAIL},
    {"eventType": "Bounce", "mail": _MAIL, "bounce": {**_ABOUT, "bounceType": "Permanent"}},
]


class Thread:
    """Runs functions by name and notes what each of them needs."""

    def __init__(self, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
        self.aws = aws
        self._monkeypatch = monkeypatch
        self.observed: Observed = {}

    def _note(self, function: str, work: Callable[[], Any]) -> Any:
        with observing(self._monkeypatch, self.aws) as seen:
            answer = work()
        self.observed.setdefault(function, set()).update(seen)
        return answer

    def run(self, name: str, payload: Any) -> Any:
        folder = name.removesuffix("Function")
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in folder).strip("_")
        handler = import_module(f"functions.{words}.handler").handler
        return self._note(name, lambda: handler(payload, Context()))

    def call(self, api: Gateway, method: str, path: str, **asked: Any) -> Any:
        return self._note("ApiFunction", lambda: api.call(method, path, **asked))


def imports(thread: Thread) -> None:
    """A survey, what an agency paid to its people, and a file whose import a crash left lying."""
    lines = (EVENTS / "tpmap_yala_379.csv").read_text(encoding="utf-8-sig").splitlines()[:8]
    column = lines[0].split(",").index("เลขประจำตัวประชาชน")
    people = {line.split(",")[column] for line in lines[1:]} - {""}
    paid = [f"{person},old_age_allowance,2565-01,600,จ่ายแล้ว,1" for person in sorted(people)]
    receipts = ["เลขประจำตัวประชาชน,สวัสดิการ,เดือน,จำนวนเงิน,สถานะ,เลขที่อ้างอิง", *paid]
    for key, text in (
        ("partners/tpmap/import/survey.csv", lines),
        ("partners/tpmap/import/again.csv", lines),
        ("partners/treasury/import/receipts.csv", receipts),
    ):
        for message in upload(thread, key, "\n".join(text)):
            assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]
    upload(thread, "partners/tpmap/check/lost.csv", "\n".join(lines))
    thread.aws.client("s3").put_object(
        Bucket="sitthi-inbox", Key="partners/tpmap/check/untold.csv", Body=b"x"
    )
    with pytest.MonkeyPatch.context() as cut_up:
        cut_up.setattr(plan, "SIZES", plan.Sizes(whole=0, width=1500, rows=4, persons=4))
        waiting = upload(thread, "partners/tpmap/import/large.csv", "\n".join(lines))
        while waiting:
            for message in waiting:
                assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]
            waiting = thread.aws.messages("parts")


def upload(thread: Thread, key: str, text: str, by: str = "somebody") -> list[Any]:
    """Put a file, and pass its notice on twice. Returns the messages to the import."""
    s3 = thread.aws.client("s3")
    stored = s3.put_object(
        Bucket="sitthi-inbox",
        Key=key,
        Body=text.encode("utf-8-sig"),
        Metadata={"complete_for": "9501", "by": by},
    )
    notice = json.loads(event("sqs_uploads")["Records"][0]["body"])
    notice["Records"][0]["s3"]["object"].update(key=key, versionId=stored["VersionId"])
    for _ in range(2):
        assert not thread.run("ReceiveUploadFunction", sqs_event(notice))["batchItemFailures"]
    return thread.aws.messages("parts")


def cases(thread: Thread) -> None:
    """A household is assessed, its tasks leave, an agency answers, days pass."""
    aws = thread.aws
    build.put(aws, build.survey())
    thread.run("RelayChangesFunction", event("stream_core_changes"))
    thread.run("AssessHouseholdFunction", event("sqs_assess"))
    thread.run("DispatchTaskFunction", event("sqs_dispatch"))
    build.officer(aws)
    put_clock(aws, "2022-01-20T03:00:00Z")
    for _ in range(2):
        thread.run("RecordOutcomeFunction", event("sqs_reply_accept"))
    foreign = json.loads(event("sqs_reply_accept")["Records"][0]["body"]) | {"id": "foreign"}
    thread.run("RecordOutcomeFunction", sqs_event(foreign, arn=aws.replies_arns["Moe"]))
    build.put(aws, build.survey(household_id="zyxwvutsrq0123456789"))
    for day in ("2022-01-24", "2022-02-11", "2022-07-01"):
        thread.run(
            "ReviewDailyFunction", {**event("schedule_daily"), "time": f"{day}T22:00:00Z", "sweep": "all"}
        )
        while waiting := aws.messages("assess"):  # on 2 July the full sweep sends itself on
            thread.run("AssessHouseholdFunction", sqs_event(*waiting))


def reports(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month is compiled twice and mailed twice; one letter is refused, one was left open by a crash."""
    aws = thread.aws
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    for name, value in {
        "REPORTS_QUEUE_URL": aws.queues["reports"],
        "MAIL_FROM": "sitthi@example.org",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MAIL_REGION", MAIL_REGION)
    letters._ses.cache_clear()
    for kind in ("monthly", mailing.DAILY):
        subscribe("lao-1", kind, "lao-1@example.org")
    for _ in range(2):
        thread.run("CompileReportFunction", event("schedule_monthly"))
    thread.run("CompileReportFunction", {**event("schedule_monthly"), "time": "2022-04-01T01:00:00Z"})
    for message in aws.messages("compile"):
        assert not thread.run("CompileReportFunction", sqs_event(message))["batchItemFailures"]
    for verified in (False, True):
        if verified:
            letters._ses(MAIL_REGION).verify_email_identity(EmailAddress="sitthi@example.org")
        for _ in range(2):
            thread.run(
                "EmailProgressFunction", sqs_event({"kind": "monthly", "period": "2022-01", "area": "95"})
            )
            for message in aws.messages("reports"):
                thread.run("EmailProgressFunction", sqs_event(message))
    for told in MAIL_EVENTS:
        assert not thread.run("HeedMailFunction", sqs_event(told))["batchItemFailures"]
    subscribe("lao-1", mailing.DAILY, "lao-1@example.org")


def officers_file(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator's file of officers, twice."""
    Accounts(monkeypatch)
    world.put_officers()
    for role in ("mentor", "evaluator"):
        text = f"ชื่อ,อีเมล,บทบาท\nคนหนึ่ง,one@example.org,{role}"
        for message in upload(thread, f"administration/import/{role}.csv", text, by="administrator"):
            assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]


def pages(thread: Thread) -> None:
    """The console needs nobody's data and no permission."""
    for path in ("/", "/assets/areas/95.json", "/v1/nothing"):
        assert thread.run("ConsoleFunction", {"path": path, "headers": {}})["statusCode"] in (200, 404, 503)


def audited(thread: Thread) -> None:
    """The audit is read in each of its orders, by the one function that can."""
    period = {"since": "2022-01-18T00:00:00Z", "until": "2022-01-20T00:00:00Z", "limit": 5}
    for more in ({"household": world.HOUSEHOLD}, {"officer": "coordinator"}, {"kind": "read"}):
        thread.run("ReadAuditFunction", {**period, **more})


def erase(thread: Thread) -> None:
    """Two households declined long ago, one of a file and the one of the calls: first their facts go, later the rest."""
    named = [item["PK"]["S"] for item in thread.aws.items("IdentityTable") if "imp" in item]
    for household in (keys.household_of(named[0]), world.HOUSEHOLD):
        place = keys.household_pk(household)
        for item in list(query(core(), place)):
            if item["SK"].startswith("TASK#"):
                world.put({**item, "state": "closed"})
        meta = next(iter(query(core(), place, prefix="META")))
        world.put({**meta, "status": "declined", "changed": {"kind": "declined", "on": "2022-07-01"}})
        identity._kept.clear()
        night = int(meta["tambon"][:4]) % 28  # each district has its own
        for year in (2028, 2034):
            event = {"time": f"{year}-01-{night:02d}T18:00:00Z"}
            assert thread.run("EraseExpiredFunction", event)["erased"] == 1
        assert not list(query(core(), place))


def seal(thread: Thread) -> None:
    """The events of all that has happened are sealed, and the night's root is made."""
    images = [item for item in thread.aws.items("AuditTable") if item["PK"]["S"].startswith(keys.AUDIT_EVENT)]
    new = [{"eventName": "INSERT", "dynamodb": {"NewImage": image}} for image in images]
    for _ in range(2):
        thread.run("SealAuditFunction", {"Records": new})
        thread.run("SealAuditFunction", {"time": "2022-07-31T17:30:00Z"})
