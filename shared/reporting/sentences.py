"""The first page in words: what changed for families, and what the committee has to decide."""

from __future__ import annotations

from collections.abc import Sequence

from shared.reporting import remarks
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import agency
from shared.reporting.model import Cell, Figure, Table
from shared.reporting.suppress import Shown, small
from shared.reporting.tally import UNNAMED
from shared.reporting.wording import Text, long_date, period_name

EMPTY = Text(
    "งวดนี้ไม่มีข้อมูลครัวเรือนในระบบ จึงไม่มีตัวเลขให้รายงาน โปรดตรวจว่าหน่วยงานคู่ร่วมส่งไฟล์เข้ากล่องรับแล้วหรือยัง",
    "There are no households for this period, so there are no figures to report. Please check whether partners have sent their files.",
)
FEW = Text(
    "มีครัวเรือนน้อยกว่า 5 ครัวเรือน จึงปกปิดตัวเลขเกือบทั้งหมดเพื่อไม่ให้รู้ได้ว่าเป็นใคร รายละเอียดดูได้ในระบบตามสิทธิของผู้ใช้",
    "There are fewer than 5 households, so nearly every number is hidden lest people be recognised; see the console.",
)
NOTHING_TO_DECIDE = Text("ไม่มีเรื่องค้างที่ต้องตัดสินใจ", "Nothing waits for a decision")


def _said(template: Text, **cells: Cell) -> Text:
    """A sentence with cells in it; a hidden one reads as its mark."""
    return Text(
        template.th.format(**{name: cell.text("th") for name, cell in cells.items()}),
        template.en.format(**{name: cell.text("en") for name, cell in cells.items()}),
    )


def summary(figures: Figures, numbers: Sequence[Figure]) -> list[Text]:
    if figures.empty:
        return [EMPTY]
    few = [FEW] if by_few(figures) else []
    by_id = {figure.id: figure.cell for figure in numbers}
    name = period_name(figures.period_start, figures.period_end)
    day = long_date(figures.period_end)
    opening = Text(
        f"ณ วันที่ {day.th} ดูแลอยู่ {{homes}} ครัวเรือน มีสิทธิที่ควรได้แต่ยังไม่ได้รับ {{open}} รายการ",
        f"On {day.en} there are {{homes}} households, with {{open}} rights that are due and not received.",
    )
    change = Text(
        f"ตั้งแต่เริ่มโครงการจนสิ้น{name.th} ครอบครัวได้รับสิทธิเพิ่มแล้ว {{closed}} รายการ "
        "เป็นเงินเพิ่ม {unlocked} บาทต่อเดือน และยังไม่ได้รับอีก {unclaimed} บาทต่อเดือน",
        f"From the start until the end of {name.en} families received {{closed}} more rights, worth {{unlocked}} baht "
        "a month; {unclaimed} baht a month is still unclaimed.",
    )
    work = Text(
        "งานที่หน่วยงานยังไม่ตอบรับหรือเลยกำหนดแล้วมี {waiting} งาน",
        "{waiting} tasks are not acknowledged in time or past their due date.",
    )
    return [
        _said(opening, homes=by_id["households"], open=by_id["open"]),
        _said(
            change,
            closed=by_id["closed_received"],
            unlocked=by_id["unlocked"],
            unclaimed=by_id["unclaimed"],
        ),
        _said(work, waiting=by_id["waiting"]),
        *few,
    ]


def decide(figures: Figures, context: ReportContext, benefits: Table, act: Table) -> list[Text]:
    """At most five points, each with somebody to act. Numbers come from the tables, with their masks."""
    if figures.empty:
        return []
    points = [
        *_slowest(figures, act),
        *_largest_gap(context, benefits),
        *_returned(act),
        *_missing_facts(figures),
        *(
            remarks.empty_districts(figures, context.places)
            if context.level == 4 and context.agency is None
            else []
        ),
    ]
    return points or [NOTHING_TO_DECIDE]


def _slowest(figures: Figures, act: Table) -> list[Text]:
    """The agency with most work that waits."""
    by_agency: dict[str, int] = {}
    for key, n in figures.total.under("act").items():
        if key[1] in ("unacknowledged", "late"):
            by_agency[key[0]] = by_agency.get(key[0], 0) + n
    if not by_agency:
        return []
    who = min(by_agency, key=lambda code: (-by_agency[code], code))
    oldest = long_date(figures.total.oldest[("act", who)])
    name = agency(who)
    return [
        Text(
            f"เร่งรัด: {name.th} มีงานค้างมากที่สุด เก่าสุดเลยกำหนดตั้งแต่ {oldest.th} "
            "(จำนวนรายอำเภอในหน้า “ใครต้องทำอะไร”)",
            f"Press: {name.en} has most work waiting, the oldest late since {oldest.en} (see “Who must act”)",
        )
    ]


def _largest_gap(context: ReportContext, benefits: Table) -> list[Text]:
    """The benefit with most money unclaimed, among those that may be shown."""
    money, gaps = benefits.column("unclaimed"), benefits.column("gap")
    found = [
        (cell.value, place)
        for place, cell in enumerate(money)
        if cell.shown is Shown.VALUE
        and isinstance(cell.value, int)
        and cell.value
        and benefits.codes[place] != UNNAMED  # nobody can hold a claims day for what it does not name
    ]
    if not found:
        return []
    _, place = min(found, key=lambda one: (-one[0], one[1]))
    name = context.benefit(benefits.codes[place])
    template = Text(
        f"จัดวันรับคำขอในพื้นที่: {name.th} ยังไม่ได้รับ {{n}} ราย รวม {{baht}} บาทต่อเดือน",
        f"Hold a claims day: {name.en} is not received by {{n}} people, {{baht}} baht a month together",
    )
    return [_said(template, n=gaps[place], baht=money[place])]


def _returned(act: Table) -> list[Text]:
    if act.total is None:
        return []
    cell = act.total[4]
    if cell.value == 0:
        return []
    template = Text(
        "มอบผู้ประสานงานส่งใหม่: งานที่หน่วยงานส่งกลับ {n} งาน",
        "The coordinator resends {n} tasks that agencies returned",
    )
    return [_said(template, n=cell)]


def _missing_facts(figures: Figures) -> list[Text]:
    homes = figures.total.get("households_with_questions")
    whole = figures.total.get("households")
    if homes < 5 or 0 < whole - homes < 5:
        return []
    template = Text(
        "มอบพี่เลี้ยงเยี่ยมบ้าน: {n} ครัวเรือนยังขาดข้อมูลที่ชี้ขาดสิทธิ",
        "Mentors visit: {n} households lack facts that decide a right",
    )
    return [_said(template, n=Cell(homes))]


def by_few(figures: Figures) -> bool:
    return small(figures.total.get("households"))
