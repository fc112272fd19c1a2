"""What the partner gets back: every fault on its row, counts by fate and code, a file that can be fixed and resent."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.intake.faults import Fault, FileRejected
from shared.intake.households import HouseholdResult
from shared.intake.rows import Row
from shared.intake.text import guard
from shared.intake.upload import RowResult, Upload

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


@dataclass(slots=True)
class _Tally:
    count: int = 0
    rows: list[int] = field(default_factory=list)
    fault: Fault | None = None


class ReportBuilder:
    """Add every household or row once; ``finish`` gives the report. ``upload`` is None for a file never opened."""

    def __init__(self, upload: Upload | None) -> None:
        self._upload = upload
        self._columns: Sequence[str] = upload.header if upload else ()
        self._fates: Counter[str] = Counter(dict.fromkeys(FATES, 0))
        self._tallies: dict[tuple[str, str | None], _Tally] = {}
        self._lines: list[tuple[int, list[str]]] = []
        self._rejected = False
        for notice in upload.notices if upload else ():
            self._count(notice, None)

    def add(self, result: HouseholdResult | RowResult, fate_of_clean: str = "applied") -> None:
        """``fate_of_clean``: applied or unchanged."""
        self._fates.update(result.fates(fate_of_clean))
        if isinstance(result, HouseholdResult):
            self._household(result)
        elif not result.duplicate:
            self._row(result.row, result.row.faults)

    def reject(self, rejected: FileRejected | Fault) -> None:
        """The whole file is refused: the report holds that one reason and no record has a fate."""
        self._rejected = True
        fault = rejected.fault if isinstance(rejected, FileRejected) else rejected
        row = rejected.row if isinstance(rejected, FileRejected) else None
        if isinstance(rejected, FileRejected) and rejected.header:
            self._columns = rejected.header
        self._lines.clear()
        self._count(fault, row)
        self._lines.append((row or 0, [""] * len(self._columns) + _told(row or "", [fault], self._upload)))

    def finish(self) -> Report:
        self._lines.sort(key=lambda item: item[0])
        reasons = sorted(self._tallies.values(), key=lambda tally: -tally.count)
        records = 0 if self._rejected or self._upload is None else self._upload.records()
        fates = dict.fromkeys(FATES, 0) if self._rejected else dict(self._fates)
        return Report(
            errors_csv=self._written(),
            records=records,
            counts_by_fate=fates,
            counts_by_code=dict(sorted(self._by_code().items())),
            top_reasons=[_reason(tally).to_json() for tally in reasons if tally.fault][:_TOP],
            conserved=records == sum(fates.values()),
        )

    def _by_code(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for (code, _), tally in self._tallies.items():
            counts[code] += tally.count
        return counts

    def _household(self, result: HouseholdResult) -> None:
        told: dict[int, list[Fault]] = {}
        for item in result.house_faults:
            told.setdefault(item.row, []).append(item.fault)
        for notice in result.notices:
            self._count(notice.fault, notice.row)
        held = result.held
        for row in result.rows:
            faults = [*row.faults, *told.get(row.number, ())]
            self._row(row, faults, clean_but_held=held and not faults)

    def _row(self, row: Row, faults: Sequence[Fault], *, clean_but_held: bool = False) -> None:
        for fault in (*faults, *row.notices):
            self._count(fault, row.number)
        if clean_but_held:
            faults = (Fault("ROW-CLEAN"),)
        if faults:
            self._lines.append((row.number, [*row.cells, *_told(row.number, faults, self._upload)]))

    def _count(self, fault: Fault, row: int | None) -> None:
        tally = self._tallies.setdefault((fault.code, fault.column), _Tally(fault=fault))
        tally.count += 1
        if row is not None and len(tally.rows) < _SAMPLES:
            tally.rows.append(row)

    def _written(self) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([guard(cell) for cell in (*self._columns, *OWN_COLUMNS)])
        writer.writerows([guard(cell) for cell in line] for _, line in self._lines)
        return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _told(row: int | str, faults: Sequence[Fault], upload: Upload | None) -> list[str]:
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


def _name(fault: Fault, upload: Upload | None) -> str:
    if fault.column is None:
        return ""
    return " ".join(upload.partner_name(fault.column).split()) if upload else fault.column


def _reason(tally: _Tally) -> Reason:
    fault = tally.fault
    assert fault is not None
    return Reason(fault.code, fault.column, tally.count, tuple(tally.rows), fault.text_th(), fault.text_en())
