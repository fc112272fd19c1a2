"""An agency officer's day: what is late, many accepted at once, one task done with its evidence, a colleague faster."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.console.checks import stands
from tests.console.conftest import BOTH_LANGUAGES, BOTH_SIZES, Site, settled

Open = Callable[..., Any]
MINE = {"tone": "tbody tr", "tick": "tbody input[type=checkbox]", "link": "tbody a"}


def waiting(site: Site, user: str) -> list[dict[str, Any]]:
    """Tasks that nobody has accepted yet, as the officer's own list has them."""
    return [dict(one) for one in site.api(user).list_tasks(limit=100).body["items"] if one["state"] == "sent"]


@BOTH_SIZES
@BOTH_LANGUAGES
def test_an_officer_sees_the_work_by_its_day_and_opens_a_task(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    page = open_page(user="moe-1", size=size, language=language)
    settled(page)
    stands(page)
    task = waiting(site, "moe-1")[0]["task_id"]
    page.locator(f"{MINE['link']}[href='/tasks/{task}']").click()
    page.locator("form.act").wait_for()
    page.locator("[name=action][value=return]").check()
    page.locator("form.act .first").click()
    page.locator(".summary").wait_for()
    stands(page)


def test_many_are_accepted_at_once_and_the_list_leaves_as_a_table_without_a_person(
    site: Site, open_page: Open, tmp_path: Path
) -> None:
    before = waiting(site, "moe-1")
    page = open_page(user="moe-1", size="desk")
    settled(page)
    page.locator(MINE["tick"]).nth(0).check()
    page.locator(MINE["tick"]).nth(1).check()
    page.get_by_role("button", name="รับงานที่เลือก 2 งาน").click()
    page.locator("dialog .first").click()
    page.get_by_text("รับแล้ว 2 งาน").wait_for()
    assert len(waiting(site, "moe-1")) == len(before) - 2
    page.get_by_role("link", name=re.compile("รอรับ")).click()
    assert page.url.endswith("?show=new")
    with page.expect_download() as kept:
        page.get_by_role("button", name="ดาวน์โหลดเป็นตาราง").click()
    kept.value.save_as(tmp_path / "tasks.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "tasks.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) - 1 == len(before) - 2
    members = {one["member"] for one in before if one["member"]}
    assert not members & {cell for row in rows for cell in row}
    page.get_by_role("link", name=re.compile("ยกระดับ")).click()
    page.get_by_text("ไม่มีงานที่ตรงกับตัวกรอง").wait_for()
    stands(page)


def test_one_screen_does_a_task_from_acceptance_to_its_outcome(site: Site, open_page: Open) -> None:
    task = waiting(site, "lao-1")[0]
    page = open_page(f"/tasks/{task['task_id']}", user="lao-1")
    page.locator("[name=action][value=take]").check()
    page.locator("form.act .first").click()
    page.locator("[name=action][value=done]").check()
    page.locator("[name=outcome]").select_option("RECEIVED")
    page.locator("form.act .first").click()
    page.get_by_role("link", name="กรอกช่องนี้").click()
    page.keyboard.type("ใบสำคัญจ่าย 12/2569")
    page.reload()
    assert page.locator("[name=evidence]").input_value() == "ใบสำคัญจ่าย 12/2569", "typed text is not lost"
    page.locator("form.act .first").click()
    page.get_by_text("ตอนนี้ไม่มีสิ่งที่ท่านต้องทำ").wait_for()
    stands(page)
    told = site.api("lao-1").read_task(task["task_id"]).body
    assert (told["state"], told["outcome"], told["officer"]) == ("done", "RECEIVED", "demo-lao-1")


def test_when_a_colleague_was_faster_both_versions_are_shown_and_nothing_typed_is_lost(
    site: Site, open_page: Open
) -> None:
    task = waiting(site, "lao-1")[0]
    page = open_page(f"/tasks/{task['task_id']}", user="lao-1", size="desk")
    page.locator("[name=action][value=return]").check()
    page.locator("[name=return_reason]").select_option("WRONG_AREA")
    page.locator("[name=note]").fill("อยู่นอกเขต")
    site.api("lao-2").act_on_task(task["task_id"], {"action": "accept"}, if_match=f'"{task["version"]}"')
    page.locator("form.act .first").click()
    page.locator("dialog .danger").click()
    page.locator(".sides").wait_for()
    assert "ส่งแล้ว" in page.locator(".sides > :first-child").inner_text()
    page.locator(".sides > :last-child", has_text="รับแล้ว").wait_for()
    assert page.locator("[name=note]").input_value() == "อยู่นอกเขต"
    stands(page)
    page.locator("form.act .first").click()
    page.locator("dialog .danger").click()
    page.get_by_text("บันทึกแล้ว").wait_for()
    assert site.api("lao-1").read_task(task["task_id"]).body["state"] == "returned"
