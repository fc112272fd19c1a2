"""What the partner gets back: every fault on its row, counts by fate and code, a file that can be fixed and resent."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.intake.faults import Fault, FileRejected
from shared.intake.households import HouseholdResult
from shared.intake.rows import Row
from shared.intake.text import guarded
from shared.intake.upload import RowResult

OWN_COLUMNS = ("__แถว", "__คอลัมน์", "__รหัส", "__คำอธิบาย", "__ค่าที่แนะนำ")
FATES = ("applied", "unchanged", "held", "quarantined", "duplicates")
_JOIN = " | "
_SAMPLES = 3
_TOP = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of fault: how often, and where to look."""

    code: str
    column: str | None
    count: int
    rows: tuple[int, ...]
    th: str
    en: str

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "column": self.column,
            "count": self.count,
            "rows": list(self.rows),
            "th": self.th,
            "en": self.en,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """``conserved``: every record of the file has exactly one fate. It must be true before an import is done."""

    errors_csv: bytes
    records: int
    counts_by_fate: dict[str, int]
    counts_by_code: dict[str, int]
    top_reasons: list[dict[str, Any]]
    conserved: bool


class Sender(Protocol):
    """What a report needs to know of a file (``Upload`` and ``Told`` are such)."""

    @property
    def header(self) -> Sequence[str]: ...
    @property
    def notices(self) -> Sequence[Fault]: ...
    def partner_name(self, column: str) -> str: ...
    def records(self) -> int: ...


class Plain(Protocol):
    """A household with nothing to tell of its rows."""

    @property
    def numbers(self) -> Sequence[int]: ...


@dataclass(slots=True)
class Tally:
    """One kind of fault: how often, its first rows, and the fault as it stands on the very first."""

    code: str
    column: str | None
    count: int = 0
    rows: list[int] = field(default_factory=list)
    params: Mapping[str, Any] = field(default_factory=dict)

    def add(self, fault: Fault, row: int | None) -> None:
        if not self.count or (row is not None and self.rows and row < self.rows[0]):
            self.params = fault.params
        self.count += 1
        if row is not None:
            self._rows([row])

    def join(self, other: Tally) -> None:
        """Order of joining does not matter."""
        if not self.count or (other.rows and self.rows and other.rows[0] < self.rows[0]):
            self.params = other.params
        self.count += other.count
        self._rows(other.rows)

    def _rows(self, more: Iterable[int]) -> None:
        self.rows = sorted([*self.rows, *more])[:_SAMPLES]

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """The most frequent first, then by where it is first seen."""
        return -self.count, self.rows[0] if self.rows else 0, self.code, self.column or ""

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "column": self.column,
            "count": self.count,
            "rows": self.rows,
            "params": dict(self.params),
        }

    def reason(self) -> Reason:
        fault = Fault(self.code, self.column, self.params)
        return Reason(self.code, self.column, self.count, tuple(self.rows), fault.text_th(), fault.text_en())


class Tallies:
    """Faults by code and column; those of many parts can be joined in any order."""

    def __init__(self, told: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by: dict[tuple[str, str | None], Tally] = {}
        self.join(told)

    def count(self, fault: Fault, row: int | None) -> None:
        self._of(fault.code, fault.column).add(fault, row)

    def join(self, told: Iterable[Mapping[str, Any]]) -> None:
        for one in told:
            self._of(one["code"], one["column"]).join(Tally(**one))

    def _of(self, code: str, column: str | None) -> Tally:
        return self._by.setdefault((code, column), Tally(code, column))

    def to_json(self) -> list[dict[str, Any]]:
        return [tally.to_json() for tally in sorted(self._by.values(), key=lambda tally: tally.rank)]

    def by_code(self) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for (code, _), tally in self._by.items():
            counts[code] += tally.count
        return dict(sorted(counts.items()))

    def top(self) -> list[dict[str, Any]]:
        ranked = sorted(self._by.values(), key=lambda tally: tally.rank)
        return [tally.reason().to_json() for tally in ranked[:_TOP]]


class ReportBuilder:
    """Add every household or row once; ``finish`` gives the report. ``upload`` is None for a file never opened."""

    def __init__(self, upload: Sender | None) -> None:
        self._upload = upload
        self._columns: Sequence[str] = upload.header if upload else ()
        self._fates: Counter[str] = Counter(dict.fromkeys(FATES, 0))
        self.tallies = Tallies()
        self._lines: list[tuple[int, list[str]]] = []
        self._rejected = False
        for notice in upload.notices if upload else ():
            self.tallies.count(notice, None)

    def add(self, result: HouseholdResult | Plain | RowResult, fate_of_clean: str = "applied") -> None:
        """``fate_of_clean``: applied or unchanged."""
        if isinstance(result, HouseholdResult):
            self._fates.update(result.fates(fate_of_clean))
            self._household(result)
        elif isinstance(result, RowResult):
            self._fates.update(result.fates(fate_of_clean))
            if not result.duplicate:
                self._row(result.row, result.row.faults)
        else:
            self._fates[fate_of_clean] += len(result.numbers)

    def reject(self, rejected: FileRejected | Fault) -> None:
        """The whole file is refused: the report holds that one reason and no record has a fate."""
        self._rejected = True
        fault = rejected.fault if isinstance(rejected, FileRejected) else rejected
        row = rejected.row if isinstance(rejected, FileRejected) else None
        if isinstance(rejected, FileRejected) and rejected.header:
            self._columns = rejected.header
        self._lines.clear()
        self.tallies.count(fault, row)
        self._lines.append((row or 0, [""] * len(self._columns) + _told(row or "", [fault], self._upload)))

    @property
    def fates(self) -> dict[str, int]:
        return dict(self._fates)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines of the error file without its head, by row number."""
        self._lines.sort(key=lambda item: item[0])
        for number, cells in self._lines:
            yield number, csv_line(cells)

    def finish(self) -> Report:
        records = 0 if self._rejected or self._upload is None else self._upload.records()
        fates = dict.fromkeys(FATES, 0) if self._rejected else dict(self._fates)
        return Report(
            errors_csv=errors_head(self._columns) + b"".join(line for _, line in self.lines()),
            records=records,
            counts_by_fate=fates,
            counts_by_code=self.tallies.by_code(),
            top_reasons=self.tallies.top(),
            conserved=records == sum(fates.values()),
        )

    def _household(self, result: HouseholdResult) -> None:
        told: dict[int, list[Fault]] = {}
        for item in result.house_faults:
            told.setdefault(item.row, []).append(item.fault)
        for notice in result.notices:
            self.tallies.count(notice.fault, notice.row)
        held = result.held
        for row in result.rows:
            faults = [*row.faults, *told.get(row.number, ())]
            self._row(row, faults, clean_but_held=held and not faults)

    def _row(self, row: Row, faults: Sequence[Fault], *, clean_but_held: bool = False) -> None:
        for fault in (*faults, *row.notices):
            self.tallies.count(fault, row.number)
        if clean_but_held:
            faults = (Fault("ROW-CLEAN"),)
        if faults:
            self._lines.append((row.number, [*row.cells, *_told(row.number, faults, self._upload)]))


def errors_head(columns: Sequence[str]) -> bytes:
    """The mark and first line of an error file with these columns."""
    return b"\xef\xbb\xbf" + csv_line((*columns, *OWN_COLUMNS))


def csv_line(cells: Iterable[str]) -> bytes:
    """One line of a file that we write: never read as a formula by a spreadsheet."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(guarded(cells))
    return text.getvalue().encode("utf-8", "replace")


def _told(row: int | str, faults: Sequence[Fault], upload: Sender | None) -> list[str]:
    """The five columns that Sitthi adds. A clean row of a held household has only the note."""
    if [fault.code for fault in faults] == ["ROW-CLEAN"]:
        return [str(row), "", "", faults[0].text_th(), ""]
    names = [_name(fault, upload) for fault in faults]
    return [
        str(row),
        _JOIN.join(names),
        _JOIN.join(fault.code for fault in faults),
        _JOIN.join(f"{fault.text_th()} ({fault.what_to_do()})" for fault in faults),
        _JOIN.join(fault.suggestion or "" for fault in faults),
    ]


def _name(fault: Fault, upload: Sender | None) -> str:
    if fault.column is None:
        return ""
    return " ".join(upload.partner_name(fault.column).split()) if upload else fault.column
