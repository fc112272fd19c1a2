"""The mentor's paper: two pages whatever the family, every name and what to do readable back, Thai and English."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.domain.agencies import Agency
from shared.reporting.household_paper import HouseholdPaper, Member, Right, Work, household_pdf
from shared.reporting.wording import Text
from tests.unit.reporting.test_papers import pages
from tests.unit.reporting.test_pdf import read, squeezed

DAY = date(2022, 1, 25)
OLD_AGE = Text("เบี้ยยังชีพผู้สูงอายุ", "Old-age allowance")
LONG = Text(
    "เงินสงเคราะห์ในการจัดการศพผู้สูงอายุตามประเพณี กรณีผู้สูงอายุถึงแก่ความตายและไม่มีญาติหรือมีฐานะยากจน",
    "Support for the funeral of an elder according to custom, where there are no relatives or they are poor",
)
STATES = (
    "receiving",
    "gap",
    "need_info",
    "eligible_when_open",
    "may_be_requested",
    "suggested",
    "not_eligible",
)
NAMES = ("นายอับดุลเลาะ เจ๊ะมะสาและ", "นางแมะสง ดอเลาะ", "เด็กหญิงนูรฮายาตี เจ๊ะมะสาและ", "นางสาวซูไฮลา ปูเต๊ะ")


def paper(people: int, rights: int, **more: Any) -> HouseholdPaper:
    agencies = list(Agency)
    values: dict[str, Any] = {
        "area": "950205",
        "phase": 1,
        "printed_on": DAY,
        "people": tuple(
            Member(
                f"m{n}", NAMES[n % 4] + (f" ที่ {n}" if n > 3 else ""), "บุตร" if n else "หัวหน้าครัวเรือน", n, "หญิง"
            )
            for n in range(people)
        ),
        "address": {"house_no": "99/1", "village_no": "4", "phone": "0812345678"},
        "mentor": "mentor-7",
        "surveyed_on": date(2021, 7, 1),
        "visit": tuple(
            (Text(f"ถามว่า {n}: {LONG.th}", f"Ask {n}: {LONG.en}"), f"m{n % 2}") for n in range(rights // 2)
        ),
        "rights": tuple(
            Right(
                LONG if n % 3 else OLD_AGE,
                f"m{n % 4}" if n % 5 else None,
                STATES[n % 7],
                n * 50,
                agencies[n % 8],
            )
            for n in range(rights)
        ),
        "works": tuple(
            Work(OLD_AGE, f"m{n % 4}", agencies[n % 8], "sent", date(2022, 2, 1 + n % 28))
            for n in range(rights // 3)
        ),
    }
    return HouseholdPaper(**{**values, **more})


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(("people", "rights"), [(0, 0), (1, 4), (5, 24), (12, 200)])
def test_a_family_is_two_pages_with_every_name_and_the_most_pressing_first(
    people: int, rights: int, language: str
) -> None:
    made = household_pdf(paper(people, rights, language=language))
    assert pages(made) <= 2
    text = read(made)
    found = paper(people, rights)
    wanted = [one.name for one in found.people] + ["99/1", "0812345678", "mentor-7"]
    wanted += [{"th": "มีสิทธิ ยังไม่ได้รับ", "en": "Entitled, not received"}[language]] if rights else []
    assert [one for one in wanted if squeezed(one) not in text] == []
    if 0 < rights <= 24:
        for what, _ in found.visit:
            assert squeezed(what.in_(language)) in text


def test_the_same_family_on_the_same_day_is_the_same_paper() -> None:
    assert household_pdf(paper(3, 9)) == household_pdf(paper(3, 9))


def test_what_does_not_apply_is_only_counted() -> None:
    text = read(household_pdf(paper(2, 14)))
    assert squeezed("ไม่เข้าเงื่อนไขอีก 2 รายการ") in text


def test_words_that_mean_something_to_the_typesetter_are_only_text() -> None:
    odd = "#panic(1) *x* _y_ $z$ <a> [b]"
    one = replace(paper(1, 3), visit=((Text(odd, odd), None),), people=(Member("m0", "นาย*ก* #ข"),))
    text = read(household_pdf(one))
    assert squeezed(odd) in text
    assert squeezed("นาย*ก* #ข") in text
