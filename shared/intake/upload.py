"""A partner's file, opened: header found, rows typed, households gathered. Nothing here knows where bytes come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

from shared.domain.areas import Areas
from shared.intake.containers import plain_csv
from shared.intake.faults import Fault, FileRejected
from shared.intake.header import Header, find_header
from shared.intake.households import Gathering, HouseholdCheck, HouseholdResult, Keys, elsewhere
from shared.intake.opening import HEAD, after_marks, head_lines
from shared.intake.records import Records
from shared.intake.rows import Row, RowReader
from shared.intake.source import Encodings, hint_of, text_lines
from shared.intake.surveys import OfficerRow, Receipt, officer_of, receipt_of


class RowResult:
    """A row that stands alone. ``duplicates``: it repeats an earlier row exactly."""

    __slots__ = ("duplicate", "officer", "receipt", "row")

    def __init__(
        self, row: Row, receipt: Receipt | None, officer: OfficerRow | None, duplicate: bool = False
    ) -> None:
        self.row = row
        self.receipt = receipt
        self.officer = officer
        self.duplicate = duplicate

    def refuse(self, fault: Fault) -> None:
        """Quarantine the row for a reason that only the caller knows (a payer not registered for the benefit)."""
        self.row.add_fault(fault)
        self.receipt = self.officer = None

    def fates(self, clean: str = "applied") -> dict[str, int]:
        if self.duplicate:
            return {"duplicates": 1}
        return {"quarantined" if self.row.faults else clean: 1}


def receipt_or_officer(reader: RowReader, row: Row, again: bool) -> RowResult:
    if reader.header.layout.name == "receipts_v1":
        return RowResult(row, receipt_of(reader, row), None, again)
    return RowResult(row, None, officer_of(reader, row), again)


class Upload:
    """One opened file. ``header``: the partner's own columns in order, without those that Sitthi added."""

    def __init__(self, header: Header, reader: RowReader, encodings: Encodings) -> None:
        self.name = ""
        self.layout = header.layout.name
        self.delimiter = header.delimiter
        self.header = header.columns
        self.reader = reader
        self._head = header
        self._encodings = encodings
        self._rows: list[Row] = []

    @property
    def encoding(self) -> str:
        """``utf-8``, ``cp874`` or ``mixed``."""
        return self._encodings.found

    @property
    def notices(self) -> tuple[Fault, ...]:
        mixed = (Fault("FILE-MIXED"),) if self.encoding == "mixed" else ()
        return self._head.notices + mixed

    @property
    def header_row(self) -> int:
        return self._head.number

    def partner_name(self, column: str) -> str:
        return self._head.partner_name(column)

    def records(self) -> int:
        """Records in the file: rows with anything in them, without the header."""
        return len(self._rows)

    def households(self) -> Iterator[HouseholdResult]:
        """All households, each whole, in the order of their first rows."""
        gathering, keys = Gathering(), Keys(self.reader)
        for row in self._rows:
            key = keys.of(row)
            assert key is not None
            gathering.add(key, row)
        check = HouseholdCheck(self.reader)
        found = [check.result(rows) for rows in gathering.groups()]
        elsewhere(found, self.reader.at.get("citizen_id"), self.reader.at.get("person_status"))
        return iter(found)

    def standalone(self) -> Iterator[RowResult]:
        seen: set[tuple[str, ...]] = set()
        for row in self._rows:
            again = row.cells in seen
            seen.add(row.cells)
            yield receipt_or_officer(self.reader, row, again)

    def load(self, records: Iterable[Row]) -> None:
        self._rows.extend(records)


def open_upload(
    stream: BinaryIO, *, name: str, areas: Areas, today: date, allowed_areas: Iterable[str] | None = None
) -> Upload:
    """Open a partner's file, whatever its container, encoding and delimiter, and type every row.

    ``allowed_areas``: code prefixes the sender may report on; None for all. Raises FileRejected with the one reason
    why nothing of the file can be taken.
    """
    plain = plain_csv(stream)
    head = plain.read(HEAD)
    encodings = Encodings(hint_of(head))
    header = find_header(head_lines(head, encodings.hint))
    reader = RowReader(header, areas, today)
    upload = Upload(header, reader, encodings)
    upload.name = name
    plain.seek(after_marks(head))
    upload.load(_typed(text_lines(plain, encodings), header, reader))
    if not upload.records():
        raise FileRejected(Fault("FILE-NO-ROWS"), header=header.columns, row=header.number)
    _check_places(upload, allowed_areas)
    return upload


def _typed(lines: Iterator[str], header: Header, reader: RowReader) -> Iterator[Row]:
    records = Records(lines, header.delimiter)
    for record in records:
        if record.number == header.number:
            break
    records.width = header.width
    for number, cells, fault in records:
        if fault is not None or (any(cells) and any(cell.strip() for cell in cells)):
            yield reader.read(number, cells, fault)


def _check_places(upload: Upload, allowed: Iterable[str] | None) -> None:
    at = upload.reader.at.get("tambon_code")
    if at is None:
        return
    rows = upload._rows
    codes = {"CELL-AREA-UNKNOWN", "CELL-AREA-FORM", "CELL-EXPONENT", "CELL-REQUIRED"}
    if all(
        any(fault.column == "tambon_code" and fault.code in codes for fault in row.faults) for row in rows
    ):
        raise FileRejected(Fault("FILE-PLACES"), header=upload.header, row=upload.header_row)
    prefixes = None if allowed is None else tuple(allowed)
    if prefixes is None:
        return
    outside = [row.number for row in rows if row.values[at] and not row.values[at].startswith(prefixes)]
    if outside:
        shown = ", ".join(map(str, outside[:5])) + (" …" if len(outside) > 5 else "")
        raise FileRejected(
            Fault("FILE-AREA-RIGHT", None, {"rows": shown}), header=upload.header, row=outside[0]
        )
