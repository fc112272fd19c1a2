"""The pilot households beside the others: a description with its interval and its caution, never a cause."""

from __future__ import annotations

from shared.reporting.estimates import Spread, difference, share_of_households, wilson
from shared.reporting.figures import Figures
from shared.reporting.masking import adding, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown, small
from shared.reporting.wording import Text, same

LEAST = 5  # households in a group before it is compared
_CHANGES = {
    "take_up": (Text("การได้รับสิทธิ", "Take-up of rights"), "panel_before", "panel_after", "panel_rights"),
    "poor": (Text("ตกอย่างน้อย 1 มิติ", "Deprived in one or more"), "poor_before", "poor_after", "panel_known"),
}


def pilot_change(figures: Figures) -> Table:
    """The pilot and the others before and now, and how far their changes lie apart: a description, never a cause."""
    total = figures.total
    rows, codes = [], []
    enough = all(total.get("group", group, "households") >= LEAST for group in ("pilot", "rest"))
    for code, (name, before, after, whole) in _CHANGES.items() if enough else ():
        cells: list[Cell] = []
        moved: list[float] = []
        for group in ("pilot", "rest"):
            n = total.get("group", group, whole)
            parts = [total.get("group", group, one) for one in (before, after)]
            hide = any(small(part) or small(n - part) for part in parts) or small(n)
            shown = Shown.HIDDEN if hide else Shown.VALUE
            values = [part / n if n else None for part in parts]
            cells += [Cell(value, shown) for value in values]
            if n and not hide:
                moved.append((parts[1] - parts[0]) / n)
        apart = f"{100 * (moved[0] - moved[1]):+.0f}" if len(moved) == 2 else ""
        shown = Shown.VALUE if len(moved) == 2 else Shown.HIDDEN
        rows.append([text_cell(name), *cells, Cell(Text(f"{apart} จุด", f"{apart} points"), shown)])
        codes.append(code)
    columns = [
        Column("measure", Text("ตัวชี้วัด", "Measure"), Kind.TEXT, 2.6),
        Column("pilot_before", Text("นำร่อง ก่อน", "Pilot before"), Kind.SHARE),
        Column("pilot_after", Text("นำร่อง ปัจจุบัน", "Pilot now"), Kind.SHARE),
        Column("rest_before", Text("อื่น ๆ ก่อน", "Others before"), Kind.SHARE),
        Column("rest_after", Text("อื่น ๆ ปัจจุบัน", "Others now"), Kind.SHARE),
        Column("apart", Text("ต่างของการเปลี่ยนแปลง", "Difference of changes"), Kind.TEXT, 1.6),
    ]
    note = Text(
        "พรรณนาเท่านั้น ไม่ใช่ผลของโครงการ: นำร่อง 36 ครัวเรือนน้อยเกินกว่าจะเห็นความต่างต่ำกว่าราว 25–35 จุด และถูกเลือกจากที่แย่ที่สุด จึงมักดีขึ้นเองบางส่วน",
        "A description, not an effect: 36 pilot households are too few to see differences under some 25–35 points, and were chosen as the worst off, who tend to improve by themselves",
    )
    title = Text("นำร่องและครัวเรือนอื่น ก่อนและปัจจุบัน", "Pilot and others, before and now")
    return Table("pilot_change", title, columns, rows, codes, note=note)


PILOT = {
    "take_up": (Text("การได้รับสิทธิ", "Take-up of rights"), ("received", "rights")),
    "closed": (Text("ช่องว่างที่ปิดเพราะได้รับ", "Gaps closed by receipt"), ("closed_received", "opened")),
    "poor": (Text("ครัวเรือนที่ตกอย่างน้อย 1 มิติ", "Households deprived in one or more"), ("poor", "known")),
}


def pilot(figures: Figures) -> Table:
    """The pilot households beside the others: a description with its interval, never a cause."""
    total = figures.total
    rows, codes = [], []
    for code, (name, (part, whole)) in PILOT.items():
        numbers = [(_of(figures, group, part), _of(figures, group, whole)) for group in ("pilot", "rest")]
        if any(n == 0 for _, n in numbers) or any(
            total.get("group", group, "households") < LEAST for group in ("pilot", "rest")
        ):
            continue
        limits = [
            _limits(figures, code, group, pair)
            for group, pair in zip(("pilot", "rest"), numbers, strict=True)
        ]
        lines = adding([[n, of - n] for n, of in numbers])
        cells = [share(line[0], line[2]) for line in lines]
        rows.append(
            [
                text_cell(name),
                lines[0][2],
                cells[0],
                lines[1][2],
                cells[1],
                _difference(numbers, cells, limits),
            ]
        )
        codes.append(code)
    columns = [
        Column("measure", Text("ตัวชี้วัด", "Measure"), Kind.TEXT, 3),
        Column("pilot_n", Text("นำร่อง (จำนวน)", "Pilot (n)")),
        Column("pilot", Text("นำร่อง", "Pilot"), Kind.SHARE),
        Column("rest_n", Text("อื่น ๆ (จำนวน)", "Others (n)")),
        Column("rest", Text("อื่น ๆ", "Others"), Kind.SHARE),
        Column("difference", Text("ต่างกัน (ช่วง 95%)", "Difference (95% interval)"), Kind.TEXT, 1.8),
    ]
    note = Text(
        "เปรียบเทียบเชิงพรรณนาเท่านั้น ครัวเรือนนำร่องถูกเลือกมา ไม่ได้สุ่ม ความต่างจึงไม่ใช่ผลของโครงการ และกลุ่มเล็กทำให้ช่วงกว้าง",
        "A description only: pilot households were chosen, not drawn, so a difference is no effect; small groups make wide intervals",
    )
    title = Text("ครัวเรือนนำร่องเทียบกับครัวเรือนอื่น", "Pilot households beside the others")
    return Table("pilot", title, columns, rows, codes, note=note)


def _limits(figures: Figures, code: str, group: str, numbers: tuple[int, int]) -> tuple[float, float]:
    """Rights of one household hang together; households and gaps are taken as they come."""
    if code != "take_up":
        return wilson(*numbers)
    names = ("homes", "nn", "rr", "rn")
    return share_of_households(
        *numbers, Spread(*(figures.total.get("spread", "pilot", group, name) for name in names))
    )


def _of(figures: Figures, group: str, what: str) -> int:
    if what in ("rights", "received"):
        return figures.total.get("take_up", "pilot", group, what)
    return figures.total.get("group", group, what)


def _difference(numbers: list[tuple[int, int]], cells: list[Cell], limits: list[tuple[float, float]]) -> Cell:
    if any(cell.shown is not Shown.VALUE for cell in cells):
        return Cell(same(""), Shown.HIDDEN)
    shares = [part / whole for part, whole in numbers]
    found = difference(shares[0], limits[0], shares[1], limits[1])
    apart, low, high = (100 * value for value in found)
    return text_cell(
        Text(
            f"{apart:+.0f} จุด ({low:+.0f} ถึง {high:+.0f})",
            f"{apart:+.0f} points ({low:+.0f} to {high:+.0f})",
        )
    )
