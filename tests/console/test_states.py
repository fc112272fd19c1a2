"""What a page shows when it is not the usual day: very much, nothing, too slow, refused, dark, large, or dead."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.local import upload
from infra.local.seed import PASSWORD
from shared.domain.citizens import check_digit
from tests.console import stage
from tests.console.checks import SIZES, fits, kept, stands, stands_in_all
from tests.console.conftest import Site, settled, sign_in
from tests.console.test_imports import FAULTY
from tests.console.test_mentor import NEXT, PIN, give_pin, sent, set_pin, visit, visits, waits_as
from tests.support.clouds import eventually

Open = Callable[..., Any]
TAMBON, ELSEWHERE = "950403", "96"  # where no other test has a household; where nobody has one
MANY, FEW = 60, 3
LONG = "พระปกเกล้าพิทักษ์ธรรมวรวิหาร" * 3
REFRESH = "**/v1/session/refresh"
GO = "path => { history.pushState(null, '', path); dispatchEvent(new Event('popstate')) }"
RELATIONS = ["บุตร", "หลาน", "ญาติ", "บิดามารดา"]


@dataclass(frozen=True)
class Families:
    """Two households of the sub-district, each with a mentor of its own, by the mentor's user name."""

    many: str
    mentor_of_many: str
    few: str
    mentor_of_few: str


@pytest.fixture(scope="module")
def families(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Families:
    """A family of sixty with the longest names, and one of three, from one survey file."""
    file = tmp_path_factory.mktemp("survey") / "ธารโต.csv"
    head = FAULTY.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    rows = [*_family(head, 1, MANY), *_family(head, 2, FEW)]
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    file.write_text(text.getvalue(), encoding="utf-8-sig")
    cloud, outputs = site.local.cloud, site.local.outputs()
    made = upload.put(cloud, outputs, file, "tpmap", check=False)
    *_, manifest = upload.follow(cloud, outputs["ReportsBucket"], made)
    assert manifest["counts"]["applied"] == MANY + FEW, manifest
    few, many = eventually(lambda: _assessed(site), "both families' rights")
    users = [newcomer(site, "mentor", areas=["9504"]) for _ in range(2)]
    handed(site, many, users[0])
    handed(site, few, users[1])
    return Families(many, users[0], few, users[1])


def _family(head: list[str], number: int, size: int) -> Iterator[list[str]]:
    """Rows of one house; its last member but the head's spouse is old enough to be owed something."""
    today = stage.today()
    shared = {
        "ปีสำรวจ": str(today.year + 543),
        "วันที่สำรวจ": f"{today:%d/%m}/{today.year + 543}",
        "รหัสบ้าน": f"{TAMBON}{number:05d}",
        "ครัวเรือนที่": "1",
        "รหัสตำบล": TAMBON,
        "หมู่ที่": "1",
        "บ้านเลขที่": str(number),
        "ภาษาที่ใช้ในบ้าน": "มลายู",
        "รายได้ครัวเรือนต่อปี": "60000",
        "ตัวชี้วัดครัวเรือนที่ตกเกณฑ์": "-",
        "สัญชาติ": "ไทย",
        "มีชื่อในทะเบียนบ้าน": "ใช่",
        "สถานะสมาชิก": "อยู่จริง",
        "สิทธิรักษาพยาบาล": "บัตรทอง",
        "สวัสดิการที่ได้รับ": "-",
        "ตัวชี้วัดบุคคลที่ตกเกณฑ์": "-",
        "นามสกุล": f"ณ{LONG}"[:100],
    }
    for place in range(size):
        stem = f"89977{number:02d}{place:05d}"
        old = 74 if place == 0 else 80 - place
        own = {
            "ลำดับที่สมาชิก": str(place + 1),
            "เลขประจำตัวประชาชน": stem + check_digit(stem),
            "คำนำหน้า": "นาง",
            "ชื่อ": LONG[: 40 + place % 40],
            "ความสัมพันธ์กับหัวหน้าครัวเรือน": "หัวหน้าครัวเรือน" if place == 0 else RELATIONS[place % 4],
            "เพศ": "หญิง",
            "วันเดือนปีเกิด": f"01/02/{today.year + 543 - old}",
        }
        yield [{**shared, **own}.get(name, "") for name in head]


def _assessed(site: Site) -> list[str] | None:
    """The two, the smaller first, once their rights are worked out."""
    rows = sorted(
        site.api("coordinator").list_households(area=TAMBON).body["items"], key=lambda one: one["members"]
    )
    return (
        [one["household_id"] for one in rows]
        if len(rows) == 2 and all(one["assessed_on"] for one in rows)
        else None
    )


_made: dict[str, str] = {}


def newcomer(site: Site, role: str, **rights: Any) -> str:
    """The user name of somebody whom the administrator has only now registered, with the demo's password."""
    name = f"state-{role.replace('_', '-')}-{len(_made)}@sitthi.example"
    wanted: Any = {"name": LONG, "email": name, "role": role, **rights}
    _made[name] = site.api("administrator").register_officer(wanted).body["officer_id"]
    site.local.cloud.client("cognito-idp").admin_set_user_password(
        UserPoolId=site.local.outputs()["UserPoolId"], Username=name, Password=PASSWORD, Permanent=True
    )
    return name


def handed(site: Site, household: str, mentor: str) -> None:
    desk = site.api("coordinator")
    tag = desk.read_household(household).tag or ""
    wanted = {"officer_id": _made[mentor], "reason": "ย้ายหน่วยงาน"}
    desk.assign_mentor(household, wanted, if_match=tag)  # type: ignore[arg-type]


def go(page: Any, path: str) -> None:
    """To another screen of the same page, which stays signed in."""
    page.evaluate(GO, path)
    settled(page)


def test_a_family_of_sixty_stays_readable_for_mentor_and_centre(open_page: Open, families: Families) -> None:
    page = open_page(user=families.mentor_of_many)
    page.locator(".cards .card h3").nth(MANY - 1).wait_for()
    settled(page)
    stands_in_all(page)
    set_pin(page)
    page.locator("a.first[href$='/visit']").click()
    page.locator("[name=result][value=done]").check()
    page.locator("main form details summary").click()
    page.locator("[name=absent]").nth(MANY - 1).wait_for()
    stands(page)
    page.locator(NEXT).click()
    page.locator(".answer").first.wait_for()
    fits(page)
    desk = open_page(f"/households/{families.many}", user="coordinator", size="desk")
    desk.locator("tbody tr").nth(MANY - 1).wait_for()
    settled(desk)
    fits(desk)


@pytest.mark.parametrize(("role", "rights", "paths"), [
    ("mentor", {"areas": ["9505"]}, ["/", "/outbox", "/account"]),
    ("coordinator", {"areas": [ELSEWHERE]}, ["/", "/households", "/tasks", "/alerts", "/meetings", "/mentors"]),
])  # fmt: skip
def test_somebody_new_with_nothing_yet_is_told_what_will_come(
    site: Site, open_page: Open, role: str, rights: Any, paths: list[str]
) -> None:
    page = open_page(user=newcomer(site, role, **rights), size="phone")
    for path in paths:
        go(page, path)
        if path not in ("/account", "/outbox"):
            page.locator(".state.empty").first.wait_for()
        assert page.locator(".failed").count() == 0, path
        stands_in_all(page)


def test_an_officer_whose_agency_has_no_work_is_told_how_it_will_come(open_page: Open) -> None:
    page = open_page(size="phone")
    page.route("**/v1/tasks?*", lambda route: route.fulfill(json={"items": [], "next_cursor": None}))
    sign_in(page, "lao-2")
    page.locator(".state.empty").wait_for()
    stands_in_all(page)


def test_a_slow_a_broken_and_a_forbidden_answer_each_say_so_and_what_to_do(
    site: Site, open_page: Open
) -> None:
    page = open_page(user="coordinator", size="desk", language="en")
    settled(page)
    waiting: list[Any] = []
    page.route("**/v1/households?*", lambda route: waiting.append(route))
    page.evaluate(GO, "/households")
    page.locator("[role=status].loading").wait_for()
    stands_in_all(page)
    for status in (500, 403, 404):
        eventually(lambda: waiting or page.wait_for_load_state(), "a call")
        waiting.pop().fulfill(status=status, json={"code": "told"})
        page.locator(".failed[role=alert]").wait_for()
        stands_in_all(page)
        page.get_by_role("button", name="Try again").click()
    eventually(lambda: waiting or page.wait_for_load_state(), "a call")
    waiting.pop().continue_()
    page.locator("tbody tr").first.wait_for()
    page.unroute("**/v1/households?*")
    go(page, "/households/nowhere")
    page.locator(".failed[role=alert]").first.wait_for()
    stands_in_all(page)
    go(page, "/my/nowhere")
    page.get_by_role("heading", name="There is no such page").wait_for()
    stands_in_all(page)


def test_a_session_that_ends_in_the_middle_of_a_sentence_loses_nothing(site: Site, open_page: Open) -> None:
    task = next(
        one for one in site.api("moe-2").list_tasks(limit=100).body["items"] if one["state"] == "sent"
    )
    page = open_page(f"/tasks/{task['task_id']}", user="moe-2")
    page.locator("[name=action][value=return]").check()
    page.locator("[name=return_reason]").select_option("INSUFFICIENT_INFO")
    page.locator("[name=note]").fill("ขาดใบรับรองการเป็นนักเรียน")
    actions = f"**/v1/tasks/{task['task_id']}/actions"
    page.route(actions, lambda route: route.fulfill(status=500, json={"code": "broken"}))
    page.locator("form.act .first").click()
    page.locator("dialog .danger").click()
    page.locator(".summary").wait_for()
    stands_in_all(page)
    over = {"status": 401, "json": {"code": "expired"}}
    for path in (actions, REFRESH):
        page.route(path, lambda route: route.fulfill(**over))
    page.locator("form.act .first").click()
    page.locator("dialog .danger").click()
    page.get_by_role("heading", name="เข้าสู่ระบบอีกครั้ง").wait_for()
    stands_in_all(page)
    for path in (actions, REFRESH):
        page.unroute(path)
    page.locator("[name=username]").fill("moe-2")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main > .page form .first").click()
    page.locator("[name=note]").wait_for()
    assert page.locator("[name=note]").input_value() == "ขาดใบรับรองการเป็นนักเรียน"
    page.locator("form.act .first").click()
    page.locator("dialog .danger").click()
    page.get_by_text("บันทึกแล้ว").wait_for()
    assert site.api("coordinator").read_task(task["task_id"]).body["state"] == "returned"


ROOMS = [({"width": 640, "height": 400}, ""), (SIZES["desk"], "200%"), (SIZES["phone"], "200%")]


@pytest.mark.parametrize(("user", "paths"), [
    ("coordinator", ["/", "/households", "/households/{few}", "/tasks", "/alerts", "/meetings", "/mentors", "/pilots", "/imports"]),
    ("mentor", ["/", "/my/{few}/visit"]),
    ("lao-1", ["/", "/reports"]),
    ("administrator", ["/officers"]),
    (None, ["/", "/rights"]),
])  # fmt: skip
def test_dark_forced_colours_large_letters_and_little_room_change_nothing_that_matters(
    open_page: Open, families: Families, user: str | None, paths: list[str]
) -> None:
    page = open_page(user=families.mentor_of_few if user == "mentor" else user, size="desk")
    for path in paths:
        go(page, path.format(few=families.few))
        for size, letters in ROOMS:  # a desk at 200 %, and letters twice as large on both
            page.set_viewport_size(size)
            page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
            fits(page)
        page.emulate_media(color_scheme="dark")
        stands(page)
        page.set_viewport_size(SIZES["desk"])
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
        stands(page)
        assert (
            page.evaluate("document.getAnimations().filter(one => one.playState === 'running').length") == 0
        )
        page.emulate_media(forced_colors="none", reduced_motion="no-preference")


class Keys:
    """A keyboard and nothing else; whatever Tab leads to must be seen to have the focus."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, selector: str, most: int = 60) -> Keys:
        """Tab on until something that the selector names has the focus; a group of choices is one stop."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(_SEEN), self.page.evaluate("document.activeElement.outerHTML")
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return self
        raise AssertionError(f"Tab does not lead to {selector}")

    def arrive(self, selector: str) -> Keys:
        """Wait for another screen, or step, with this; its title takes the focus, so that the reader is told."""
        self.page.locator(selector).first.wait_for(state="attached")
        self.page.locator("h1:focus").wait_for()
        return self

    def press(self, *keys: str) -> Keys:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> Keys:
        self.page.keyboard.type(text)
        return self

    def pick(self, name: str, value: str) -> None:
        """One of a group, by its arrows."""
        self.to(f"[name='{name}']").press("Space")
        for _ in range(12):
            if self.page.evaluate("value => document.activeElement.value === value", value):
                return
            self.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {value}")


_SEEN = """() => {
  const one = document.activeElement
  if (one === document.body) return true // past the last one the browser's own frame is next
  const ring = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  const box = one.getBoundingClientRect()
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  return inside && [one, one.closest('.pick, .file')].some(each => each && ring(getComputedStyle(each)))
}"""


def test_an_officer_does_a_task_from_the_list_to_its_outcome_by_the_keyboard_alone(
    site: Site, open_page: Open
) -> None:
    task = next(
        one for one in site.api("moe-1").list_tasks(limit=100).body["items"] if one["state"] == "sent"
    )
    page = open_page(size="desk")
    settled(page)
    keys = Keys(page)
    keys.to("[name=username]").type("moe-1").to("[name=password]").type(PASSWORD).press("Enter")
    keys.arrive("tbody a").to(f"tbody a[href='/tasks/{task['task_id']}']", most=200).press("Enter")
    keys.arrive("form.act").pick("action", "take")
    keys.to("form.act .first").press("Enter")
    page.locator("[name=action][value=done]").wait_for()
    keys.pick("action", "done")
    keys.to("[name=outcome]").press("ArrowDown")
    assert page.locator("[name=outcome]").input_value() == "RECEIVED"
    keys.to("form.act .first").press("Enter")
    page.locator(".summary:focus").wait_for()
    keys.to(".summary a").press("Enter")
    assert page.evaluate("document.activeElement.name") == "evidence"
    keys.type("หนังสือ ศธ 1/2569").to("form.act .first").press("Space")
    page.get_by_text("ตอนนี้ไม่มีสิ่งที่ท่านต้องทำ").wait_for()
    assert site.api("moe-1").read_task(task["task_id"]).body["outcome"] == "RECEIVED"


def test_a_mentor_records_a_visit_by_the_keyboard_alone(
    site: Site, open_page: Open, families: Families
) -> None:
    before = visits(site, families.few)
    page = open_page(size="phone")
    settled(page)
    keys = Keys(page)
    keys.to("[name=username]").type(families.mentor_of_few).to("[name=password]").type(PASSWORD).press(
        "Enter"
    )
    keys.arrive("a.first[href$='/visit']").to("a.first[href$='/visit']").press("Enter")
    keys.arrive("[name=pin]").to("[name=pin]").type(PIN).to("[name=again]").type(PIN).press("Enter")
    keys.arrive("[name=result]").pick("result", "done")
    keys.to("[name=absent]").press("Space").to(NEXT).press("Enter")
    keys.arrive(".answer").to(".answer input").press("Space").to(".buttons .second:last-child").press("Enter")
    keys.arrive("input[type=file]").to("input[type=file]").to(NEXT).press("Enter")
    keys.arrive("[name=note]").to("[name=note]").type("ไม่ได้ใช้เมาส์").to(NEXT).press("Space")
    keys.arrive("text=ไม่ได้ใช้เมาส์").to(NEXT).press("Enter")
    waits_as(page, "good")
    (made,) = [
        one
        for one in site.api("coordinator").list_visits(families.few).body["items"]
        if one["visit_id"] not in before
    ]
    assert made["note"] == "ไม่ได้ใช้เมาส์"


def test_a_line_that_swallows_everything_loses_nothing_and_a_refused_visit_is_shown(
    site: Site, open_page: Open, families: Families
) -> None:
    before = visits(site, families.few)
    page = open_page(user=families.mentor_of_few)
    page.locator("a.first[href$='/visit']").wait_for()
    set_pin(page)
    kept(page, "home", "visit", "outbox", "pin")
    tried: list[Any] = []
    page.clock.install()
    page.route("**/v1/**", lambda route: tried.append(route) if sent(route) else None)  # and never an answer
    visit(page, "สายตาย")
    waits_as(page, "info")
    page.locator(".buttons a.second").click()
    for tries, soonest in ((1, 3_000), (2, 6_000)):  # 4 s, then 8 s, a quarter more or less
        page.clock.fast_forward(20_000)  # as long as a call is waited for
        page.get_by_text(f"ลองส่งแล้ว {tries} ครั้ง").wait_for()
        assert page.locator(".net").inner_text() == "ติดต่อระบบไม่ได้"
        page.clock.fast_forward(soonest - 200)
        assert page.locator(".status.warn").count() == 1
        assert len(tried) == tries, "tried again too soon"
        page.clock.fast_forward(soonest)
        waits_as(page, "info")
    stands_in_all(page)
    page.reload()
    page.locator(".loading").wait_for()
    page.clock.fast_forward(5_000)
    give_pin(page)
    page.get_by_text("ลองส่งแล้ว 2 ครั้ง").or_(page.locator(".status.info")).first.wait_for()
    assert visits(site, families.few) == before
    other = newcomer(site, "mentor", areas=["9504"])
    handed(site, families.few, other)
    page.unroute("**/v1/**")
    page.clock.fast_forward(20_000)
    page.locator(".status.warn, .status.bad").first.wait_for()
    page.clock.fast_forward(30_000)  # past the next try's time
    waits_as(page, "bad")
    stands_in_all(page)
    page.reload()
    give_pin(page)
    waits_as(page, "bad")
    page.get_by_role("button", name="แก้ไข").click()
    page.locator("[name=result][value=done]:checked").wait_for()
    handed(site, families.few, families.mentor_of_few)
    assert visits(site, families.few) == before
