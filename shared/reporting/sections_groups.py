"""Tables that compare groups of people: fairness of take-up, and the pilot beside the others."""

from __future__ import annotations

from shared.reporting.estimates import newcombe
from shared.reporting.figures import Figures
from shared.reporting.labels import named
from shared.reporting.masking import adding, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.sections_people import interval
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text, same

GROUPS = {
    "sex": Text("เพศ", "Sex"),
    "age": Text("อายุ", "Age"),
    "disability": Text("ความพิการ", "Disability"),
    "language": Text("ภาษาในบ้าน", "Language at home"),
}
LEAST = 5  # households in a group before it is compared
VALUES = {
    "yes": Text("มีบัตรคนพิการ", "Has a disability card"),
    "no": Text("ไม่มีบัตรคนพิการ", "No disability card"),
    "unknown": Text("ไม่ทราบ", "Unknown"),
}


def fairness(figures: Figures) -> Table:
    """Take-up of rights that hold now, by group of people."""
    found: list[tuple[str, str]] = sorted(
        {
            (key[0], key[1])
            for key in figures.total.under("take_up")
            if key[2] == "rights" and key[0] in GROUPS
        }
    )
    found.sort(
        key=lambda pair: (
            list(GROUPS).index(pair[0]),
            int(pair[1].split("-")[0].rstrip("+")) if pair[1][0].isdigit() else 0,
        )
    )
    parts = [_received_and_not(figures, kind, group) for kind, group in found]
    rows, codes = [], []
    for kind in GROUPS:
        own = [place for place, pair in enumerate(found) if pair[0] == kind]
        lines = adding([parts[place] for place in own])
        for place, (received, missing, rights) in zip(own, lines, strict=True):
            group = found[place][1]
            numbers = parts[place]
            rate = share(received, rights)
            rows.append(
                [
                    text_cell(GROUPS[kind]),
                    text_cell(named(VALUES, group)),
                    rights,
                    received,
                    missing,
                    rate,
                    interval(numbers[0], sum(numbers), rate),
                ]
            )
            codes.append(f"{kind}-{group}")
    columns = [
        Column("kind", Text("กลุ่ม", "Group"), Kind.TEXT, 1.6),
        Column("group", Text("รายการ", "Value"), Kind.TEXT, 1.8),
        Column("rights", Text("สิทธิ", "Rights")),
        Column("received", Text("ได้รับ", "Received")),
        Column("open", Text("ยังไม่ได้รับ", "Not received")),
        Column("take_up", Text("อัตราได้รับ", "Take-up"), Kind.SHARE),
        Column("interval", Text("ช่วง 95%", "95% interval"), Kind.TEXT, 1.2),
    ]
    title = Text("ความเป็นธรรม: การได้รับสิทธิแยกตามกลุ่มคน", "Fairness: take-up by group of people")
    return Table("fairness", title, columns, rows, codes)


def _received_and_not(figures: Figures, kind: str, group: str) -> list[int]:
    rights, received = (figures.total.get("take_up", kind, group, name) for name in ("rights", "received"))
    return [received, rights - received]


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
        lines = adding([[n, of - n] for n, of in numbers])
        cells = [share(line[0], line[2]) for line in lines]
        rows.append(
            [text_cell(name), lines[0][2], cells[0], lines[1][2], cells[1], _difference(numbers, cells)]
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


def _of(figures: Figures, group: str, what: str) -> int:
    if what in ("rights", "received"):
        return figures.total.get("take_up", "pilot", group, what)
    return figures.total.get("group", group, what)


def _difference(numbers: list[tuple[int, int]], cells: list[Cell]) -> Cell:
    if any(cell.shown is not Shown.VALUE for cell in cells):
        return Cell(same(""), Shown.HIDDEN)
    difference, low, high = (100 * value for value in newcombe(*numbers[0], *numbers[1]))
    return text_cell(
        Text(
            f"{difference:+.0f} จุด ({low:+.0f} ถึง {high:+.0f})",
            f"{difference:+.0f} points ({low:+.0f} to {high:+.0f})",
        )
    )
