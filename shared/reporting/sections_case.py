"""Tables about the work on cases: visits, measures of plans, work that bounced, and whose time work took."""

from __future__ import annotations

from shared.domain.agencies import Agency
from shared.reporting.figures import Figures
from shared.reporting.labels import TOTAL, agency
from shared.reporting.masking import counts, one_count, share, whole_lines
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text

_VISITS = {
    "due_made": (
        Text("เยี่ยมตามนัด (ของที่ถึงกำหนดในงวด)", "Made, of those due in the period"),
        ("visit", "due_made"),
        ("visit", "due"),
    ),
    "visited": (
        Text("ครัวเรือนในโครงการที่ได้รับการเยี่ยมในงวด", "Households of the programme visited in the period"),
        ("programme_visited",),
        ("programme",),
    ),
}
_KINDS = {
    "done": Text("เยี่ยมสำเร็จ", "Visits made"),
    "team": Text("เป็นการเยี่ยมของทีมหลายหน่วยงาน", "of these by a team of several agencies"),
    "nobody_home": Text("ไม่พบใคร", "Nobody home"),
    "refused": Text("ไม่ให้เยี่ยม", "Refused"),
    "cancelled": Text("ยกเลิก", "Cancelled"),
}


def visits(figures: Figures) -> Table:
    """Visits made of those due, households seen, and how visits of the period ended."""
    rows: list[list[Cell]] = []
    for name, part, whole in _VISITS.values():
        got, of = one_count(figures.total.get(*part)), one_count(figures.total.get(*whole))
        rows.append([text_cell(name), got, of, share(got, of)])
    for kind, name in _KINDS.items():
        rows.append([text_cell(name), one_count(figures.total.get("visit", kind)), Cell(None), Cell(None)])
    columns = [
        Column("what", Text("การเยี่ยม", "Visits"), Kind.TEXT, 3.6),
        Column("number", Text("จำนวน", "Number")),
        Column("of", Text("จาก", "Of")),
        Column("share", Text("สัดส่วน", "Share"), Kind.SHARE),
    ]
    title = Text("การเยี่ยมบ้าน", "Visits to households")
    return Table("visits", title, columns, rows, [*_VISITS, *_KINDS])


_MEASURES = {
    "underway": Text("กำลังทำ", "Under way"),
    "achieved": Text("ถึงเป้าหมาย", "Achieved"),
    "given_up": Text("เลิกทำ", "Given up"),
}


def measures(figures: Figures) -> Table:
    """Measures of approved plans: where they stand, and how many of those due reached their target in time."""
    total = figures.total
    codes = [str(code) for code in Agency if total.get("measure", str(code), "planned")]
    parts = [[total.get("measure", code, name) for name in _MEASURES] for code in codes]
    lines, last = whole_lines([[*part, sum(part)] for part in parts])
    due, due_total = counts([total.get("measure", code, "due") for code in codes])
    met, met_total = counts([total.get("measure", code, "on_target") for code in codes])
    rows = [
        [text_cell(agency(code)), *lines[place], due[place], met[place], share(met[place], due[place])]
        for place, code in enumerate(codes)
    ]
    columns = [
        Column("agency", Text("หน่วยงาน", "Agency"), Kind.TEXT, 3),
        *(Column(name, title, width=1.1) for name, title in _MEASURES.items()),
        Column("planned", Text("ทั้งหมด", "All")),
        Column("due", Text("ถึงกำหนด", "Due")),
        Column("on_target", Text("ถึงเป้าทันกำหนด", "On target in time"), width=1.4),
        Column("rate", Text("ตามเป้า %", "On target"), Kind.SHARE),
    ]
    title = Text("มาตรการตามแผน", "Measures of plans")
    ends = [text_cell(TOTAL), *last, due_total, met_total, share(met_total, due_total)] if rows else None
    return Table("measures", title, columns, rows, codes, ends)


def bounces(figures: Figures) -> Table:
    """Work that one agency gave back and another got: by pair, the most frequent first."""
    found = {key[0]: n for key, n in figures.total.under("bounce").items()}
    pairs = sorted(found, key=lambda pair: (-found[pair], pair))
    cells, last = counts([found[pair] for pair in pairs])
    rows = []
    for pair, cell in zip(pairs, cells, strict=True):
        first, _, second = pair.partition(">")
        rows.append([text_cell(agency(first)), text_cell(agency(second)), cell])
    columns = [
        Column("from", Text("ส่งกลับโดย", "Given back by"), Kind.TEXT, 3),
        Column("to", Text("ส่งต่อไปยัง", "Went on to"), Kind.TEXT, 3),
        Column("times", Text("ครั้ง", "Times")),
    ]
    title = Text("งานที่ส่งต่อระหว่างหน่วยงาน", "Work that went from agency to agency")
    total = [text_cell(TOTAL), text_cell(Text("", "")), last] if rows else None
    return Table("bounces", title, columns, rows, [pair.replace(">", "-") for pair in pairs], total)


_OWNERS = {
    "coordinator": Text("ผู้ประสานงาน", "Coordinator"),
    "agency": Text("หน่วยงาน (ยังไม่มอบหมาย)", "Agency, not yet assigned"),
    "officer": Text("เจ้าหน้าที่ของหน่วยงาน", "Agency's officer"),
    "mentor": Text("พี่เลี้ยง (รอยืนยัน)", "Mentor, to confirm"),
    "citizen": Text("ครอบครัว (รอเอกสารหรือการตอบ)", "Family: papers or an answer awaited"),
    "other_agency": Text("หน่วยงานอื่น", "Another agency"),
    "budget": Text("งบประมาณ", "Money awaited"),
    "court": Text("ศาลหรือกระบวนการตามกฎหมาย", "Court or legal process"),
    "force_majeure": Text("เหตุสุดวิสัย", "Act of God"),
    "closed": Text("ปิดไปแล้วเปิดใหม่", "Closed, then opened again"),
}


def owners(figures: Figures) -> Table:
    """Whose time work took: days of all tasks by who had them. They add up to all days from opening to end."""
    found = {key[0]: n for key, n in figures.total.under("owner_days").items()}
    codes = [code for code in _OWNERS if code in found] + sorted(set(found) - set(_OWNERS))
    sent = sum(n for key, n in figures.total.under("task").items() if key[1] == "sent")
    shown = Shown.HIDDEN if 0 < sent < 5 else Shown.VALUE
    whole = Cell(figures.total.get("elapsed_days"), shown)
    rows = []
    for code in codes:
        days = Cell(found[code], shown)
        name = _OWNERS.get(code, Text(code, code))
        rows.append([text_cell(name), days, _of(days, whole)])
    columns = [
        Column("owner", Text("อยู่กับใคร", "With whom"), Kind.TEXT, 3),
        Column("days", Text("วัน", "Days"), Kind.COUNT),
        Column("share", Text("สัดส่วน", "Share"), Kind.SHARE),
    ]
    note = Text(
        "วันตามปฏิทินของทุกงานรวมกัน ตั้งแต่เปิดงานจนจบหรือจนวันตัดข้อมูล เวลาที่รอใครนับเป็นของผู้นั้น",
        "Calendar days of all tasks, from opening to the end or the cut-off day; time spent waiting is whose was waited for",
    )
    title = Text("เวลาของงานอยู่กับใคร", "Whose time work took")
    return Table(
        "owners",
        title,
        columns,
        rows,
        codes,
        [text_cell(TOTAL), whole, _of(whole, whole)] if rows else None,
        note,
    )


def _of(days: Cell, whole: Cell) -> Cell:
    if not isinstance(days.value, int) or not isinstance(whole.value, int) or whole.value == 0:
        return Cell(None)
    return Cell(days.value / whole.value, days.shown)
