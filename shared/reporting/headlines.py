"""The six numbers of the first page, from the tables behind them: what a table hides, they hide."""

from __future__ import annotations

from shared.reporting import sections_rights
from shared.reporting.figures import Figures
from shared.reporting.masking import one_money
from shared.reporting.model import Cell, Figure, Table
from shared.reporting.tally import Tally
from shared.reporting.wording import Text, number

_COUNTS = {
    "open": (Text("สิทธิที่ยังไม่ได้รับ", "Rights not received"), Text("รายการ", "gaps")),
    "closed_received": (Text("ได้รับสิทธิเพิ่มแล้ว", "Rights newly received"), Text("รายการ", "rights")),
    "waiting": (Text("งานที่ต้องเร่ง", "Tasks to hurry"), Text("งาน", "tasks")),
}


def headline(figures: Figures, districts: Table, gap_reasons: Table) -> list[Figure]:
    """Totals of the district table, so that they cannot differ from it."""
    total = figures.total
    persons = _total(districts, "persons")
    received = one_money(total, "baht", "already_received")
    delay = one_money(total, "baht_delay", "total")
    households = Figure(
        "households",
        Text("ครัวเรือนที่ดูแล", "Households"),
        _total(districts, "households"),
        Text("ครัวเรือน", "households"),
        Text(f"สมาชิก {persons.text('th')} คน", f"{persons.text('en')} members"),
    )
    unlocked = Figure(
        "unlocked",
        Text("เงินที่ได้เพิ่ม", "Money unlocked"),
        _total(districts, "unlocked"),
        Text("บาท/เดือน", "baht a month"),
        Text(f"เดิมได้อยู่แล้ว {received.text('th')}", f"{received.text('en')} received before"),
    )
    unclaimed = Figure(
        "unclaimed",
        Text("เงินที่ยังไม่ได้รับ", "Money unclaimed"),
        _total(districts, "unclaimed"),
        Text("บาท/เดือน", "baht a month"),
        Text(f"เสียไปเพราะรอแล้ว {delay.text('th')} บาท", f"{delay.text('en')} baht lost to delay"),
    )
    notes = {
        "open": _found(_total(districts, "open"), gap_reasons),
        "closed_received": Text("ปิดเพราะได้รับจริง", "closed by receipt"),
        "waiting": Text("ยังไม่ตอบรับหรือเลยกำหนด", "not acknowledged or late"),
    }
    counted = {
        name: Figure(name, title, _total(districts, name), unit, _then(figures, name, notes[name]))
        for name, (title, unit) in _COUNTS.items()
    }
    return [
        households,
        counted["open"],
        counted["closed_received"],
        unlocked,
        unclaimed,
        counted["waiting"],
    ]


def _total(table: Table, column: str) -> Cell:
    assert table.total is not None
    place = next(place for place, one in enumerate(table.columns) if one.id == column)
    return table.total[place]


def _found(open_: Cell, gap_reasons: Table) -> Text:
    """Found = open + closed: told only where both are, since the three tell each other."""
    closed = _total(gap_reasons, "since_start") if gap_reasons.total else Cell(0)
    if not isinstance(open_.open, int) or not isinstance(closed.open, int):
        return Text("ที่ขอได้ในเวลานี้", "that can be claimed now")
    found = number(open_.open + closed.open)
    return Text(f"พบสะสม {found} ปิดแล้ว {number(closed.open)}", f"{found} found, {number(closed.open)} closed")


def _then(figures: Figures, name: str, note: Text) -> Text:
    """With the same number a period ago, unless that period's report hid it."""
    if figures.previous is None or f"districts|total|{name}" in figures.hidden_before:
        return note
    value = _of(name, figures.previous.total)
    if 0 < value < 5:
        return note
    return Text(f"{note.th}\nงวดก่อน {number(value)}", f"{note.en}\nbefore: {number(value)}")


def _of(name: str, tally: Tally) -> int:
    if name == "open":
        return tally.get("gaps", "open")
    return sections_rights.waiting(tally) if name == "waiting" else sections_rights.closed_received(tally)
