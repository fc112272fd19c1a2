"""Tables about families: deprivation in five dimensions, phases and outcomes."""

from __future__ import annotations

from shared.domain.indicators import DIMENSIONS
from shared.reporting.estimates import wilson
from shared.reporting.figures import Figures
from shared.reporting.labels import DIMENSION, OUTCOME, PHASE, TOTAL, named
from shared.reporting.masking import adding, counts, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text, same


def dimensions(figures: Figures) -> Table:
    """Households deprived, not, and not known, by dimension, with the share and its interval."""
    total = figures.total
    parts = [
        [total.get("deprived", name, answer) for answer in ("yes", "no", "unknown")] for name in DIMENSIONS
    ]
    lines = adding(parts)
    rows = []
    for name, line, numbers in zip(DIMENSIONS, lines, parts, strict=True):
        known = numbers[0] + numbers[1]
        open_ = all(cell.shown is Shown.VALUE for cell in line[:2])
        rate = share(line[0], Cell(known, Shown.VALUE if open_ else Shown.HIDDEN))
        rows.append([text_cell(DIMENSION[name]), *line[:3], rate, interval(numbers[0], known, rate)])
    columns = [
        Column("dimension", Text("มิติ", "Dimension"), Kind.TEXT, 2.4),
        Column("deprived", Text("ขัดสน", "Deprived")),
        Column("not_deprived", Text("ไม่ขัดสน", "Not deprived")),
        Column("unknown", Text("ยังไม่ทราบ", "Not known")),
        Column("share", Text("สัดส่วน", "Share"), Kind.SHARE),
        Column("interval", Text("ช่วง 95%", "95% interval"), Kind.TEXT, 1.2),
    ]
    title = Text("ครัวเรือนที่ขัดสนรายมิติ", "Households deprived, by dimension")
    return Table("dimensions", title, columns, rows, list(DIMENSIONS))


def interval(part: int, whole: int, rate: Cell) -> Cell:
    """The 95% interval of a share, hidden when the share is."""
    if whole == 0 or rate.shown is not Shown.VALUE:
        return Cell(None if whole == 0 else same(""), rate.shown)
    low, high = wilson(part, whole)
    return text_cell(same(f"{100 * low:.0f}–{100 * high:.0f}%"))


def poverty(figures: Figures) -> Table:
    """H, A and MPI (Alkire-Foster) over the households with all answers."""
    total = figures.total
    known, poor = total.get("poverty", "known"), total.get("poverty", "poor")
    lines = adding([[poor, known - poor]])
    poor_cell, _, known_cell = lines[0]
    headcount = share(poor_cell, known_cell)
    shown = headcount.shown
    intensity = total.get("poverty", "dimensions") / (poor * len(DIMENSIONS)) if poor else None
    index = poor / known * intensity if known and intensity is not None else None
    rows = [
        [text_cell(Text("ครัวเรือนที่มีคำตอบครบ", "Households with all answers")), known_cell],
        [text_cell(Text("H ตกอย่างน้อย 1 มิติ", "H: deprived in one or more")), headcount],
        [text_cell(Text("A สัดส่วนมิติที่ขัดสนเฉลี่ย", "A: mean share of dimensions")), Cell(intensity, shown, 1)],
        [text_cell(Text("MPI = H × A", "MPI = H × A")), Cell(index, shown, 1)],
    ]
    columns = [
        Column("measure", Text("ดัชนีความยากจนหลายมิติ", "Multidimensional poverty"), Kind.TEXT, 3),
        Column("value", Text("ค่า", "Value"), Kind.SHARE),
    ]
    title = Text("ดัชนีความยากจนหลายมิติ", "Multidimensional poverty")
    return Table("poverty", title, columns, rows, ["known", "H", "A", "MPI"])


def phases(figures: Figures) -> Table:
    return _distribution(
        figures, "phase", PHASE, "phases", Text("ระยะของครัวเรือน", "Phase of households"), True
    )


def outcomes(figures: Figures) -> Table:
    return _distribution(
        figures, "outcome", OUTCOME, "outcomes", Text("ผลลัพธ์ของครัวเรือน", "Outcome of households"), False
    )


def _distribution(
    figures: Figures, key: str, names: dict[str, Text], table_id: str, title: Text, every: bool
) -> Table:
    """Households over the values of one thing; they add up to all households. With the period before, if known."""
    codes = [code for code in names if every or figures.total.get(key, code)]
    now, now_total = counts([figures.total.get(key, code) for code in codes])
    columns = [
        Column("name", title, Kind.TEXT, 3),
        Column("households", Text("ครัวเรือน", "Households")),
        Column("share", Text("สัดส่วน", "Share"), Kind.SHARE),
    ]
    rows: list[list[Cell]] = [
        [text_cell(named(names, code)), cell, share(cell, now_total)]
        for code, cell in zip(codes, now, strict=True)
    ]
    total = [text_cell(TOTAL), now_total, share(now_total, now_total)]
    if figures.previous is not None:
        columns.append(Column("before", Text("งวดก่อน", "Period before")))
        then, then_total = counts([figures.previous.total.get(key, code) for code in codes])
        for row, cell in zip(rows, then, strict=True):
            row.append(cell)
        total.append(then_total)
    return Table(table_id, title, columns, rows, codes, total)
