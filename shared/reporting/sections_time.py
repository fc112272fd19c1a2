"""How long things take: from the clue to the first contact and the first answer, from a gap to receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.reporting.context import ReportContext
from shared.reporting.estimates import Step, median_days, median_interval, received_by, survival
from shared.reporting.figures import Figures
from shared.reporting.masking import one_count
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.wording import Text, same

LEAST_AT_RISK = 10  # fewer tell about persons, not about time
CLUES = {
    "contact": Text("จากพบเบาะแสถึงการเยี่ยมครั้งแรก", "From the clue to the first visit"),
    "determination": Text("จากพบเบาะแสถึงวินิจฉัยสิทธิ", "From the clue to the first answer on rights"),
}


def gap_curve(figures: Figures, benefit: str | None = None) -> tuple[list[Step], int, int]:
    """From finding a gap to receipt; how many gaps stand behind it, and how many days any was followed.

    ``benefit`` None: all.
    """
    return _curve(figures.total.under("gap_days"), benefit)


def _curve(found: Mapping[tuple[str, ...], int], what: str | None) -> tuple[list[Step], int, int]:
    fates: dict[str, dict[int, int]] = {"received": {}, "waiting": {}, "other": {}}
    for (one, fate, days), n in found.items():
        if what in (None, one):
            fates[fate][int(days)] = fates[fate].get(int(days), 0) + n
    size = sum(sum(by_day.values()) for by_day in fates.values())
    followed = max((day for by_day in fates.values() for day in by_day), default=0)
    return survival(fates["received"], fates["waiting"], fates["other"]), size, followed


def times(figures: Figures, context: ReportContext) -> Table:
    """How long until a right is received, where enough people stand behind the figure."""
    columns = [
        Column("name", Text("จาก – ถึง", "From – to"), Kind.TEXT, 3.6),
        Column("gaps", Text("จำนวน", "Number")),
        Column("median", Text("มัธยฐาน (วัน)", "Median (days)")),
        Column("interval", Text("ช่วง 95%", "95% interval"), Kind.TEXT, 1.2),
        Column("by_30", Text("ใน 30 วัน", "Within 30 days"), Kind.SHARE),
        Column("by_60", Text("ใน 60 วัน", "60 days"), Kind.SHARE),
        Column("by_90", Text("ใน 90 วัน", "90 days"), Kind.SHARE),
    ]
    curves = [(code, name, _curve(figures.total.under("clue_days"), code)) for code, name in CLUES.items()]
    curves.append(
        ("all", Text("จากพบช่องว่างถึงได้รับ: ทุกสวัสดิการ", "From gap to receipt: all benefits"), gap_curve(figures))
    )
    curves += [(code, context.benefit(code), gap_curve(figures, code)) for code in figures.benefits]
    found = [(code, name, curve) for code, name, curve in curves if curve[1] >= LEAST_AT_RISK]
    rows = [[text_cell(name), *_cells(*curve)] for _, name, curve in found]
    note = Text(
        f"แสดงเมื่อมีตั้งแต่ {LEAST_AT_RISK} รายขึ้นไป “–” หมายถึงยังไม่ถึงครึ่งหรือยังติดตามไม่ครบวัน กรณีที่ยังรอไม่ถูกตัดทิ้ง",
        f"Shown from {LEAST_AT_RISK} on; “–”: fewer than half have ended, or not followed that long yet; those still waiting are not left out",
    )
    title = Text("ระยะเวลา", "How long it takes")
    return Table("times", title, columns, rows, [code for code, _, _ in found], note=note)


def _cells(steps: Sequence[Step], size: int, followed: int) -> list[Cell]:
    shares = [Cell(received_by(list(steps), day) if day <= followed else None) for day in (30, 60, 90)]
    low, high = median_interval(list(steps))
    median = median_days(list(steps))
    around = (
        Cell(None)
        if median is None
        else text_cell(same(f"{low if low is not None else 0}–{'' if high is None else high}"))
    )
    return [one_count(size), Cell(median), around, *shares]
