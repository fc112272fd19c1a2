"""An Excel workbook as the CSV it would be, with the sheet's own row numbers and numbers as typed."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, time, timedelta
from typing import IO, Any, BinaryIO

import python_calamine as calamine

from shared.domain.dates import BE_OFFSET
from shared.intake.faults import Fault, FileRejected

MOST_UNPACKED = 160 << 20  # bytes of XML; the reader needs about seven times as much memory
MOST_ROWS = 200_000
_MOST_COLUMNS = 300


def workbook_as_csv(stream: BinaryIO, declared: int) -> IO[bytes]:
    """UTF-8 CSV of the first visible sheet that holds anything. Raises FileRejected."""
    if declared > MOST_UNPACKED:
        raise FileRejected(Fault("FILE-TOO-LARGE", None, {"limit": f"xlsx {MOST_UNPACKED >> 20} MB"}))
    stream.seek(0)
    try:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        rows = _rows(book)
    except calamine.PasswordError:
        raise FileRejected(Fault("FILE-ENCRYPTED")) from None
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError):
        raise FileRejected(Fault("FILE-DAMAGED", None, {"kind": "xlsx"})) from None
    if len(rows) > MOST_ROWS:
        raise FileRejected(Fault("FILE-TOO-LARGE", None, {"limit": f"xlsx {MOST_ROWS} แถว"}))
    return _written(rows)


def _rows(book: calamine.CalamineWorkbook) -> list[list[Any]]:
    fallback: list[list[Any]] = []
    for sheet in book.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        # skip_empty_area: the first rows count even when empty, so that row numbers are the sheet's own
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if rows and sheet.visible == calamine.SheetVisibleEnum.Visible:
            return rows
        fallback = fallback or rows
    return fallback


def _written(rows: list[list[Any]]) -> IO[bytes]:
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=16 << 20)  # noqa: SIM115 (handed on)
    text = io.TextIOWrapper(kept, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        cells = [as_text(value) for value in row[: _MOST_COLUMNS + 1]]
        if any(cells):
            writer.writerow(cells)
        else:
            text.write("\r\n")
    text.flush()
    text.detach()
    kept.seek(0)
    return kept


def as_text(value: Any) -> str:
    """A cell as a person would have typed it into a CSV: whole numbers without a point, dates in B.E."""
    match value:
        case None | "":
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case date():
            # A person who types 05/03/2530 into Excel gets a date in the year 2530, which is B.E. as it stands.
            year = value.year if value.year >= 1857 + BE_OFFSET else value.year + BE_OFFSET
            return f"{value.day:02d}/{value.month:02d}/{year:04d}"
        case time() | timedelta():
            return str(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
