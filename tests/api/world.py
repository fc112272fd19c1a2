"""A small world behind the API: officers of every role, and households that were really assessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.api.handler import app
from shared.casework.assess import assess_household
from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.tables import Transaction, core
from tests.api.gateway import Gateway

TODAY = date(2022, 1, 19)
TAMBON, ELSEWHERE = "950101", "940101"
HOUSEHOLD, FOREIGN = "abcdefghij0123456789", "zyxwvutsrq0123456789"
USER = "aws.cognito.signin.user.admin"

# An elder with everything known but whether the allowance is received: no; so a gap, and a claim for Lao.
ELDER = {
    "birth_date": "1950-03-05",
    "sex": "ชาย",
    "relation": "หัวหน้าครัวเรือน",
    "nationality": "ไทย",
    "person_status": "อยู่จริง",
    "in_house_register": True,
    "state_pension": False,
    "in_state_care": False,
    "disability_card": False,
    "benefits_received": [],
}


def officers() -> dict[str, Officer]:
    """One or two of every role, by the token that signs them in."""
    listed = [
        Officer("lao-1", "agency_officer", "Lao", ("9501",)),
        Officer("lao-far", "agency_officer", "Lao", ("9401",)),
        Officer("lao-head", "agency_head", "Lao", ("95",)),
        Officer("moe-far", "agency_officer", "Moe", ("9601",)),
        Officer("moe-1", "agency_officer", "Moe", ("9501",)),
        Officer("coordinator", "coordinator", None, ("95",)),
        Officer("coordinator-far", "coordinator", None, ("94",)),
        Officer("committee", "committee", None, ("95",)),
        Officer("evaluator", "evaluator", None, ("95",)),
        Officer("administrator", "administrator", None, ("95",)),
        Officer("mentor", "mentor", None, ("9501",)),
        Officer("partner", "partner", None, (), partner="tpmap"),
        Officer("revoked", "coordinator", None, ("95",), status="revoked"),
        Officer("machine", "agency_officer", "Lao", ("95",)),
    ]
    return {officer.officer_id: officer for officer in listed}


def gateway() -> Gateway:
    """The real application, with a token for every officer, one for a stranger, and one for a machine."""
    tokens: dict[str, Mapping[str, str]] = {
        name: {"sub": f"sub-{name}", "client_id": "app", "token_use": "access", "scope": USER}
        for name in [*officers(), "stranger"]
    }
    tokens["machine"] = {
        "sub": "sub-machine",
        "client_id": "sub-machine",
        "token_use": "access",
        "scope": "sitthi/tasks.write",
    }
    tokens["id-token"] = {"sub": "sub-coordinator", "token_use": "id"}
    return Gateway(app, tokens)


def put(*items: Mapping[str, Any]) -> None:
    transaction = Transaction()
    for item in items:
        transaction.put(core(), dict(item))
    transaction.commit()


def put_officers() -> None:
    for officer in officers().values():
        put(
            {**keys.officer(officer.officer_id), **officer.to_item(), "v": 1},
            {**keys.login(f"sub-{officer.officer_id}"), "officer_id": officer.officer_id},
        )


def put_household(household_id: str = HOUSEHOLD, tambon: str = TAMBON, **member: Any) -> None:
    """A household of one elder, surveyed and assessed."""
    body = {"h": {"language": "มลายู"}, "m": {"m1": {**ELDER, **member}}}
    put(
        {
            **keys.survey(household_id, date(2021, 7, 1), 1),
            "observed_on": "2021-07-01",
            "tambon": tambon,
            "as_of": TODAY.isoformat(),
            "body": json.dumps(body, ensure_ascii=False),
        }
    )
    assess_household(household_id, TODAY)
