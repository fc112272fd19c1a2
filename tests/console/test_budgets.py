"""What a first visit costs on the wire, and that there is no script but the console's own."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

from infra.console.build import DIST
from tests.console.conftest import BOTH_LANGUAGES, Site, sign_in
from tests.console.stage import mentored

KIB = 1024
HOUSEHOLD = 8 * KIB  # a family of the sample, packed; English, which comes on top of the Thai, leaves no more
WHOLE, SCRIPTS, STYLES, FONTS = 100 * KIB, 60 * KIB, 10 * KIB, 32 * KIB
HEADERS = 800  # bytes of an answer that says what a page may do
MENTOR = "mentor-2"


def packed(path: str) -> int:
    """As a gateway packs it."""
    return len(gzip.compress((DIST / path.lstrip("/")).read_bytes(), 6, mtime=0))


@BOTH_LANGUAGES
def test_the_first_load_of_a_mentor_with_a_household_stays_within_its_budget(
    site: Site, open_page: Callable[..., Any], language: str
) -> None:
    mentored(site, MENTOR)
    page = open_page(language=language)
    page.locator("[name=username]").wait_for()
    wire: dict[str, int] = {}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    urls: dict[str, str] = {}
    devtools.on(
        "Network.responseReceived", lambda one: urls.update({one["requestId"]: one["response"]["url"]})
    )
    devtools.on(
        "Network.loadingFinished", lambda one: wire.update({one["requestId"]: one["encodedDataLength"]})
    )
    page.context.clear_cookies()
    devtools.send("Network.setBypassServiceWorker", {"bypass": True})
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.reload()
    sign_in(page, MENTOR)
    page.locator(".owed").first.wait_for()
    page.locator("link#fonts[rel=stylesheet]").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    sizes = {
        urls[number].removeprefix(site.url): size
        for number, size in wire.items()
        if urls.get(number, "").startswith("http")
    }
    assert any("/fonts-" in path for path in sizes)
    assert {path for path in sizes if path.startswith("/v1")} == {"/v1/session", "/v1/me/households"}
    worker = sum(packed(path) + HEADERS for path in ("sw.js", "index.html", "manifest.webmanifest"))
    own = sum(sizes.values()) - sizes["/v1/me/households"] + worker
    assert own + HOUSEHOLD <= WHOLE, sizes
    assert language == "en" or sum(sizes.values()) + worker <= WHOLE, sizes
    assert sum(size for path, size in sizes.items() if path.endswith(".js")) <= SCRIPTS, sizes


def test_style_and_fonts_stay_within_theirs() -> None:
    assert sum(packed(f"assets/{path.name}") for path in DIST.glob("assets/style-*.css")) <= STYLES
    assert sum(packed(f"assets/{path.name}") for path in DIST.glob("assets/fonts-*.css")) <= FONTS


def test_the_page_holds_no_script_and_no_style_of_its_own() -> None:
    page = (DIST / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>(.*?)</script>", page) == ["", ""]
    assert "<style" not in page
    assert not re.search(r"\s(on\w+|style)=", page)
    assert not re.search(r"(src|href)=\"(?!/)", page), "only files of its own"
