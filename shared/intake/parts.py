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
from shared.intake.quick import CELL, FIELDS, MARK, QuickReader, QuickRow, folded_rows
from shared.intake.ranges import Read, Share, Window
from shared.intake.records import Record, records_of
from shared.intake.rows import Row, RowReader
from shared.intake.sheaf import Parcel, Sheaf, packed, unpacked
from shared.intake.source import Encodings, text_blocks
from shared.intake.surveys import GONE, Folded
from shared.intake.upload import RowResult, receipt_or_officer

_MARK = "\x1f"
_NO_PLACE = frozenset(("CELL-AREA-UNKNOWN", "CELL-AREA-FORM", "CELL-EXPONENT", "CELL-REQUIRED"))


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
    blocks = text_blocks(stream, encodings)
    records = records_of(blocks, form.delimiter, number=share.row - 1, width=form.width)
    if opened.header.layout.of_households:
        router: _Alone | _ByHousehold = _ByHousehold(reader, spread, sheaf, first=first)
    else:
        router = _Alone(reader, spread, sheaf)
    count = sum(map(router.take, records))
    return Mapped(count, router.above, router.loose, router.placed, encodings.utf8, encodings.cp874)


def _filled(record: Record) -> bool:
    """Records with nothing in them are rows of the sheet and no more."""
    return record[2] is not None or (any(record[1]) and any(cell.strip() for cell in record[1]))


class _ByHousehold:
    """Clean rows travel as their household will keep them; any doubt has the whole row read, here and once more by
    whoever judges its household."""

    def __init__(self, reader: RowReader, spread: Spread, sheaf: Sheaf, *, first: bool) -> None:
        self._reader, self._spread, self._add = reader, spread, sheaf.add
        self._keys = Keys(reader, first=first)
        self._quick, self._width = QuickReader(reader), reader.header.width
        self._known = "", 0, 0  # the last household, its section and the number that joiners know it by
        self.loose, self.placed = "", False

    @property
    def above(self) -> str:
        return "" if self._keys.above is None else text_of(self._keys.above)

    def take(self, record: Record) -> bool:
        """Whether the record has anything in it."""
        number, cells, fault = record
        found = self._quick.write(number, cells) if fault is None and len(cells) == self._width else None
        if found is None:
            if not _filled(record):
                return False
            self._slowly(record)
            return True
        house = self._quick.house
        if house.key != self._known[0]:
            self._keys.above = house.home
            self.placed = True
        self._send(house.key, number, *found)
        return True

    def _send(self, key: str, number: int, head: bytes, cells: bytes, person: str | None) -> None:
        known = self._known
        if key != known[0] or not key:
            known = self._known = (
                key,
                self._spread.of_rows(key) if key else 0,
                crc32(key.encode()) if key else 0,
            )
        self._add(known[1], head + cells)
        if person:
            pair = f"{person}{_MARK}{known[2] or ''}{_MARK}{number}{_MARK}{crc32(cells)}{_MARK}{key}"
            self._add(self._spread.of_person(person), pair.encode())

    def _slowly(self, record: Record) -> None:
        number, cells, fault = record
        row = self._reader.read(number, cells, fault)
        self._quick.forget()
        found = self._keys.of(row)
        if found is None and not self.loose:
            self.loose = text_of(unread_key(row, self._keys.unread))
        self.placed = self.placed or not any(
            fault.column == "tambon_code" and fault.code in _NO_PLACE for fault in row.faults
        )
        value = self._reader.value
        key = "" if found is None else text_of(found)
        if not (row.faults or row.notices) and len(cells) == self._width:
            self._quick.learn(row, cells)
            again = self._quick.write(number, cells)
            if again is not None:
                self._send(key, number, *again)
                return
        gone = value(row, "person_status") == GONE
        person = None if gone else value(row, "citizen_id")
        text = packed(number, key, fault.code if fault else "", cells)
        at = text.index(str(number)) + len(str(number))
        self._send(key, number, text[:at].encode(), text[at:].encode(), person)


class _Alone:
    """Rows that stand alone: all rows of a person go to one reducer, so that repeats and contradictions meet."""

    above = loose = ""
    placed = True

    def __init__(self, reader: RowReader, spread: Spread, sheaf: Sheaf) -> None:
        self._reader, self._spread, self._add = reader, spread, sheaf.add
        self._subject = "citizen_id" if "citizen_id" in reader.at else "email"

    def take(self, record: Record) -> bool:
        if not _filled(record):
            return False
        number, cells, fault = record
        row = self._reader.read(number, cells, fault)
        subject = self._reader.value(row, self._subject) or _MARK.join(row.cells)
        text = packed(number, "row", fault.code if fault else "", cells)
        self._add(self._spread.of_rows(str(subject)), text.encode())
        return True


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
    first: dict[str, str] = {}
    twice: set[str] = set()
    for loose, texts in shares:
        strange = str(crc32(loose.encode()))
        for text in texts():
            person, house, _ = text.split(_MARK, 2)
            if first.setdefault(person, house or strange) != (house or strange):
                twice.add(person)
    del first
    places: dict[str, dict[tuple[str, str], int]] = {person: {} for person in sorted(twice)}
    for loose, texts in shares:
        for text in texts():
            person, _, number, content, key = text.split(_MARK, 4)
            if person in places:  # an exact repeat counts once, as in its household
                places[person].setdefault((key or loose, content), int(number))
    for found in places.values():
        rows = listed(found.values())
        for (home, _), row in found.items():
            sheaf.add(partition(home, reducers), f"{row}{_MARK}{rows}".encode())


def conflicts(texts: Iterable[str]) -> dict[int, str]:
    return {int(number): rows for number, _, rows in (text.partition(_MARK) for text in texts)}


Packed = QuickRow | Parcel


def gathered(texts: Iterable[tuple[str, str]]) -> list[list[Packed]]:
    """Packed rows by household, in the order of first rows. ``texts``: a household for loose rows, and a row."""
    groups: dict[str, list[Packed]] = {}
    make: Callable[..., Packed] = tuple.__new__  # half of what a named tuple's own constructor takes
    for loose, text in texts:
        row = make(QuickRow, text[1:].split(CELL, FIELDS)) if text[0] == MARK else unpacked(text)
        key = row[1] or loose
        if key in groups:
            groups[key].append(row)
        else:
            groups[key] = [row]
    return sorted(groups.values(), key=lambda rows: int(rows[0].number))


class PlainHousehold:
    """A household with nothing to say about it. ``judged`` reads its rows slowly, for whoever holds it all the same."""

    __slots__ = ("_check", "_rows", "house", "numbers", "survey")

    def __init__(
        self, survey: Folded, rows: list[QuickRow], check: Callable[[Sequence[Packed]], HouseholdResult]
    ) -> None:
        self._rows, self._check = rows, check
        self.survey = survey
        self.house = survey.house_code, survey.household_no
        self.numbers = tuple([int(row.number) for row in rows])

    def judged(self) -> HouseholdResult:
        return self._check(self._rows)


def households(
    reader: RowReader, groups: Iterable[list[Packed]], elsewhere: dict[int, str]
) -> Iterator[HouseholdResult | PlainHousehold]:
    """Judge each household whole."""
    check = HouseholdCheck(reader)

    def judged(rows: Sequence[Packed]) -> HouseholdResult:
        return check.result([_row(reader, row) for row in rows])

    for group in groups:
        rows = [row for row in group if isinstance(row, QuickRow)]
        survey = folded_rows(rows) if len(rows) == len(group) else None
        if survey is not None and not (elsewhere and any(int(row.number) in elsewhere for row in rows)):
            yield PlainHousehold(survey, rows, judged)
            continue
        result = judged(group)
        for row in result.rows:
            if row.number in elsewhere:
                hold_elsewhere(result, row.number, elsewhere[row.number])
        yield result


def standalone(reader: RowReader, texts: Iterable[str]) -> Iterator[RowResult]:
    seen: set[tuple[str, ...]] = set()
    for text in texts:
        row = _row(reader, unpacked(text))
        again = row.cells in seen
        seen.add(row.cells)
        yield receipt_or_officer(reader, row, again)


def _row(reader: RowReader, packed: Packed) -> Row:
    if isinstance(packed, QuickRow):
        return reader.read(int(packed.number), packed.cells.split(CELL), None)
    return reader.read(packed.number, packed.cells, Fault(packed.fault) if packed.fault else None)
