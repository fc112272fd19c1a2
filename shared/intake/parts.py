"""Rows of a share of a file, and how shares meet: the pure halves of map, join and reduce.

Map says for each row which household it belongs to, without judging more of it than that takes. Join finds persons
who stand in two households. Reduce has all rows of its households and judges them. Each depends on nothing but its
input, so that a repeat gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from shared.intake.faults import Fault
from shared.intake.households import (
    GONE,
    HouseholdCheck,
    HouseholdResult,
    Keys,
    hold_elsewhere,
    listed,
    partition,
    text_of,
    unread_key,
)
from shared.intake.opening import Opened
from shared.intake.ranges import Read, Share, Window
from shared.intake.records import Record, Records
from shared.intake.rows import Row, RowReader
from shared.intake.sheaf import Sheaf, key_of, packed, unpacked
from shared.intake.source import Encodings, text_lines
from shared.intake.upload import RowResult, receipt_or_officer

_MARK = "\x1f"
_NO_PLACE = frozenset(("CELL-AREA-UNKNOWN", "CELL-AREA-FORM", "CELL-EXPONENT", "CELL-REQUIRED"))
_TOTALS = frozenset("รยtTgG")  # first letters of the words for a total


@dataclass(frozen=True, slots=True)
class Spread:
    """How many hands reduce and join. Sections of a mapped share: 0 is rows whose household an earlier share knows,
    then one a reducer, then one a joiner."""

    reducers: int
    joiners: int

    @property
    def sections(self) -> int:
        return 1 + self.reducers + self.joiners

    def of_rows(self, key: str) -> int:
        return 1 + partition(key, self.reducers)

    def of_person(self, number: str) -> int:
        return 1 + self.reducers + crc32(number.encode()) % self.joiners


@dataclass(frozen=True, slots=True)
class Mapped:
    """``above``: the household that goes on into the next share. ``loose``: what to call the household of this
    share's first rows if no share before it had any; empty when every row's household is known here.
    ``placed``: some row has a place that can be read."""

    records: int
    above: str
    loose: str
    placed: bool
    utf8: bool
    cp874: bool


def map_share(
    read: Read,
    share: Share,
    opened: Opened,
    reader: RowReader,
    spread: Spread,
    sheaf: Sheaf,
    *,
    first: bool,
) -> Mapped:
    """Send every row of a share to its section."""
    encodings = Encodings(opened.form.hint)
    form = opened.form
    stream = io.BufferedReader(Window(read, share.start, share.end))
    records = Records(text_lines(stream, encodings), form.delimiter, number=share.row - 1, width=form.width)
    if opened.header.layout.of_households:
        router: _Alone | _ByHousehold = _ByHousehold(reader, spread, sheaf, first=first)
    else:
        router = _Alone(reader, spread, sheaf)
    count = 0
    for record in records:
        if _filled(record):
            count += 1
            router.take(record)
    return Mapped(count, router.above, router.loose, router.placed, encodings.utf8, encodings.cp874)


def _filled(record: Record) -> bool:
    """Records with nothing in them are rows of the sheet and no more."""
    return record[2] is not None or (any(record[1]) and any(cell.strip() for cell in record[1]))


class _ByHousehold:
    """Most rows show by a few cells where they belong; any doubt has the whole row read."""

    def __init__(self, reader: RowReader, spread: Spread, sheaf: Sheaf, *, first: bool) -> None:
        self._reader, self._spread, self._add = reader, spread, sheaf.add
        self._keys = Keys(reader, first=first)
        header, at = reader.header, reader.at
        self._width, self._kept = header.width, header.kept[0]
        named = ("house_code", "household_no", "citizen_id", "person_status", "tambon_code")
        self._cheap = [
            (header.places[name], reader.quick[at[name]]) if name in at else None for name in named
        ]
        self._known = "", 0  # the last household and its section
        self.loose, self.placed = "", False

    @property
    def above(self) -> str:
        return "" if self._keys.above is None else text_of(self._keys.above)

    def take(self, record: Record) -> None:
        number, cells, fault = record
        key, person = self._quickly(cells) if fault is None else (None, None)
        if key is None:
            key, person = self._slowly(record)
        if key == self._known[0]:
            section = self._known[1]
        else:
            section = self._spread.of_rows(key) if key else 0
            self._known = key, section
        self._add(section, text := packed(number, key, fault.code if fault else "", cells))
        if person:
            pair = f"{person}{_MARK}{number}{_MARK}{crc32(text[len(str(number)) :].encode())}{_MARK}{key}"
            self._add(self._spread.of_person(person), pair)

    def _quickly(self, cells: list[str]) -> tuple[str | None, str | None]:
        """Household and person of a row whose few cells of interest need no second look; else None."""
        if len(cells) != self._width:
            return None, None
        start = cells[self._kept][:1]
        if not start.isalnum() or start in _TOTALS:  # perhaps a line of totals
            return None, None
        house, no, person, status, place = self._cheap
        assert house is not None
        try:
            code = house[1][cells[house[0]]]
            family = (no[1][cells[no[0]]] or 1) if no else 1
            who = person[1][cells[person[0]]] if person else None
            gone = who is not None and status is not None and status[1][cells[status[0]]] == GONE
            if not self.placed and place is not None and place[1][cells[place[0]]]:
                self.placed = True
        except KeyError:
            return None, None
        self._keys.above = code, family
        return f"{code}#{family}", None if gone else who

    def _slowly(self, record: Record) -> tuple[str, str | None]:
        row = self._reader.read(record.number, record.cells, record.fault)
        found = self._keys.of(row)
        if found is None and not self.loose:
            self.loose = text_of(unread_key(row, self._keys.unread))
        self.placed = self.placed or not any(
            fault.column == "tambon_code" and fault.code in _NO_PLACE for fault in row.faults
        )
        value = self._reader.value
        gone = value(row, "person_status") == GONE
        return "" if found is None else text_of(found), None if gone else value(row, "citizen_id")


class _Alone:
    """Rows that stand alone: all rows of a person go to one reducer, so that repeats and contradictions meet."""

    above = loose = ""
    placed = True

    def __init__(self, reader: RowReader, spread: Spread, sheaf: Sheaf) -> None:
        self._reader, self._spread, self._add = reader, spread, sheaf.add
        self._subject = "citizen_id" if "citizen_id" in reader.at else "email"

    def take(self, record: Record) -> None:
        number, cells, fault = record
        row = self._reader.read(number, cells, fault)
        subject = self._reader.value(row, self._subject) or _MARK.join(row.cells)
        self._add(
            self._spread.of_rows(str(subject)), packed(number, "row", fault.code if fault else "", cells)
        )


def loose_keys(parts: Iterable[tuple[str, str]]) -> dict[int, str]:
    """The household of each share's first rows, for shares that could not tell. ``parts``: (above, loose) of each."""
    found: dict[int, str] = {}
    carried = ""
    for number, (above, loose) in enumerate(parts):
        if loose:
            carried = carried or loose  # no share before had a row: this is the first household of the file
            found[number] = carried
        carried = above or carried
    return found


def join_persons(
    shares: Sequence[tuple[str, Callable[[], Iterable[str]]]], reducers: int, sheaf: Sheaf
) -> None:
    """Tell each reducer which of its rows name a person of another household, and on which rows.

    ``shares``: the household of a share's loose rows, and its texts for this joiner, which are read twice.
    """
    first: dict[str, int] = {}
    twice: set[str] = set()
    for loose, texts in shares:
        for text in texts():
            person, _, _, key = text.split(_MARK, 3)
            house = crc32((key or loose).encode())
            if first.setdefault(person, house) != house:
                twice.add(person)
    del first
    places: dict[str, dict[tuple[str, str], int]] = {person: {} for person in sorted(twice)}
    for loose, texts in shares:
        for text in texts():
            person, number, content, key = text.split(_MARK, 3)
            if person in places:  # an exact repeat counts once, as in its household
                places[person].setdefault((key or loose, content), int(number))
    for found in places.values():
        rows = listed(found.values())
        for (home, _), row in found.items():
            sheaf.add(partition(home, reducers), f"{row}{_MARK}{rows}")


def conflicts(texts: Iterable[str]) -> dict[int, str]:
    return {int(number): rows for number, _, rows in (text.partition(_MARK) for text in texts)}


def gathered(texts: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Packed rows by household, in the order of first rows. ``texts``: a household for loose rows, and a row."""
    groups: dict[str, list[str]] = {}
    firsts: dict[str, int] = {}
    for loose, text in texts:
        number, key = key_of(text)
        groups.setdefault(key or loose, []).append(text)
        firsts.setdefault(key or loose, number)
    return [groups[key] for key in sorted(groups, key=firsts.__getitem__)]


def households(
    reader: RowReader, groups: Iterable[list[str]], elsewhere: dict[int, str]
) -> Iterator[HouseholdResult]:
    """Judge each household whole."""
    check = HouseholdCheck(reader)
    for group in groups:
        result = check.result([_row(reader, text) for text in group])
        for row in result.rows:
            if row.number in elsewhere:
                hold_elsewhere(result, row.number, elsewhere[row.number])
        yield result


def standalone(reader: RowReader, texts: Iterable[str]) -> Iterator[RowResult]:
    seen: set[tuple[str, ...]] = set()
    for text in texts:
        row = _row(reader, text)
        again = row.cells in seen
        seen.add(row.cells)
        yield receipt_or_officer(reader, row, again)


def _row(reader: RowReader, text: str) -> Row:
    number, _, fault, cells = unpacked(text)
    return reader.read(number, cells, Fault(fault) if fault else None)
