"""A function may do what it was seen to do, and nothing else.

The whole thread runs in process, each function on real payloads, and every call of theirs is noted. A call that
the template does not allow fails here before it fails in AWS; so does a permission that nothing was seen to need.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.storage import keys
from tests.infra import thread as work
from tests.infra import thread_calls as ways
from tests.infra.observed import Permission, allowed, covers
from tests.infra.thread import Observed, Thread
from tests.support import aws as support
from tests.support.aws import put_clock
from tests.support.template import resources

FUNCTIONS = list(resources("AWS::Serverless::Function"))

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


@pytest.fixture(scope="module")
def observed() -> Iterator[Observed]:
    with pytest.MonkeyPatch.context() as monkeypatch, support.running(monkeypatch) as aws:
        put_clock(aws, "2022-01-19T02:00:00Z")
        thread = Thread(aws, monkeypatch)
        work.imports(thread)
        work.officers_file(thread, monkeypatch)
        work.cases(thread)
        work.reports(thread, monkeypatch)
        ways.calls(thread)
        ways.papers(thread)
        work.pages(thread)
        ways.administration(thread, monkeypatch)
        work.audited(thread)
        ways.simulations(thread)
        work.erase(thread)
        work.seal(thread)
        yield thread.observed


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
