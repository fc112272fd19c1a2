"""Tables about money: what was found, won and lost by waiting; the months of the period; plans and what was spent."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.agencies import Agency
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import TOTAL, agency
from shared.reporting.masking import hides, one_money, share, whole_lines
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.tally import Key, Tally
from shared.reporting.wording import Text

_NAME = Column("name", Text("สวัสดิการ", "Benefit"), Kind.TEXT, 3.4)


def money(figures: Figures, context: ReportContext, benefits: Table) -> Table:
    """Baht a month found, won and still open, and what waiting has cost, by benefit."""
    codes = [code for code in figures.benefits if figures.total.get("baht_benefit", code, "found")]
    keys: list[list[Key]] = [
        [
            *(("baht_benefit", code, kind) for kind in ("found", "unlocked", "still_unclaimed")),
            ("baht_delay_benefit", code),
        ]
        for code in codes
    ]
    also = hides(benefits, codes, ("unlocked", "unclaimed"))
    lines = _sums(figures.total, keys, also)
    total = [
        one_money(figures.total, *key)
        for key in (
            ("baht", "found"),
            ("baht", "unlocked"),
            ("baht", "still_unclaimed"),
            ("baht_delay", "total"),
        )
    ]
    rows = [[text_cell(context.benefit(code)), *line] for code, line in zip(codes, lines, strict=True)]
    columns = [
        _NAME,
        Column("found", Text("พบ (บาท/ด.)", "Found (baht)"), Kind.MONEY, 1.2),
        Column("unlocked", Text("ได้เพิ่ม (บาท/ด.)", "Unlocked (baht)"), Kind.MONEY, 1.2),
        Column("unclaimed", Text("ยังไม่ได้ (บาท/ด.)", "Unclaimed (baht)"), Kind.MONEY, 1.2),
        Column("delay", Text("เสียเพราะรอ (บาท)", "Lost to delay (baht)"), Kind.MONEY, 1.3),
    ]
    note = Text(
        "พบ = ได้เพิ่ม + ยังไม่ได้ + ที่ปิดเพราะเหตุอื่น · เสียเพราะรอ = เดือนเต็มที่รอ × อัตรา ตั้งแต่เริ่ม ไม่ใช่ต่อเดือน",
        "Found = unlocked + unclaimed + closed for another reason · lost = whole months of waiting × rate, since the start",
    )
    title = Text("เงินรายสวัสดิการ", "Money by benefit")
    return Table("money", title, columns, rows, codes, [text_cell(TOTAL), *total] if rows else None, note)


def _sums(total: Tally, keys: Sequence[Sequence[Key]], also: Sequence[bool]) -> list[list[Cell]]:
    """Lines of baht, shown whole or not at all, and never one alone left out."""
    lines = [[one_money(total, *key) for key in row] for row in keys]
    bad = [
        also[place] or any(cell.shown is not Shown.VALUE for cell in line) for place, line in enumerate(lines)
    ]
    sums = [sum(total.get(*key) for key in row) for row in keys]
    others = [place for place in range(len(lines)) if not bad[place]]
    if sum(bad) == 1 and others:
        bad[min(others, key=lambda place: (sums[place], place))] = True
    return [
        [Cell(cell.value, Shown.HIDDEN if bad[place] else Shown.VALUE) for cell in line]
        for place, line in enumerate(lines)
    ]


def months(figures: Figures, context: ReportContext, benefits: Table) -> Table:
    """Of the money of the period's months that rights held for: what came and what did not. The two add up."""
    names = ("entitled", "received", "unclaimed")
    codes = [code for code in figures.benefits if figures.total.get("months", code, "entitled")]
    also = hides(benefits, codes, ("receiving", "gap"))
    keys: list[list[Key]] = [[("baht_months", code, name) for name in names] for code in codes]
    lines = _sums(figures.total, keys, also)
    rows = []
    for code, line in zip(codes, lines, strict=True):
        count = Cell(figures.total.get("months", code, "entitled"), line[0].shown)
        rows.append([text_cell(context.benefit(code)), count, *line, share(line[1], line[0])])
    sums = [sum(figures.total.get("baht_months", code, name) for code in codes) for name in names]
    columns = [
        _NAME,
        Column("months", Text("เดือน-คน", "Person-months")),
        Column("entitled", Text("ควรได้ (บาท)", "Due (baht)"), Kind.MONEY, 1.2),
        Column("received", Text("ได้รับ (บาท)", "Received (baht)"), Kind.MONEY, 1.2),
        Column("unclaimed", Text("ไม่ได้รับ (บาท)", "Not received (baht)"), Kind.MONEY, 1.2),
        Column("share", Text("ได้รับ %", "Received"), Kind.SHARE),
    ]
    note = Text(
        "นับสถานะ ณ สิ้นแต่ละเดือนของงวด × อัตราตามกฎหมาย ณ วันตัดข้อมูล · ควรได้ = ได้รับ + ไม่ได้รับ · เงินครั้งเดียวอยู่ในตารางถัดไป",
        "By the end of each month of the period × the rate on the cut-off day · due = received + not · one-off help is in a table of its own",
    )
    few = 0 < figures.total.get("households") < 5
    whole = [Cell(value, Shown.HIDDEN if few else Shown.VALUE) for value in sums]
    person = Cell(
        sum(figures.total.get("months", code, "entitled") for code in codes),
        whole[0].shown if whole else Shown.VALUE,
    )
    total = [text_cell(TOTAL), person, *whole, share(whole[1], whole[0])] if rows else None
    title = Text("เงินของงวดนี้: ควรได้ ได้รับ ไม่ได้รับ", "Money of this period: due, received, not received")
    return Table("months", title, columns, rows, codes, total, note)


def once(figures: Figures, context: ReportContext, benefits: Table) -> Table:
    """One-off and in-kind help, by rights: apart from money that comes every month."""
    codes = [code for code in figures.benefits if figures.total.get("once", code, "entitled")]
    also = hides(benefits, codes, ("receiving", "gap"))
    parts = [
        [figures.total.get("once", code, name) for name in ("entitled", "received", "unclaimed")]
        for code in codes
    ]
    lines, total = whole_lines(parts, also)
    rows = [[text_cell(context.benefit(code)), *line] for code, line in zip(codes, lines, strict=True)]
    columns = [
        _NAME,
        Column("entitled", Text("ควรได้", "Due")),
        Column("received", Text("ได้รับ", "Received")),
        Column("unclaimed", Text("ยังไม่ได้", "Not yet")),
    ]
    title = Text("บริการและเงินครั้งเดียว", "Services and one-off help")
    return Table("once", title, columns, rows, codes, [text_cell(TOTAL), *total] if rows else None)


def spending(figures: Figures) -> Table:
    """Money of approved plans: budget, and what was spent, by agency."""
    codes = [str(code) for code in Agency if figures.total.get("measure", str(code), "planned")]
    names = ("budget", "spent", "spent_in_period")
    keys: list[list[Key]] = [[("baht_plan", code, name) for name in names] for code in codes]
    lines = _sums(figures.total, keys, [False] * len(codes))
    rows = [
        [text_cell(agency(code)), *line, _used(line[1], line[0])]
        for code, line in zip(codes, lines, strict=True)
    ]
    sums = [sum(figures.total.get("baht_plan", code, name) for code in codes) for name in names]
    few = 0 < figures.total.get("planned_households") < 5
    whole = [Cell(value, Shown.HIDDEN if few else Shown.VALUE) for value in sums]
    columns = [
        Column("agency", Text("หน่วยงาน", "Agency"), Kind.TEXT, 3),
        Column("budget", Text("งบตามแผน", "Planned"), Kind.MONEY, 1.2),
        Column("spent", Text("ใช้แล้ว", "Spent"), Kind.MONEY, 1.2),
        Column("in_period", Text("ใช้ในงวดนี้", "In this period"), Kind.MONEY, 1.2),
        Column("share", Text("ใช้แล้ว %", "Used"), Kind.SHARE),
    ]
    note = Text(
        "เฉพาะมาตรการในแผนที่คณะกรรมการอนุมัติแล้ว ทั้งโครงการ หน่วยเป็นบาท",
        "Measures of plans that the committee approved, since the start, in baht",
    )
    title = Text("เงินที่ใช้เทียบกับแผน", "Money spent against plan")
    total = [text_cell(TOTAL), *whole, _used(whole[1], whole[0])] if rows else None
    return Table("spending", title, columns, rows, codes, total, note)


def _used(part: Cell, whole: Cell) -> Cell:
    """May be over one: spent beyond the plan."""
    if not isinstance(part.value, int) or not isinstance(whole.value, int) or whole.value == 0:
        return Cell(None)
    return Cell(part.value / whole.value, part.shown)
