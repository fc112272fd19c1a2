"""What a page shows when it is not the usual day: very much, nothing, too slow, refused, dark, large, or dead."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local import upload
from infra.local.seed import PASSWORD
from shared.domain.citizens import check_digit
from tests.console import stage
from tests.console.checks import kept, stands, stands_in_all
from tests.console.conftest import BOTH_SIZES, Site, settled, sign_in
from tests.console.test_imports import FAULTY
from tests.console.test_mentor import NEXT, PIN, answer, give_pin, sent, set_pin, visit, visits, waits_as
from tests.support.clouds import eventually

Open = Callable[..., Any]
TAMBON, ELSEWHERE = "950403", "96"  # where no other test has a household; where nobody has one
MANY, FEW = 60, 3
LONG = "พระปกเกล้าพิทักษ์ธรรมวรวิหาร" * 3
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
    desk = site.api("coordinator")
    few, many = eventually(lambda: _assessed(site), "both families' rights")
    users = [newcomer(site, "mentor", areas=["9504"]) for _ in range(2)]
    for household, user in zip((many, few), users, strict=True):
        tag = desk.read_household(household).tag or ""
        desk.assign_mentor(household, {"officer_id": officer_of(site, user)}, if_match=tag)
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
    rows = [one for one in site.api("coordinator").list_households(area=TAMBON).body["items"]]
    rows.sort(key=lambda one: one["members"])
    return [one["household_id"] for one in rows] if len(rows) == 2 and all(one["assessed_on"] for one in rows) else None


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


def officer_of(site: Site, username: str) -> str:
    return _made[username]


def go(page: Any, path: str) -> None:
    """To another screen of the same page, which stays signed in."""
    page.evaluate("path => { history.pushState(null, '', path); dispatchEvent(new Event('popstate')) }", path)
    settled(page)


def test_a_family_of_sixty_stays_readable_for_mentor_and_centre(
    open_page: Open, families: Families
) -> None:
    page = open_page(user=families.mentor_of_many)
    page.locator(".cards .card h3").nth(MANY - 1).wait_for()
    settled(page)
    stands_in_all(page)
    set_pin(page)
    page.locator("a.first[href$='/visit']").click()
    page.locator("[name=result][value=done]").check()
    assert page.locator("[name=absent]").count() == MANY
    stands_in_all(page)
    page.locator(NEXT).click()
    page.locator(".answer").first.wait_for()
    stands(page)
    desk = open_page(f"/households/{families.many}", user="coordinator", size="desk")
    desk.locator("tbody tr").nth(MANY - 1).wait_for()
    settled(desk)
    stands_in_all(desk)


@pytest.mark.parametrize(("role", "rights", "paths"), [
    ("mentor", {"areas": ["9505"]}, ["/", "/outbox", "/account"]),
    ("agency_officer", {"agency": "Moph", "areas": [ELSEWHERE]}, ["/", "/today", "/reports"]),
    ("coordinator", {"areas": [ELSEWHERE]}, ["/", "/households", "/tasks", "/alerts", "/meetings", "/mentors", "/pilots", "/imports", "/reports"]),
])  # fmt: skip
def test_somebody_new_with_nothing_yet_is_told_what_will_come(
    site: Site, open_page: Open, role: str, rights: Any, paths: list[str]
) -> None:
    page = open_page(user=newcomer(site, role, **rights), size="phone")
    for path in paths:
        go(page, path)
        assert page.locator(".failed").count() == 0, path
        stands_in_all(page)
        if path not in ("/account", "/outbox", "/pilots", "/tasks"):
            assert page.locator(".state.empty").count(), f"{path} says nothing of there being nothing"
