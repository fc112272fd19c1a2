"""Signing in, staying signed in, being cut off; what holds on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from infra.local.seed import PASSWORD
from tests.console.checks import kept, stands
from tests.console.conftest import BOTH_LANGUAGES, BOTH_SIZES, Site, settled, sign_in

Open = Callable[..., Any]
ROLES = {
    "mentor-1": "พี่เลี้ยงครัวเรือน",
    "lao-1": "เจ้าหน้าที่หน่วยงาน",
    "lao-head": "หัวหน้าหน่วยงาน",
    "coordinator": "ผู้ประสานงาน",
    "committee": "คณะกรรมการ",
    "evaluator": "ผู้ประเมินผล",
    "administrator": "ผู้ดูแลระบบ",
    "partner": "ผู้ส่งข้อมูล",
}
LOCKED = {"idle": 31, "long": 12 * 60 + 1}  # minutes


def test_everybody_signs_in_and_finds_who_they_are(open_page: Open) -> None:
    page = open_page()
    for user, role in ROLES.items():
        sign_in(page, user)
        page.get_by_role("button", name="เมนู").click()
        page.locator("nav").get_by_role("link", name=role).click()
        assert page.locator(".facts").inner_text().count(role) == 1
        page.get_by_role("button", name="เมนู").click()
        page.get_by_role("button", name="ออกจากระบบ", exact=True).click()
        page.get_by_text("ออกจากระบบบนเครื่องนี้แล้ว").wait_for()


@BOTH_SIZES
@BOTH_LANGUAGES
def test_the_sign_in_its_faults_and_what_lies_behind_stand_every_check(
    open_page: Open, size: str, language: str
) -> None:
    page = open_page(size=size, language=language)
    settled(page)
    stands(page)
    page.locator("form .first").click()
    assert page.locator(".summary li").count() == 2
    page.locator(".summary:focus").wait_for(state="attached")
    stands(page)
    page.locator("[name=username]").fill("lao-1")
    page.locator("[name=password]").fill("not the password")
    page.locator("form .first").click()
    page.locator(".summary p").first.wait_for()
    stands(page)
    sign_in(page, "lao-1")
    for path in ("/", "/account", "/nowhere"):
        page.evaluate(
            "path => { history.pushState(null, '', path); dispatchEvent(new Event('popstate')) }", path
        )
        settled(page)
        stands(page)


@pytest.mark.parametrize(
    "context",
    [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"device_scale_factor": 2, "zoomed": True}],
)
def test_dark_forced_colours_and_twice_the_size_stand_every_check(
    open_page: Open, context: dict[str, Any]
) -> None:
    zoomed = context.pop("zoomed", False)
    page = open_page("/account", user="coordinator", size="desk", **context)
    if zoomed:  # a desk's window at 200 %
        page.set_viewport_size({"width": 640, "height": 400})
    settled(page)
    stands(page)


def test_the_keyboard_alone_signs_in_reads_and_signs_out(open_page: Open) -> None:
    page = open_page(size="desk")
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("evaluator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("nav#menu").wait_for()
    assert tab_to(page, "บัญชี", "ผู้ประเมินผล")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="บัญชีของฉัน").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert tab_to(page, "ออกจากระบบทุกเครื่อง")
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "ยกเลิก"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("ออกจากระบบทุกเครื่องแล้ว").wait_for()


def tab_to(page: Any, *names: str) -> bool:
    """Whether Tab reaches something of one of these names."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() in names:
            return True
    return False


def test_the_tokens_are_where_no_script_and_no_other_site_finds_them(open_page: Open) -> None:
    page = open_page(user="lao-1")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "ey" not in kept
    assert cookie["value"] not in kept


def test_a_page_that_is_opened_again_is_still_signed_in(open_page: Open) -> None:
    page = open_page(user="lao-1")
    page.reload()
    page.locator("nav#menu").wait_for(state="attached")


@pytest.mark.parametrize("why", LOCKED)
def test_a_page_left_open_locks_asks_for_the_password_and_goes_on_where_it_was(
    open_page: Open, why: str
) -> None:
    page = open_page("/account", user="lao-1")
    settled(page)
    name = {"idle": "touched", "long": "since"}[why]
    past = "([name, minutes]) => localStorage['sitthi.' + name] = Date.now() - minutes * 60000"
    page.evaluate(past, [name, LOCKED[why]])
    page.get_by_role("heading", name="เข้าสู่ระบบอีกครั้ง").wait_for()
    assert not page.locator(".facts").is_visible()
    stands(page)
    sign_in(page, "lao-1")
    page.locator(".facts").wait_for()


def test_a_page_warns_before_it_locks_and_a_word_keeps_it_open(open_page: Open) -> None:
    page = open_page(user="lao-1")
    settled(page)
    page.evaluate("localStorage['sitthi.touched'] = Date.now() - 28.5 * 60000")
    stay = page.get_by_role("button", name="ใช้งานต่อ")
    stay.wait_for()
    stands(page)
    stay.click()
    stay.wait_for(state="detached")
    assert page.evaluate("Date.now() - localStorage['sitthi.touched']") < 10_000


def test_a_lost_phone_is_cut_off_from_another_machine(open_page: Open) -> None:
    phone, desk = open_page(user="moe-1"), open_page("/account", user="moe-1", size="desk")
    desk.locator("main .danger").click()
    desk.locator("dialog .danger").click()
    desk.get_by_text("ออกจากระบบทุกเครื่องแล้ว").wait_for()
    phone.reload()
    phone.get_by_text("การเข้าใช้สิ้นสุดแล้ว").wait_for()


def test_without_a_network_the_page_opens_and_says_so(open_page: Open) -> None:
    page = open_page(user="lao-1")
    kept(page, "worklist", "task", "account")
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("ติดต่อระบบไม่ได้ จึงยังไม่รู้").wait_for()
    stands(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="ลองใหม่").click()
    page.locator("nav#menu").wait_for(state="attached")


def test_a_dead_uplink_is_told_and_tried_again(open_page: Open) -> None:
    page = open_page("/account", user="administrator")
    settled(page)
    page.route("**/v1/me/digest", lambda route: route.abort())
    page.locator(".brand").click()
    page.get_by_role("alert").wait_for()
    assert page.locator(".net").inner_text() == "ติดต่อระบบไม่ได้"
    stands(page)
    page.unroute("**/v1/me/digest")
    page.get_by_role("button", name="ลองใหม่").click()
    page.locator(".state.empty, .cards").wait_for()
    assert page.locator(".net").inner_text() == ""


def test_thai_and_english_change_in_place_and_years_are_told_as_each_counts_them(open_page: Open) -> None:
    page = open_page(user="administrator", size="desk")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="What waits today").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    page.get_by_role("heading", name="What waits today").wait_for()


@BOTH_SIZES
@BOTH_LANGUAGES
def test_the_link_in_a_message_leads_through_the_sign_in_to_its_task(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    task = site.api("lao-1").list_tasks(limit=1).body["items"][0]
    page = open_page(f"/tasks/{task['task_id']}", size=size, language=language)
    settled(page)
    sign_in(page, "lao-1")
    page.locator(".facts").wait_for()
    stands(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".page .second").click()
    page.locator(".toast").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    what, _, told = text.partition(f"\n{site.url}/tasks/")
    assert told == task["task_id"]
    assert what.count("\n") == 2
    assert str(task["member"]) not in text


def test_somebody_else_s_task_cannot_be_told_from_one_that_is_not_there(site: Site, open_page: Open) -> None:
    task = site.api("lao-1").list_tasks(limit=1).body["items"][0]
    page = open_page("/", user="moph-1")
    told = set()
    for task_id in (task["task_id"], "0" * 20):
        page.goto(f"{site.url}/tasks/{task_id}")
        page.locator(".failed").wait_for()
        told.add(page.locator(".failed").inner_text())
    assert len(told) == 1
