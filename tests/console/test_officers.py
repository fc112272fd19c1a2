"""An administrator adds an officer, cuts one off at once, and hands one's work over to another."""

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


def newcomer(site: Site, name: str, address: str) -> str:
    wanted: Any = {
        "name": name,
        "email": address,
        "role": "agency_officer",
        "agency": "Sbpac",
        "areas": ["95"],
    }
    return str(site.api("administrator").register_officer(wanted).body["officer_id"])


@pytest.mark.parametrize(("size", "language"), [("desk", "th"), ("phone", "en")])
def test_what_an_officer_holds_is_counted_and_handed_over_to_a_colleague_by_name(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    leaving = newcomer(site, "ยามีละห์ ผู้ย้าย", f"leaving-{size}@sitthi.example")
    coming = newcomer(site, "ฮาซัน ผู้มา", f"coming-{size}@sitthi.example")
    desk = site.api("sbpac-1")
    task = next(one for one in desk.list_tasks().body["items"] if one["state"] in ("sent", "in_progress"))
    version = task["version"]
    if task["state"] == "sent":
        version = desk.act_on_task(task["task_id"], {"action": "accept"}, if_match=f'"{version}"').body[
            "version"
        ]
        given: Any = {"action": "assign", "officer": leaving}
    else:
        given = {"action": "reassign", "officer": leaving, "reason": "แบ่งงาน"}
    desk.act_on_task(task["task_id"], given, if_match=f'"{version}"')
    page = open_page(f"/officers/{leaving}", user="administrator", size=size, language=language)
    page.locator("h1", has_text="ยามีละห์ ผู้ย้าย").wait_for()
    page.locator(".more summary").nth(1).click()
    page.locator("[name=to_officer]").wait_for()
    stands(page)
    page.locator(".more[open] form .first").click()
    page.locator(".summary").wait_for()
    page.locator("[name=to_officer]").select_option(coming)
    page.locator(".more[open] [name=reason]").fill("ย้ายประจำปี")
    stands(page)
    page.locator(".more[open] form .first").click()
    page.locator("dialog .danger").click()
    page.locator(".notice.fine", has_text="ฮาซัน ผู้มา").wait_for()
    stands(page)
    assert desk.read_task(task["task_id"]).body["officer"] == coming
    page = open_page(f"/tasks/{task['task_id']}", user="coordinator", size=size, language=language)
    page.locator(".facts", has_text="ฮาซัน ผู้มา").wait_for()
    assert site.api("administrator").read_officer(leaving).body["status"] == "revoked"
