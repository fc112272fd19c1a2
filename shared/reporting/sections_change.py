"""Tables of what changed for families: take-up before and after, deprivation before and after, phases and outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.indicators import DIMENSIONS
from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.labels import DIMENSION, OUTCOME, PHASE, TOTAL, named
from shared.reporting.masking import change, hides, matrix, whole_lines
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.tally import Tally
from shared.reporting.wording import Text, same

_PANEL = (
    Column("already", Text("เดิมได้อยู่แล้ว", "Already received"), width=1.2),
    Column("newly", Text("ได้รับเพิ่ม", "Newly received"), width=1.1),
    Column("missing", Text("ยังไม่ได้", "Not yet")),
    Column("rights", Text("สิทธิ", "Rights")),
    Column("before", Text("ก่อน", "Before"), Kind.SHARE),
    Column("after", Text("ปัจจุบัน", "Now"), Kind.SHARE),
    Column("change", Text("เปลี่ยนแปลง", "Change"), Kind.TEXT, 1.2),
)
_PANEL_NOTE = Text(
    "เทียบสิทธิชุดเดียวกันภายใต้กติกาเดียวกัน: ก่อน = ได้รับอยู่แล้วเมื่อพบครั้งแรก ปัจจุบัน = ได้รับ ณ วันตัดข้อมูล",
    "The same rights under the same rules: before = received when first looked at, now = received on the cut-off day",
)


def _panel(tally: Tally, benefit: str | None = None) -> list[int]:
    found = tally.under("panel") if benefit is None else {}
    rights, before, after = (
        tally.get("panel", benefit, name) if benefit else sum(n for key, n in found.items() if key[1] == name)
        for name in ("rights", "before", "after")
    )
    return [before, after - before, rights - after]


def take_up(figures: Figures, context: ReportContext, benefits: Table) -> Table:
    """By benefit. What ``benefits`` hides of one, and what it may be worked out from, is hidden here."""
    codes = [code for code in figures.benefits if figures.total.get("panel", code, "rights")]
    hidden = hides(benefits, codes, ("receiving", "gap"))
    parts = [_panel(figures.total, code) for code in codes]
    rows, total = _panel_rows([context.benefit(code) for code in codes], parts, hidden)
    title = Text("การได้รับสิทธิ ก่อนและปัจจุบัน", "Take-up before and now")
    columns = [Column("name", Text("สวัสดิการ", "Benefit"), Kind.TEXT, 3.2), *_PANEL]
    return Table("take_up", title, columns, rows, codes, total if rows else None, _PANEL_NOTE)


def take_up_places(figures: Figures, context: ReportContext) -> Table:
    """By district of a province, by subdistrict of a district."""
    found = figures.places(context.level)
    codes = [code for code in sorted({*context.places, *found}) if sum(_panel(found.get(code, Tally())))]
    parts = [_panel(found[code]) for code in codes]
    rows, total = _panel_rows([context.place(code) for code in codes], parts, ())
    title = Text("การได้รับสิทธิ ก่อนและปัจจุบัน รายพื้นที่", "Take-up before and now, by place")
    columns = [Column("place", Text("พื้นที่", "Place"), Kind.TEXT, 2.4), *_PANEL]
    return Table("take_up_places", title, columns, rows, codes, total if rows else None, _PANEL_NOTE)


def _panel_rows(
    names: Sequence[Text], parts: Sequence[list[int]], hidden: Sequence[bool]
) -> tuple[list[list[Cell]], list[Cell]]:
    lines, total = whole_lines([[*part, sum(part)] for part in parts], hidden)
    return (
        [_panel_row(name, line) for name, line in zip(names, lines, strict=True)],
        _panel_row(TOTAL, total) if total else [],
    )


def _panel_row(name: Text, line: Sequence[Cell]) -> list[Cell]:
    already, newly, _, rights = line
    now = Cell((already.value or 0) + (newly.value or 0), newly.shown)  # type: ignore[operator]
    before, after = _plain_share(already, rights), _plain_share(now, rights)
    return [text_cell(name), *line, before, after, change(before, after)]


def _plain_share(part: Cell, whole: Cell) -> Cell:
    """Of lines that are shown whole or not at all: their numbers stand beside."""
    if not isinstance(part.value, int) or not isinstance(whole.value, int) or whole.value == 0:
        return Cell(None)
    return Cell(part.value / whole.value, part.shown, 0 if whole.value < 100 else 1)


def deprivation(figures: Figures) -> Table:
    """By dimension, of the households of which both answers are known: those deprived before, now, and who changed."""
    total = figures.total

    def moved(dimension: str, first: str, now: str) -> int:
        return total.get("change", dimension, f"{first}>{now}")

    parts = [
        [
            moved(name, first, now)
            for first, now in (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
        ]
        for name in DIMENSIONS
    ]
    lines, _ = whole_lines([[*part, sum(part)] for part in parts], total=False)
    rows = []
    for name, part, line in zip(DIMENSIONS, parts, lines, strict=True):
        shown = line[0].shown
        known = Cell(sum(part), shown)
        before = _plain_share(Cell(part[0] + part[1], shown), known)
        after = _plain_share(Cell(part[0] + part[2], shown), known)
        rows.append([text_cell(DIMENSION[name]), *line[:4], known, before, after, change(before, after)])
    columns = [
        Column("dimension", Text("มิติ", "Dimension"), Kind.TEXT, 2.2),
        Column("still", Text("ยังขัดสน", "Still deprived")),
        Column("better", Text("พ้นแล้ว", "No longer")),
        Column("worse", Text("ขัดสนใหม่", "Newly")),
        Column("never", Text("ไม่ขัดสน", "Neither")),
        Column("known", Text("รู้ทั้งสองครั้ง", "Both known"), width=1.2),
        Column("before", Text("ก่อน", "Before"), Kind.SHARE),
        Column("after", Text("ปัจจุบัน", "Now"), Kind.SHARE),
        Column("change", Text("เปลี่ยนแปลง", "Change"), Kind.TEXT, 1.2),
    ]
    note = Text(
        "ก่อน = เมื่อครัวเรือนเข้าระบบ เทียบเฉพาะครัวเรือนที่ตอบครบทั้งสองครั้งด้วยตัวชี้วัดรอบเดียวกัน",
        "Before = when the household came to us; only households with both answers, by the same round of indicators",
    )
    title = Text("ความขัดสนรายมิติ ก่อนและปัจจุบัน", "Deprivation before and now, by dimension")
    return Table("deprivation", title, columns, rows, list(DIMENSIONS), note=note)


def poverty_change(figures: Figures) -> Table:
    """H, A and MPI of the same households before and now."""
    values = {when: _af(figures.total, when) for when in ("before", "after")}
    known = figures.total.get("poverty_panel", "before", "known")
    poor = [figures.total.get("poverty_panel", when, "poor") for when in values]
    hide = any(0 < n < 5 or 0 < known - n < 5 for n in poor) or 0 < known < 5
    shown = Shown.HIDDEN if hide else Shown.VALUE
    names = {
        "H": Text("H ตกอย่างน้อย 1 มิติ", "H: deprived in one or more"),
        "A": Text("A สัดส่วนมิติที่ขัดสนเฉลี่ย", "A: mean share of dimensions"),
        "MPI": Text("MPI = H × A", "MPI = H × A"),
    }
    rows = []
    for place, name in enumerate(names.values()):
        before, after = (Cell(values[when][place], shown, 1) for when in values)
        rows.append([text_cell(name), before, after, change(before, after)])
    columns = [
        Column("measure", Text("ครัวเรือนชุดเดียวกัน", "The same households"), Kind.TEXT, 3),
        Column("before", Text("ก่อน", "Before"), Kind.SHARE),
        Column("after", Text("ปัจจุบัน", "Now"), Kind.SHARE),
        Column("change", Text("เปลี่ยนแปลง", "Change"), Kind.TEXT, 1.2),
    ]
    title = Text("ดัชนีความยากจนหลายมิติ ก่อนและปัจจุบัน", "Multidimensional poverty before and now")
    return Table("poverty_change", title, columns, rows, list(names))


def _af(total: Tally, when: str) -> list[float | None]:
    known, poor, dimensions = (
        total.get("poverty_panel", when, name) for name in ("known", "poor", "dimensions")
    )
    if not known:
        return [None, None, None]
    head, mean = poor / known, dimensions / (poor * len(DIMENSIONS)) if poor else 0.0
    return [head, mean, head * mean]


_LEFT = {
    "graduated": Text("พ้นความยากจน", "Graduated"),
    "moved": Text("ย้ายออก", "Moved"),
    "merged": Text("รวมกับครัวเรือนอื่น", "Merged"),
    "declined": Text("ไม่ประสงค์รับ", "Declined"),
    "deceased": Text("เสียชีวิต", "Deceased"),
}
_NEW = Text("เข้าใหม่ในงวด", "New in the period")


def transitions(figures: Figures) -> Table:
    """From the phase at the start of the period to that at its end, or out."""
    froms = ["1", "2", "3", "4", "new"]
    tos = ["1", "2", "3", "4", *(code for code in _LEFT if _reached(figures, "transition", code))]
    parts = [[figures.total.get("transition", one, other) for other in tos] for one in froms]
    lines, last = matrix(parts)
    names = {**PHASE, "new": _NEW}
    rows = [[text_cell(names[code]), *line] for code, line in zip(froms, lines, strict=True)]
    heads = [Column(f"to_{code}", {**PHASE, **_LEFT}[code], width=1.2) for code in tos]
    columns = [Column("from", Text("ต้นงวด", "At the start"), Kind.TEXT, 2), *heads, Column("total", TOTAL)]
    title = Text("การเปลี่ยนระยะในงวดนี้", "Changes of phase in this period")
    return Table("transitions", title, columns, rows, froms, [text_cell(TOTAL), *last])


def _reached(figures: Figures, key: str, code: str) -> bool:
    return any(other == code for _, other in figures.total.under(key))


def outcome_changes(figures: Figures) -> Table:
    """From the outcome before the period to the latest, of households that have one."""
    found = figures.total.under("outcome_change")
    codes = [code for code in OUTCOME if any(code in pair for pair in found)]
    lines, last = matrix([[found.get((one, other), 0) for other in codes] for one in codes])
    rows = [[text_cell(named(OUTCOME, code)), *line] for code, line in zip(codes, lines, strict=True)]
    columns = [
        Column("from", Text("ก่อนงวดนี้", "Before this period"), Kind.TEXT, 2),
        *(Column(f"to_{code}", named(OUTCOME, code), width=1.2) for code in codes),
        Column("total", TOTAL),
    ]
    title = Text("ผลลัพธ์เปลี่ยนอย่างไรในงวดนี้", "How outcomes changed in this period")
    total = [text_cell(TOTAL), *last] if rows else None
    return Table("outcome_changes", title, columns, rows, codes, total)


def books(figures: Figures) -> list[tuple[Text, Text]]:
    """The editions of the rule book that answers come from, when they are more than one."""
    found = figures.total.under("book")
    if len(found) < 2:
        return []
    editions = ", ".join(key[0] for key in found)
    return [(Text("สมุดกติกาที่ใช้วินิจฉัย", "Editions that answered"), same(editions))]
