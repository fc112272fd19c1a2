"""The thread's calls of the API: somebody of every role asks for everything once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shared.casework.case_items import part_item, text_of
from shared.domain import meetings
from shared.domain.citizens import check_digit
from shared.domain.plan_types import Plan
from shared.storage import identity, keys, printing
from tests.api import world
from tests.api.gateway import Gateway
from tests.builders import imports as partner_files
from tests.infra.thread import Thread, upload
from tests.support.accounts import Accounts
from tests.support.aws import sqs_event
from tests.support.events import event
from tests.support.mailing import subscribe

HOUSES = {"first": partner_files.HOUSE, "second": partner_files.OTHER_HOUSE}
PICTURE = b"\x89PNG\r\n\x1a\n" + (0).to_bytes(4, "big") + b"IEND" + b"\xaeB`\x82"


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


def corrections(done: Callable[..., Any], member: str) -> None:
    """A number that was told, then put right, in a process that has not fetched the keys yet."""
    identity._kept.clear()
    for serial, day in ((1, "2022-01-18"), (2, "2022-01-19")):
        digits = f"19501010000{serial}"
        told = {"member_id": member, "first_name": "somebody", "citizen_id": digits + check_digit(digits)}
        done("PATCH", "/identity", {"on": day, "why": "was_wrong", "members": [told]})


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
