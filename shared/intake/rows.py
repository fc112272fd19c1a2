"""One record to one typed row. Two speeds, one set of rules.

Fast: every cell is looked up in what the slow path has already answered for the same text, or recognised by a check
that accepts only what the slow path would take as it stands. Any miss sends the whole row to the slow path, which
normalises and names every fault at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import eq, getitem, itemgetter
from sys import intern
from typing import Any
from unicodedata import is_normalized

from shared.domain.areas import Areas
from shared.domain.dates import BE_OFFSET, PartialDate
from shared.intake.cell_dates import BE_YEARS
from shared.intake.faults import Fault
from shared.intake.header import Header
from shared.intake.layout import Column
from shared.intake.reading import read_cell
from shared.intake.row_rules import RULES
from shared.intake.text import PLAIN_LETTERS, loose

MEMO = 20_000  # remembered spellings a column, so that memory stays flat however long the file
_TOTALS = ("รวม", "ยอดรวม", "total", "grandtotal")


class Row:
    """One person (or receipt) as the file has it. ``values`` follow ``RowReader.names``; None is unknown."""

    __slots__ = ("cells", "faults", "notices", "number", "values")

    def __init__(self, number: int, cells: tuple[str, ...], values: list[Any]) -> None:
        self.number = number
        self.cells = cells
        self.values = values
        self.faults: Sequence[Fault] = ()  # most rows never need a list
        self.notices: Sequence[Fault] = ()

    @property
    def clean(self) -> bool:
        return not self.faults

    def add_fault(self, fault: Fault) -> None:
        self.faults = (*self.faults, fault)

    def add_notice(self, notice: Fault) -> None:
        self.notices = (*self.notices, notice)


class _Memo(dict[str, Any]):
    """Clean answers of the slow path by raw text. A text never seen is a KeyError."""


def is_plain_name(raw: str, limit: int) -> bool:
    """A text that is stored as it stands."""
    return len(raw) <= limit and PLAIN_LETTERS.fullmatch(raw) is not None and is_normalized("NFC", raw)


class _Names(dict[str, Any]):
    """Names: short texts of plain letters are stored as they stand."""

    __slots__ = ("limit",)

    def __init__(self, column: Column) -> None:
        super().__init__({} if column.required else {"": None})
        self.limit = column.limit

    def __missing__(self, raw: str) -> str:
        # NFC also sorts Thai vowel and tone marks, so letters alone do not tell that a text stands as it will be kept
        if not is_plain_name(raw, self.limit):
            raise KeyError(raw)
        if len(self) < MEMO:
            self[raw] = raw
        return raw


def _sums(weight: int) -> dict[str, int]:
    """Four digits -> their weighted sum, the first digit weighing ``weight``, the next one less."""
    return {
        intern(digits): weight * int(digits[0])
        + (weight - 1) * int(digits[1])
        + (weight - 2) * int(digits[2])
        + (weight - 3) * int(digits[3])
        for digits in map("{:04d}".format, range(10_000))
    }


CHECK = [str((11 - total % 11) % 10) for total in range(9 * sum(range(2, 14)) + 1)]
DUMMIES = frozenset(str(digit) * 13 for digit in range(10))


class _CitizenIds(dict[str, Any]):
    """13 digits with a right check digit, by three table look-ups (a table entry exists for digits only)."""

    __slots__ = ("first", "second", "third")

    def __init__(self) -> None:
        super().__init__({"": None})
        self.first, self.second, self.third = _sums(13), _sums(9), _sums(5)

    def __missing__(self, raw: str) -> str:
        total = self.first[raw[:4]] + self.second[raw[4:8]] + self.third[raw[8:12]]
        if raw[12:] != CHECK[total] or raw in DUMMIES:
            raise KeyError(raw)
        return raw


class _HouseCodes(dict[str, Any]):
    __slots__ = ()

    def __missing__(self, raw: str) -> str:
        if len(raw) != 11 or not raw.isascii() or not raw.isdigit() or raw == raw[0] * 11:
            raise KeyError(raw)
        if len(self) > MEMO:
            self.clear()  # the rows of a household stand together; older codes do not come back
        self[raw] = raw
        return raw


_TWO = {f"{number:02d}": number for number in range(32)}
_YEARS = {str(year): year - BE_OFFSET for year in BE_YEARS}
_LAST = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Births(_Memo):
    """``dd/mm/yyyy`` in B.E., by look-ups; 29 February and everything unusual go to the slow path."""

    __slots__ = ()

    def __missing__(self, raw: str) -> PartialDate:
        if len(raw) != 10 or raw[2] != "/" or raw[5] != "/":
            raise KeyError(raw)
        day, month, year = _TWO[raw[:2]], _TWO[raw[3:5]], _YEARS[raw[6:]]
        if month > 12 or day > _LAST[month]:
            raise KeyError(raw)
        found = PartialDate(year, month or None, day or None)
        if len(self) < MEMO:
            self[raw] = found
        return found


class _Money(_Memo):
    """Whole baht as most people write it; a national file has more sums than are worth remembering."""

    __slots__ = ()

    def __missing__(self, raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or raw[0] == "0" or len(raw) > 7:
            raise KeyError(raw)
        if len(self) < MEMO:
            self[raw] = int(raw)
        return int(raw)


class _Phones(_Memo):
    __slots__ = ()

    def __missing__(self, raw: str) -> str:
        if len(raw) != 10 or raw[0] != "0" or not raw.isascii() or not raw.isdigit():
            raise KeyError(raw)
        if len(self) > MEMO:
            self.clear()  # as with house codes
        self[raw] = raw
        return raw


_ids: _CitizenIds | None = None


def _shared_ids() -> _CitizenIds:
    global _ids
    if _ids is None:
        _ids = _CitizenIds()
    return _ids


def citizen_sums() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """What the first, second and third four digits of a number add to the sum that its check digit follows from."""
    ids = _shared_ids()
    return ids.first, ids.second, ids.third


def _quick(column: Column) -> dict[str, Any]:
    match column.kind:
        case "citizen_id" if not column.required:
            return _shared_ids()
        case "house_code":
            return _HouseCodes()
        case "birth":
            return _Births()
        case "text":
            return _Names(column)
        case "baht":
            return _Money()
        case "phone":
            return _Phones()
    return _Memo()


class RowReader:
    """Reads the rows of one file. ``names`` are the columns that the file has, in its own order."""

    def __init__(self, header: Header, areas: Areas, today: date, *, fast: bool = True) -> None:
        self.header = header
        self.areas = areas
        self.today = today
        placed = sorted((place, name) for name, place in header.places.items())
        self.columns = [header.layout.columns[name] for _, name in placed]
        self.names = tuple(column.name for column in self.columns)
        self.at = {name: index for index, name in enumerate(self.names)}
        self.quick = [_quick(column) for column in self.columns]
        self._places = [place for place, _ in placed]
        self._width = header.width
        whole = list(range(header.width))
        self._straight = list(header.kept) == whole
        # with every column of the file known, its cells already stand in the order of ``columns``
        self._pick = None if self._places == whole else itemgetter(*self._places)
        self._heading = tuple(loose(name) for name in header.columns)
        self._rules = RULES[header.layout.name](self)
        self._fast = fast

    def value(self, row: Row, name: str) -> Any:
        index = self.at.get(name)
        return None if index is None else row.values[index]

    def read(self, number: int, cells: list[str], form: Fault | None) -> Row:
        width = self._width
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]  # commas that a spreadsheet leaves at the end of every row
        if form is None and self._fast and len(cells) == width:
            try:
                values = list(map(getitem, self.quick, self._pick(cells) if self._pick else cells))
            except KeyError:
                pass
            else:
                row = Row(number, tuple(cells) if self._straight else self._own(cells), values)
                self._rules(row)
                return row
        return self._slowly(number, cells, form)

    def _own(self, cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(cells) if self._straight else tuple([cells[place] for place in self.header.kept])

    def _slowly(self, number: int, cells: list[str], form: Fault | None) -> Row:
        cells, form = self._fitted(cells, form)
        row = Row(number, self._own(cells), [None] * len(self.columns))
        if form is None:
            values = row.values
            for index, (memo, place) in enumerate(zip(self.quick, self._places, strict=True)):
                if self._fast:
                    try:
                        values[index] = memo[cells[place]]
                        continue
                    except KeyError:
                        pass
                self._cell(row, index, cells[place])
            form = self._not_a_person(row.cells) if row.faults else None
        if form is not None:
            # Where the cells of a row may be shifted, their contents are not judged: that would be noise.
            row.faults, row.notices, row.values = (form,), (), [None] * len(self.columns)
            self._household_key(row, cells)
            return row
        self._rules(row)
        return row

    def _fitted(self, cells: list[str], form: Fault | None) -> tuple[list[str], Fault | None]:
        """As many cells as the header has, and the fault when there were others."""
        width, count = self.header.width, len(cells)
        if count > width:
            if form is None and any(cell.strip() for cell in cells[width:]):
                form = Fault("ROW-LONG", None, {"count": count, "width": width})
            return cells[:width], form
        if count < width:
            form = form or Fault("ROW-SHORT", None, {"count": count, "width": width})
            return cells + [""] * (width - count), form
        return cells, form

    def _cell(self, row: Row, index: int, raw: str) -> None:
        column, memo = self.columns[index], self.quick[index]
        found = read_cell(column, raw, self.areas)
        row.values[index] = found.value
        if found.fault is not None:
            row.add_fault(found.fault)
        elif found.notice is not None:
            row.add_notice(found.notice)
        elif isinstance(memo, _Memo) and len(memo) < MEMO:
            memo[raw] = found.value

    def _not_a_person(self, cells: tuple[str, ...]) -> Fault | None:
        first = loose(next((cell for cell in cells if cell.strip()), ""))
        if first.startswith(_TOTALS):
            filled = sum(1 for cell in cells if cell.strip())
            if filled <= max(4, len(cells) // 3):
                return Fault("ROW-TOTAL")
        if first and first in self._heading and all(map(eq, map(loose, cells), self._heading)):
            filled = sum(1 for cell in cells if cell.strip())
            return Fault("ROW-HEADER") if filled > 1 else None
        return None

    def _household_key(self, row: Row, cells: list[str]) -> None:
        """A row that cannot be trusted still says which household it belongs to, if its first cells can be read."""
        if row.faults[0].code in ("ROW-TOTAL", "ROW-HEADER"):
            return
        for name in ("house_code", "household_no"):
            index = self.at.get(name)
            if index is not None:
                row.values[index] = read_cell(
                    self.columns[index], cells[self._places[index]], self.areas
                ).value
