"""Rows without a fault or a notice, as text from the first: each cell is looked up in what its like was once written as.

Only clean texts are ever remembered, and only after the slow path has read them; whatever is not remembered, or needs
a second thought, has the whole row read slowly. So a row here says the same as the slow path would, in less time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import getitem, itemgetter
from typing import Any, NamedTuple

from shared.domain.indicators import set_of_year
from shared.domain.survey_text import written
from shared.intake.households import CHILD, DEAD, HEAD
from shared.intake.quick_texts import Births, Values, texts_of
from shared.intake.row_rules import observed_on
from shared.intake.rows import MEMO, Row, RowReader
from shared.intake.surveys import GONE, KEYS, Folded, FoldedMember

CELL, PART = "\x1f", "\x1d"
MARK = "\x1c"  # a quick row's text begins with it
SAME = "="  # the household says what the row before it said
FIELDS = 8  # of a quick row's text, before its cells
_FOREIGN = frozenset("067")  # first digits that say something only together with a nationality
_TIMES = (
    "survey_year",
    "survey_date",
    "indicator_set",
    "household_failed",
)  # judged together, once a household


class QuickRow(NamedTuple):
    """What a household needs of a row. ``house``: its household's text. ``person``: a citizen number, or what else
    knows somebody. ``flags``: head or child, gone or dead, year of birth."""

    number: str
    key: str
    house: str
    person_no: str
    person: str
    flags: str
    identity: str
    facts: str
    cells: str


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    if len(places) == 1:
        place = places[0]
        return lambda cells: (cells[place],)
    return itemgetter(*places) if places else lambda cells: ()


class _House(NamedTuple):
    key: str
    home: tuple[str, int]
    text: str
    observed: str
    year: int
    fine: set[tuple[str, ...]]  # titles, sexes and indicators that go together in this round


class QuickReader:
    """Writes clean rows of one file. ``house`` is the household of the last row that was written."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        at, places = reader.at, reader.header.places
        order = list(reader.header.layout.columns)
        columns = sorted(reader.columns, key=lambda one: order.index(one.name))
        self._shared = [column for column in columns if column.of == "household"]
        self._pick_shared = _picker([places[column.name] for column in self._shared])
        self._typed = [reader.quick[at[column.name]] for column in self._shared]
        names = [column.name for column in self._shared]
        self._code, self._area = names.index("house_code"), names.index("tambon_code")
        self._family = names.index("household_no") if "household_no" in names else None
        self._pick_times = _picker([names.index(name) for name in _TIMES if name in names])
        kept = [(place, one) for place, one in enumerate(self._shared) if one.name not in KEYS]
        self._shared_facts = [Values(one) for _, one in kept if not one.identity]
        self._pick_shared_facts = _picker([place for place, one in kept if not one.identity])
        self._address = [Values(one) for _, one in kept if one.identity]
        self._pick_address = _picker([place for place, one in kept if one.identity])
        own = [column for column in columns if column.of == "person" and column.name not in KEYS]
        own.sort(key=lambda one: one.identity)
        self._texts = {column.name: texts_of(column, reader.quick[at[column.name]]) for column in own}
        self._own, self._pick_own = (
            list(self._texts.values()),
            _picker([places[name] for name in self._texts]),
        )
        self._facts = sum(not column.identity for column in own)
        framed = [name for name in ("title", "sex", "person_failed") if name in at]
        self._pick_frame = _picker([places[name] for name in framed])
        births = self._texts["birth_date"]
        assert isinstance(births, Births)
        self._births = births
        self._years, self._birth = births.years, places["birth_date"]
        self._citizen, self._number = places.get("citizen_id"), places.get("person_no")
        self._numbers: dict[str, str] = {}
        self._relation, self._status = places["relation"], places.get("person_status")
        self._relations: dict[str, str] = {}
        self._states: dict[str, str] = {"": "-"}
        self._frames: dict[Any, tuple[str, str, str, int, set[tuple[str, ...]]]] = {}
        self._fine: dict[str, set[tuple[str, ...]]] = {}
        self._last: tuple[str, ...] = ()
        self.house = _House("", ("", 0), "", "", 0, set())

    def write(self, number: int, cells: list[str]) -> tuple[bytes, bytes, str] | None:
        """The row's text, its cells to be set behind that, and its person's number (empty for whoever has none or is
        gone); None: read it slowly."""
        try:
            shared = self._pick_shared(cells)
            again = shared == self._last
            house = self.house if again else self._house(shared)
            own = list(map(getitem, self._own, self._pick_own(cells)))
            born = self._years[cells[self._birth]]
            person = "" if self._citizen is None else cells[self._citizen]
            if (
                self._pick_frame(cells) not in house.fine
                or not 0 <= house.year - born < 120
                or (house.year == born and self._births[cells[self._birth]][2:-2] > house.observed)
                or person[:1] in _FOREIGN
            ):
                return None
            person_no = self._numbers[cells[self._number]]  # type: ignore[index]
            state = "-" if self._status is None else self._states[cells[self._status]]
            known_by = person or self._nameless(cells)
            flags = f"{self._relations[cells[self._relation]]}{state}{born}"
        except (KeyError, TypeError):
            return None
        if not again:
            self.house, self._last = house, shared
        text = (
            f"{MARK}{number}{CELL}{house.key}{CELL}{SAME if again else house.text}{CELL}{person_no}{CELL}"
            f"{known_by}{CELL}{flags}{CELL}{''.join(own[self._facts :])}{CELL}{''.join(own[: self._facts])}{CELL}"
        )
        return text.encode(), CELL.join(cells).encode(), "" if state == "g" else person

    def forget(self) -> None:
        """A row came between that is not written here: the next one names its household in full."""
        self._last = ()

    def _nameless(self, cells: Sequence[str]) -> str:
        value = self._reader.quick
        at, places = self._reader.at, self._reader.header.places
        names = [
            (value[at[name]][cells[places[name]]] or "") if name in at else ""
            for name in ("first_name", "last_name")
        ]
        return f"{PART}{' '.join(names)}{PART}{value[at['birth_date']][cells[self._birth]]}"

    def _house(self, shared: tuple[str, ...]) -> _House:
        """Raises KeyError for a household that wants reading slowly."""
        values = list(map(getitem, self._typed, shared))
        code, area = values[self._code], values[self._area]
        if code[:4] != area[:4]:
            raise KeyError(code)
        observed, approximate, round_name, year, fine = self._frames[self._pick_times(values)]
        family = (1 if self._family is None else values[self._family]) or 1
        facts = "".join(map(getitem, self._shared_facts, self._pick_shared_facts(values)))
        identity = "".join(map(getitem, self._address, self._pick_address(values)))
        text = (
            f"{observed}{PART}{approximate}{PART}{area}{PART}{facts}{written('indicator_set', round_name)}"
            f"{PART}{identity}"
        )
        return _House(f"{code}#{family}", (code, family), text, observed, year, fine)

    def learn(self, row: Row, cells: Sequence[str]) -> None:
        """Remember what the slow path has made of a row, if it is clean."""
        if row.faults or row.notices:
            return
        values = {name: row.values[index] for name, index in self._reader.at.items()}
        places = self._reader.header.places
        for name, texts in self._texts.items():
            if cells[places[name]] not in texts:
                texts.learn(cells[places[name]], values[name])
        observed, approximate = observed_on(values["survey_year"], values.get("survey_date"))
        assert observed is not None
        round_name = values.get("indicator_set") or set_of_year(values["survey_year"])
        fine = self._fine.setdefault(round_name, set())
        if len(self._frames) < MEMO:
            times = tuple([values[name] for name in _TIMES if name in values])
            about = "1" if approximate else ""
            self._frames[times] = (observed.isoformat(), about, round_name, observed.year, fine)
        if len(fine) < MEMO:
            fine.add(self._pick_frame(cells))
        if self._number is not None and values["person_no"] is not None and len(self._numbers) < MEMO:
            self._numbers[cells[self._number]] = str(values["person_no"])
        if len(self._relations) < MEMO:
            kind = {HEAD: "h", CHILD: "c"}.get(values["relation"], "-")
            self._relations[cells[self._relation]] = kind
        if self._status is not None and len(self._states) < MEMO:
            state = {GONE: "g", DEAD: "d"}.get(values["person_status"], "-")
            self._states[cells[self._status]] = state


def folded_rows(rows: list[QuickRow]) -> Folded | None:
    """The survey of a household whose rows are all quick and plainly agree; None when it wants judging."""
    first = rows[0]
    house, heads, eldest = first.house, 0, 0
    for row in rows:
        if row.house is not house and row.house != SAME and row.house != house:
            return None
        if row.flags[0] == "h":
            heads += 1
            eldest = int(row.flags[2:])
    count = len(rows)
    if heads != 1 or count > 99 or house == SAME:
        return None
    if len({row.person_no for row in rows}) != count or len({row.person for row in rows}) != count:
        return None
    members = []
    for row in rows:
        flags = row.flags
        if flags[0] == "c" and int(flags[2:]) <= eldest:
            return None
        person, name, born = row.person, "", ""
        if person[:1] == PART:
            _, name, born = person.split(PART)
            person = ""
        members.append(
            FoldedMember(int(row.person_no), person, flags[1] == "g", name, born, row.facts, row.identity)
        )
    members.sort()
    observed, approximate, tambon, facts, identity = house.split(PART)
    code, _, family = first.key.partition("#")
    return Folded(code, int(family), observed, approximate == "1", tambon, facts, identity, members)
