"""A function may do what it was seen to do, and nothing else.

The whole thread runs in process, each function on real payloads, and every call of theirs is noted. A call that
the template does not allow fails here before it fails in AWS; so does a permission that nothing was seen to need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from functions.import_part import plan
from shared.casework.case_items import part_item, text_of
from shared.domain import meetings
from shared.domain.citizens import check_digit
from shared.domain.plan_types import Plan
from shared.storage import identity, keys, letters, mailing, printing
from shared.storage.tables import core, query
from tests.api import world
from tests.api.gateway import Gateway
from tests.builders import imports as partner_files
from tests.infra.observed import Permission, allowed, covers, observing
from tests.support import aws as support
from tests.support import households as build
from tests.support.accounts import Accounts
from tests.support.aws import Aws, put_clock, sqs_event
from tests.support.events import EVENTS, Context, event
from tests.support.mailing import subscribe
from tests.support.template import resources

FUNCTIONS = list(resources("AWS::Serverless::Function"))
MAIL_REGION = "ap-southeast-1"  # mail may leave from another region than the stack's
HOUSES = {"first": partner_files.HOUSE, "second": partner_files.OTHER_HOUSE}
PICTURE = b"\x89PNG\r\n\x1a\n" + (0).to_bytes(4, "big") + b"IEND" + b"\xaeB`\x82"
Observed = dict[str, set[Permission]]

# Used by AWS on the function's behalf, or only in a case that the thread here does not meet. Each with its reason.
NOT_SEEN: dict[str, dict[Permission, str]] = {
    "ImportPartFunction": {
        (
            "s3:ListBucket",
            "InboxBucket",
        ): "lets S3 answer that a file is gone, where it would answer forbidden",
    },
    "ApiFunction": {
        ("s3:PutObject", "InboxBucket/partners"): "the upload form that it signs acts with its permissions",
        ("s3:PutObject", "InboxBucket/administration"): "the same, for administrators",
        (
            "lambda:InvokeFunction",
            "PrintPaperFunction",
        ): "the mock runs no functions; tests/api/test_over_http.py does",
        ("lambda:InvokeFunction", "ReadAuditFunction"): "the same",
    },
}


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


@pytest.fixture(scope="module")
def observed() -> Iterator[Observed]:
    with pytest.MonkeyPatch.context() as monkeypatch, support.running(monkeypatch) as aws:
        put_clock(aws, "2022-01-19T02:00:00Z")
        thread = Thread(aws, monkeypatch)
        imports(thread)
        officers_file(thread, monkeypatch)
        cases(thread)
        reports(thread, monkeypatch)
        calls(thread)
        papers(thread)
        pages(thread)
        administration(thread, monkeypatch)
        audited(thread)
        simulations(thread)
        erase(thread)
        seal(thread)
        yield thread.observed


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


def calls(thread: Thread) -> None:
    """Somebody of every role asks the API for everything once."""
    world.put_officers()
    world.put_household()
    api = world.gateway()
    household = world.HOUSEHOLD
    tasks = thread.call(api, "GET", "/v1/tasks", token="lao-head").json["items"]
    imported = thread.call(api, "GET", "/v1/imports", token="administrator").json["items"]
    import_id = imported[0]["import_id"] if imported else keys.import_id("b", "k", "v")
    for token in ("lao-1", "coordinator", "committee", "administrator", "mentor", "partner"):
        for path in (
            "/v1/me",
            "/v1/me/digest",
            "/v1/desk",
            "/v1/households",
            f"/v1/households/{household}",
            f"/v1/households/{household}/members",
            f"/v1/households/{household}/entitlements",
            f"/v1/households/{household}/entitlements/old_age_allowance/m1",
            f"/v1/households/{household}/losses",
            f"/v1/households/{household}/export",
            "/v1/losses",
            "/v1/tasks",
            "/v1/imports",
            f"/v1/imports/{import_id}",
            f"/v1/imports/{import_id}/files/errors",
            "/v1/reports",
            "/v1/break-glass",
            "/health",
        ):
            assert thread.call(api, "GET", path, token=token).status < 500
        body = {"partner": "tpmap", "name": "x.csv", "mode": "import"}
        assert thread.call(api, "POST", "/v1/uploads", token=token, json_body=body).status < 500
        asked = {"purpose": "grievance", "house_code": "95010012345"}
        assert thread.call(api, "POST", "/v1/households/search", token=token, json_body=asked).status < 500
    desk(thread, api)
    wanted = {"kind": "district", "period": "2021", "area": "9501"}
    ordered = thread.call(api, "POST", "/v1/reports", token="committee", json_body=wanted)
    assert ordered.status == 202, ordered.body
    sweep = {**event("schedule_daily"), "time": "2022-01-19T22:00:00Z", "sweep": "all"}
    thread.run("ReviewDailyFunction", sweep)
    report = thread.call(api, "GET", "/v1/reports", token="committee").json["items"][0]
    path = f"/v1/reports/{report['report_id']}/files/{report['files'][0]}"
    assert thread.call(api, "GET", path, token="committee").status == 302
    casework(thread, api)
    for task in tasks[:2]:
        path = f"/v1/tasks/{task['task_id']}"
        version = thread.call(api, "GET", path, token="lao-head").headers["etag"]
        headers = {"If-Match": version, "Idempotency-Key": "a-key-of-mine"}
        for _ in range(2):
            answer = thread.call(
                api, "POST", f"{path}/actions", token="lao-1", json_body={"action": "accept"}, headers=headers
            )
            assert answer.status < 500


def officers_file(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator's file of officers, twice."""
    Accounts(monkeypatch)
    world.put_officers()
    for role in ("mentor", "evaluator"):
        text = f"ชื่อ,อีเมล,บทบาท\nคนหนึ่ง,one@example.org,{role}"
        for message in upload(thread, f"administration/import/{role}.csv", text, by="administrator"):
            assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]


def administration(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    """An officer is registered, with an account and, when it is there already, without."""
    accounts, api = Accounts(monkeypatch), world.gateway()
    for address in ("new@example.org", "known@example.org"):
        if address.startswith("known"):
            accounts.create({"Username": address, "UserAttributes": []})
        body = {"name": "somebody", "email": address, "role": "evaluator"}
        made = thread.call(api, "POST", "/v1/officers", token="administrator", json_body=body)
        assert made.status == 201, made.body
    accounts.users["administrator"] = {"email": "a@example.org", "email_verified": "true"}
    wish = {"kind": "daily"}
    assert thread.call(api, "POST", "/v1/subscriptions", token="administrator", json_body=wish).status == 201
    assert thread.call(api, "GET", "/v1/subscriptions", token="administrator").status == 200
    ended = "/v1/subscriptions/daily-administrator"
    assert thread.call(api, "DELETE", ended, token="administrator").status == 204
    match = {"If-Match": made.headers["etag"]}
    path, left = f"/v1/officers/{made.json['officer_id']}", {"status": "revoked", "reason": "left"}
    assert thread.call(api, "GET", "/v1/officers", token="administrator").status == 200
    asked = {"ids": made.json["officer_id"]}
    assert thread.call(api, "GET", "/v1/directory", token="mentor", query=asked).json["items"][0]["name"]
    answer = thread.call(api, "PATCH", path, token="administrator", json_body=left, headers=match)
    assert answer.status == 200


def pages(thread: Thread) -> None:
    """The console needs nobody's data and no permission."""
    for path in ("/", "/assets/areas/95.json", "/v1/nothing"):
        assert thread.run("ConsoleFunction", {"path": path, "headers": {}})["statusCode"] in (200, 404, 503)


def audited(thread: Thread) -> None:
    """The audit is read in each of its orders, by the one function that can."""
    period = {"since": "2022-01-18T00:00:00Z", "until": "2022-01-20T00:00:00Z", "limit": 5}
    for more in ({"household": world.HOUSEHOLD}, {"officer": "coordinator"}, {"kind": "read"}):
        thread.run("ReadAuditFunction", {**period, **more})


def simulations(thread: Thread) -> None:
    """Higher allowances are simulated over the province."""
    wanted = {
        "area": "95",
        "changes": [{"parameter": "old_age_allowance.min_age", "since": "2022-01-01", "value": 59}],
    }
    asked = thread.call(world.gateway(), "POST", "/v1/simulations", token="coordinator", json_body=wanted)
    assert asked.status == 202, asked.body
    for message in thread.aws.messages("simulations"):
        assert not thread.run("RunSimulationFunction", sqs_event(message))["batchItemFailures"]


def desk(thread: Thread, api: Gateway) -> None:
    """A person in two households is settled, and an import withdrawn."""
    files = {name: partner_files.family(1, house) for name, house in HOUSES.items()}
    for name, rows in files.items():
        body = partner_files.as_csv(rows).decode("utf-8-sig")
        for message in upload(thread, f"partners/cdd/import/{name}.csv", body):
            assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]
    for hold in thread.call(api, "GET", "/v1/holds", token="coordinator").json["items"]:
        path, headers = f"/v1/holds/{hold['hold_id']}/decision", {"If-Match": f'"{hold["version"]}"'}
        body = {"decision": "merged", "reason": "asked them"}
        answer = thread.call(api, "POST", path, token="coordinator", json_body=body, headers=headers)
        assert answer.status in (200, 409)
    for item in thread.call(api, "GET", "/v1/imports", token="administrator").json["items"]:
        if item["partner"] == "cdd":
            path = f"/v1/imports/{item['import_id']}/withdrawal"
            answer = thread.call(api, "POST", path, token="administrator", json_body={"reason": "wrong"})
            assert answer.status == 202
    for message in thread.aws.messages("parts"):
        assert not thread.run("ImportPartFunction", sqs_event(message))["batchItemFailures"]


def casework(thread: Thread, api: Gateway) -> None:
    """A mentor visits with a colleague, and a photo is kept."""
    place = f"/v1/households/{world.HOUSEHOLD}"

    def done(method: str, path: str, body: Any) -> Any:
        match = api.call("GET", place, token="coordinator").headers["etag"]
        headers = {"If-Match": match}
        answer = thread.call(api, method, place + path, token="coordinator", json_body=body, headers=headers)
        assert answer.status < 300, answer.body
        return answer.json

    done("PUT", "/mentor", {"officer_id": "mentor"})
    member = api.call("GET", place + "/members", token="coordinator").json["items"][0]["member_id"]
    done("POST", "/consents", {"purpose": "photos", "given": True, "on": "2022-01-19", "by": member})
    photo = done("POST", "/uploads", {"kind": "image/png"})["photo"]
    key = f"evidence/new/{world.HOUSEHOLD}/{photo}"
    thread.aws.client("s3").put_object(Bucket="sitthi-reports", Key=key, Body=PICTURE)
    corrections(done, member)
    form = {"visit_id": "visit-0001", "on": "2022-01-19", "result": "done", "team": ["mentor", "lao-1"]}
    done("POST", "/visits", {**form, "photos": [photo]})
    index = keys.officer_index(None, "mentor")
    world.put({**keys.officer("mentor"), **world.officers()["mentor"].to_item(), **index, "v": 1})
    thread.run("ReviewDailyFunction", {**event("schedule_daily"), "time": "2022-07-04T22:00:00Z"})
    subscribe("mentor", "monthly", "mentor@example.org")
    asked = {"kind": "monthly", "period": "2022-01", "area": "95", "officer_id": "mentor"}
    for message in [*thread.aws.messages("reports"), asked]:
        thread.run("EmailProgressFunction", sqs_event(message))
    for method in ("GET", "POST"):
        path = "/v1/unsubscriptions/key-of-monthly-mentor"
        assert thread.call(api, method, path).status == 200


def papers(thread: Thread) -> None:
    """A plan with names, of a family whose names came by file and by hand, and minutes, which a caller fetches."""
    meeting = meetings.call("0123456789abcdef", date(2022, 1, 19), "committee", ["coordinator"], ())
    world.put({**keys.meeting(meeting.meeting_id), "province": "95", "body": text_of(meeting), "v": 1})
    order = {"paper": "minutes", "meeting_id": meeting.meeting_id, "on": "2022-01-19"}
    key = thread.run("PrintPaperFunction", order)["key"]
    with pytest.MonkeyPatch.context() as printer:
        printer.setattr(printing, "ask", lambda order: key)
        path = f"/v1/meetings/{meeting.meeting_id}/minutes"
        assert thread.call(world.gateway(), "GET", path, token="coordinator").status == 302
    named = [
        item["PK"]["S"] for item in thread.aws.items("IdentityTable") if item["SK"]["S"].startswith("ID#")
    ]
    for household in (named[0].partition("#")[2], world.HOUSEHOLD):
        world.put(part_item(household, "PLAN", ("0001",), Plan(household, 1), v=1))
        thread.run("PrintPaperFunction", {**order, "paper": "plan", "household_id": household, "number": 1})
        glance = {
            **order,
            "paper": "household",
            "household_id": household,
            "language": "th",
            "sensitive": True,
        }
        thread.run("PrintPaperFunction", glance)


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


def corrections(done: Callable[..., Any], member: str) -> None:
    """A number that was told, then put right, in a process that has not fetched the keys yet."""
    identity._kept.clear()
    for serial, day in ((1, "2022-01-18"), (2, "2022-01-19")):
        digits = f"19501010000{serial}"
        told = {"member_id": member, "first_name": "somebody", "citizen_id": digits + check_digit(digits)}
        done("PATCH", "/identity", {"on": day, "why": "was_wrong", "members": [told]})


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_makes_no_call_that_its_statements_do_not_allow(function: str, observed: Observed) -> None:
    given = allowed(function)
    refused = {needed for needed in observed[function] if not covers(given, needed)}
    assert not refused


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_allowed_nothing_that_it_was_not_seen_to_need(
    function: str, observed: Observed
) -> None:
    explained = NOT_SEEN.get(function, {})
    spare = {
        given for given in allowed(function) if not any(covers({given}, one) for one in observed[function])
    }
    assert spare - set(explained) == set()
    assert set(explained) <= spare, "seen after all: take it off the list"


def test_who_writes_the_audit_can_neither_change_nor_delete_it_and_the_sealer_touches_only_seals() -> None:
    touching = {
        function: {action for action, place in allowed(function) if place.startswith("AuditTable")}
        for function in FUNCTIONS
    }
    sealer = touching.pop("SealAuditFunction")
    assert sealer == {"dynamodb:Query", "dynamodb:PutItem"}
    (statement,) = [
        one
        for policy in resources("AWS::Serverless::Function")["SealAuditFunction"]["Properties"]["Policies"]
        for one in policy["Statement"]
        if one["Resource"] == {"Fn::GetAtt": ["AuditTable", "Arn"]}
    ]
    assert statement["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["SEAL#*"]}}
    assert {keys.seal_link(0, 1)["PK"][:5], keys.seal_root("2022-01-19")["PK"][:5]} == {"SEAL#"}
    reader = touching.pop("ReadAuditFunction")
    assert reader == {"dynamodb:Query"}, "who reads the audit writes nothing there"
    assert set().union(*touching.values()) == {"dynamodb:PutItem"}


def test_who_people_are_lies_open_to_the_functions_that_need_it_and_to_no_other() -> None:
    """Architecture 3; re-keying runs with an operator's rights."""
    for place in ("IdentityTable", "IdentityKey"):
        reach = {one for one in FUNCTIONS if any(there.startswith(place) for _, there in allowed(one))}
        assert reach == {"ImportPartFunction", "ApiFunction", "PrintPaperFunction", "EraseExpiredFunction"}, (
            place
        )
    reads = {action for action, place in allowed("PrintPaperFunction") if place == "IdentityTable"}
    assert reads == {"dynamodb:Query"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_statement_names_everything(function: str) -> None:
    """SAM itself adds a log policy and those of the event sources; beside them there is no ``*``."""
    for action, place in allowed(function):
        assert "*" not in action
        assert place not in ("*", "")
        assert place.endswith("/index") or "*" not in place
