"""Builders of partner files: a valid household of rows; a test says only what is different. Nobody here is real."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import Any
from urllib.parse import quote_plus

from functions.import_part.handler import handler as work
from functions.receive_upload.handler import handler as receive
from shared.storage import keys
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context, event

INBOX = "sitthi-inbox"
REPORTS = "sitthi-reports"
# Citizen numbers of no registered person: 8990… with a right check digit.
HOUSE, OTHER_HOUSE = "95019900011", "95019900029"


def citizen(serial: int) -> str:
    """A number with a right check digit, of a series that no register issues."""
    digits = f"899{serial:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return digits + str((11 - total % 11) % 10)


def person(serial: int, **different: Any) -> dict[str, str]:
    """One row of a ``tpmap_v1`` file: a head of household, unless told otherwise."""
    row = {
        "survey_year": "2564",
        "survey_date": "05/11/2564",
        "house_code": HOUSE,
        "household_no": "1",
        "tambon_code": "950101",
        "household_income": "60000",
        "household_failed": "8;22",
        "person_no": "1",
        "citizen_id": citizen(serial),
        "title": "นาง",
        "first_name": "มะลิ",
        "last_name": "ใจดี",
        "relation": "หัวหน้าครัวเรือน",
        "sex": "หญิง",
        "birth_date": "01/03/2493",
        "nationality": "ไทย",
        "person_status": "อยู่จริง",
        "benefits_received": "-",
    }
    return {**row, **{name: str(value) for name, value in different.items()}}


def child(serial: int, **different: Any) -> dict[str, str]:
    """A second row of the same household."""
    return person(
        serial,
        **{
            "person_no": "2",
            "title": "ด.ช.",
            "first_name": "ดิน",
            "relation": "หลาน",
            "sex": "ชาย",
            "birth_date": "01/05/2555",
            **different,
        },
    )


def family(serial: int, house: str = HOUSE, **different: Any) -> list[dict[str, str]]:
    """A grandmother and a pupil."""
    return [
        person(serial, house_code=house, **different),
        child(serial + 1, house_code=house, **different),
    ]


def receipt(serial: int, **different: Any) -> dict[str, str]:
    """One row of a ``receipts_v1`` file."""
    row = {
        "citizen_id": citizen(serial),
        "benefit": "old_age_allowance",
        "month": "2565-01",
        "amount": "700",
        "status": "จ่ายแล้ว",
        "reference": "GF-001",
    }
    return {**row, **{name: str(value) for name, value in different.items()}}


def as_csv(rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def upload(aws: Aws, body: bytes, key: str = "partners/cdd/import/people.csv", **metadata: str) -> str:
    """Put a file into the inbox and let its notice arrive. Returns the import id."""
    put = aws.client("s3").put_object(Bucket=INBOX, Key=key, Body=body, Metadata=metadata)
    receive(notice(key, put["VersionId"]), Context())
    return keys.import_id(INBOX, key, put["VersionId"])


def notice(key: str, version: str) -> dict[str, Any]:
    """The SQS batch that tells of an upload: the real payload with this object in it."""
    told = copy.deepcopy(event("s3_object_created"))
    found = told["Records"][0]["s3"]["object"]
    found["key"], found["versionId"] = quote_plus(key, safe="/"), version
    return sqs_event(told)


def part(import_id: str) -> dict[str, Any]:
    """The SQS batch that asks for the work: the real payload with this import in it."""
    asked = copy.deepcopy(event("sqs_import_part"))
    body = json.loads(asked["Records"][0]["body"])
    asked["Records"][0]["body"] = json.dumps({**body, "import_id": import_id})
    return dict(asked)


def imported(aws: Aws, body: bytes, key: str = "partners/cdd/import/people.csv", **metadata: str) -> str:
    """Upload a file and do the work of its import. Returns the import id."""
    import_id = upload(aws, body, key, **metadata)
    run(import_id)
    return import_id


def run(import_id: str) -> None:
    """The part's message arrives (once more)."""
    assert work(part(import_id), Context()) == {"batchItemFailures": []}


def result(aws: Aws, import_id: str, name: str) -> bytes:
    found = aws.client("s3").get_object(Bucket=REPORTS, Key=f"imports/{import_id}/{name}")
    return bytes(found["Body"].read())


def manifest(aws: Aws, import_id: str) -> dict[str, Any]:
    return dict(json.loads(result(aws, import_id, "manifest.json")))


def errors(aws: Aws, import_id: str) -> list[dict[str, str]]:
    return _rows(result(aws, import_id, "errors.csv"))


def diff(aws: Aws, import_id: str) -> list[dict[str, str]]:
    return _rows(result(aws, import_id, "diff.csv"))


def _rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
