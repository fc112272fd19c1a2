"""PDF, XLSX, CSV and JSON say the same numbers, hide the same cells, and are the same bytes on repeat."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pypdfium2
import pytest

from shared.reporting.compile import compile_progress, files_of
from shared.reporting.figures import progress
from shared.reporting.layout import hollow
from shared.reporting.model import Cell, Column, Kind, Report, Table, plain
from shared.reporting.monthly import build
from shared.reporting.suppress import Shown
from shared.reporting.tables import MISSING, guarded, table_csv
from shared.reporting.thai import plain as as_read
from shared.reporting.wording import Text
from shared.reporting.workbook import render_xlsx
from tests.unit.reporting.builders import JANUARY, context, crowd

MAY = date(2022, 5, 31)


def report(size: int) -> Report:
    return build(progress(crowd(size, upto=MAY), MAY), context(generated_on=MAY))


def from_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def number(text: str) -> float | str:
    return text if text in MISSING else round(float(text.replace(",", "")), 4)


def expected(cell: Cell) -> Any:
    """What a program should read: a number, or the mark."""
    if cell.shown is not Shown.VALUE or cell.value is None:
        return cell.text("th")
    return round(float(cell.value), 4) if isinstance(cell.value, int | float) else cell.text("th")


@pytest.mark.parametrize("size", [36, 379])
def test_all_formats_hold_the_same_numbers(size: int) -> None:
    made = report(size)
    files = files_of(made)
    stem = "progress-2565-05"
    book = openpyxl.load_workbook(io.BytesIO(files[f"{stem}.xlsx"]))
    tables = {one["id"]: one for one in json.loads(files[f"{stem}.json"])["tables"]}
    long = {(row["table"], row["row"], row["column"]): row["value"] for row in from_csv(files[f"{stem}.csv"])}
    document = pypdfium2.PdfDocument(files[f"{stem}.pdf"])
    pages = "".join(page.get_textpage().get_text_range() for page in document)
    page_text = "".join(as_read(pages).split())
    left_out = {table.id for table in made.tables if hollow(table)}
    for table in (one for one in made.tables if one.rows):
        lines = [
            *zip(table.codes, table.rows, strict=True),
            *([("total", table.total)] if table.total else []),
        ]
        rows = {row["code"]: row for row in from_csv(files[f"{stem}-{table.id}.csv"])}
        parsed = {row["code"]: row["cells"] for row in tables[table.id]["rows"]}
        sheet = book[table.title.th.translate(str.maketrans("", "", "[]:*?/\\"))[:31]]
        for line, (code, cells) in enumerate(lines, 2):
            assert (
                table.id in left_out
                or "".join("".join(cell.text("th") for cell in cells).split()) in page_text
            )
            for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True), 1):
                if column.kind in (Kind.TEXT, Kind.DATE):
                    continue
                wanted = expected(cell)
                assert number(rows[code][column.id]) == wanted
                assert number(long[table.id, code, column.id]) == wanted
                found = sheet.cell(line, place).value
                assert (found if isinstance(found, str) else round(float(found), 4)) == wanted
                value = parsed[code][column.id]["value"]
                assert (value is None) == (cell.open is None)
                if value is not None:
                    assert round(float(value), 4) == wanted


def test_no_file_holds_a_number_that_the_report_hides() -> None:
    table = Table(
        "t",
        Text("ก", "a"),
        [Column("n", Text("ข", "b"))],
        [[Cell(3, Shown.SMALL)], [Cell(98765, Shown.HIDDEN)]],
        ["one", "two"],
    )
    assert table_csv(table).decode("utf-8-sig") == "code,n\r\none,<5\r\ntwo,ปกปิด\r\n"


def test_a_workbook_has_frozen_heads_filters_and_true_dates() -> None:
    files = files_of(report(379))
    book = openpyxl.load_workbook(io.BytesIO(files["progress-2565-05.xlsx"]))
    sheet = book["ใครต้องทำอะไร"]
    assert sheet.freeze_panes == "B2"
    rows = len(report(379).table("act").rows)
    assert sheet.auto_filter.ref == f"A1:F{rows + 1}", "the total and the note below stay out of the filter"
    for one in book.worksheets[1:-1]:
        assert one.freeze_panes == "B2"
        assert one.auto_filter.ref.startswith("A1:")
    assert isinstance(sheet.cell(2, 6).value, datetime)
    assert "107041E" in sheet.cell(2, 6).number_format


def test_two_tables_whose_titles_begin_alike_have_a_sheet_each() -> None:
    made = report(36)
    long = "ตารางที่มีชื่อยาวมากจนเกินสามสิบเอ็ดตัวอักษรของแผ่นงาน"
    twins = [
        replace(made.table("loop"), id=f"t{n}", title=Text(f"{long} {n}", f"{long} {n}")) for n in range(3)
    ]
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(replace(made, tables=twins))))
    assert len({name.casefold() for name in book.sheetnames}) == 5


def test_the_package_describes_every_csv_with_its_digest() -> None:
    files = files_of(report(36))
    package = json.loads(files["datapackage.json"])
    assert {one["path"] for one in package["resources"]} == {name for name in files if name.endswith(".csv")}
    for resource in package["resources"]:
        header = files[resource["path"]].decode("utf-8-sig").split("\r\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["bytes"] == len(files[resource["path"]])


def test_files_open_in_excel_as_thai_text_with_windows_line_ends() -> None:
    body = files_of(report(36))["progress-2565-05-districts.csv"]
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == body.count(b"\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_words_that_begin_like_a_formula_are_disarmed(text: str) -> None:
    assert guarded(text) == "'" + text
    table = Table("t", Text("ก", "a"), [Column("n", Text("ข", "b"), Kind.TEXT)], [[plain(text)]], ["one"])
    (row,) = from_csv(table_csv(table))
    assert row["n"].startswith("'")


def test_compiling_twice_gives_the_same_bytes_and_the_expected_names() -> None:
    once, twice = (compile_progress(crowd(36), JANUARY, None, context()) for _ in range(2))
    assert once == twice
    stem = "progress-2565-01"
    assert {f"{stem}.pdf", f"{stem}.xlsx", f"{stem}.json", f"{stem}.csv", "datapackage.json"} <= set(once)


def test_an_empty_month_has_files_too() -> None:
    files = compile_progress([], JANUARY, None, context())
    assert json.loads(files["progress-2565-01.json"])["empty"] is True
    assert openpyxl.load_workbook(io.BytesIO(files["progress-2565-01.xlsx"])).sheetnames


def test_a_report_names_no_household_and_no_person() -> None:
    files = compile_progress(crowd(379), JANUARY, None, context())
    for name, body in files.items():
        if name.endswith((".csv", ".json")):
            text = body.decode("utf-8-sig")
            assert "h0001" not in text
            assert "m1" not in text
