"""A household on two pages for its mentor: who lives there, what the next visit is for, rights, work under way.

It names people: only the printing function makes it, for who may have the names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain import words
from shared.domain.areas import Areas
from shared.reporting.labels import PHASE, agency
from shared.reporting.layout import WORDS
from shared.reporting.pdf import AUTHOR, pages_of, typeset
from shared.reporting.thai import kept, prepared, unbroken
from shared.reporting.wording import Text, long_date, number, short_date

MOST_PAGES = 2
_SIZES = (10.5, 9.5, 8.5, 8.0)
_CUTS = (40, 30, 22, 16, 12, 8)  # rows of each table, where even the smallest letters take too much room
_RIGHTS = tuple(words.RIGHT_STATES)  # in this order: what is to be done comes first
_LIVE = ("returned", "done", "waiting", "sent", "accepted", "in_progress", "draft")
_TITLE = Text("ครอบครัวโดยสรุป สำหรับพี่เลี้ยง", "The family at a glance, for its mentor")
_CARE = Text(
    "มีข้อมูลส่วนบุคคล ใช้เฉพาะการเยี่ยมครั้งนี้ ห้ามถ่ายรูปหรือส่งต่อ และทำลายเมื่อใช้เสร็จ ผลสิทธิเป็นผลเบื้องต้น หน่วยงานเป็นผู้พิจารณา",
    "This paper names people: for this visit alone. Do not photograph it or pass it on; destroy it afterwards. "
    "Answers are preliminary: the agency decides.",
)
_HEADS = {
    "people": Text("สมาชิก|ความสัมพันธ์|อายุ|เพศ", "Member|Relation|Age|Sex"),
    "rights": Text("สวัสดิการ|ใคร|สถานะ|บาท/เดือน|หน่วยงาน", "Benefit|Who|State|Baht a month|Agency"),
    "tasks": Text("เรื่อง|ใคร|หน่วยงาน|สถานะ|กำหนด", "About|Who|Agency|State|Due"),
}
_TITLES = {
    "people": Text("สมาชิกในบ้าน", "Who lives there"),
    "visit": Text("สิ่งที่ต้องทำเมื่อเยี่ยมบ้าน", "What the next visit is for"),
    "rights": Text("สิทธิและสวัสดิการ", "Rights"),
    "tasks": Text("งานที่หน่วยงานกำลังทำ", "Work under way"),
}
_NOTHING = Text("ไม่มีรายการ", "Nothing")
_ALL = Text("ทั้งครอบครัว", "all")
_MORE = Text("ยังมีอีก {} รายการในระบบ", "{} more in the system")
_NOT = Text("ไม่เข้าเงื่อนไขอีก {} รายการ", "{} more do not apply")
_SEX = {"ชาย": Text("ชาย", "man"), "หญิง": Text("หญิง", "woman")}


@dataclass(frozen=True, slots=True)
class Member:
    """``age``: on the day of printing; None where the birth date is not known."""

    member_id: str
    name: str
    relation: str | None = None
    age: int | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """``state``: a display state of contracts §6. ``member_id`` None: the household's."""

    title: Text
    member_id: str | None
    state: str
    baht_month: int
    agency: str


@dataclass(frozen=True, slots=True)
class Work:
    """A task that is not over."""

    title: Text
    member_id: str | None
    agency: str
    state: str
    due: date | None


@dataclass(frozen=True, slots=True)
class HouseholdPaper:
    """``address``: identity fields; ``visit``: what the next visit is for, with the member each item is about."""

    area: str
    phase: int
    printed_on: date
    people: Sequence[Member] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    mentor: str | None = None
    surveyed_on: date | None = None
    visited_on: date | None = None
    speaks: str | None = None
    visit: Sequence[tuple[Text, str | None]] = ()
    rights: Sequence[Right] = ()
    works: Sequence[Work] = ()
    language: str = "th"


def household_pdf(paper: HouseholdPaper) -> bytes:
    """At most two pages: smaller letters first, then fewer rows, and it says how many are left out."""
    data: dict[str, Any] = {}
    for size, most in [*((size, None) for size in _SIZES), *((_SIZES[-1], most) for most in _CUTS)]:
        data = {**_data(paper, most), "size": size}
        if pages_of("household.typ", data) <= MOST_PAGES:
            break
    return typeset("household.typ", data, paper.printed_on)


def _data(paper: HouseholdPaper, most: int | None) -> dict[str, Any]:
    language = paper.language
    names = {one.member_id: one.name for one in paper.people}

    def said(text: Text) -> str:
        return prepared(text.in_(language))

    return {
        "language": language,
        "title": said(_TITLE),
        "author": AUTHOR.in_(language),
        "unbroken": "|".join([*map(kept, filter(None, names.values())), unbroken()]),
        "page": said(WORDS["page"]),
        "made": {"year": paper.printed_on.year, "month": paper.printed_on.month, "day": paper.printed_on.day},
        "subtitle": prepared(_place(paper)),
        "care": said(_CARE),
        "footer": said(_printed(paper.printed_on)),
        "about": [[said(name), prepared(value)] for name, value in _about(paper)],
        "people": _table("people", _people(paper), [2], (3.2, 2, 0.8, 0.8), language, None),
        "visit": {
            "title": said(_TITLES["visit"]),
            "nothing": said(_NOTHING),
            "items": _visit(paper, names, most),
        },
        "tables": [
            _rights(paper, names, most),
            _table(
                "tasks",
                _works(paper, names),
                [],
                (3.2, 1.8, 1.8, 1.6, 1.2),
                language,
                most,
            ),
        ],
    }


def _printed(day: date) -> Text:
    when = long_date(day)
    return Text(f"พิมพ์เมื่อ {when.th}", f"Printed {when.en}")


def _table(
    name: str,
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    widths: Sequence[float],
    language: str,
    most: int | None,
    note: str = "",
) -> dict[str, Any]:
    left = len(rows) - most if most is not None and len(rows) > most else 0
    notes = [part for part in (_MORE.in_(language).format(left) if left else "", note) if part]
    return {
        "title": prepared(_TITLES[name].in_(language)),
        "heads": [prepared(head) for head in _HEADS[name].in_(language).split("|")],
        "widths": list(widths),
        "numbers": list(numbers),
        "rows": [[prepared(cell) for cell in row] for row in rows[:most]],
        "nothing": prepared(_NOTHING.in_(language)),
        "note": prepared(" · ".join(notes)) if notes else None,
    }


def _place(paper: HouseholdPaper) -> str:
    areas = Areas.load()
    tambon, district = areas.tambon(paper.area), areas.district(paper.area[:4])
    if paper.language == "en":
        return ", ".join(one.en for one in (tambon, district) if one)
    return " ".join(f"{kind}{one.th}" for kind, one in (("ตำบล", tambon), ("อำเภอ", district)) if one)


def _about(paper: HouseholdPaper) -> list[tuple[Text, str]]:
    language = paper.language
    house, village = paper.address.get("house_no"), paper.address.get("village_no")
    where = Text(
        f"บ้านเลขที่ {house or '–'} หมู่ที่ {village or '–'}", f"house {house or '–'}, village {village or '–'}"
    )
    rows: list[tuple[Text, str | None]] = [
        (Text("ที่อยู่", "Address"), f"{where.in_(language)} {_place(paper)}"),
        (Text("โทรศัพท์", "Phone"), paper.address.get("phone")),
        (Text("พี่เลี้ยง", "Mentor"), paper.mentor),
        (Text("ระยะ", "Phase"), PHASE[str(paper.phase)].in_(language)),
        (Text("ภาษาที่ใช้ในบ้าน", "Language at home"), paper.speaks),
        (Text("สำรวจเมื่อ", "Surveyed"), _day(paper.surveyed_on, language)),
        (Text("เยี่ยมครั้งล่าสุด", "Last visit"), _day(paper.visited_on, language) or "–"),
    ]
    return [(name, value) for name, value in rows if value]


def _day(day: date | None, language: str) -> str | None:
    return long_date(day).in_(language) if day else None


def _people(paper: HouseholdPaper) -> list[list[str]]:
    language = paper.language
    return [
        [
            one.name,
            words.word(words.RELATIONS, one.relation, language) if one.relation else "–",
            str(one.age) if one.age is not None else "–",
            _SEX[one.sex].in_(language) if one.sex in _SEX else "–",
        ]
        for one in paper.people
    ]


def _visit(paper: HouseholdPaper, names: Mapping[str, str], most: int | None) -> list[str]:
    items = []
    for what, member in paper.visit:
        who = names.get(member or "")
        said = what.in_(paper.language)
        items.append(prepared(f"{said} ({who})" if who else said))
    if most is not None and len(items) > most:
        items = [*items[:most], prepared(_MORE.in_(paper.language).format(len(items) - most))]
    return items


def _rights(paper: HouseholdPaper, names: Mapping[str, str], most: int | None) -> dict[str, Any]:
    language = paper.language
    shown = sorted(
        (one for one in paper.rights if one.state in words.RIGHT_STATES),
        key=lambda one: (_RIGHTS.index(one.state), -one.baht_month, one.title.th, one.member_id or ""),
    )
    rows = [
        [
            one.title.in_(language),
            _who(one.member_id, names, language),
            words.word(words.RIGHT_STATES, one.state, language),
            number(one.baht_month) if one.baht_month else "–",
            agency(one.agency).in_(language),
        ]
        for one in shown
    ]
    left = len(paper.rights) - len(shown)
    note = _NOT.in_(language).format(left) if left else ""
    return _table("rights", rows, [3], (3.2, 1.8, 1.6, 1.1, 1.9), language, most, note)


def _works(paper: HouseholdPaper, names: Mapping[str, str]) -> list[list[str]]:
    language = paper.language
    live = sorted(
        (one for one in paper.works if one.state in _LIVE),
        key=lambda one: (one.due is None, one.due or paper.printed_on, _LIVE.index(one.state), one.title.th),
    )
    return [
        [
            one.title.in_(language),
            _who(one.member_id, names, language),
            agency(one.agency).in_(language),
            words.word(words.TASK_STATES, one.state, language),
            short_date(one.due).in_(language) if one.due else "–",
        ]
        for one in live
    ]


def _who(member: str | None, names: Mapping[str, str], language: str) -> str:
    return names.get(member, "–") if member else _ALL.in_(language)
