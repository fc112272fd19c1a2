"""The contract layer on a small application of its own: what a view's hints promise is what callers meet."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import pytest
from chalice.app import Blueprint
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.http.contract import endpoint
from shared.http.front import Front
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.operation import Answer, Redirect
from shared.http.paging import Cursor, Limit, decode, encode
from shared.http.problem import Problem
from tests.api.gateway import Gateway

Id = Annotated[str, StringConstraints(pattern="^[a-z]{3}$")]


class Visit(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    on: date
    people: int = Field(ge=1, le=20)
    notes: list[str] = Field(default_factory=list, max_length=3)


class Receipt(BaseModel):
    id: str
    people: int
    by: str
    key: str | None


class Unknown(Exception):
    pass


def small_app() -> Gateway:
    routes = Blueprint("tests.small")

    @endpoint(routes, "POST", "/v1/houses/{house}/visits", action="visit", status=201, errors=("not_found",))
    def record(house: Id, body: Visit, caller: str, key: IdempotencyKey = None) -> Receipt:
        """Record a visit."""
        if house == "zzz":
            raise Unknown("somchai lives at 99/1")
        return Receipt(id=house, people=body.people, by=caller, key=key)

    @endpoint(routes, "GET", "/v1/visits", action="list", public=True)
    def listed(limit: Limit = 50, cursor: Cursor = None, since: date | None = None) -> dict[str, Any]:
        """List visits."""
        return {"limit": limit, "after": decode(cursor, ["visits"]), "since": since}

    @endpoint(routes, "PUT", "/v1/visits", action="change", public=True, errors=("stale",))
    def change(if_match: IfMatch) -> Answer[dict[str, int]]:
        """Change."""
        if expected_version(if_match) != 3:
            raise Problem("stale")
        return Answer({"version": 4}, {"ETag": etag(4)})

    @endpoint(routes, "GET", "/v1/photo", action="list", public=True)
    def photo() -> Redirect:
        """See the photo."""
        return Redirect("https://files.example/photo")

    @endpoint(routes, "DELETE", "/v1/visits", action="change", public=True)
    def boom() -> None:
        """Fail, quoting what nobody should see."""
        raise ValueError("เลขประจำตัว 1234567890121")

    def identify(request: Any) -> str:
        subject: str = request.context["authorizer"]["claims"]["sub"]
        return subject

    def permit(caller: str, action: str) -> None:
        if caller == "guest":
            raise Problem("forbidden")

    app = Front(
        "small",
        identify=identify,
        permit=permit,
        refusals={Unknown: lambda error: Problem("not_found")},
        origins=("https://sitthi.example", "https://app.example"),
    )
    app.register_blueprint(routes)
    return Gateway(app, {"officer": {"sub": "somsri"}, "guest": {"sub": "guest"}})


GOOD = {"on": "2026-11-25", "people": 4}
VISITS = "/v1/houses/abc/visits"


@pytest.fixture
def gateway() -> Gateway:
    return small_app()


def test_a_good_call_answers_with_the_declared_shape(gateway: Gateway) -> None:
    reply = gateway.call(
        "POST", VISITS, token="officer", json_body=GOOD, headers={"Idempotency-Key": "visit-000001"}
    )
    assert (reply.status, reply.json) == (
        201,
        {"id": "abc", "people": 4, "by": "somsri", "key": "visit-000001"},
    )
    assert reply.headers["cache-control"] == "no-store"


def test_every_fault_of_a_body_is_named_at_once_by_its_place(gateway: Gateway) -> None:
    bad = {"on": "25/11/2569", "people": "4", "notes": ["a", 1], "colour": "red"}
    reply = gateway.call("POST", VISITS, token="officer", json_body=bad)
    assert (reply.status, reply.code) == (422, "invalid")
    assert {(fault["pointer"], fault["code"]) for fault in reply.json["errors"]} == {
        ("#/on", "format"),
        ("#/people", "wrong_type"),
        ("#/notes/1", "wrong_type"),
        ("#/colour", "unknown_field"),
    }


def test_a_problem_has_a_stable_code_and_thai_and_english_titles(gateway: Gateway) -> None:
    problem = gateway.call("POST", VISITS, token="officer", json_body={}).json
    assert problem["type"] == "urn:sitthi:problem:invalid"
    assert problem["title"] == problem["titles"]["th"] == "ข้อมูลที่ส่งมาไม่ถูกต้อง"
    assert problem["titles"]["en"] == "The input is not valid"
    assert problem["status"] == 422
    assert problem["instance"] == "urn:sitthi:request:request-1"


def test_a_key_that_is_no_plain_field_name_is_not_repeated(gateway: Gateway) -> None:
    reply = gateway.call("POST", VISITS, token="officer", json_body={**GOOD, "1234567890121": "x", "ชื่อ": 1})
    assert reply.json["errors"] == [{"pointer": "#/", "code": "unknown_field"}]
    assert "1234567890121" not in reply.body.decode()


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'"\\ud800"', b"[" * 4000, b"nul"])
def test_what_is_no_json_is_400(gateway: Gateway, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    reply = gateway.call("POST", VISITS, token="officer", body=body, headers=headers)
    assert (reply.status, reply.code) == (400, "malformed_json")


def test_a_body_over_one_mebibyte_is_413(gateway: Gateway) -> None:
    body = b'{"on": "' + b"x" * (1024 * 1024) + b'"}'
    reply = gateway.call(
        "POST", VISITS, token="officer", body=body, headers={"content-type": "application/json"}
    )
    assert (reply.status, reply.code) == (413, "too_large")


def test_another_media_type_is_415(gateway: Gateway) -> None:
    reply = gateway.call("POST", VISITS, token="officer", body=b"a=1", headers={"content-type": "text/plain"})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")


def test_a_wrong_method_is_405_and_says_what_is_taken(gateway: Gateway) -> None:
    reply = gateway.call("POST", "/v1/photo")
    assert (reply.status, reply.code, reply.headers["allow"]) == (405, "method_not_allowed", "GET")


def test_asking_for_an_unknown_path_adds_no_route(gateway: Gateway) -> None:
    before = set(gateway.app.routes)
    event = {
        "requestContext": {"httpMethod": "GET", "resourcePath": "/{proxy+}"},
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": "x"},
        "stageVariables": None,
        "body": None,
    }
    assert gateway.app(event, None)["statusCode"] == 404
    assert set(gateway.app.routes) == before


def test_a_malformed_id_answers_exactly_as_an_unknown_one(gateway: Gateway) -> None:
    malformed = gateway.call("POST", "/v1/houses/ABC/visits", token="officer", json_body=GOOD)
    unknown = gateway.call("POST", "/v1/houses/zzz/visits", token="officer", json_body=GOOD)
    assert malformed.status == unknown.status == 404
    assert malformed.said == unknown.said


def test_who_calls_is_asked_before_the_input_is_looked_at(gateway: Gateway) -> None:
    assert gateway.call("POST", VISITS, json_body={}).status == 401
    assert gateway.call("POST", VISITS, token="guest", json_body={}).status == 403


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("limit=0", "?limit", "too_small"),
        ("limit=101", "?limit", "too_large"),
        ("limit=1.0", "?limit", "wrong_type"),
        ("limit=%201", "?limit", "wrong_type"),
        ("limit=", "?limit", "wrong_type"),
        ("limit=1&limit=2", "?limit", "repeated"),
        ("since=yesterday", "?since", "format"),
        ("cursor=abc", "?cursor", "format"),
        ("cursor=%C3%A9", "?cursor", "format"),
        ("colour=red", "?", "unknown_parameter"),
    ],
)
def test_a_bad_query_names_its_parameter(gateway: Gateway, query: str, pointer: str, code: str) -> None:
    reply = gateway.call("GET", f"/v1/visits?{query}")
    assert reply.status == 422
    assert reply.json["errors"] == [{"pointer": pointer, "code": code}]


def test_a_cursor_leads_on_only_with_the_filters_it_came_from(gateway: Gateway) -> None:
    cursor = encode((2, "9501#abc"), ["visits"])
    assert gateway.call("GET", "/v1/visits", query={"cursor": cursor}).json["after"] == [2, "9501#abc"]
    other = encode((2, "9501#abc"), ["others"])
    assert gateway.call("GET", "/v1/visits", query={"cursor": other}).code == "invalid"
    assert encode(None, ["visits"]) is None


def test_a_change_without_if_match_is_428_and_with_an_old_one_412(gateway: Gateway) -> None:
    assert gateway.call("PUT", "/v1/visits").code == "precondition_required"
    assert gateway.call("PUT", "/v1/visits", headers={"If-Match": '"2"'}).code == "stale"
    done = gateway.call("PUT", "/v1/visits", headers={"If-Match": '"3"'})
    assert (done.status, done.headers["etag"]) == (200, '"4"')


def test_a_file_is_a_redirect_to_its_address(gateway: Gateway) -> None:
    reply = gateway.call("GET", "/v1/photo")
    assert (reply.status, reply.headers["location"]) == (302, "https://files.example/photo")


def test_a_crash_is_a_problem_and_its_text_stays_out_of_answer_and_log(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = gateway.call("DELETE", "/v1/visits")
    assert (reply.status, reply.code) == (500, "internal")
    captured = capsys.readouterr()
    for text in (reply.body.decode(), captured.out, captured.err):
        assert "1234567890121" not in text


def test_only_named_origins_are_let_in_and_never_a_star(gateway: Gateway) -> None:
    def named(name: str) -> str | None:
        reply = gateway.call("GET", "/v1/visits?limit=0", headers={"Origin": name})
        return reply.headers.get("access-control-allow-origin")

    assert named("https://sitthi.example") == "https://sitthi.example"
    assert named("https://app.example") == "https://app.example"
    assert named("https://evil.example") is None
    assert gateway.call("GET", "/v1/photo").headers["vary"] == "Origin"
    star = Front("s", identify=lambda r: None, permit=lambda c, a: None, refusals={}, origins=("*",))
    assert star.api.cors is False


def test_a_key_of_a_command_is_checked(gateway: Gateway) -> None:
    reply = gateway.call(
        "POST", VISITS, token="officer", json_body=GOOD, headers={"Idempotency-Key": "ก" * 20}
    )
    assert reply.json["errors"] == [{"pointer": "Idempotency-Key:", "code": "format"}]


def test_a_view_that_does_not_take_its_path_is_refused_at_import() -> None:
    with pytest.raises(TypeError, match="does not take house"):

        @endpoint(Blueprint("tests.bad"), "GET", "/v1/houses/{house}", action="x")
        def view() -> None:
            """Nothing."""


def test_thai_goes_out_as_thai(gateway: Gateway) -> None:
    body = gateway.call("GET", "/v1/visits?limit=0").body
    assert "ข้อมูล" in body.decode()
    assert json.loads(body)["status"] == 422
