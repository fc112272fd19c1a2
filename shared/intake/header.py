"""Which row is the header, which layout it is, and what an unknown column was probably meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from shared.intake.faults import Fault, FileRejected
from shared.intake.layout import Layout, layouts
from shared.intake.records import Record, Records
from shared.intake.source import is_mojibake
from shared.intake.text import loose, plain

DELIMITERS = (",", ";", "\t", "|")
_LOOK_AT = 25  # records: titles above a header are few
MOST_COLUMNS = 300
_ASIDE = re.compile(r"[(\[（].*?[)\]）]")
OWN_PREFIX = "__"  # columns that Sitthi adds to error files; never data


@dataclass(frozen=True, slots=True)
class Header:
    """``places``: column name -> position in the row. ``kept``: positions of the partner's own columns."""

    layout: Layout
    delimiter: str
    number: int
    width: int
    columns: tuple[str, ...]
    kept: tuple[int, ...]
    places: Mapping[str, int]
    notices: tuple[Fault, ...]

    def partner_name(self, column: str) -> str:
        """What the partner calls a column (its own words go into the error file)."""
        place = self.places.get(column)
        return self.columns[self.kept.index(place)] if place is not None else self.layout.columns[column].th


@cache
def _spellings(layout: Layout) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, column in layout.columns.items():
        for spelling in (name, column.th, *column.synonyms):
            found.setdefault(loose(spelling), name)
    return found


def column_of(layout: Layout, written: str) -> str | None:
    spellings = _spellings(layout)
    return spellings.get(loose(written)) or spellings.get(loose(_ASIDE.sub("", written)))


class _Guess(NamedTuple):
    """``score``: known columns. ``fits``: every required column is there, so there is no need to look further."""

    fits: bool
    score: int
    titles: int
    record: Record
    delimiter: str
    layout: Layout


def _guesses(head: list[str], known: Iterable[Layout]) -> Iterator[_Guess]:
    for delimiter in DELIMITERS:
        for place, record in enumerate(Records(iter(head), delimiter)):
            if place >= _LOOK_AT:
                break
            if len(record.cells) < 2:
                continue
            for layout in known:
                found = {column_of(layout, cell) for cell in record.cells[: MOST_COLUMNS + 1] if cell} - {
                    None
                }
                yield _Guess(found.issuperset(layout.required), len(found), place, record, delimiter, layout)


def find_header(head: list[str], wanted: Iterable[Layout] | None = None) -> Header:
    """Look for the header in the file's first lines. Raises FileRejected with the one clearest reason."""
    best: _Guess | None = None
    for guess in _guesses(head, tuple(wanted or layouts())):
        if best is None or (guess.fits, guess.score) > (best.fits, best.score):
            best = guess
        if guess.fits:
            break
    if best is None or best.score < 2:
        raise FileRejected(_no_header(head))
    return _header(best.layout, best.delimiter, best.record, best.titles)


def _no_header(head: list[str]) -> Fault:
    if is_mojibake("".join(head)):
        return Fault("FILE-MOJIBAKE")
    widest = max((line.count(delimiter) for line in head for delimiter in DELIMITERS), default=0)
    if widest >= MOST_COLUMNS:
        return Fault("HEAD-TOO-MANY", None, {"count": widest + 1})
    return Fault("HEAD-NONE")


def _header(layout: Layout, delimiter: str, record: Record, titles: int) -> Header:
    written = [plain(cell).lstrip("*").strip() for cell in record.cells]
    while written and not written[-1]:
        written.pop()
    if len(written) > MOST_COLUMNS:
        raise FileRejected(Fault("HEAD-TOO-MANY", None, {"count": len(written)}), row=record.number)
    kept = tuple(place for place, name in enumerate(written) if not name.startswith(OWN_PREFIX))
    columns = tuple(record.cells[place] for place in kept)
    places: dict[str, int] = {}
    extra: list[str] = []
    twice: list[str] = []
    for place in kept:
        name = column_of(layout, record.cells[place])
        if name is None:
            extra += [written[place]] if written[place] else []
        elif name in places:
            twice.append(written[place])
        else:
            places[name] = place
    if twice:
        listed = ", ".join(dict.fromkeys(twice))
        raise FileRejected(Fault("HEAD-TWICE", None, {"columns": listed}), header=columns, row=record.number)
    missing = [name for name in layout.required if name not in places]
    if missing:
        raise FileRejected(_missing(layout, missing, extra), header=columns, row=record.number)
    notices = _notices(layout, places, extra, titles)
    return Header(layout, delimiter, record.number, len(written), columns, kept, places, notices)


def _near(layout: Layout, written: str, wanted: Iterable[str]) -> str | None:
    spellings = {spelling: name for spelling, name in _spellings(layout).items() if name in set(wanted)}
    near = difflib.get_close_matches(loose(written), list(spellings), n=1, cutoff=0.6)
    return spellings[near[0]] if near else None


def _proposals(layout: Layout, extra: list[str], wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of what the partner wrote and the column that it was probably meant to be."""
    wanted = list(wanted)
    return [(written, name) for written in extra if (name := _near(layout, written, wanted))]


def _missing(layout: Layout, missing: list[str], extra: list[str]) -> Fault:
    pairs = _proposals(layout, extra, missing)
    near_th = " ".join(f'("{written}" น่าจะเป็น {layout.columns[name].th})' for written, name in pairs)
    near_en = " ".join(f'("{written}" is probably {name})' for written, name in pairs)
    params = {
        "columns": ", ".join(layout.columns[name].th for name in missing),
        "columns_en": ", ".join(missing),
        "near": " " + near_th if pairs else "",
        "near_en": " " + near_en if pairs else "",
        "layout": layout.name,
    }
    suggestion = "; ".join(f"{written} → {layout.columns[name].th}" for written, name in pairs)
    return Fault("HEAD-MISSING", None, params, suggestion or None)


def _notices(layout: Layout, places: Mapping[str, int], extra: list[str], titles: int) -> tuple[Fault, ...]:
    found: list[Fault] = []
    if titles:
        found.append(Fault("HEAD-TITLE", None, {"count": titles}))
    if extra:
        pairs = _proposals(layout, extra, [name for name in layout.columns if name not in places])
        params = {
            "columns": ", ".join(extra),
            "near": "".join(f" · {written} น่าจะเป็น {layout.columns[name].th}" for written, name in pairs),
            "near_en": "".join(f" · {written} is probably {name}" for written, name in pairs),
        }
        suggestion = "; ".join(f"{written} → {layout.columns[name].th}" for written, name in pairs)
        found.append(Fault("HEAD-EXTRA", None, params, suggestion or None))
    return tuple(found)
