"""Mail and page in a real browser: nothing sticks out at 360 pixels, words stand out by day and by night.

Needs Chromium and playwright; where they are not, the tests are skipped and counted.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from infra.console.npm import MODULES
from shared.reporting import mail
from shared.reporting.mail import OwnWork, digest_mail, progress_mail
from shared.reporting.webpage import render_html
from tests.unit.reporting.builders import JANUARY
from tests.unit.reporting.test_mail import letter
from tests.unit.reporting.test_pdf import report

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: no browser tests"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no browser tests")
AXE = MODULES / "axe-core" / "axe.min.js"
FONTS = Path(mail.__file__).with_name("fonts")
WORK = OwnWork(homes=3, live=7, unacknowledged=1, late=2)

# Every visible text with the ratio of its colour to what lies behind it, its size, and how far it sticks out.
MEASURE = """() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const parts = s => s.match(/[\\d.]+/g).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, words = walk.currentNode.textContent.trim();
    if (!words || e.closest('svg') || !e.checkVisibility()) continue;
    const range = document.createRange(); range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (!box.height) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(parts(style.color).slice(0, 3)), light(behind(e))].sort((x, y) => y - x);
    found.push({words, contrast: (a + .05) / (b + .05), size: parseFloat(style.fontSize),
      out: e.closest('.wide') ? 0 : Math.max(0, box.right - innerWidth, -box.left)});
  }
  return {found, wide: document.documentElement.scrollWidth, dark: light(behind(document.body)) < .2,
    link: [...document.links].map(a => a.getBoundingClientRect().height)};
}"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser that has our font, whatever else is on the machine."""
    folder = tmp_path_factory.mktemp("fonts")
    conf = folder / "fonts.conf"
    conf.write_text(
        f"<fontconfig><dir>{FONTS}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}</cachedir></fontconfig>"
    )
    with playwright.sync_playwright() as one:
        started = one.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], env={**os.environ, "FONTCONFIG_FILE": str(conf)}
        )
        yield started
        started.close()


def measured(browser: Any, html: str, scheme: str) -> tuple[dict[str, Any], list[str]]:
    """What is on a phone's screen, and what the browser and axe complain of."""
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    page, said = browser.new_page(**phone), []
    page.on("console", lambda message: said.append(message.text))
    page.route("**/*", lambda route: (said.append(route.request.url), route.abort()))
    page.set_content(html)
    seen = page.evaluate(MEASURE)
    page.close()
    if AXE.exists():  # of the console's packages, where they are installed
        page = browser.new_page(**phone, bypass_csp=True)
        page.set_content(html)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        said += [one["id"] for one in page.evaluate("axe.run(document)")["violations"]]
        page.close()
    return seen, said


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def mails(language: str) -> dict[str, str]:
    to = letter(language=language)
    work = {"urgent": 1, "late": 12, "soon": 3}
    return {
        "report": html_of(progress_mail(report(379), to, [WORK], ("9503",))),
        "few": html_of(progress_mail(report(1), to)),
        "empty": html_of(progress_mail(report(0), to)),
        "digest": html_of(digest_mail(Counter(work), JANUARY, to)),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_mail_fits_a_phone_and_its_words_stand_out(browser: Any, language: str, scheme: str) -> None:
    for name, html in mails(language).items():
        seen, said = measured(browser, html, scheme)
        assert said == [], name
        assert seen["wide"] <= 360, name
        assert seen["dark"] == (scheme == "dark"), name
        assert [one for one in seen["found"] if one["out"] > 0.5] == [], name
        assert [one for one in seen["found"] if one["contrast"] < 4.5] == [], name
        assert min(one["size"] for one in seen["found"]) >= 13, name
        assert max(seen["link"]) >= 44, "the button is large enough for a thumb"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_report_fits_a_phone_and_its_policy_lets_its_own_style_in(
    browser: Any, scheme: str
) -> None:
    seen, said = measured(browser, render_html(report(379), "th").decode(), scheme)
    assert said == []
    assert seen["wide"] <= 360
    assert seen["dark"] == (scheme == "dark")
    assert [one for one in seen["found"] if one["contrast"] < 4.5 or one["out"] > 0.5] == []
