"""The centre's desk: from the area's numbers to a household, a plan beside its needs, alerts, grievances, pilots, reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from infra.local.seed import demo_users
from infra.local.uptime import STACK
from tests.console import stage
from tests.console.checks import stands, stands_in_all
from tests.console.conftest import BOTH_LANGUAGES, BOTH_SIZES, Site, settled

Open = Callable[..., Any]
AREA = "9502"


@pytest.fixture(scope="module")
def household(site: Site) -> str:
    """A pilot with a plan before the committee, an alert, and something to object to."""
    found = stage.pilot(site, AREA, "mentor-3")
    stage.submitted_plan(site, found, "mentor-3")
    mentor = site.api("mentor-3")
    mentor.report_shock(
        found, {"shock": "disaster", "on": stage.today().isoformat(), "note": "น้ำท่วมบ้านทั้งหลัง"}
    )
    mentor.file_for_household(found, {"about": "outcome", "text": "ยื่นเรื่องนานแล้ว\nยังไม่ได้คำตอบ"})
    return found


@BOTH_SIZES
@BOTH_LANGUAGES
def test_the_numbers_of_an_area_lead_to_its_households(
    site: Site, household: str, open_page: Open, size: str, language: str
) -> None:
    page = open_page(
        user="coordinator", size=size, language=language, permissions=["clipboard-read", "clipboard-write"]
    )
    page.locator(".figures").wait_for()
    stands(page)
    page.locator(".head .second").click()
    page.locator(".toast").wait_for()
    said = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(said) == 5
    assert said[-1] == page.url
    assert str(len(site.api("coordinator").list_households(limit=100).body["items"])) in said[1]
    page.locator(f"tbody a[href='/?area={AREA}']").click()
    page.locator(f"h1:has-text('{'เบตง' if language == 'th' else 'Betong'}')").wait_for()
    page.locator("tbody a[href^='/households?area=9502']").first.click()
    settled(page)
    stands(page)
    page.locator("tbody a").first.click()
    page.locator(".checks").wait_for()
    stands(page)
    page.locator(".head button").click()
    page.locator(".toast").nth(1).wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    assert said.splitlines()[-1] == page.url
    assert "demo-" not in said


def test_the_committee_reads_a_plan_beside_its_needs_and_decides_with_a_reason(
    site: Site, household: str, open_page: Open
) -> None:
    page = open_page("/meetings", user="committee", size="desk")
    coordinator = next(user.name for user in demo_users() if user.username == "coordinator")
    page.get_by_label(coordinator).check()
    stands(page)
    page.locator("form .first").click()
    page.locator(".cards").first.wait_for()
    stands(page)
    page.locator(f".cards a[href^='/households/{household}/plan']").click()
    page.locator(".pair").first.wait_for()
    stands_in_all(page)
    page.locator("[name=verdict][value=send_back]").check()
    page.locator("form .first").click()
    page.locator(".summary").wait_for()
    stands_in_all(page)
    page.locator("[name=reason]").fill("ขอให้เพิ่มมาตรการด้านรายได้")
    page.reload()
    assert page.locator("[name=reason]").input_value() == "ขอให้เพิ่มมาตรการด้านรายได้", "typed text is not lost"
    page.locator("form .first").click()
    page.get_by_text("บันทึกแล้ว").wait_for()
    seen = site.api("committee").read_plan(household).body
    decided = seen["draft"] or seen["plan"]
    assert decided is not None
    assert decided["decision"] is not None
    minutes = site.api("committee").list_meetings().body["items"][0]["items"]
    assert [
        one["verdict"] for one in minutes if one["household_id"] == household and one["kind"] == "plan"
    ] == ["send_back"]
    assert (decided["decision"]["approved"], decided["decision"]["reason"]) == (
        False,
        "ขอให้เพิ่มมาตรการด้านรายได้",
    )


@pytest.mark.parametrize(("size", "language"), [("desk", "en"), ("phone", "th")])
def test_alerts_are_decided_and_grievances_read_in_their_own_words(
    site: Site, household: str, open_page: Open, size: str, language: str
) -> None:
    page = open_page("/alerts", user="coordinator", size=size, language=language)
    alert = page.locator(".cards .card", has=page.locator(f"a[href='/households/{household}']")).first
    alert.wait_for()
    stands(page)
    if size == "desk":
        alert.locator("summary").click()
        alert.locator("[value=no_action]").check()
        alert.locator("[name=reason]").fill("ซ่อมบ้านแล้ว")
        alert.locator(".first").click()
        page.locator(".card .notice").wait_for()
        wish = next(
            one
            for one in site.api("committee").list_alerts().body["items"]
            if one["household_id"] == household
        )
        assert wish["wish"] is not None, "to do nothing takes two"
    page.locator("a[href^='/grievances/']").first.click()
    page.locator(".said").wait_for()
    assert "ยังไม่ได้คำตอบ" in page.locator(".said").inner_text()
    page.locator("[name=action]").first.wait_for()
    stands(page)


def test_pilots_are_chosen_by_a_rule_and_their_mentors_given(
    site: Site, household: str, open_page: Open
) -> None:
    page = open_page("/pilots", user="coordinator", size="desk")
    page.locator("[name=area]").first.wait_for()
    page.locator("form .first").click()
    page.locator(".summary").wait_for()
    stands(page)
    page.get_by_label("อำเภอบันนังสตา").check()
    page.locator("[name=size]").fill("2")
    page.locator("form .first").click()
    page.locator("dialog .first").click()
    page.locator("tbody tr").nth(1).wait_for()
    stands(page)
    page.goto(f"{site.url}/mentors")
    page.locator(".cards form").first.wait_for()
    stands(page)
    page.locator(".cards form [value=demo-mentor-4]").first.check()
    page.locator(".cards form .first").first.click()
    named = next(user.name for user in demo_users() if user.username == "mentor-4")
    page.locator("table tbody th", has_text=named).wait_for()
    stands(page)


@pytest.mark.parametrize(("size", "language"), [("desk", "th"), ("phone", "en")])
def test_an_evaluator_reads_a_report_with_its_charts_and_definitions(
    site: Site, household: str, open_page: Open, size: str, language: str
) -> None:
    compiled(site)
    page = open_page(user="evaluator", size=size, language=language)
    page.locator("tbody a").first.click()
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg").first.get_attribute("aria-label")
    page.locator(".more summary").nth(1).click()
    page.locator(".defined dt").first.wait_for()
    stands_in_all(page)
    with page.expect_download() as kept:
        page.locator(".buttons .second").first.click()
    assert kept.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize(("size", "language"), [("desk", "th"), ("phone", "en")])
def test_a_person_in_two_households_is_compared_and_decided_with_a_reason(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    held = stage.held(site, {"desk": 901, "phone": 902}[size])
    page = open_page("/holds", user="coordinator", size=size, language=language)
    card = page.locator(".card", has=page.locator(f"a[href='/imports/{held['import_id']}']")).first
    card.wait_for()
    stands(page)
    card.locator("summary").click()
    card.locator(".both").wait_for()
    assert card.locator(f"a[href='/households/{held['other_household']}']").count() == 1
    stands(page)
    card.locator("form .first").click()
    card.locator(".summary").wait_for()
    card.locator("[value=different_person]").check()
    card.locator("[name=reason]").fill("โทรถามทั้งสองบ้าน")
    card.locator("form .first").click()
    page.locator("dialog .first").click()
    page.locator(".notice.fine").wait_for()
    stands(page)
    left = [one["hold_id"] for one in site.api("coordinator").list_holds().body["items"]]
    assert held["hold_id"] not in left


def compiled(site: Site) -> None:
    """The report of this month, as the next month's first day will make it: the families came today."""
    first = (stage.today().replace(day=1) + timedelta(days=32)).replace(day=1)
    event = {"time": f"{first}T01:00:00Z"}
    cloud = site.local.cloud
    resource = cloud.client("cloudformation").describe_stack_resource(
        StackName=STACK, LogicalResourceId="CompileReportFunction"
    )
    name = resource["StackResourceDetail"]["PhysicalResourceId"]
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    assert "FunctionError" not in answer
