"""All rows of one household together: agreement, one head, nobody twice. A household with any fault is held whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from shared.intake.faults import Fault
from shared.intake.layout import Column
from shared.intake.rows import Row, RowReader
from shared.intake.surveys import GONE, Survey, SurveyMaker

MOST_MEMBERS = 99  # person_no goes to 99; such a household still fits one item of 400 KB by far
_MOST_LISTED = 20
HEAD, CHILD, DEAD = "หัวหน้าครัวเรือน", "บุตร", "เสียชีวิต"


@dataclass(frozen=True, slots=True)
class HouseFault:
    """A household-level fault and the row on whose line it is told."""

    row: int
    fault: Fault


class HouseholdResult:
    """One household of the file. ``survey`` is there only while nothing is wrong with any of its rows."""

    __slots__ = ("_faults", "_survey", "duplicates", "house", "notices", "rows")

    def __init__(self, rows: tuple[Row, ...], duplicates: tuple[Row, ...]) -> None:
        self.rows = rows
        self.duplicates = duplicates
        self.house: tuple[str, int] | None = None  # code and number, where they can be read
        self.notices: list[HouseFault] = []
        self._faults: list[HouseFault] = []
        self._survey: Survey | None = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of the household as a whole (those of its rows stand with the rows)."""
        return tuple(item.fault for item in self._faults)

    @property
    def house_faults(self) -> tuple[HouseFault, ...]:
        return tuple(self._faults)

    @property
    def held(self) -> bool:
        return bool(self._faults) or any(row.faults for row in self.rows)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(row.number for row in self.rows)

    @property
    def survey(self) -> Survey | None:
        return None if self.held else self._survey

    def hold(self, fault: Fault, row: int | None = None) -> None:
        """Hold the whole household for a reason that only the caller knows; told on its first row or the one named."""
        self._faults.append(HouseFault(self.rows[0].number if row is None else row, fault))

    def fates(self, clean: str = "applied") -> dict[str, int]:
        """Records of this household by fate; their sum is the number of its records."""
        own = sum(1 for row in self.rows if row.faults)
        rest = len(self.rows) - own
        counts = {"quarantined": own, "duplicates": len(self.duplicates)}
        counts["held" if self.held else clean] = rest
        return counts

    def settle(self, survey: Survey) -> None:
        self._survey = survey


class HouseholdCheck:
    """The rules of a household, for one file."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._maker = SurveyMaker(reader)
        self._shared = [
            (index, column) for index, column in enumerate(reader.columns) if column.of == "household"
        ]
        at = reader.at
        self._relation, self._birth = at["relation"], at["birth_date"]
        self._code, self._number = at["house_code"], at.get("household_no")
        self._status, self._id, self._person = (
            at.get("person_status"),
            at.get("citizen_id"),
            at.get("person_no"),
        )

    def result(self, rows: list[Row]) -> HouseholdResult:
        kept, repeats = _without_repeats(rows)
        found = HouseholdResult(kept, repeats)
        found.house = self._house(kept)
        shared = self._agreed(found)
        self._heads(found)
        self._twice(found, self._id, "HOUSE-PERSON-TWICE")
        self._twice(found, self._person, "HOUSE-NUMBER-TWICE")
        if len(kept) > MOST_MEMBERS:
            found.hold(Fault("HOUSE-TOO-MANY", None, {"count": len(kept), "limit": MOST_MEMBERS}))
        if not found.held:
            found.settle(self._maker.survey(kept, shared))
            self._ages(found)
        return found

    def _house(self, rows: tuple[Row, ...]) -> tuple[str, int] | None:
        for row in rows:
            code = row.values[self._code]
            if code is not None:
                return code, (1 if self._number is None else row.values[self._number]) or 1
        return None

    def status(self, row: Row) -> str | None:
        return None if self._status is None else row.values[self._status]

    def _agreed(self, found: HouseholdResult) -> dict[str, Any]:
        """The household's values; a blank or faulty cell takes no part in agreement."""
        shared: dict[str, Any] = {}
        differing: dict[int, tuple[int, list[Column]]] = {}  # row -> the row it differs from, and where
        for index, column in self._shared:
            value, source = None, found.rows[0]
            for row in found.rows:
                other = row.values[index]
                if value is None and other is not None:
                    value, source = other, row
                elif other is not None and other != value:
                    differing.setdefault(row.number, (source.number, []))[1].append(column)
            shared[column.name] = value
        for number, (first, columns) in differing.items():
            params = {
                "columns": ", ".join(column.th for column in columns),
                "columns_en": ", ".join(column.name for column in columns),
                "rows": f"{first}, {number}",
            }
            found.hold(Fault("HOUSE-DIFFERS", None, params), number)
        return shared

    def _heads(self, found: HouseholdResult) -> None:
        heads = [row for row in found.rows if row.values[self._relation] == HEAD]
        unread = any(row.values[self._relation] is None for row in found.rows)
        if not heads:
            if not unread:  # the head may be the row whose relation cannot be read
                found.hold(Fault("HOUSE-NO-HEAD"))
            return
        living = [row for row in heads if self.status(row) not in (GONE, DEAD)]
        if len(living) > 1:
            rows = ", ".join(str(row.number) for row in living)
            for row in living[1:]:
                found.hold(Fault("HOUSE-TWO-HEADS", None, {"rows": rows}), row.number)

    def _twice(self, found: HouseholdResult, index: int | None, code: str) -> None:
        if index is None:
            return
        seen: dict[Any, Row] = {}
        for row in found.rows:
            value = row.values[index]
            if value is None:
                continue
            first = seen.setdefault(value, row)
            if first is not row:
                found.hold(Fault(code, None, {"rows": f"{first.number}, {row.number}"}), row.number)

    def _ages(self, found: HouseholdResult) -> None:
        head = next(row for row in found.rows if row.values[self._relation] == HEAD)
        born = head.values[self._birth].earliest()
        for row in found.rows:
            if row.values[self._relation] == CHILD and row.values[self._birth].latest() < born:
                rows = {"rows": f"{head.number}, {row.number}"}
                found.notices.append(HouseFault(row.number, Fault("HOUSE-CHILD-OLDER", None, rows)))


def _without_repeats(rows: list[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Exact repeats count once; the first stays."""
    if len(rows) == 1:
        return (rows[0],), ()
    seen: set[tuple[str, ...]] = set()
    kept: list[Row] = []
    repeats: list[Row] = []
    for row in rows:
        (repeats if row.cells in seen else kept).append(row)
        seen.add(row.cells)
    return tuple(kept), tuple(repeats)


Key = tuple[str, int] | str  # house code and household number, or the text of a code that cannot be read


class Keys:
    """Which household each row belongs to, row after row.

    A row whose house code cannot be read belongs to the household just above it, unless it is a head: otherwise one
    mistyped code would make a member vanish from a household that then looks whole. In the middle of a file
    (``first`` is false) the household above may be out of sight: then the key is None until the parts meet.
    """

    def __init__(self, reader: RowReader, *, first: bool = True) -> None:
        self._house, self._no = reader.at["house_code"], reader.at.get("household_no")
        self._relation = reader.at["relation"]
        self.unread = reader.header.kept.index(reader.header.places["house_code"])
        self._first = first
        self.above: Key | None = None

    def of(self, row: Row) -> Key | None:
        code = row.values[self._house]
        if code is not None:
            self.above = code, (1 if self._no is None else row.values[self._no]) or 1
            return self.above
        if row.faults and row.faults[0].code in ("ROW-TOTAL", "ROW-HEADER"):
            return f"row {row.number}"
        if row.values[self._relation] == HEAD or (self.above is None and self._first):
            # A family whose code is mistyped alike on every row stays together.
            self.above = unread_key(row, self.unread)
        return self.above


def unread_key(row: Row, place: int) -> Key:
    return f"code {row.cells[place].strip() or row.number}"


def text_of(key: Key) -> str:
    return key if isinstance(key, str) else f"{key[0]}#{key[1]}"


def partition(key: str, count: int) -> int:
    """Which of ``count`` reducers gets a household; the same for all its rows, wherever they stand."""
    return crc32(key.encode()) % count


class Gathering:
    """Rows into households, in the order of each household's first row."""

    def __init__(self) -> None:
        self._groups: dict[Key, list[Row]] = {}

    def add(self, key: Key, row: Row) -> None:
        self._groups.setdefault(key, []).append(row)

    def groups(self) -> Iterator[list[Row]]:
        while self._groups:
            yield self._groups.pop(next(iter(self._groups)))


def elsewhere(groups: Iterable[HouseholdResult], index: int | None, status: int | None) -> None:
    """Hold every household that shares a person with another of the same file, named on both sides.

    Somebody who moved out of one household may live in the other: that is no conflict.
    """
    if index is None:
        return
    seen: dict[str, list[tuple[HouseholdResult, Row]]] = {}
    for group in groups:
        for row in group.rows:
            number = row.values[index]
            if number is not None and (status is None or row.values[status] != GONE):
                seen.setdefault(number, []).append((group, row))
    for places in seen.values():
        if len({id(group) for group, _ in places}) < 2:
            continue
        rows = listed(row.number for _, row in places)
        for group, row in places:
            hold_elsewhere(group, row.number, rows)


def hold_elsewhere(group: HouseholdResult, row: int, rows: str) -> None:
    group.hold(Fault("HOUSE-PERSON-ELSEWHERE", None, {"rows": rows}), row)


def listed(numbers: Iterable[int]) -> str:
    """Row numbers in order, as people read them. A number that half a file shares does not fill every line of it."""
    found = sorted(numbers)
    return ", ".join(map(str, found[:_MOST_LISTED])) + (" …" if len(found) > _MOST_LISTED else "")
