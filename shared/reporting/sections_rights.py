"""Tables about rights: by benefit, by district, why gaps closed, how long receipt took."""

from __future__ import annotations

from shared.reporting.context import ReportContext
from shared.reporting.figures import BENEFIT_FIELDS, Figures
from shared.reporting.labels import GAP_REASON, TOTAL, named
from shared.reporting.masking import adding, counts, money, one_count, one_money, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.tally import Tally
from shared.reporting.wording import Text

NAME = Column("name", Text("สวัสดิการ", "Benefit"), Kind.TEXT, 3.6)
DETERMINATION_COLUMNS = {
    "assessed": Text("วินิจฉัย", "Assessed"),
    "eligible": Text("มีสิทธิ", "Entitled"),
    "not_eligible": Text("ไม่มีสิทธิ", "Not entitled"),
    "need_info": Text("ต้องถามเพิ่ม", "More to ask"),
    "receiving": Text("ได้รับอยู่", "Receiving"),
    "gap": Text("ช่องว่าง", "Gap"),
    "when_open": Text("รอเปิดรับ", "When open"),
}
_LEVELS = {
    2: Text("จังหวัด", "Province"),
    4: Text("อำเภอ", "District"),
    6: Text("ตำบล", "Subdistrict"),
}


def determinations(figures: Figures, context: ReportContext) -> Table:
    """Everything that was assessed, by benefit; entitled, not and unknown add up."""
    total, benefits = figures.total, figures.benefits
    parts = [
        [total.get("benefit", benefit, name) for name in ("eligible", "not_eligible", "need_info")]
        for benefit in benefits
    ]
    lines = adding(parts)
    rows = []
    for benefit, line in zip(benefits, lines, strict=True):
        subsets = [one_count(total.get("benefit", benefit, name)) for name in BENEFIT_FIELDS[4:]]
        rows.append([text_cell(context.benefit(benefit)), line[3], *line[:3], *subsets])
    columns = [
        NAME,
        *(Column(name, DETERMINATION_COLUMNS[name], width=1.15) for name in BENEFIT_FIELDS),
    ]
    title = Text("ผลวินิจฉัยสิทธิรายสวัสดิการ", "Answers by benefit")
    return Table("determinations", title, columns, rows, benefits)


def benefits(figures: Figures, context: ReportContext) -> Table:
    """Take-up: of those entitled, who receives, whose right is open, and the money that stands for it."""
    total, ids = figures.total, figures.benefits
    parts = [_parts(total, benefit) for benefit in ids]
    entitled_table = determinations(figures, context)
    hidden = [cell.shown is not Shown.VALUE for cell in entitled_table.column("eligible")]
    lines = adding(parts, hidden)
    closed, _ = counts([total.get("gap_benefit", benefit, "closed_received") for benefit in ids])
    rows = []
    for place, benefit in enumerate(ids):
        receives, gap, other, entitled = lines[place]
        rows.append(
            [
                text_cell(context.benefit(benefit)),
                entitled,
                receives,
                gap,
                other,
                share(receives, entitled),
                closed[place],
                one_money(total, "baht_benefit", benefit, "unlocked"),
                one_money(total, "baht_benefit", benefit, "still_unclaimed"),
            ]
        )
    columns = [
        NAME,
        Column("entitled", Text("มีสิทธิ", "Entitled")),
        Column("receiving", Text("ได้รับแล้ว", "Receiving"), width=1.15),
        Column("gap", Text("ช่องว่าง", "Gap")),
        Column("other", Text("รอผล", "Not known yet")),
        Column("take_up", Text("ได้รับ %", "Take-up"), Kind.SHARE),
        Column("closed_received", Text("ได้รับเพิ่ม", "Newly received"), width=1.15),
        Column("unlocked", Text("ได้เพิ่ม (บาท/ด.)", "Unlocked (baht)"), Kind.MONEY, 1.3),
        Column("unclaimed", Text("ยังไม่ได้ (บาท/ด.)", "Unclaimed (baht)"), Kind.MONEY, 1.3),
    ]
    note = Text(
        "บาท/ด. เป็นเงินจ่ายประจำต่อเดือน สวัสดิการที่เป็นบริการหรือจ่ายครั้งเดียวแสดงเป็น 0",
        "Baht a month of regular cash; services and one-off help show 0",
    )
    return Table("benefits", Text("สิทธิรายสวัสดิการ", "Rights by benefit"), columns, rows, ids, note=note)


def _parts(total: Tally, benefit: str) -> list[int]:
    """Of those entitled: who receives, whose right is open, and the rest (receipt unknown, or a register closed)."""
    entitled, receives, gap = (
        total.get("benefit", benefit, name) for name in ("eligible", "eligible_receiving", "gap")
    )
    return [receives, gap, max(0, entitled - receives - gap)]


def districts(figures: Figures, context: ReportContext, act: Table) -> Table:
    """One row a district of a province, a subdistrict of a district, a province of the country; zeros included.

    What ``act`` hides in its totals is hidden here.
    """
    found = figures.places(context.level)
    codes = sorted({*context.places, *found})
    level = _LEVELS[context.level]
    tallies = [found.get(code, Tally()) for code in codes]
    columns = [
        Column("district", level, Kind.TEXT, 1.9),
        Column("households", Text("ครัวเรือน", "Households")),
        Column("persons", Text("สมาชิก", "Members")),
        Column("open", Text("ช่องว่าง", "Open gaps")),
        Column("closed_received", Text("ได้รับเพิ่ม", "Newly received"), width=1.15),
        Column("unlocked", Text("ได้เพิ่ม (บาท/ด.)", "Unlocked (baht)"), Kind.MONEY, 1.25),
        Column("unclaimed", Text("ยังไม่ได้ (บาท/ด.)", "Unclaimed (baht)"), Kind.MONEY, 1.25),
        Column("waiting", Text("งานที่ต้องเร่ง", "Tasks to hurry"), width=1.1),
    ]
    hidden = act.total is not None and any(cell.shown is not Shown.VALUE for cell in act.total[2:4])
    made = [
        counts([tally.get("households") for tally in tallies]),
        counts([tally.get("persons") for tally in tallies]),
        counts([tally.get("gaps", "open") for tally in tallies]),
        counts([closed_received(tally) for tally in tallies]),
        money(tallies, figures.total, "baht", "unlocked"),
        money(tallies, figures.total, "baht", "still_unclaimed"),
        counts([waiting(tally) for tally in tallies], hide_total=hidden),
    ]
    rows = [
        [text_cell(context.place(code)), *(cells[place] for cells, _ in made)]
        for place, code in enumerate(codes)
    ]
    total: list[Cell] = [text_cell(TOTAL), *(last for _, last in made)]
    return Table("districts", Text(f"ราย{level.th}", f"By {level.en.lower()}"), columns, rows, codes, total)


def closed_received(tally: Tally) -> int:
    return sum(n for key, n in tally.under("gap_benefit").items() if key[1] == "closed_received")


def waiting(tally: Tally) -> int:
    """Tasks that somebody must hurry: not acknowledged in time, or past their due date."""
    return sum(n for key, n in tally.under("act").items() if key[1] in ("unacknowledged", "late"))


def gap_reasons(figures: Figures) -> Table:
    """Why gaps closed: only receipt is a success."""
    codes = [code for code in GAP_REASON if figures.total.get("gap_reason", code)]
    columns = [
        Column("reason", Text("เหตุที่ปิด", "Reason"), Kind.TEXT, 3),
        Column("in_period", Text("งวดนี้", "This period")),
        Column("since_start", Text("สะสม", "Since the start")),
    ]
    now, now_total = counts([figures.total.get("gap_reason_in_period", code) for code in codes])
    ever, ever_total = counts([figures.total.get("gap_reason", code) for code in codes])
    rows = [
        [text_cell(named(GAP_REASON, code)), one, other]
        for code, one, other in zip(codes, now, ever, strict=True)
    ]
    title = Text("ช่องว่างปิดเพราะเหตุใด", "Why gaps closed")
    return Table(
        "gap_reasons",
        title,
        columns,
        rows,
        codes,
        [text_cell(TOTAL), now_total, ever_total] if rows else None,
    )
