"""Papers for people: a household's plan on two pages, to read, sign and keep; the minutes of a meeting. Thai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.agencies import Agency
from shared.domain.alerts import CAUSES
from shared.domain.areas import Areas
from shared.domain.meetings import KINDS, Item, Meeting, Verdict, minutes
from shared.domain.plan_types import Goal, Measure, MeasureState, Plan, Signature
from shared.domain.plans import unsigned
from shared.reporting.labels import DIMENSION, agency
from shared.reporting.pdf import AUTHOR, pages_of, typeset
from shared.reporting.thai import kept, prepared, unbroken
from shared.reporting.wording import long_date, number, short_date

MOST_PAGES = 2
# Points, and whether the signatures have a page of their own: the first with which the plan fits on its pages.
_FITS = ((11.0, True), (11.0, False), (10.0, False), (9.0, False), (8.0, False))
_STATE = {
    "draft": "ร่าง ยังแก้ไขได้",
    "submitted": "เสนอคณะกรรมการแล้ว",
    "approved": "คณะกรรมการเห็นชอบแล้ว",
    "active": "คณะกรรมการเห็นชอบแล้ว กำลังดำเนินการ",
    "revised": "มีฉบับใหม่แทนแล้ว",
    "completed": "ดำเนินการครบแล้ว",
}
_TRACK = {"develop": "พัฒนาให้พึ่งตนเองได้", "lasting_care": "ดูแลต่อเนื่อง"}
_LEVEL = {"subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด", "central": "ส่วนกลาง"}
_TASKS = {"plan": "แผนครัวเรือน", "measure": "มาตรการตามแผน", "grievance": "เรื่องร้องเรียน"}
_METHOD = {
    "signature": "ลงลายมือชื่อ",
    "thumbprint": "พิมพ์ลายนิ้วมือ",
    "voice": "ให้ความยินยอมด้วยเสียง",
    "system": "ในระบบ",
}
_DATE = "วันที่ ........................................"
_DONE = {MeasureState.ACHIEVED: "สำเร็จ", MeasureState.GIVEN_UP: "ยุติ"}
_RIGHTS = (
    "สิทธิสวัสดิการตามกฎหมายเป็นของครอบครัวอยู่แล้ว ไม่ขึ้นกับแผนนี้ และไม่ต้องลงนามเพื่อให้ได้รับ",
    "ครอบครัวไม่เห็นด้วยหรือขอแก้ไขได้ทุกข้อ หากแก้ไขจะทำฉบับใหม่ให้ลงนามอีกครั้ง",
    "งานแต่ละข้อจะปิดได้เมื่อครอบครัวหรือพี่เลี้ยงยืนยันว่าได้รับจริง",
    "หากไม่ได้รับความเป็นธรรม ร้องเรียนได้ทางพี่เลี้ยง หรือที่ ศอ.บต. โดยตรง โดยผู้ที่ไม่เกี่ยวข้องกับเรื่องเป็นผู้พิจารณา",
)
_VERDICTS = {
    "approve": "เห็นชอบ",
    "send_back": "ส่งกลับแก้ไข",
    "fund": "จัดหางบประมาณ",
    "reroute": "ส่งต่อหน่วยงาน",
    "lower": "ส่งกลับระดับปฏิบัติ",
    "amend": "แก้ไขแล้วส่งใหม่",
    "close_no_action": "ปิดโดยไม่ดำเนินการ",
    "grant": "อนุมัติเงิน",
    "refuse": "ไม่อนุมัติเงิน",
    "back_to_planning": "กลับไปวางแผน",
    "measure_added": "เพิ่มมาตรการ",
    "watch": "เฝ้าติดตาม",
    "no_action": "ไม่ต้องดำเนินการ",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who lives there, as the family's own paper names them."""

    member_id: str
    name: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """``plan``: as its measures stand. ``address``: identity fields of the household; ``mentor``: an officer's id."""

    plan: Plan
    area: str
    printed_on: date
    people: Sequence[Person] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    mentor: str | None = None


def plan_pdf(paper: PlanPaper) -> bytes:
    """The same bytes for the same paper. Longer texts are set smaller; only what no reader could read runs on."""
    data = _plan(paper)
    for size, apart in _FITS:
        data |= {"size": size, "apart": apart}
        if pages_of("plan.typ", data) <= MOST_PAGES:
            break
    return typeset("plan.typ", data, paper.printed_on)


def minutes_pdf(meeting: Meeting, printed_on: date, titles: Mapping[str, str]) -> bytes:
    """The agenda with what was decided; before the meeting is closed it says so. ``titles``: of benefits, by id."""
    return typeset("minutes.typ", {**_minutes(meeting, printed_on, titles), "size": 10.5}, printed_on)


def _common(title: str, printed_on: date) -> dict[str, Any]:
    return {
        "title": prepared(title),
        "author": AUTHOR.th,
        "unbroken": unbroken(),
        "page": "หน้า",
        "made": {"year": printed_on.year, "month": printed_on.month, "day": printed_on.day},
    }


def _plan(paper: PlanPaper) -> dict[str, Any]:
    plan = paper.plan
    names = {one.member_id: one.name for one in paper.people}
    lists = (
        [{"title": "เป้าหมายของครอบครัว", "items": [_goal(one) for one in plan.goals]}] if plan.goals else []
    )
    return {
        **_common("แผนช่วยเหลือและพัฒนาครอบครัว", paper.printed_on),
        "unbroken": "|".join([*map(kept, names.values()), unbroken()]),
        "subtitle": prepared(f"ฉบับที่ {plan.number} · {_STATE[plan.state]}"),
        "footer": prepared(f"พิมพ์เมื่อ {long_date(paper.printed_on).th} · รหัสข้อความ {plan.digest[:12]}"),
        "about": [[prepared(name), prepared(said)] for name, said in _about(paper)],
        "lists": [{"title": one["title"], "items": list(map(prepared, one["items"]))} for one in lists],
        "measures": {
            "title": "สิ่งที่จะทำ",
            "heads": ["เรื่อง", "หน่วยงาน", "กำหนด", "งบ (บาท)", "ผลที่ต้องการ"],
            "widths": [3.0, 1.6, 1.15, 0.85, 1.9],
            "numbers": [3],
            "rows": [[prepared(cell) for cell in _measure(one, names)] for one in plan.measures],
        },
        "money": prepared(_money(plan)),
        "signatures": {
            "title": "ลงนาม",
            "note": prepared("ทุกฝ่ายลงนามในข้อความเดียวกันนี้ (ดูรหัสข้อความท้ายหน้า)"),
            "places": [{"who": prepared(who), "said": prepared(said)} for who, said in _places(plan)],
        },
        "rights": {"title": "สิทธิของครอบครัว", "items": [prepared(one) for one in _RIGHTS]},
    }


def _about(paper: PlanPaper) -> list[tuple[str, str]]:
    plan, rows = paper.plan, []
    people = [f"{one.name} ({one.relation})" if one.relation else one.name for one in paper.people]
    rows.append(("ครอบครัว", " · ".join(people) or "–"))
    rows.append(("ที่อยู่", _address(paper)))
    if paper.address.get("phone"):
        rows.append(("โทรศัพท์", paper.address["phone"]))
    if paper.mentor:
        rows.append(("พี่เลี้ยง", paper.mentor))
    if plan.starts and plan.ends:
        rows.append(("ระยะเวลา", f"{long_date(plan.starts).th} – {long_date(plan.ends).th}"))
    if plan.track:
        rows.append(("แนวทาง", _TRACK[plan.track]))
    return rows


def _address(paper: PlanPaper) -> str:
    areas, parts = Areas.load(), []
    if paper.address.get("house_no"):
        parts.append(f"บ้านเลขที่ {paper.address['house_no']}")
    if paper.address.get("village_no"):
        parts.append(f"หมู่ที่ {paper.address['village_no']}")
    tambon, district = areas.tambon(paper.area), areas.district(paper.area[:4])
    parts += [f"ตำบล{tambon.th}"] if tambon else []
    parts += [f"อำเภอ{district.th}"] if district else []
    return " ".join(parts)


def _goal(one: Goal) -> str:
    return f"{DIMENSION[one.dimension].th}: {one.th}"


def _measure(one: Measure, names: Mapping[str, str]) -> list[str]:
    name = names.get(one.member_id or "")
    what = f"{one.th} ({name})" if name else one.th
    if one.state in _DONE:
        what = f"[{_DONE[one.state]}] {what}"
    budget = "–" if one.budget is None else number(one.budget)
    due = short_date(one.due).th if one.due else "–"
    return [what, agency(one.agency).th, due, budget, one.target or "–"]


def _money(plan: Plan) -> str:
    said = f"งบรวม {number(plan.budget)} บาท"
    said += f" จากวงเงิน {number(plan.ceiling)} บาท" if plan.ceiling is not None else ""
    levels = dict.fromkeys(_LEVEL[one.level] for one in plan.measures if one.budget)
    return said + (f" · ระดับ{'  '.join(levels)}" if levels else "")


def _places(plan: Plan) -> list[tuple[str, str]]:
    """A place for everyone who must sign; who has signed is told with day and manner."""
    signed = [(_who(one), f"{_METHOD[one.method]} {long_date(one.on).th}") for one in plan.signatures]
    open_ = [(_name_of(one), _DATE) for one in unsigned(plan)]
    chair = [] if any(one.role == "chair" for one in plan.signatures) else [(_name_of("chair"), _DATE)]
    return [*signed, *open_, *chair]


def _who(one: Signature) -> str:
    return _name_of(one.agency or one.role)


def _name_of(role: str) -> str:
    people = {"household": "ผู้แทนครอบครัว", "mentor": "พี่เลี้ยง", "chair": "ประธานคณะกรรมการ"}
    return people.get(role) or agency(role).th


def _minutes(meeting: Meeting, printed_on: date, titles: Mapping[str, str]) -> dict[str, Any]:
    title = "รายงานการประชุมคณะกรรมการ" if meeting.closed else "ระเบียบวาระและมติ (ยังไม่ปิดการประชุม)"
    about = [
        ("วันประชุม", long_date(meeting.on).th),
        ("ประธาน", meeting.chair),
        ("ผู้เข้าประชุม", " · ".join(one for one in meeting.present if one != meeting.chair)),
        ("เรื่องทั้งหมด", f"{len(meeting.items)} เรื่อง มีมติแล้ว {len(meeting.verdicts)} เรื่อง"),
    ]
    return {
        **_common(title, printed_on),
        "footer": prepared(f"การประชุม {meeting.meeting_id} · พิมพ์เมื่อ {long_date(printed_on).th}"),
        "about": [[name, prepared(said)] for name, said in about],
        "nothing": prepared("ไม่มีเรื่องเข้าที่ประชุม"),
        "kinds": [
            _kind(place, kind, rows, titles) for place, (kind, rows) in enumerate(minutes(meeting).items(), 1)
        ],
        "places": ["ประธาน", "ผู้จดรายงานการประชุม"],
    }


def _kind(
    place: int, kind: str, rows: Sequence[tuple[Item, Verdict | None]], titles: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "title": prepared(f"วาระที่ {place} {KINDS[kind][0]} ({len(rows)} เรื่อง)"),
        "heads": ["ครัวเรือน", "เรื่อง", "มติ", "เหตุผล"],
        "widths": [1.7, 2.0, 1.3, 2.4],
        "numbers": [],
        "rows": [[prepared(cell) for cell in _decided(item, said, titles)] for item, said in rows],
    }


def _decided(item: Item, said: Verdict | None, titles: Mapping[str, str]) -> list[str]:
    verdict = _VERDICTS[said.verdict] if said else "ยังไม่พิจารณา"
    return [item.household_id, _alike(item, titles), verdict, (said.reason if said else None) or "–"]


def _alike(item: Item, titles: Mapping[str, str]) -> str:
    """What the item is about, from the words by which alike ones are known."""
    if item.kind == "alert":
        return CAUSES[item.alike][0]
    said = {**titles, **_TRACK, **{level: f"ระดับ{th}" for level, th in _LEVEL.items()}, **_TASKS}
    said |= {str(code): agency(code).th for code in Agency}
    return " ".join(said.get(word, word) for word in item.alike.split(" "))
