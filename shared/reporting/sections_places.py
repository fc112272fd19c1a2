"""The table behind the map: what is open and what was won, subdistrict by subdistrict."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.reporting.context import ReportContext
from shared.reporting.figures import Figures
from shared.reporting.masking import counts
from shared.reporting.model import Cell, Column, Kind, Table, text_cell
from shared.reporting.sections_rights import closed_received, waiting
from shared.reporting.suppress import Shown, small
from shared.reporting.tally import Tally
from shared.reporting.wording import Text

_COUNTED: dict[str, tuple[Text, Callable[[Tally], int]]] = {
    "households": (Text("ครัวเรือน", "Households"), lambda tally: tally.get("households")),
    "open": (Text("ช่องว่าง", "Open gaps"), lambda tally: tally.get("gaps", "open")),
    "closed_received": (Text("ได้รับเพิ่ม", "Newly received"), closed_received),
    "waiting": (Text("งานที่ต้องเร่ง", "Tasks to hurry"), waiting),
}


def subdistricts(figures: Figures, context: ReportContext, districts: Table) -> Table:
    """Subdistricts that have households. A number that ``districts`` hides is not given back by its parts."""
    codes = sorted(code for code, tally in figures.areas.items() if tally.get("households"))
    shown = {name: dict(zip(districts.codes, districts.column(name), strict=True)) for name in _COUNTED}
    columns: dict[str, list[Cell]] = {name: [] for name in _COUNTED}
    for district in sorted({code[:4] for code in codes}):
        tallies = [figures.areas[code] for code in codes if code.startswith(district)]
        for name, (_, count) in _COUNTED.items():
            columns[name] += _parts([count(tally) for tally in tallies], shown[name].get(district))
    rows = [
        [
            text_cell(context.tambon(code)),
            text_cell(context.district(code[:4])),
            *(columns[name][place] for name in _COUNTED),
        ]
        for place, code in enumerate(codes)
    ]
    heads = [
        Column("subdistrict", Text("ตำบล", "Subdistrict"), Kind.TEXT, 2.4),
        Column("district", Text("อำเภอ", "District"), Kind.TEXT, 2.2),
        *(Column(name, title) for name, (title, _) in _COUNTED.items()),
    ]
    note = Text("แสดงเฉพาะตำบลที่มีครัวเรือนในระบบ", "Subdistricts with households in the system")
    return Table("subdistricts", Text("รายตำบล", "By subdistrict"), heads, rows, codes, note=note)


def _parts(values: Sequence[int], whole: Cell | None) -> list[Cell]:
    """The cells of one district, whose own number another table shows or hides."""
    if whole is not None and whole.shown is Shown.VALUE:
        return counts(values)[0]
    return [Cell(value, _beside_hidden(value)) for value in values]


def _beside_hidden(value: int) -> Shown:
    if small(value):
        return Shown.SMALL
    return Shown.HIDDEN if value else Shown.VALUE
