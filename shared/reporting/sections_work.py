"""Tables about work: by agency, why tasks came back, and who must act now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.domain.agencies import Agency
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import RETURN_REASON, TOTAL, agency, named
from shared.reporting.masking import counts, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import small
from shared.reporting.wording import Text

LEAST_TASKS = 10  # fewer tell about persons, not about time
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


def agencies(figures: Figures, only: str | None = None) -> Table:
    """Every agency has a row, zeros included. ``only``: of one agency's report."""
    codes = [only] if only else [str(code) for code in Agency]

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
        *(Column(name, title, width=1.1) for name, title in COUNTED.items()),
        *(Column(name, title, Kind.SHARE, 1.15) for name, (_, _, title) in SHARES.items()),
    ]
    note = Text(
        "เสร็จทัน: งานค้างที่เลยกำหนดแล้วอยู่ในตัวหารด้วย · ยกเลิก: เหตุของงานหมดไป เช่น เห็นการจ่ายแล้ว",
        "Done on time: open late tasks stay in the denominator · Cancelled: the ground is gone, e.g. a payment was seen",
    )
    total = [text_cell(TOTAL), *(last for _, last in made)]
    title = Text("งานรายหน่วยงาน", "Tasks by agency")
    return Table("agencies", title, columns, rows, codes, total, note)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Work of one agency that waits in one district, or in several where it is little in each."""

    who: str
    districts: tuple[str, ...]
    numbers: tuple[int, int, int]  # unacknowledged, late, returned
    oldest: date | None


def _waiting_rows(figures: Figures) -> list[_Waiting]:
    """A row an agency and district; districts with few of an agency's tasks share one row, lest they be told."""
    rows: list[_Waiting] = []
    agencies = sorted({key[0] for key in figures.total.under("act")})
    for who in agencies:
        few: list[_Waiting] = []
        for district, tally in figures.districts.items():
            unacknowledged, late, returned = (
                tally.get("act", who, what) for what in ("unacknowledged", "late", "returned")
            )
            if unacknowledged + late + returned == 0:
                continue
            numbers = (unacknowledged, late, returned)
            row = _Waiting(who, (district,), numbers, tally.oldest.get(("act", who)))
            (few if any(small(number) for number in row.numbers) else rows).append(row)
        if few:
            rows.append(_together(who, few))
    return sorted(
        rows, key=lambda row: (row.oldest is None, row.oldest or figures.period_end, row.who, row.districts)
    )


def _together(who: str, rows: list[_Waiting]) -> _Waiting:
    unacknowledged, late, returned = (sum(row.numbers[place] for row in rows) for place in range(3))
    oldest = min((row.oldest for row in rows if row.oldest), default=None)
    districts = tuple(district for row in rows for district in row.districts)
    return _Waiting(who, districts, (unacknowledged, late, returned), oldest)


def act(figures: Figures, context: ReportContext) -> Table:
    """Agency and district with work that is late or not acknowledged; the oldest first. No household is named."""
    found = _waiting_rows(figures)
    parts = [counts([row.numbers[place] for row in found]) for place in range(3)]
    rows = [
        [
            text_cell(agency(row.who)),
            text_cell(_names([context.district(code) for code in row.districts])),
            *(cells[place] for cells, _ in parts),
            Cell(row.oldest),
        ]
        for place, row in enumerate(found)
    ]
    columns = [
        Column("agency", Text("ใครต้องทำ", "Who"), Kind.TEXT, 3.2),
        Column("district", Text("อำเภอ", "District"), Kind.TEXT, 2.2),
        Column("unacknowledged", Text("ยังไม่ตอบรับ", "Not acknowledged"), width=1.2),
        Column("late", Text("เลยกำหนดเสร็จ", "Past due"), width=1.3),
        Column("returned", Text("ส่งกลับ รอส่งใหม่", "Returned, to resend"), width=1.4),
        Column("oldest", Text("เลยกำหนดตั้งแต่", "Late since"), Kind.DATE, 1.4),
    ]
    codes = [f"{row.who}-{'-'.join(row.districts)}" for row in found]
    total = [text_cell(TOTAL), text_cell(Text("", "")), *(last for _, last in parts), text_cell(Text("", ""))]
    title = Text("ใครต้องทำอะไร", "Who must act")
    note = Text(
        "อำเภอที่มีงานค้างของหน่วยงานนั้นน้อยกว่า 5 งานรวมไว้ในแถวเดียว หน่วยงานเห็นรายการของตนในระบบ",
        "Districts with fewer than 5 of an agency's waiting tasks share a row; agencies see their own in the console",
    )
    return Table("act", title, columns, rows, codes, total if rows else None, note)


def _names(names: list[Text]) -> Text:
    return Text(", ".join(name.th for name in names), ", ".join(name.en for name in names))


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


def loop(figures: Figures, only: str | None = None) -> Table:
    """Whether work came home: closed because the family received, and done work that nobody confirmed yet."""
    codes = [only] if only else [str(code) for code in Agency]
    sent, sent_total = counts([figures.total.get("task", code, "sent") for code in codes])
    home, home_total = counts([figures.total.get("task", code, "closed_received") for code in codes])
    waits, waits_total = counts([figures.total.get("task", code, "unverified") for code in codes])
    rows = [
        [
            text_cell(agency(code)),
            sent[place],
            home[place],
            share(home[place], sent[place]),
            waits[place],
            Cell(figures.total.oldest.get(("unverified", code)) if waits[place].open else None),
            _median_days(figures, code),
        ]
        for place, code in enumerate(codes)
    ]
    columns = [
        Column("agency", Text("หน่วยงาน", "Agency"), Kind.TEXT, 3.4),
        Column("sent", COUNTED["sent"]),
        Column("received", Text("ครอบครัวได้รับ", "Family received"), width=1.3),
        Column("rate", Text("ครบวงจร", "Loop closed"), Kind.SHARE),
        Column("unverified", Text("ทำแล้ว รอยืนยัน", "Done, to confirm"), width=1.4),
        Column("oldest", Text("รอยืนยันตั้งแต่", "To confirm since"), Kind.DATE, 1.4),
        Column("days", Text("มัธยฐาน (วันทำการ)", "Median (working days)"), width=1.3),
    ]
    total = [
        text_cell(TOTAL),
        sent_total,
        home_total,
        share(home_total, sent_total),
        waits_total,
        Cell(None),
        Cell(None),
    ]
    note = Text(
        "ครบวงจร: ปิดงานเพราะครอบครัวได้รับจริง หารด้วยงานที่ส่ง · มัธยฐาน: วันทำการจากส่งถึงทำเสร็จ แสดงเมื่อมีตั้งแต่ 10 งาน",
        "Loop closed: closed because the family received, of those sent · Median: working days from sending to done, from 10 tasks on",
    )
    title = Text("งานกลับถึงครอบครัวหรือไม่", "Whether work came home")
    return Table("loop", title, columns, rows, codes, total, note)


def _median_days(figures: Figures, code: str) -> Cell:
    days = {int(key[0]): n for key, n in figures.total.under("task_work_days", code).items()}
    size = sum(days.values())
    if size < LEAST_TASKS:
        return Cell(None)
    seen = 0
    for day in sorted(days):
        seen += days[day]
        if 2 * seen >= size:
            return Cell(day)
    return Cell(None)
