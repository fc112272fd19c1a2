"""Generated calls against the document: no crash, no answer that the document does not declare."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

from shared.storage import cognito
from shared.storage.households import load_state
from tests.api import world
from tests.support import aws as support
from tests.support import invoking

LONG = bool(os.environ.get("SITTHI_LONG"))
EXAMPLES = 700 if LONG else 20  # for each operation, beside some 75 that the document itself suggests

REPORTS: dict[str, dict[str, str | None]] = {
    "monthly": {"period": "2021-12", "agency": None},
    "quarterly": {"period": "2022-q1", "agency": None},
    "yearly": {"period": "2021", "agency": None},
    "agency": {"agency": "Lao"},
    "district": {"area": "9503", "agency": None},
    "pilot": {"agency": None},
}
THERE: dict[str, str] = {}
API = world.gateway()
# A missing If-Match is 428 (RFC 6585), which the check of required headers does not know.
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"missing_required_header": {"expected-statuses": [400, 401, 403, 406, 415, 422, 428]}}}
)
schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", API.wsgi, config=CONFIG)


def refuse(operation: str, **arguments: object) -> None:
    raise cognito.SignInRefused


@pytest.fixture(scope="module", autouse=True)
def tables() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    with support.running(patch) as running:
        support.put_clock(running, "2022-01-19T02:00:00Z")
        world.put_officers()
        world.put_household()
        task = next(iter(load_state(world.HOUSEHOLD).tasks))
        THERE.update(household_id=world.HOUSEHOLD, task_id=task, benefit_id="old_age_allowance")
        patch.setenv("USER_POOL_CLIENT_ID", "console")
        invoking.in_process(patch)
        patch.setattr(cognito, "_call", refuse)  # test_sign_in.py asks a user pool
        yield
    patch.undo()


def as_no_schema_can_say(case: schemathesis.Case) -> None:
    """Some things JSON Schema has no words for; cases that should pass get them right.

    Members have different ids; what goes with a kind of report is told by ``422``; a cursor is one that we gave (``test_contract.py`` tries those that we did not);
    and a read of one household or task is mostly of one that is there.
    """
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    if isinstance(case.query, dict):
        case.query.pop("cursor", None)
    members = case.body.get("members") if isinstance(case.body, dict) else None
    if isinstance(members, list) and all(isinstance(one, dict) and "id" in one for one in members):
        case.body["members"] = list({one["id"]: one for one in members}.values())
    if case.path == "/v1/reports" and isinstance(case.body, dict) and case.body.get("kind") in REPORTS:
        case.body.update(REPORTS[case.body["kind"]])
    if case.method == "GET" and case.path_parameters:
        known = {name: there for name, there in THERE.items() if name in case.path_parameters}
        case.path_parameters.update(known)


@pytest.fixture(scope="module", autouse=True)
def enough_calls(request: pytest.FixtureRequest) -> Iterator[None]:
    """Asked when the module ends, in the process that made the calls; not when only some operations are run."""
    yield
    chosen = sum(1 for item in request.session.items if item.path == request.path)
    if chosen == sum(1 for _ in schema.get_all_operations()):
        assert API.calls >= (50_000 if LONG else 5_000)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not LONG,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_generated_call_meets_a_crash_or_an_undeclared_answer(case: schemathesis.Case) -> None:
    headers = {} if case.operation.path.startswith("/v1/session") else {"Authorization": "Bearer coordinator"}
    as_no_schema_can_say(case)
    case.call_and_validate(headers=headers)
