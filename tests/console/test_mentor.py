"""The mentor's phone: the household, the visit, days without a network, and nothing lost or doubled."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.console.checks import kept, stands, stands_in_all
from tests.console.conftest import Site, settled, sign_in
from tests.console.stage import mentored
from tests.support.clouds import eventually

Open = Callable[..., Any]
MENTOR, PIN, WRONG = "mentor-2", "135790", "246801"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NEXT = "form .buttons .first"


@pytest.fixture(scope="module")
def household(site: Site) -> str:
    return mentored(site, MENTOR)


def done_by_the_agency(site: Site) -> str:
    """A claim of the household that its agency says is done; the family has not been asked."""
    rows = site.api(MENTOR).list_tasks(limit=100).body["items"]
    row = next(one for one in rows if one["kind"] == "claim" and one["state"] == "sent")
    task, agency = row["task_id"], row["agency"].lower()
    officer, head = site.api(f"{agency}-1"), site.api(f"{agency}-head")
    for who, action in (
        (officer, {"action": "accept"}),
        (head, {"action": "assign", "officer": f"demo-{agency}-1"}),
        (officer, {"action": "done", "outcome": "RECEIVED", "evidence": ["transfer-1"]}),
    ):
        tag = who.read_task(task).tag
        assert tag
        who.act_on_task(task, action, if_match=tag)  # type: ignore[arg-type]
    return task


def visits(site: Site, household: str) -> list[str]:
    return [one["visit_id"] for one in site.api("coordinator").list_visits(household).body["items"]]


def set_pin(page: Any) -> None:
    page.locator("#pin-card ~ details:not([open]) summary, #pin-card ~ details[open] [name=pin]").click()
    page.locator("[name=pin]").fill(PIN)
    page.locator("[name=again]").fill(PIN)
    page.locator("#pin-card ~ details form .first").click()
    page.locator("#pin-card").wait_for(state="detached")


def give_pin(page: Any, pin: str = PIN) -> None:
    page.locator("[name=pin]").fill(pin)
    page.locator("main form .first").click()


def visit(page: Any, note: str, look: Callable[[Any], None] = lambda _: None, *, more: bool = False) -> None:
    """Fill in a visit from the household's page: met, the first question yes, the second refused, a note.

    ``more``: also that something arrived, and a photo with the family's word.
    """
    page.locator("a.first[href$='/visit']").click()
    look(page)
    page.locator("[name=result][value=done]").check()
    page.locator(NEXT).click()
    answer(page, "[type=radio][value=true], [type=radio], [type=text]")
    look(page)
    page.locator(NEXT).click()
    answer(page, "[type=radio][value=refused], [type=checkbox][name$='-refused']")
    page.locator(".buttons .second").last.click()
    page.locator("[value=confirm], input[type=file]").first.wait_for(state="attached")
    arrived = page.locator("[value=confirm]").all()  # what an agency says has come
    assert arrived or not more
    for one in arrived if more else []:
        one.check()
    if arrived:
        page.locator(NEXT).click()
    page.locator("input[type=file]").wait_for(state="attached")
    if more:
        picture = {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
        page.locator("input[type=file]").set_input_files([picture])
        page.locator("[name=consent]").select_option(index=1)
    look(page)
    page.locator(NEXT).click()
    page.locator("[name=note]").fill(note)
    look(page)
    page.locator(NEXT).click()
    page.get_by_text(note).wait_for()
    look(page)
    page.locator(NEXT).click()
    page.locator("p.big strong").wait_for()
    look(page)


def answer(page: Any, controls: str) -> None:
    """By the first of these controls that the first person's question has."""
    page.locator(".answer").first.wait_for()
    for control in controls.split(", "):
        found = page.locator(".answer").first.locator(control)
        if found.count():
            if "text" in control:
                found.first.fill("1")
            else:
                found.first.check()
            return


def sent(route: Any) -> bool:
    return str(route.request.method) == "POST"


def waits_as(page: Any, tone: str) -> None:
    page.locator(f".status.{tone}").first.wait_for()


@pytest.mark.parametrize(("size", "language"), [("phone", "th"), ("desk", "en")])
def test_a_mentor_reads_the_household_and_records_a_visit(
    site: Site, open_page: Open, household: str, size: str, language: str
) -> None:
    before = visits(site, household)
    page = open_page(user=MENTOR, size=size, language=language)
    page.locator(".card.bad .owed").first.wait_for()
    stands_in_all(page)
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    stands(page)
    page.goto(f"{site.url}/my/{household}/visit")
    page.locator("#pin-card").wait_for()
    stands(page)
    set_pin(page)
    page.locator(NEXT).click()
    page.locator(".summary:focus").wait_for(state="attached")
    stands(page)
    page.locator(".back a").click()
    visit(page, f"{size} {language}", stands_in_all)
    waits_as(page, "good")
    number = page.locator("p.big strong").inner_text()
    (made,) = set(visits(site, household)) - set(before)
    assert made.upper().startswith(number)
    page.goto(f"{site.url}/outbox")
    give_pin(page)
    waits_as(page, "good")
    stands(page)


def test_days_without_a_network_end_with_one_visit_sent(site: Site, open_page: Open, household: str) -> None:
    before = visits(site, household)
    task = done_by_the_agency(site)
    page = open_page(user=MENTOR)
    page.locator(".card.bad .owed").first.wait_for()
    set_pin(page)
    stores = "indexedDB.databases().then(all => all.map(one => one.name))"
    assert page.evaluate(stores) == [f"sitthi-demo-{MENTOR}"]
    kept(page, "home", "visit", "outbox", "pin")
    page.context.set_offline(True)
    page.evaluate("localStorage['sitthi.since'] = Date.now() - 3 * 86400000")  # three days after the password
    page.reload()
    page.locator("[name=pin]").wait_for()
    stands(page)
    give_pin(page, WRONG)
    page.locator(".summary:focus").wait_for(state="attached")
    give_pin(page)
    page.locator(".card.bad .owed").first.wait_for()
    page.locator(".old").wait_for()
    stands(page)
    visit(page, "ฝนตกหนัก", more=True)
    waits_as(page, "warn")
    page.locator(".buttons a.second").click()
    waits_as(page, "warn")
    stands(page)
    page.reload()
    give_pin(page)
    waits_as(page, "warn")
    assert visits(site, household) == before
    page.context.set_offline(False)
    page.get_by_role("button", name="ใส่รหัสผ่าน").click()
    page.get_by_role("button", name="ใช้ชื่อและรหัสผ่านแทน").click()
    sign_in(page, MENTOR)
    page.locator(".status.good").nth(1).wait_for()
    seen = site.api("coordinator").list_visits(household).body["items"]
    (made,) = [one for one in seen if one["visit_id"] not in before]
    assert len(made["photos"]) == 1
    assert site.api("coordinator").read_task(task).body["state"] == "closed"


def test_an_answer_that_is_lost_is_asked_for_again_and_two_wordings_are_shown_side_by_side(
    site: Site, open_page: Open, household: str
) -> None:
    before = visits(site, household)
    page = open_page(user=MENTOR)
    page.locator(".card.bad .owed").first.wait_for()
    set_pin(page)
    arrived = []

    def cut(route: Any) -> None:
        """The form arrives; its answer does not."""
        arrived.append(route.fetch().status)
        route.abort()

    page.route("**/v1/households/*/visits", lambda route: cut(route) if sent(route) else route.continue_())
    visit(page, "ฉบับแรก")
    waits_as(page, "warn")
    while len(arrived) < 2:  # the same form again; routes are served while the page is waited for
        page.wait_for_timeout(200)
    assert set(arrived) == {201}
    assert len(visits(site, household)) == len(before) + 1
    page.locator(".buttons a.second").click()
    page.get_by_role("button", name="แก้ไข").click()
    page.locator("[name=result][value=done]").wait_for()
    for _ in range(60):  # a question a step, and a large family has many
        if page.locator("[name=note]").count():
            break
        page.locator(NEXT).click()
    page.locator("[name=note]").fill("ฉบับที่สอง")
    page.locator(NEXT).click()
    page.get_by_text("ฉบับที่สอง").wait_for()
    page.unroute("**/v1/households/*/visits")
    page.locator(NEXT).click()
    waits_as(page, "bad")
    page.locator(".buttons a.second").click()
    page.locator(".both").wait_for()
    assert page.locator(".both > div").all_inner_texts()[0].count("ฉบับที่สอง") == 1
    assert page.locator(".both > div").all_inner_texts()[1].count("ฉบับแรก") == 1
    stands(page)
    page.get_by_role("button", name="ส่งของฉันเป็นการเยี่ยมอีกครั้ง").click()
    waits_as(page, "good")
    assert len(visits(site, household)) == len(before) + 2


def test_the_packet_dies_after_seven_days_or_five_wrong_pins_and_what_was_not_sent_stays(
    open_page: Open, household: str
) -> None:
    page = open_page(user=MENTOR)
    page.locator(".card.bad .owed").first.wait_for()
    set_pin(page)
    page.route("**/v1/**", lambda route: route.abort())  # the radio says online, nothing arrives
    visit(page, "ยังไม่ได้ส่ง")
    waits_as(page, "warn")
    assert page.locator(".net").inner_text() == "ติดต่อระบบไม่ได้"
    sealed = """name => new Promise(done => {
      const asked = indexedDB.open(name)
      asked.onsuccess = () => {
        const all = asked.result.transaction('outbox').objectStore('outbox').getAll()
        all.onsuccess = () => {
          asked.result.close()
          done(JSON.stringify(all.result.map(one => [Object.keys(one), new TextDecoder().decode(one.sealed.data)])))
        }
      }
    })"""
    assert "ยังไม่ได้ส่ง" not in page.evaluate(sealed, f"sitthi-demo-{MENTOR}")
    page.evaluate("localStorage['sitthi.touched'] = 1")
    page.locator("[name=pin]").wait_for()
    page.clock.install(time=time.time() + 8 * 86400)
    page.reload()
    give_pin(page)
    waits_as(page, "warn")
    page.locator(".brand").click()
    page.locator(".failed").wait_for()
    waits_as(page, "warn")
    assert page.locator(".owed").count() == 0
    page.evaluate("localStorage['sitthi.touched'] = 1")
    page.reload()
    for left in (4, 3, 2, 1):
        give_pin(page, WRONG)
        page.locator(".summary", has_text=f"{left} ครั้ง").wait_for()
    give_pin(page, WRONG)
    page.locator(".notice").wait_for()
    stands(page)


def test_signing_out_asks_first_when_something_waits_and_then_leaves_nothing(
    site: Site, open_page: Open, household: str
) -> None:
    page = open_page(user=MENTOR, size="desk")
    page.locator(".card.bad .owed").first.wait_for()
    set_pin(page)
    hotspot = {"status": 200, "content_type": "text/html", "body": "<h1>Log in to the hotspot</h1>"}
    page.route(
        "**/v1/households/*/visits",
        lambda route: route.fulfill(**hotspot) if sent(route) else route.continue_(),
    )
    visit(page, "จะทิ้ง")
    waits_as(page, "warn")  # somebody else's page is not an answer
    out = page.get_by_role("button", name="ออกจากระบบ", exact=True)
    out.click()
    page.locator("dialog .second").click()
    waits_as(page, "warn")
    out.click()
    page.locator("dialog .danger").click()
    page.get_by_text("ออกจากระบบบนเครื่องนี้แล้ว").wait_for()
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    settled(page)


def test_what_somebody_receives_is_ticked_and_recorded_as_found(site: Site, open_page: Open) -> None:
    desk = site.api("coordinator")
    rows = desk.list_households(limit=100).body["items"]
    row = next(
        one
        for one in rows
        if one["mentor"] is None
        and "benefits_received" in {asked["fact"] for asked in open_questions(site, one["household_id"])}
    )
    household = row["household_id"]
    tag = desk.read_household(household).tag or ""
    desk.assign_mentor(household, {"officer_id": "demo-mentor-1"}, if_match=tag)
    page = open_page(user="mentor-1")
    page.locator(".card.ask").wait_for()
    set_pin(page)
    page.locator("a.first[href$='/visit']").click()
    page.locator("[name=result][value=done]").check()
    page.context.set_offline(True)
    page.locator(NEXT).click()
    several = page.locator("[name^='benefits_received|'][name$='-none']")
    for _ in range(20):
        page.locator(".answer").first.wait_for()
        if several.count():
            break
        page.locator(NEXT).click()
    stands(page)
    first = page.locator(".answer").first
    first.locator("[type=checkbox]").first.check()
    first.locator("details summary").click()
    first.locator("details [type=checkbox]").first.check()
    first.locator("[name$='-seen']").check()
    stands(page)
    ticked = [name.split("-")[-1] for name in first.locator(":checked").evaluate_all(_NAMES)][:2]
    page.locator(".buttons .second").last.click()
    for _ in range(4):  # what arrived, photos, the end
        if page.locator(".buttons .second").count() and page.locator("dl.facts").count():
            break
        page.locator(NEXT).click()
    page.locator("dl.facts").wait_for()
    stands(page)
    page.locator(NEXT).click()
    waits_as(page, "warn")
    page.context.set_offline(False)
    waits_as(page, "good")
    (found,) = desk.list_visits(household).body["items"]
    told = [one for one in found["findings"] or [] if one["fact"] == "benefits_received"]
    assert [(sorted(one["value"]), one["basis"]) for one in told] == [(sorted(ticked), "seen")]
    eventually(
        lambda: told[0]["member"] not in {one["member"] for one in open_questions(site, household)},
        "the answer to settle the question",
    )


_NAMES = "all => all.map(one => one.name)"


def open_questions(site: Site, household: str) -> list[Any]:
    asked = site.api("coordinator").read_questions(household).body["items"]
    return [one for one in asked if one["fact"] == "benefits_received"]
