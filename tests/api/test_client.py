"""The generated client is the document's, and what the API answers has the types that the client promises."""

from __future__ import annotations

import inspect
import json
import typing
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from infra.client import api as generated
from infra.client.__main__ import DOCUMENT, MODULE
from infra.client.api import Api
from infra.client.calls import Got, Refused, Reply, Sent
from infra.client.generate import module
from tests.api.gateway import Gateway
from tests.api.world import HOUSEHOLD, officers

ASKS_A_FUNCTION = {"read_audit", "print_household"}  # functions of their own answer, which no mock runs


def client(gateway: Gateway, token: str | None = None) -> Api:
    def send(sent: Sent) -> Got:
        reply = gateway.call(sent.method, sent.path, body=sent.body, headers=sent.headers)
        return Got(reply.status, reply.headers, reply.body)

    return Api(send, token)


def ask(call: Callable[..., Reply[Any]], *told: Any, **more: Any) -> Any:
    """A call whose answer is held to the type that the method promises."""
    reply = call(*told, **more)
    promised = typing.get_type_hints(inspect.unwrap(call), vars(generated))["return"]
    (body,) = typing.get_args(promised)
    TypeAdapter(body).validate_json(json.dumps(reply.body), strict=True)
    return reply


def test_the_client_is_what_the_document_makes() -> None:
    made = module(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    assert made == MODULE.read_text(encoding="utf-8"), "run: python -m infra.client"


def test_there_is_a_method_for_every_operation() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    names = {one["operationId"] for verbs in document["paths"].values() for one in verbs.values()}
    assert names <= set(vars(Api))


def test_an_agency_finds_its_task_and_accepts_it(api: Gateway) -> None:
    lao = client(api, "lao-1")
    task = ask(lao.list_tasks, limit=5).body["items"][0]
    seen = ask(lao.read_task, task["task_id"])
    moved = ask(
        lao.act_on_task,
        task["task_id"],
        {"action": "accept"},
        if_match=seen.tag,
        idempotency_key="a-key-of-mine",
    )
    assert moved.body["state"] == "accepted"
    with pytest.raises(Refused, match="412 stale") as refused:
        lao.act_on_task(task["task_id"], {"action": "done"}, if_match='"1"')
    assert refused.value.problem["titles"]["en"]


def test_a_family_is_screened_and_the_rule_book_read_without_a_token(reading: Gateway) -> None:
    public = client(reading)
    ask(public.benefits, limit=3)
    ask(public.benefit, "old_age_allowance")
    asked: Any = {"on": "2022-01-19", "household": {"facts": {}}, "members": [{"id": "m1", "facts": {}}]}
    screened = next(getattr(public, name) for name in vars(Api) if name.startswith("screen"))
    assert ask(screened, asked).body["determinations"]


def test_every_list_and_every_page_on_a_household_has_the_promised_type(reading: Gateway) -> None:
    """Whatever a role may read; refusals are problems with a code."""
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    reads = {path: verbs["get"] for path, verbs in paths.items() if "get" in verbs}
    known = {
        path: one
        for path, one in reads.items()
        if path.replace("{household_id}", "").find("{") < 0
        and one["operationId"] not in ASKS_A_FUNCTION
        and not any(more.get("required") for more in one.get("parameters", ()) if more["in"] != "path")
    }
    seen, codes = 0, set()
    for token in officers():
        mine = client(reading, token)
        for path, one in known.items():
            about = [HOUSEHOLD] if "{" in path else []
            try:
                ask(getattr(mine, one["operationId"]), *about)
                seen += 1
            except Refused as refused:
                codes.add(refused.code)
    assert seen > 100
    assert {"forbidden", "not_registered"} <= codes
    assert not codes & {"", "internal"}
