"""Tables that compare groups of people: fairness of take-up, and the pilot beside the others."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.areas import Areas
from shared.reporting.estimates import Spread, share_of_households
from shared.reporting.figures import Figures
from shared.reporting.labels import TOTAL, named
from shared.reporting.masking import adding, counts, share
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.suppress import Shown
from shared.reporting.wording import Text, same

GROUPS = {
    "sex": Text("เพศ", "Sex"),
    "age": Text("อายุ", "Age"),
    "disability": Text("ความพิการ", "Disability"),
    "language": Text("ภาษาในบ้าน", "Language at home"),
}
LEAST = 5  # households in a group before it is compared
LEAST_RIGHTS = 20  # rights in a group before it is called the best or the worst
_CLUSTERED = Text(
    "ช่วง 95% คิดเผื่อว่าสมาชิกในครัวเรือนเดียวกันมักได้รับเหมือนกัน",
    "The interval allows for members of one household being alike",
)
VALUES = {
    "yes": Text("มีบัตรคนพิการ", "Has a disability card"),
    "no": Text("ไม่มีบัตรคนพิการ", "No disability card"),
    "unknown": Text("ไม่ทราบ", "Unknown"),
    "ชาย": Text("ชาย", "Men"),
    "หญิง": Text("หญิง", "Women"),
    "ไทย": Text("ไทย", "Thai"),
    "มลายู": Text("มลายู", "Malay"),
    "อื่น ๆ": Text("อื่น ๆ", "Other"),
}


def fairness(figures: Figures) -> Table:
    """Take-up of rights that hold now, by group of people."""
    found = _groups_of(figures)
    parts = [_received_and_not(figures, kind, group) for kind, group in found]
    rows, codes = [], []
    for kind in GROUPS:
        own = [place for place, pair in enumerate(found) if pair[0] == kind]
        lines = adding([parts[place] for place in own])
        for place, (received, missing, rights) in zip(own, lines, strict=True):
            group = found[place][1]
            rate = share(received, rights)
            rows.append(
                [
                    text_cell(GROUPS[kind]),
                    text_cell(named(VALUES, group)),
                    rights,
                    received,
                    missing,
                    rate,
                    clustered(figures, kind, group, rate),
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
    return Table("fairness", title, columns, rows, codes, note=_CLUSTERED)


def _groups_of(figures: Figures) -> list[tuple[str, str]]:
    """Kind and group, in the order of kinds; ages by their years."""
    keys = [key for key in figures.total.under("take_up") if key[2] == "rights" and key[0] in GROUPS]
    return sorted(
        {(key[0], key[1]) for key in keys},
        key=lambda pair: (
            list(GROUPS).index(pair[0]),
            int(pair[1].split("-")[0].rstrip("+")) if pair[1][0].isdigit() else 0,
            pair[1],
        ),
    )


def clustered(figures: Figures, kind: str, group: str, rate: Cell) -> Cell:
    """The 95% interval of a group's take-up, hidden when the share is. Rights of one household hang together."""
    if not isinstance(rate.value, float) or rate.shown is not Shown.VALUE:
        return Cell(None if rate.value is None else same(""), rate.shown)
    low, high = _limits(figures, kind, group)
    return text_cell(same(f"{100 * low:.0f}–{100 * high:.0f}%"))


def _limits(figures: Figures, kind: str, group: str) -> tuple[float, float]:
    total = figures.total
    spread = Spread(*(total.get("spread", kind, group, name) for name in ("homes", "nn", "rr", "rn")))
    received, missing = _received_and_not(figures, kind, group)
    return share_of_households(received, received + missing, spread)


def _received_and_not(figures: Figures, kind: str, group: str) -> list[int]:
    rights, received = (figures.total.get("take_up", kind, group, name) for name in ("rights", "received"))
    return [received, rights - received]


_GAPS = (
    Column("kind", Text("กลุ่ม", "Group"), Kind.TEXT, 1.3),
    Column("best", Text("ได้รับมากสุด", "Highest"), Kind.TEXT, 1.7),
    Column("best_share", Text("อัตรา", "Rate"), Kind.SHARE),
    Column("best_interval", Text("ช่วง 95%", "95% interval"), Kind.TEXT, 1.2),
    Column("worst", Text("ได้รับน้อยสุด", "Lowest"), Kind.TEXT, 1.7),
    Column("worst_share", Text("อัตรา", "Rate"), Kind.SHARE),
    Column("worst_interval", Text("ช่วง 95%", "95% interval"), Kind.TEXT, 1.2),
    Column("ratio", Text("น้อยสุด ÷ มากสุด", "Lowest ÷ highest"), Kind.TEXT, 1.1),
)
_GAPS_NOTE = Text(
    f"เทียบเฉพาะกลุ่มที่มีสิทธิตั้งแต่ {LEAST_RIGHTS} รายการ จากอย่างน้อย {LEAST} ครัวเรือน และผู้ที่ได้รับและยังไม่ได้ฝ่ายละ 5 ขึ้นไป",
    f"Groups of {LEAST_RIGHTS} rights or more, from {LEAST} households or more, with at least 5 that receive and 5 that do not",
)


def gaps_between(figures: Figures, groups: Table) -> Table:
    """The best and the worst group of each kind, by take-up, of those large enough to compare; and subdistricts.

    A group whose share ``groups`` (the table of fairness) hides is left out.
    """
    shares = zip(groups.codes, groups.column("take_up"), strict=True)
    told = {code for code, cell in shares if cell.open is not None}
    rows, codes = [], []
    for kind, name in {**GROUPS, "tambon": Text("ตำบล", "Subdistrict")}.items():
        found = sorted({key[1] for key in figures.total.under("take_up") if key[0] == kind} - {"unknown"})
        large = [one for one in found if _comparable(figures, kind, one)]
        large = [one for one in large if kind == "tambon" or f"{kind}-{one}" in told]
        if len(large) > 1:
            rows.append([text_cell(name), *_best_and_worst(figures, kind, large)])
            codes.append(kind)
    title = Text("ช่องว่างระหว่างกลุ่ม", "Gaps between groups")
    return Table("group_gaps", title, _GAPS, rows, codes, note=_GAPS_NOTE)


def _best_and_worst(figures: Figures, kind: str, groups: Sequence[str]) -> list[Cell]:
    rates = {group: _rate(figures, kind, group) for group in groups}
    best = max(groups, key=lambda one: (rates[one], one))
    worst = min(groups, key=lambda one: (rates[one], one))
    cells: list[Cell] = []
    for group in (best, worst):
        low, high = _limits(figures, kind, group)
        around = text_cell(same(f"{100 * low:.0f}–{100 * high:.0f}%"))
        cells += [text_cell(_group_name(kind, group)), Cell(rates[group]), around]
    ratio = f"{rates[worst] / rates[best]:.2f}" if rates[best] else "–"
    return [*cells, text_cell(same(ratio))]


def _comparable(figures: Figures, kind: str, group: str) -> bool:
    received, missing = _received_and_not(figures, kind, group)
    homes = figures.total.get("spread", kind, group, "homes")
    return received + missing >= LEAST_RIGHTS and homes >= LEAST and received >= LEAST and missing >= LEAST


def _rate(figures: Figures, kind: str, group: str) -> float:
    received, missing = _received_and_not(figures, kind, group)
    return received / (received + missing)


def _group_name(kind: str, group: str) -> Text:
    if kind == "tambon":
        found = Areas.load().tambon(group)
        return Text(found.th, found.en) if found else same(group)
    return named(VALUES, group)


LIFE = {
    "0-5": Text("เด็กเล็ก 0–5 ปี", "Small children, 0–5"),
    "6-14": Text("วัยเรียน 6–14 ปี", "School age, 6–14"),
    "15-21": Text("วัยรุ่น 15–21 ปี", "Youth, 15–21"),
    "22-59": Text("วัยแรงงาน 22–59 ปี", "Working age, 22–59"),
    "60+": Text("ผู้สูงอายุ 60 ปีขึ้นไป", "Elders, 60 and over"),
    "unknown": Text("ไม่ทราบอายุ", "Age not known"),
    "household": Text("สิทธิของทั้งครัวเรือน", "Rights of the household"),
}


def life_stages(figures: Figures) -> Table:
    """Every stage of life, zeros included: people, their rights, what is received and what is not."""
    total = figures.total
    codes = [code for code in LIFE if code not in ("unknown", "household") or total.under("life", code)]
    persons, persons_total = counts([total.get("life", code, "persons") for code in codes])
    lines = adding([[total.get("life", code, name) for name in ("received", "open")] for code in codes])
    rows = [
        [text_cell(LIFE[code]), persons[place], line[2], line[0], line[1], share(line[0], line[2])]
        for place, (code, line) in enumerate(zip(codes, lines, strict=True))
    ]
    columns = [
        Column("stage", Text("ช่วงวัย", "Stage of life"), Kind.TEXT, 2.6),
        Column("persons", Text("คน", "People")),
        Column("rights", Text("สิทธิ", "Rights")),
        Column("received", Text("ได้รับ", "Received")),
        Column("open", Text("ยังไม่ได้รับ", "Not received")),
        Column("take_up", Text("อัตราได้รับ", "Take-up"), Kind.SHARE),
    ]
    title = Text("ทุกช่วงวัย", "Every stage of life")
    blank = [Cell(None)] * 4
    return Table("life_stages", title, columns, rows, codes, [text_cell(TOTAL), persons_total, *blank])
