"""An administrator adds an officer, and cuts one off at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.console.checks import stands, stands_in_all
from tests.console.conftest import Site, settled

Open = Callable[..., Any]


@pytest.mark.parametrize(("size", "language"), [("desk", "th"), ("phone", "en")])
def test_an_officer_is_added_with_an_account_and_ended_with_a_reason(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    page = open_page("/officers?role=agency_officer", user="administrator", size=size, language=language)
    settled(page)
    page.locator(".more summary").click()
    page.locator("form .first").click()
    page.locator(".summary").wait_for()
    stands_in_all(page)
    page.locator("form [name=name]").fill("สมหญิง ตัวอย่าง-นามสกุลยาวมากสำหรับทดสอบหน้าจอ")
    page.locator("form [name=email]").fill(f"new-{size}@sitthi.example")
    page.locator("form [name=role]").select_option("agency_officer")
    page.locator("form [name=agency]").select_option("Moe")
    page.locator("form [name=areas]").fill("9502 9503")
    page.locator("form .first").click()
    page.locator(".facts").wait_for()
    stands_in_all(page)
    officer = page.url.rsplit("/", 1)[1]
    page.locator(".more summary").last.click()
    page.locator("form [name=reason]").last.fill("ย้ายไปต่างจังหวัด")
    page.locator("form .danger").click()
    page.locator("dialog .danger").click()
    page.locator("form .danger").wait_for(state="detached")
    stands(page)
    seen = site.api("administrator").read_officer(officer).body
    assert (seen["agency"], seen["areas"], seen["status"]) == ("Moe", ["9502", "9503"], "revoked")
