"""The console as people have it: Debian's Chromium on the real template in the embedded cloud, with sample households.

``open_page`` opens it; ``site`` speaks to the same cloud by the API, to bring about what a page is to show. Both live
for the session, so change what you made yourself and leave the other households alone.
"""

from __future__ import annotations

import functools
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.client.api import Api
from infra.client.calls import Got, Sent
from infra.console.build import build
from infra.console.npm import NotReached
from infra.local import sample, upload, uptime
from infra.local.seed import PASSWORD
from infra.local.uptime import Local
from tests.console.checks import SIZES
from tests.support.clouds import eventually

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
BOTH_SIZES = pytest.mark.parametrize("size", SIZES)
BOTH_LANGUAGES = pytest.mark.parametrize("language", ["th", "en"])


@dataclass
class Site:
    """A running console. ``url`` has no slash at its end."""

    url: str
    local: Local
    _signed: dict[str, Api] = field(default_factory=dict)

    def api(self, username: str | None = None) -> Api:
        """The typed API, signed in as a demo user (``infra/local/seed.py``); once for each."""
        if username is None:
            return Api(self._send)
        if username not in self._signed:
            signed = Api(self._send).sign_in({"username": username, "password": PASSWORD}).body
            assert "access_token" in signed
            self._signed[username] = Api(self._send, signed["access_token"])
        return self._signed[username]

    def _send(self, sent: Sent) -> Got:
        asked = urllib.request.Request(
            self.url + sent.path, sent.body, dict(sent.headers), method=sent.method
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return _got(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refused:
            return _got(refused.code, refused.headers, refused.read())


def _got(status: int, headers: Any, body: bytes) -> Got:
    return Got(status, {name.lower(): value for name, value in headers.items()}, body)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """``make up SAMPLE=1`` in a folder of its own, its forty households assessed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not here: apt-get install chromium")
    try:
        build()
    except NotReached:
        pytest.skip("Chromium has no console to open: npm did not answer")
    local = Local(tmp_path_factory.mktemp("console"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upload, "ROOT", local.home)  # the import's results stay out of the repository
        try:
            assert uptime.up(local) == 0
            assert sample.send(local.cloud, local.outputs(), local.home) == 0
            found = Site(json.loads(local.endpoints.read_text(encoding="utf-8"))["console_url"], local)
            eventually(functools.partial(_assessed, found), "the households' answers")
            yield found
        finally:
            uptime.down(local)


def _assessed(site: Site) -> bool:
    households = site.api("coordinator").list_households(limit=100).body["items"]
    return len(households) >= sample.HOUSEHOLDS and all(one["assessed_on"] for one in households)


@pytest.fixture(scope="module")  # while it is open, nothing else in this process may run an event loop
def chromium(site: Site) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """Pages of one test, in contexts of their own; what their consoles complained of fails the test."""

    def __init__(self, browser: Any, site: Site) -> None:
        self._browser, self._site = browser, site
        self.contexts: list[Any] = []
        self.complaints: list[str] = []

    def __call__(
        self,
        path: str = "/",
        *,
        user: str | None = None,
        size: str = "phone",
        language: str = "th",
        **context: Any,
    ) -> Any:
        """A page at ``path``; with ``user`` signed in through the form. ``context``: more for Playwright's."""
        made = self._browser.new_context(
            viewport=SIZES[size], locale="th-TH", timezone_id="Asia/Bangkok", **context
        )
        made.set_default_timeout(45_000)  # CI machines are busy
        made.add_init_script(f"localStorage['sitthi.lang'] ??= '{language}'")
        self.contexts.append(made)
        page = made.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        page.goto(self._site.url + path)
        if user:
            sign_in(page, user)
        return page

    def _heard(self, message: Any) -> None:
        """A browser also reports every refused or broken call; those are the tests' own doing."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


@pytest.fixture
def open_page(chromium: Any, site: Site) -> Iterator[Callable[..., Any]]:
    opened = Opened(chromium, site)
    yield opened
    for context in opened.contexts:
        context.close()
    assert not opened.complaints


def sign_in(page: Any, username: str, password: str = PASSWORD) -> None:
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("form .first").click()
    page.locator("nav#menu").wait_for(state="attached")


def settled(page: Any) -> None:
    """Nothing is loading any more."""
    page.locator("h1").first.wait_for()
    page.locator(".loading").first.wait_for(state="detached")
