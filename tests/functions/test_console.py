"""The console's function: what it serves, how long browsers keep it, and what it never answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.console import handler as console
from tests.support.events import Context


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>สิทธิ</title>", encoding="utf-8")
    (tmp_path / "assets" / "main-ABCD.js").write_text("1", encoding="utf-8")
    (tmp_path / ".inputs").write_text("x", encoding="ascii")
    monkeypatch.setattr(console, "DIST", tmp_path)
    console._files.cache_clear()
    console._safe.cache_clear()
    yield tmp_path
    console._files.cache_clear()
    console._safe.cache_clear()


def get(path: str, **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    event = {"path": path, "httpMethod": "GET", "headers": named, "requestContext": {"requestId": "r-1"}}
    return console.handler(event, Context())


def test_the_page_stands_at_every_address_that_its_router_may_know(dist: Path) -> None:
    for path in ("/", "/tasks/abc", "/reports/monthly-2026-11"):
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert answer["headers"]["Cache-Control"] == "no-cache"


def test_a_file_is_kept_for_ever_by_its_name_and_the_page_is_asked_for_again(dist: Path) -> None:
    assert "immutable" in get("/assets/main-ABCD.js")["headers"]["Cache-Control"]
    etag = get("/")["headers"]["ETag"]
    again = get("/", If_None_Match=f'W/"other", {etag}')
    assert (again["statusCode"], again["body"], again["headers"]["ETag"]) == (304, "", etag)


def test_an_old_file_and_a_hidden_one_are_not_there(dist: Path) -> None:
    for path in (
        "/assets/main-OLD.js",
        "/.inputs",
        "/assets/../.inputs",
        "/assets/areas/00.json",
        "/favicon.ico",
    ):
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["Cache-Control"]) == (404, "no-store")


def test_an_unknown_address_of_the_api_is_a_problem_and_never_the_page(dist: Path) -> None:
    answer = get("/v1/nothing")
    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert json.loads(answer["body"])["code"] == "not_found"


def test_areas_are_named_in_both_languages() -> None:
    names = json.loads(get("/assets/areas/95.json")["body"])
    assert names["95"] == {"th": "ยะลา", "en": "Yala"}
    assert {len(code) for code in names} == {2, 4, 6}


def test_every_answer_carries_the_policy_and_files_may_only_come_from_the_buckets(
    dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("FILE_ORIGINS", "https://inbox.example https://reports.example")
    for path in ("/", "/assets/gone.js", "/v1/gone"):
        headers = get(path)["headers"]
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["connect-src"] == "'self' https://inbox.example https://reports.example"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_without_a_build_it_says_so_and_what_to_do(dist: Path) -> None:
    (dist / "index.html").unlink()
    console._files.cache_clear()
    answer = get("/")
    assert answer["statusCode"] == 503
    assert "make up" in answer["body"]
