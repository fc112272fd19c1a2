"""Tables about the data and about help that may come twice: what the reader should know before believing a number."""

from __future__ import annotations

from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import TOTAL
from shared.reporting.masking import adding, counts, one_count, share
from shared.reporting.model import Cell, Column, Kind, Table, plain, text_cell
from shared.reporting.wording import Text

_FATES = {
    "applied": Text("นำเข้า", "Applied"),
    "unchanged": Text("เหมือนเดิม", "Unchanged"),
    "held": Text("รอทั้งครัวเรือน", "Held"),
    "quarantined": Text("แถวที่ต้องแก้", "Faulty"),
    "duplicates": Text("ซ้ำ", "Repeated"),
}


def partners(context: ReportContext) -> Table:
    """What each partner sent: files, refused ones, and records by fate, which add up; the share with a fault."""
    codes = sorted(context.partners)
    lines = adding([[context.partners[code].get(fate, 0) for fate in _FATES] for code in codes])
    rows = []
    for code, line in zip(codes, lines, strict=True):
        told = context.partners[code]
        bad, records = told.get("quarantined", 0) + told.get("held", 0), told.get("records", 0)
        faulty = Cell(bad / records, line[3].shown) if records else Cell(None)
        files = [Cell(told.get(name, 0)) for name in ("files", "refused")]
        rows.append([plain(code), *files, line[-1], *line[:-1], faulty])
    columns = [
        Column("partner", Text("หน่วยงานคู่ร่วม", "Partner"), Kind.TEXT, 2.2),
        Column("files", Text("ไฟล์", "Files")),
        Column("refused", Text("ไม่ผ่าน", "Refused")),
        Column("records", Text("แถว", "Records")),
        *(Column(name, title, width=1.1) for name, title in _FATES.items()),
        Column("faulty", Text("มีปัญหา %", "With a fault"), Kind.SHARE),
    ]
    note = Text(
        "แถว = นำเข้า + เหมือนเดิม + รอ + ต้องแก้ + ซ้ำ · มีปัญหา = ต้องแก้และรอทั้งครัวเรือน หารด้วยแถวทั้งหมด",
        "Records = applied + unchanged + held + faulty + repeated · with a fault = faulty and held, of all records",
    )
    title = Text("คุณภาพข้อมูลของหน่วยงานคู่ร่วม", "Quality of partners' data")
    return Table("partners", title, columns, rows, codes, note=note)


_DOUBLE = {
    "without_title": Text("ได้รับสวัสดิการที่ตามข้อมูลของเราไม่มีสิทธิ", "Received without title by our facts"),
    "same_measure": Text(
        "มาตรการเดียวกันซ้ำในคนหรือครัวเรือนเดียวกัน", "The same measure twice for one person or household"
    ),
    "households": Text("ครัวเรือนที่เกี่ยวข้อง", "Households concerned"),
}


def double_aid(figures: Figures) -> Table:
    rows = [[text_cell(name), one_count(figures.total.get("double", code))] for code, name in _DOUBLE.items()]
    columns = [
        Column("what", Text("ความช่วยเหลือที่อาจซ้ำ", "Help that may come twice"), Kind.TEXT, 4),
        Column("number", Text("จำนวน", "Number")),
    ]
    note = Text(
        "ให้ผู้ประสานงานตรวจสอบ ไม่ใช่เหตุให้ระงับการจ่าย ข้อมูลของเราอาจเก่าหรือไม่ครบ",
        "For a coordinator to look at, never a ground to stop a payment: our facts may be old or incomplete",
    )
    title = Text("ความช่วยเหลือที่อาจซ้ำซ้อน", "Help that may come twice")
    return Table("double_aid", title, columns, rows, list(_DOUBLE), note=note)


_AGES = {
    "0-30": Text("ไม่เกิน 30 วัน", "30 days or less"),
    "31-60": Text("31–60 วัน", "31–60 days"),
    "61-90": Text("61–90 วัน", "61–90 days"),
    "91-180": Text("91–180 วัน", "91–180 days"),
    "181+": Text("เกิน 180 วัน", "over 180 days"),
}


def gap_ages(figures: Figures) -> Table:
    """How long the open gaps have stood open."""
    cells, last = counts([figures.total.get("gap_age", code) for code in _AGES])
    rows = [
        [text_cell(name), cell, share(cell, last)] for name, cell in zip(_AGES.values(), cells, strict=True)
    ]
    columns = [
        Column("age", Text("ค้างมานาน", "Open for"), Kind.TEXT, 2.4),
        Column("gaps", Text("ช่องว่าง", "Gaps")),
        Column("share", Text("สัดส่วน", "Share"), Kind.SHARE),
    ]
    title = Text("อายุของช่องว่างที่ยังเปิดอยู่", "Age of open gaps")
    return Table("gap_ages", title, columns, rows, list(_AGES), [text_cell(TOTAL), last, share(last, last)])
