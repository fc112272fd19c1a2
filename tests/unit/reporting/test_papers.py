"""Papers for people: a plan on two pages whatever its length, minutes that tell what was decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import pypdfium2
import pytest

from shared.domain.meetings import Item, Meeting, Verdict
from shared.domain.plan_types import Goal, Measure, Plan, PlanState, Signature
from shared.reporting.papers import Person, PlanPaper, minutes_pdf, plan_pdf
from tests.unit.reporting.test_pdf import read, squeezed

DAY = date(2022, 1, 25)
REPAIR = "ปรับปรุงซ่อมแซมที่อยู่อาศัยให้มั่นคงปลอดภัยแก่ผู้สูงอายุและผู้พิการ พร้อมห้องน้ำและทางลาด โดยช่างในชุมชนและวัสดุของท้องถิ่น"
AGENCIES = ("Msdhs", "Lao", "Moph", "Moac", "Cdd", "Sbpac", "Moe", "Mol")
FAMILY = (
    Person("m1", "นายอับดุลเลาะ เจ๊ะมะสาและ", "หัวหน้าครัวเรือน"),
    Person("m2", "นางแมะสง ดอเลาะ", "คู่สมรส"),
)


def measure(number: int, **more: Any) -> Measure:
    fields: dict[str, Any] = {
        "th": REPAIR,
        "budget": 20_000,
        "due": date(2022, 6, 30),
        "target": "บ้านมั่นคง มีห้องน้ำถูกสุขลักษณะ",
        "member_id": "m1",
    }
    agency = AGENCIES[number % len(AGENCIES)]
    return Measure(f"m{number}", "living", agency, **{**fields, **more})


def paper(count: int, **more: Any) -> PlanPaper:
    plan = Plan(
        "H1",
        2,
        PlanState.SUBMITTED,
        goals=(Goal("income", "รายได้ต่อคนเกิน 38,000 บาทต่อปี"),),
        measures=tuple(measure(number, **more) for number in range(count)),
        ceiling=500_000,
        starts=date(2022, 2, 1),
        ends=date(2023, 1, 31),
        signatures=(Signature("household", "m1", "x", date(2022, 1, 20), "thumbprint"),),
    )
    return PlanPaper(plan, "950301", DAY, FAMILY, {"house_no": "99/1", "phone": "0812345678"}, "mentor-7")


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("count", [0, 1, 6, 20])
def test_a_plan_is_two_pages_and_every_word_of_it_can_be_read_back(count: int) -> None:
    made = plan_pdf(paper(count))
    assert pages(made) <= 2
    text = read(made)
    wanted = ["นายอับดุลเลาะ เจ๊ะมะสาและ", "นางแมะสง ดอเลาะ", "99/1", "ตำบลบันนังสตา", "31 มกราคม 2566"]
    wanted += ["พิมพ์ลายนิ้วมือ 20 มกราคม 2565", "ประธานคณะกรรมการ", "จากวงเงิน 500,000 บาท"]
    wanted += [REPAIR, "20,000", "30 มิ.ย. 2565"] if count else []
    assert [one for one in wanted if squeezed(one) not in text] == []


def test_the_same_plan_on_the_same_day_is_the_same_paper() -> None:
    assert plan_pdf(paper(3)) == plan_pdf(paper(3))


def test_marks_that_mean_something_to_the_typesetter_are_only_text() -> None:
    text = read(plan_pdf(paper(1, th="#import $x$ *หนา* _เอน_ <ป้าย> [ก] \\ ข", target="= หัวข้อ")))
    assert squeezed("#import $x$ *หนา* _เอน_ <ป้าย> [ก] \\ ข") in text


def test_minutes_tell_each_item_with_its_decision_and_what_was_not_reached() -> None:
    meeting = Meeting(
        "0123456789abcdef",
        DAY,
        "chair-1",
        ("chair-1", "desk-1"),
        (
            Item("plan", "H1#1", "H1", "develop"),
            Item("plan", "H2#1", "H2", "develop"),
            Item("no_budget", "t", "H3", "Lao old_age_allowance"),
        ),
        (Verdict("H1#1", "send_back", "งบสูงเกินไป"),),
    )
    text = read(minutes_pdf(meeting, DAY, {"old_age_allowance": "เบี้ยยังชีพผู้สูงอายุ"}))
    for words in ("ยังไม่ปิดการประชุม", "ส่งกลับแก้ไข", "งบสูงเกินไป", "ยังไม่พิจารณา", "desk-1", "(อปท.) เบี้ยยังชีพผู้สูงอายุ"):
        assert squeezed(words) in text
