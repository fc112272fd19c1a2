"""Tables about work: by agency, why tasks came back, and who must act now."""

from __future__ import annotations

from shared.domain.agencies import Agency
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import RETURN_REASON, TOTAL, agency, named
from shared.reporting.masking import counts, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.wording import Text

COUNTED = {
    "sent": Text("ส่งแล้ว", "Sent"),
    "accepted": Text("รับเรื่อง", "Accepted"),
    "closed": Text("ปิดงาน", "Closed"),
    "cancelled": Text("ยกเลิก", "Cancelled"),
    "overdue": Text("เกินกำหนด", "Overdue"),
    "returned": Text("ส่งกลับ", "Returned"),
}
SHARES = {
    "acknowledged": ("acknowledged_on_time", "acknowledge_due", Text("ตอบรับทัน", "Ack. on time")),
    "finished": ("finished_on_time", "finish_due", Text("เสร็จทัน", "Done on time")),
}


def agencies(figures: Figures) -> Table:
    """Every agency has a row, zeros included."""
    codes = [str(code) for code in Agency]

    def column(name: str) -> tuple[list[Cell], Cell]:
        return counts([figures.total.get("task", code, name) for code in codes])

    counted = {name: column(name) for name in COUNTED}
    shares = {}
    for name, (part, whole, _) in SHARES.items():
        (parts, part_total), (wholes, whole_total) = column(part), column(whole)
        cells = [share(one, other) for one, other in zip(parts, wholes, strict=True)]
        shares[name] = (cells, share(part_total, whole_total))
    made = [*counted.values(), *shares.values()]
    rows = [
        [text_cell(agency(code)), *(cells[place] for cells, _ in made)] for place, code in enumerate(codes)
    ]
    columns = [
        Column("agency", Text("หน่วยงาน", "Agency"), Kind.TEXT, 3.4),
        *(Column(name, title) for name, title in COUNTED.items()),
        *(Column(name, title, Kind.SHARE) for name, (_, _, title) in SHARES.items()),
    ]
    note = Text(
        "เสร็จทัน: งานค้างที่เลยกำหนดแล้วอยู่ในตัวหารด้วย · ยกเลิก: เหตุของงานหมดไป เช่น เห็นการจ่ายแล้ว",
        "Done on time: open late tasks stay in the denominator · Cancelled: the ground is gone, e.g. a payment was seen",
    )
    total = [text_cell(TOTAL), *(last for _, last in made)]
    title = Text("งานรายหน่วยงาน", "Tasks by agency")
    return Table("agencies", title, columns, rows, codes, total, note)


def act(figures: Figures, context: ReportContext) -> Table:
    """Agency and district with work that is late or not acknowledged; the oldest first. No household is named."""
    found = []
    for district, tally in figures.districts.items():
        for who in sorted({key[0] for key in tally.under("act")}):
            numbers = [tally.get("act", who, what) for what in ("unacknowledged", "late", "returned")]
            oldest = tally.oldest.get(("act", who))
            found.append((oldest is None, oldest, who, district, numbers))
    found.sort(key=lambda row: (row[0], row[1] or figures.period_end, row[2], row[3]))
    parts = [counts([row[4][place] for row in found]) for place in range(3)]
    rows = [
        [
            text_cell(agency(who)),
            text_cell(context.district(district)),
            *(cells[place] for cells, _ in parts),
            Cell(oldest),
        ]
        for place, (_, oldest, who, district, _) in enumerate(found)
    ]
    columns = [
        Column("agency", Text("ใครต้องทำ", "Who"), Kind.TEXT, 3.4),
        Column("district", Text("อำเภอ", "District"), Kind.TEXT, 1.7),
        Column("unacknowledged", Text("ยังไม่ตอบรับ", "Not acknowledged"), width=1.2),
        Column("late", Text("เลยกำหนดเสร็จ", "Past due"), width=1.3),
        Column("returned", Text("ส่งกลับ รอส่งใหม่", "Returned, to resend"), width=1.4),
        Column("oldest", Text("เลยกำหนดตั้งแต่", "Late since"), Kind.DATE, 1.4),
    ]
    codes = [f"{row[2]}-{row[3]}" for row in found]
    total = [text_cell(TOTAL), text_cell(Text("", "")), *(last for _, last in parts), text_cell(Text("", ""))]
    title = Text("ใครต้องทำอะไร", "Who must act")
    return Table("act", title, columns, rows, codes, total if rows else None)


def returns(figures: Figures) -> Table:
    """Why agencies sent tasks back."""
    by_reason: dict[tuple[str, str], int] = {
        (key[0], key[1]): n for key, n in figures.total.under("return_reason").items()
    }
    pairs = sorted(by_reason)
    cells, last = counts([by_reason[pair] for pair in pairs])
    rows = [
        [text_cell(agency(code)), text_cell(named(RETURN_REASON, reason)), cell]
        for (code, reason), cell in zip(pairs, cells, strict=True)
    ]
    columns = [
        Column("agency", Text("หน่วยงาน", "Agency"), Kind.TEXT, 3),
        Column("reason", Text("เหตุที่ส่งกลับ", "Reason"), Kind.TEXT, 2),
        Column("times", Text("ครั้ง", "Times")),
    ]
    title = Text("งานที่หน่วยงานส่งกลับ", "Tasks that agencies returned")
    total = [text_cell(TOTAL), text_cell(Text("", "")), last]
    codes = ["-".join(pair) for pair in pairs]
    return Table("returns", title, columns, rows, codes, total if rows else None)
