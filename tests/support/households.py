"""Builders: a valid household as the importer stores it; a test says only what is different."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from shared.storage import keys
from shared.storage.tables import to_wire
from tests.support.aws import Aws

HOUSEHOLD = "abcdefghij0123456789"
GRANDMOTHER = "m-grandmother"
PUPIL = "m-pupil"


def grandmother(**different: Any) -> dict[str, Any]:
    """Aged 71 on 19 January 2022, without the allowance that she is owed."""
    return {
        "birth_date": "1950-03-01",
        "sex": "หญิง",
        "relation": "หัวหน้าครัวเรือน",
        "nationality": "ไทย",
        "in_house_register": True,
        "person_status": "อยู่จริง",
        "state_pension": False,
        "in_state_care": False,
        "benefits_received": [],
        "welfare_card": True,
        "health_scheme": "บัตรทอง",
        "disability_card": False,
        "person_income": 0,
        "person_failed": [],
        "studying": "ไม่ได้เรียน",
        **different,
    }


def pupil(**different: Any) -> dict[str, Any]:
    """Nine years old, in the fourth grade; whether extremely poor, only the school can say."""
    return {
        "birth_date": "2012-05-01",
        "sex": "ชาย",
        "relation": "หลาน",
        "nationality": "ไทย",
        "in_house_register": True,
        "person_status": "อยู่จริง",
        "in_state_care": False,
        "studying": "ป.4",
        "benefits_received": [],
        "welfare_card": False,
        "health_scheme": "บัตรทอง",
        "disability_card": False,
        "person_failed": [],
        **different,
    }


def survey(
    members: dict[str, dict[str, Any]] | None = None,
    *,
    household_id: str = HOUSEHOLD,
    observed_on: date = date(2021, 11, 5),
    sequence: int = 1,
    as_of: str = "2022-01-19",
    household: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The stored survey item, with its work mark."""
    facts = {
        "household_income": 60000,
        "indicator_set": "BMN2560",
        "household_failed": [8, 22],
        "language": "มลายู",
        **(household or {}),
    }
    people = {GRANDMOTHER: grandmother(), PUPIL: pupil()} if members is None else members
    return {
        **keys.survey(household_id, observed_on, sequence),
        "observed_on": observed_on.isoformat(),
        "tambon": "950203",
        "as_of": as_of,
        "body": json.dumps({"h": facts, "m": people}, ensure_ascii=False),
        **keys.mark(keys.TODO, household_id, "2022-01-19T02:00:00Z"),
    }


def put(aws: Aws, *items: dict[str, Any]) -> None:
    for item in items:
        aws.client("dynamodb").put_item(TableName="CoreTable", Item=to_wire(item))


def claim_id(episode: int = 1) -> str:
    return keys.task_id(HOUSEHOLD, GRANDMOTHER, "old_age_allowance", "claim", episode)


def screening_id() -> str:
    return keys.task_id(HOUSEHOLD, PUPIL, "equitable_education_grant", "screening", 1)


def officer(aws: Aws, agency: str = "Lao", officer_id: str = "lao-1", **different: Any) -> str:
    """An active officer row of an agency."""
    put(
        aws,
        {
            **keys.officer(officer_id),
            "officer_id": officer_id,
            "role": "agency_officer",
            "agency": agency,
            "areas": ["95"],
            "status": "active",
            **different,
        },
    )
    return officer_id
