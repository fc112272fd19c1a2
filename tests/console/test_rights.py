"""What anybody may ask without signing in: what the family is entitled to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.console.checks import stands, stands_in_all
from tests.console.conftest import settled

NEXT = "form .buttons .first"


@pytest.mark.parametrize(("size", "language"), [("phone", "th"), ("desk", "en")])
def test_a_family_finds_what_it_is_owed_where_to_go_and_with_which_papers(
    open_page: Callable[..., Any], size: str, language: str
) -> None:
    page = open_page(size=size, language=language)
    settled(page)
    page.locator("a[href='/rights']").click()
    page.locator("[name=p1]").wait_for()
    page.locator(NEXT).click()
    page.locator(".summary:focus").wait_for(state="attached")
    stands(page)
    page.locator("[name=p1]").fill("72")
    page.locator("form p .second").click()
    page.locator("[name=p2]").fill("2")
    page.locator(NEXT).click()
    for number in range(12):
        page.locator(".answer").first.wait_for()
        title = page.locator("h1").inner_text()
        for one in page.locator("[name$='-none'], .answer [value=false]").all():
            one.check()
        for one in page.locator(".answer input[type=text]").all():
            one.fill("30000")
        if number < 2:
            stands_in_all(page)
        page.locator(NEXT).click()
        page.locator("h1", has_text=title).wait_for(state="detached")
        if page.locator(".buttons .first[type=button]").count():
            break
    page.locator(".owed").first.wait_for()
    stands_in_all(page)
    found = page.locator("main").inner_text()
    assert {"th": "เบี้ยยังชีพผู้สูงอายุ", "en": "Old-age allowance"}[language] in found
    assert {"th": "สมุดบัญชีธนาคาร", "en": "Bank book"}[language] in found
    kept = page.evaluate("JSON.stringify({...sessionStorage}) + Object.keys(localStorage)")
    assert kept.replace("sitthi.lang", "") == "{}"
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    page.emulate_media(media="print")
    assert not page.locator(".buttons").first.is_visible()
