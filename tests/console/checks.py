"""What every page must stand, whatever it shows."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from infra.console.build import DIST
from infra.console.npm import MODULES
from tests.support.clouds import eventually

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASSETS = DIST / "assets"
_IMPORTED = re.compile(r'\b(?:from|import)"\./([\w.-]+)"')
_KEPT = """caches.keys().then(([name]) => caches.open(name)).then(it => it.keys())
  .then(all => all.map(one => one.url.split("/").pop()))"""
SMALLEST = 24  # CSS pixels of a target that stands alone (WCAG 2.5.8)
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}


@cache
def _axe() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def kept(page: Any, *screens: str) -> None:
    """Wait until the worker has these screens on the device, each with all the pieces that it imports."""
    wanted, to_read = set(), [path for name in screens for path in ASSETS.glob(f"{name}-*.js")]
    assert len(to_read) >= len(screens)
    while to_read:
        path = to_read.pop()
        if path.name not in wanted:
            wanted.add(path.name)
            to_read += [ASSETS / name for name in _IMPORTED.findall(path.read_text(encoding="utf-8"))]
    eventually(lambda: wanted <= set(page.evaluate(_KEPT)), f"{screens} to be kept")


def stands(page: Any) -> None:
    """No violation by axe-core, nothing wider than the window, no key of a missing text, targets large enough."""
    page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    fits(page)


def fits(page: Any) -> None:
    """What must hold in every size and language: the part of `stands` that costs next to nothing."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px wider than the window"
    small = page.evaluate(_SMALL, SMALLEST)
    assert not small
    keys = page.evaluate(_KEYS)
    assert not keys


def stands_in_all(page: Any) -> None:
    """`stands` as the page is, and `fits` in the other size and the other language; then it is again as it was."""
    stands(page)
    own = page.viewport_size
    for size in (own, next(one for one in SIZES.values() if one != own)):
        page.set_viewport_size(size)
        for _ in range(2):  # the second brings the first language back
            _turn(page)
            fits(page)
    page.set_viewport_size(own)


def _turn(page: Any) -> None:
    """The other language, once its words are there."""
    button = page.locator(".bar button[lang]")
    other = button.get_attribute("lang")
    button.click()
    page.locator(f"html[lang={other}]").wait_for(state="attached")


_SMALL = """least => [...document.querySelectorAll('button, input, select, textarea, summary, nav a, .cards a')]
  .filter(one => one.checkVisibility() && !one.closest('.skip'))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least || box.height < least))
  .map(([html]) => html)"""

_KEYS = """() => {
  const texts = document.createTreeWalker(document.getElementById('app') ?? document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (texts.nextNode()) if (/^[a-z_]+(\\.[a-z_]+)+$/.test(texts.currentNode.data.trim())) found.push(texts.currentNode.data)
  return found
}"""
