"""200 planted names, citizen numbers, phones and tokens go through the real handlers: none comes out where it may not.

They go in as people's data in a partner's file (right and wrong cells), as bodies, ids, queries, headers and tokens of
every call of the API, as an agency's notes, and as passwords. They may lie in the Identity table, in the partner's own
file and its error file, and in what an officer wrote about a case; nowhere else.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import pytest
from botocore.client import BaseClient

from functions.api.handler import app
from functions.assess_household.handler import handler as assess
from functions.compile_report.handler import handler as compile_report
from functions.dispatch_task.handler import handler as dispatch
from functions.email_progress.handler import handler as mail
from functions.record_outcome.handler import handler as record_outcome
from functions.relay_changes.handler import handler as relay
from functions.review_daily.handler import handler as review
from shared.casework.assess import assess_household
from shared.domain.citizens import check_digit
from shared.http.openapi import operations
from shared.storage import cognito, letters, mailing
from tests.api import world
from tests.api.gateway import Gateway, Reply
from tests.builders import imports as files
from tests.support import aws as support
from tests.support.aws import Aws, put_clock, sqs_event
from tests.support.events import Context, event
from tests.support.mailing import subscribe

KNOWN = {  # with these a grandmother's right is certain, and a claim goes to the agency
    "in_house_register": "ใช่",
    "state_pension": "ไม่ใช่",
    "in_state_care": "ไม่ใช่",
    "disability_card": "ไม่มี",
}
MAIL_REGION = "ap-southeast-1"
LETTERS = "กขคงจชดตถทนบปพมยรลวสหอ"
DRAW = random.Random(2565)


def _name(number: int) -> str:
    return "คานารี" + "".join(DRAW.choice(LETTERS) for _ in range(6)) + LETTERS[number % len(LETTERS)]


def _citizen(number: int) -> str:
    digits = f"8{DRAW.randrange(10**7):07d}{number:04d}"
    return digits + check_digit(digits)


NAMES = [_name(number) for number in range(60)]
NUMBERS = [_citizen(number) for number in range(60)]
PHONES = [f"08{DRAW.randrange(10**6):06d}{number:02d}" for number in range(40)]
TOKENS = [f"{DRAW.getrandbits(96):024x}" for _ in range(40)]
COLUMN = NAMES[11]  # the title of a column, which the import names to its partner as one that it passed over
CANARIES = NAMES + NUMBERS + PHONES + TOKENS


@dataclass
class Run:
    """What went in, and all that came out, by where."""

    planted: set[str] = field(default_factory=set)
    out: dict[str, list[str]] = field(default_factory=dict)
    problems: int = 0

    def plant(self, *texts: str) -> None:
        self.planted.update(texts)

    def saw(self, where: str, text: Any) -> None:
        said = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, default=str)
        self.out.setdefault(where, []).append(said)

    def answer(self, reply: Reply) -> Reply:
        self.saw("headers", dict(reply.headers))
        if reply.status >= 400:
            self.problems += 1
            self.saw("problems", reply.body.decode())
        return reply


def test_two_hundred_canaries_are_drawn_and_no_two_are_alike() -> None:
    assert len(CANARIES) == len(set(CANARIES)) == 200


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    found = Run()
    with pytest.MonkeyPatch.context() as monkeypatch, support.running(monkeypatch) as aws:
        put_clock(aws, "2022-01-19T02:00:00Z")
        listen(monkeypatch, found)
        world.put_officers()
        files_of_people(aws, found)
        cases(aws, found)
        calls(aws, found, monkeypatch)
        reports(aws, monkeypatch)
        for table in ("CoreTable", "AuditTable", "IdempotencyTable"):
            for item in aws.items(table):
                found.saw(table, item)
        yield found


@pytest.fixture(scope="module", autouse=True)
def said(run: Run) -> None:
    """Made before any test looks."""


def listen(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Everything that leaves through AWS, and everything that is printed: logs and metrics both are."""
    call = BaseClient._make_api_call

    def listening(client: Any, operation: str, asked: dict[str, Any]) -> Any:
        service = client.meta.service_model.service_name
        if service == "sqs" and operation.startswith("SendMessage"):
            run.saw("queues", asked)
        elif service == "s3":
            run.saw(
                "file names",
                {name: str(asked.get(name)) for name in ("Bucket", "Key", "Metadata", "Tagging")},
            )
        elif service == "ses":
            run.saw("mail", str(asked))
        elif service == "lambda":
            run.saw("invocations", str(asked.get("Payload")))
        return call(client, operation, asked)

    def written(text: str, *_: Any) -> int:
        run.saw("logs and metrics", text)
        return len(text)

    emit = logging.StreamHandler.emit

    def logged(handler: logging.StreamHandler[Any], record: logging.LogRecord) -> None:
        run.saw("logs and metrics", handler.format(record))
        emit(handler, record)

    monkeypatch.setattr(BaseClient, "_make_api_call", listening)
    monkeypatch.setattr(logging.StreamHandler, "emit", logged)
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.write", written)


def files_of_people(aws: Aws, run: Run) -> None:
    """Twenty households of two; then the same with personal data in wrong cells; then a file that is no table."""
    rows = []
    for number in range(20):
        house = f"9501990{number:04d}"
        for place, row in enumerate(files.family(1, house)):
            at = 2 * number + place
            rows.append(
                row
                | KNOWN
                | {
                    "citizen_id": NUMBERS[at],
                    "first_name": NAMES[at],
                    "last_name": NAMES[40 + number],
                    "phone": PHONES[number],
                }
            )
    run.plant(*NUMBERS[:40], *NAMES, *PHONES[:20])
    wrong = [
        row | {column: text}
        for row, (column, text) in zip(
            rows,
            [
                ("sex", NAMES[0]),
                ("birth_date", NUMBERS[1]),
                ("citizen_id", NAMES[2]),
                ("citizen_id", NUMBERS[3][:-1] + "x"),
                ("tambon_code", PHONES[2]),
                ("house_code", NUMBERS[4]),
                ("relation", NAMES[5]),
                ("benefits_received", NAMES[6]),
                ("survey_year", PHONES[3]),
                ("phone", NAMES[7]),
                ("household_income", NUMBERS[8]),
                ("nationality", NAMES[9]),
                ("person_no", NUMBERS[10]),
            ],
            strict=False,
        )
    ]
    extra = [row | {COLUMN: NUMBERS[12]} for row in rows[:4]]
    bodies = [
        files.as_csv(rows),
        files.as_csv(wrong),
        files.as_csv(extra),
        ",".join(NAMES).encode(),
        b"PK\x03\x04x",
    ]
    for number, body in enumerate(bodies):
        files.upload(aws, body, f"partners/cdd/import/{number}.csv")
        while waiting := aws.messages("parts"):
            for message in waiting:
                files.work(sqs_event(message), Context())


def cases(aws: Aws, run: Run) -> None:
    """Every household is assessed, tasks leave, the agency answers with names in its notes, a day passes."""
    surveyed = [item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("SV#")]
    assert len(surveyed) >= 20
    image = [{"eventName": "INSERT", "dynamodb": {"Keys": one, "NewImage": one}} for one in surveyed]
    relay({"Records": image}, Context())
    while waiting := aws.messages("assess"):
        assess(sqs_event(*waiting), Context())
    rows = [item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("OUT#")]
    relay(
        {"Records": [{"eventName": "INSERT", "dynamodb": {"Keys": one, "NewImage": one}} for one in rows]},
        Context(),
    )
    while waiting := aws.messages("dispatch"):
        dispatch(sqs_event(*waiting), Context())
    sent = aws.messages("Lao")
    assert sent
    for number, message in enumerate(sent[:6]):
        reply = json.loads(event("sqs_reply_accept")["Records"][0]["body"])
        told = {"task_id": message["data"]["task_id"], "note": f"{NAMES[number]} {PHONES[number]}"}
        odd = {**told, "action": NAMES[number], "by": NUMBERS[number], "reason": PHONES[number]}
        for body in (told, odd, {**told, NAMES[number + 6]: NUMBERS[number + 6]}):
            asked = {**reply, "id": f"r{number}{len(body)}", "data": {**reply["data"], **body}}
            record_outcome(sqs_event(asked, arn=aws.replies_arns["Lao"]), Context())
    record_outcome(sqs_event(NAMES[0], arn=aws.replies_arns["Lao"]), Context())
    assess(sqs_event({"household_id": NAMES[1], "as_of": NUMBERS[1]}), Context())
    review({**event("schedule_daily"), "time": "2022-02-11T22:00:00Z", "sweep": "all"}, Context())


def calls(aws: Aws, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of the API with a canary wherever a caller can put one; and people's data where they belong."""
    world.put_household()
    api = world.gateway()

    def refuse(operation: str, **arguments: object) -> None:
        raise cognito.SignInRefused

    monkeypatch.setenv("USER_POOL_CLIENT_ID", "app")
    monkeypatch.setattr(cognito, "_call", refuse)
    run.plant(*TOKENS, *NUMBERS[40:], *PHONES[20:])
    draw = random.Random(7)
    for one in operations(app):
        for token in ("coordinator", draw.choice(TOKENS[:10])):
            for word in (draw.choice(NAMES), draw.choice(NUMBERS + PHONES)):
                path = one.path
                for parameter in one.of("path"):
                    path = path.replace(f"{{{parameter.name}}}", quote(word))
                known = {parameter.name: word for parameter in one.of("query")}
                headers = {
                    "If-Match": word if word.isascii() else '"1"',
                    "Idempotency-Key": draw.choice(TOKENS[35:]),
                }
                for asked in (
                    {"query": {**known, "q": word}},
                    {"json_body": {word: word}},
                    {"json_body": body_of(one, word)},
                    {"body": word.encode()},
                ):
                    run.answer(api.call(one.method, path, token=token, headers=headers, **asked))
    signing_in(api, run)
    people(api, run)
    for message in aws.messages("assess"):
        assess(sqs_event(message), Context())


def body_of(one: Any, word: str) -> dict[str, Any]:
    """A body with every declared name, each filled with the word."""
    return dict.fromkeys(getattr(one.body, "model_fields", {}), word)


def signing_in(api: Gateway, run: Run) -> None:
    for number in range(10, 40):
        secret = TOKENS[number]
        run.answer(api.call("POST", "/v1/session", json_body={"username": NAMES[number], "password": secret}))
        asked = {"username": "x", "session": secret, "challenge": "SOFTWARE_TOKEN_MFA", "code": "123456"}
        run.answer(api.call("POST", "/v1/session", json_body=asked))
        cookie = {"Cookie": f"__Host-sitthi-refresh={secret}"}
        run.answer(api.call("POST", "/v1/session/refresh", json_body={}, headers=cookie))
        run.answer(api.call("GET", "/v1/me", token=secret))


def people(api: Gateway, run: Run) -> None:
    """A member is found and told of, numbers are put right, files are announced, papers are asked for."""
    place = f"/v1/households/{world.HOUSEHOLD}"

    def send(method: str, path: str, body: Any) -> Reply:
        match = {"If-Match": api.call("GET", place, token="coordinator").headers["etag"]}
        return run.answer(api.call(method, place + path, token="coordinator", json_body=body, headers=match))

    for number in range(40, 50):
        person = {"first_name": NAMES[number], "last_name": NAMES[number + 1], "citizen_id": NUMBERS[number]}
        found = {
            "kind": "found",
            "on": "2022-01-18",
            "reason": "x",
            "facts": {"birth_date": "1949", "sex": "หญิง"},
        }
        assert send("POST", "/members", {**found, "person": person}).status == 201
        told = {"member_id": "m1", "first_name": NAMES[number], "citizen_id": NUMBERS[number + 10]}
        body = {
            "on": "2022-01-18",
            "why": "was_wrong",
            "members": [told],
            "household": {"phone": PHONES[number - 20]},
        }
        send("PATCH", "/identity", body)
        asked = {"name": f"{NAMES[number]} {NUMBERS[number]}.csv", "partner": "cdd"}
        announced = run.answer(api.call("POST", "/v1/uploads", token="coordinator", json_body=asked))
        run.saw("addresses", [announced.json["url"], announced.json["fields"]["key"]])
        run.answer(api.call("POST", "/v1/uploads", token="partner", json_body=asked))
    for path in ("/members", "/timeline", "/questions", "/entitlements", "/plan/paper"):
        reply = run.answer(api.call("GET", place + path, token="coordinator"))
        run.saw("answers to a coordinator", reply.body.decode())
    assess_household(world.HOUSEHOLD, world.TODAY)


def reports(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.queues["reports"] = aws.client("sqs").create_queue(QueueName="reports")["QueueUrl"]
    monkeypatch.setenv("REPORTS_QUEUE_URL", aws.queues["reports"])
    monkeypatch.setenv("MAIL_FROM", "sitthi@example.org")
    monkeypatch.setenv("MAIL_REGION", MAIL_REGION)
    letters._ses.cache_clear()
    letters._ses(MAIL_REGION).verify_email_identity(EmailAddress="sitthi@example.org")
    for kind in ("monthly", mailing.DAILY):
        subscribe("lao-1", kind, "lao-1@example.org")
    compile_report(event("schedule_monthly"), Context())
    for message in aws.messages("reports"):
        mail(sqs_event(message), Context())


def leaked(run: Run, where: str) -> set[str]:
    """Canaries in what came out there, as they are, encoded for an address, or escaped in JSON."""
    text = "\n".join(run.out.get(where, ()))
    forms = (text, unquote(text), text.encode().decode("unicode_escape", "ignore") if "\\u" in text else "")
    return {one for one in CANARIES if any(one in form for form in forms)}


def test_every_canary_went_in(run: Run) -> None:
    assert run.planted == set(CANARIES)
    assert run.problems > 400
    assert not [text for text in run.out["problems"] if '"internal"' in text]


@pytest.mark.parametrize(
    "where",
    ["logs and metrics", "queues", "file names", "mail", "headers", "problems", "addresses"],
)
def test_no_canary_comes_out(run: Run, where: str) -> None:
    assert run.out[where], "nothing came out here: the run has lost its purpose"
    assert leaked(run, where) == set()


@pytest.mark.parametrize("table", ["CoreTable", "AuditTable", "IdempotencyTable"])
def test_no_canary_of_a_person_lies_outside_the_identity_table(run: Run, table: str) -> None:
    assert leaked(run, table) - ({COLUMN} if table == "CoreTable" else set()) == set()


def test_a_coordinator_reads_masked_numbers_until_they_are_revealed(run: Run) -> None:
    assert not leaked(run, "answers to a coordinator") & {*NUMBERS, *PHONES, *TOKENS}


def test_a_failed_sign_in_is_an_event_without_the_name_that_was_tried(run: Run) -> None:
    failed = [text for text in run.out["AuditTable"] if "auth.login_failed" in text]
    assert failed
    assert not [text for text in failed if any(one in text for one in CANARIES)]
