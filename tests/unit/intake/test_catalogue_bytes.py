"""The catalogue of bad inputs, 1 to 50: encodings, shapes of the table, containers. Each has one exact fate."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from tests.unit.intake.making import (
    HEADERS,
    child,
    citizen,
    family,
    fates,
    opened,
    refusal,
    report,
    row,
    table,
    told,
)

ROWS = [*family(1, 1), *family(2, 11)]
TEXT = table(ROWS)
CLEAN = {"applied": 6}


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),  # 1
        ("utf-8", b"\xef\xbb\xbf"),  # 2
        ("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf"),  # 3
        ("cp874", b""),  # 4
        ("utf-16-le", b"\xff\xfe"),  # 7
        ("utf-16-be", b"\xfe\xff"),  # 7
    ],
)
def test_every_encoding_of_the_contract_is_read(encoding: str, mark: bytes):
    upload = opened(mark + TEXT.encode(encoding))
    [first, _] = upload.households()
    assert first.survey is not None
    assert first.survey.members[0].identity["first_name"] == "มะลิ"
    assert upload.encoding == ("cp874" if encoding == "cp874" else "utf-8")
    assert upload.header[0] == "ปีสำรวจ"


def test_5_a_byte_that_no_encoding_has_quarantines_its_row_alone():
    data = TEXT.encode("cp874").replace("มะลิ".encode("cp874"), b"\xc1\xd0\xdb\x81", 1)
    assert told(data) == [(2, None, "ROW-ENCODING")]
    assert fates(data) == {"applied": 3, "held": 2, "quarantined": 1}


def test_6_rows_of_two_encodings_are_each_read_in_their_own():
    lines = TEXT.splitlines(keepends=True)
    data = "".join(lines[:4]).encode() + "".join(lines[4:]).encode("cp874")
    upload = opened(data)
    assert [house.survey is not None for house in upload.households()] == [True, True]
    assert [notice.code for notice in upload.notices] == ["FILE-MIXED"]


def test_8_garbled_thai_is_refused_with_advice():
    assert refusal(TEXT.encode().decode("cp874", "replace").encode()) == "FILE-MOJIBAKE"


def test_9_a_letter_cut_at_the_end_of_the_file_quarantines_the_last_row():
    data = table([*family(1, 1), row(9, house_code="95019000009", last_name="ตัวอย่าง")]).encode()
    data = table([{"last_name": "x"}], columns=["last_name"]).encode() and data
    columns = [*(name for name in HEADERS if name in ROWS[0] and name != "last_name"), "last_name"]
    whole = table(ROWS, columns=columns).rstrip("\r\n").encode()
    assert told(whole[:-1]) == [(7, None, "ROW-ENCODING")]


def test_11_to_13_forms_of_one_word_invisible_marks_and_thai_digits_are_read():
    given = row(
        1,
        first_name="อํานาจ",  # nikhahit and aa instead of sara am
        last_name="\u200bตัว\u00a0อย่าง\ufeff",
        citizen_id="".join(chr(0x0E50 + int(digit)) for digit in citizen(1)),
        birth_date="๐๕/๐๓/๒๕๐๐",
        survey_year="๒๕๖๔",
        household_income="๓๖,๐๐๐",
    )
    [house] = opened(table([given])).households()
    assert house.survey is not None
    member = house.survey.members[0]
    assert member.identity["first_name"] == "อำนาจ"
    assert member.identity["last_name"] == "ตัว อย่าง"
    assert member.citizen_id == citizen(1)
    assert house.survey.facts["household_income"] == 36000


# ------------------------------------------------------------------ shape


def test_14_to_16_a_file_without_rows_or_header_is_refused():
    assert refusal(b"") == "FILE-EMPTY"
    assert refusal(TEXT.splitlines(keepends=True)[0]) == "FILE-NO-ROWS"
    assert refusal("".join(TEXT.splitlines(keepends=True)[1:])) == "HEAD-NONE"


def test_17_title_rows_above_the_header_are_skipped_and_row_numbers_stay_those_of_excel():
    rows = [*family(1, 1)]
    rows[1]["sex"] = "ช"
    upload = opened("บัญชีครัวเรือนยากจน,,\r\nจังหวัดยะลา,,\r\n\r\n" + table(rows))
    assert [
        (one.number, one.faults[0].code) for h in upload.households() for one in h.rows if one.faults
    ] == [(6, "CELL-VALUE")]
    assert [notice.code for notice in upload.notices] == ["HEAD-TITLE"]


def test_18_header_names_may_carry_spaces_line_breaks_and_asterisks():
    head, rest = TEXT.split("\r\n", 1)
    head = head.replace("ปีสำรวจ", '" ปี สำรวจ* "').replace("รายได้ครัวเรือนต่อปี", '"รายได้ครัวเรือน\nต่อปี (บาท)"')
    assert fates(head + "\r\n" + rest) == CLEAN


def test_19_to_22_headers_twice_reordered_missing_or_unknown():
    head, rest = TEXT.split("\r\n", 1)
    assert refusal(head.replace("นามสกุล", "เพศ") + "\r\n" + rest) == "HEAD-TWICE"
    reordered = table(ROWS, columns=list(reversed([name for name in HEADERS if name in ROWS[0]])))
    assert fates(reordered) == CLEAN
    assert refusal(head.replace("เพศ", "เพส") + "\r\n" + rest) == "HEAD-MISSING"
    extra = opened(TEXT.replace("นามสกุล", "หมายเหตุ"))
    assert [notice.code for notice in extra.notices] == ["HEAD-EXTRA"]


def test_21_the_nearest_name_is_proposed_for_a_missing_column():
    from shared.intake import FileRejected

    with pytest.raises(FileRejected) as refused:
        opened(TEXT.replace("วันเดือนปีเกิด", "วันเดือนปีเกืด"))
    fault = refused.value.fault
    assert fault.suggestion == "วันเดือนปีเกืด → วันเดือนปีเกิด"
    assert fault.text_th() == 'ขาดคอลัมน์ที่ต้องมี: วันเดือนปีเกิด ("วันเดือนปีเกืด" น่าจะเป็น วันเดือนปีเกิด)'


def test_23_english_names_and_synonyms_are_known():
    assert fates(table(ROWS, headers={name: name for name in HEADERS})) == CLEAN
    swapped = TEXT.replace("เลขประจำตัวประชาชน", "เลขบัตรประชาชน").replace("วันเดือนปีเกิด", "วัน/เดือน/ปีเกิด")
    assert fates(swapped) == CLEAN


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_24_other_delimiters_are_found(delimiter: str):
    assert fates(table(ROWS, delimiter=delimiter)) == CLEAN


def test_25_a_trailing_comma_on_all_rows_means_nothing():
    assert fates(TEXT.replace("\r\n", ",\r\n")) == CLEAN
    head, rest = TEXT.split("\r\n", 1)
    assert fates(head + "\r\n" + rest.replace("\r\n", ",,\r\n")) == CLEAN


def test_26_and_27_a_short_and_a_long_row_are_quarantined_with_their_households():
    lines = TEXT.splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0]
    lines[5] += ",เกิน"
    assert told("\r\n".join(lines)) == [(2, None, "ROW-SHORT"), (6, None, "ROW-LONG")]
    assert fates("\r\n".join(lines)) == {"held": 4, "quarantined": 2}


def test_28_blank_rows_are_no_records_but_count_as_rows():
    lines = TEXT.splitlines()
    lines[4:4] = ["", "," * lines[0].count(",")]
    lines[6] = lines[6].replace("ชาย", "ช")
    assert told("\r\n".join(lines)) == [(7, "sex", "CELL-VALUE")]
    assert report("\r\n".join(lines)).records == 6


def test_29_to_32_line_ends_of_any_kind_none_at_the_end_and_an_end_mark():
    assert fates(TEXT.replace("\r\n", "\r")) == CLEAN
    lines = TEXT.splitlines()
    assert fates("\n".join(lines[:3]) + "\r\n" + "\r\n".join(lines[3:])) == CLEAN
    assert fates(TEXT.rstrip()) == CLEAN
    assert fates(TEXT + "\x1a") == CLEAN


def test_33_a_nul_in_a_cell_is_a_fault_of_that_cell():
    assert told(table([row(first_name="มะ\x00ลิ")])) == [(2, "first_name", "CELL-CONTROL")]


def test_34_a_line_break_inside_a_quoted_cell_is_one_row():
    rows = [row(house_no="12\nซอย 3"), child(2, sex="ช")]
    assert told(table(rows)) == [(3, "sex", "CELL-VALUE")]
    [house] = opened(table(rows[:1])).households()
    assert house.survey is not None
    assert house.survey.identity["house_no"] == "12 ซอย 3"


def test_35_a_quotation_mark_that_nobody_closes_costs_one_row_not_the_rest_of_the_file():
    rows = [one for house in range(1, 21) for one in family(house, house * 10)]
    lines = table(rows).splitlines()
    lines[4] = lines[4].replace("มะลิ", '"มะลิ')
    assert told("\r\n".join(lines)) == [(5, None, "ROW-QUOTE")]
    assert fates("\r\n".join(lines)) == {"applied": 57, "held": 2, "quarantined": 1}
    lines[-1] = lines[-1].replace("มะลิ", '"มะลิ')
    assert told("\r\n".join(lines)) == [(5, None, "ROW-QUOTE"), (61, None, "ROW-QUOTE")]


def test_35_two_open_marks_close_together_do_not_weld_two_people_into_one():
    lines = TEXT.splitlines()
    for place in (2, 3):
        lines[place] = lines[place].replace("มะลิ", '"มะลิ')
    assert told("\r\n".join(lines)) == [(3, None, "ROW-QUOTE"), (4, None, "ROW-QUOTE")]


def test_36_a_quotation_mark_inside_an_open_cell_is_text():
    assert fates(TEXT.replace("ตัวอย่าง", 'ตัว"อย่าง')) == CLEAN


def test_37_a_cell_of_ten_megabytes_costs_its_row_only():
    data = TEXT.replace("มะลิ", "ม" * 3_500_000, 1)
    assert told(data) == [(2, None, "ROW-TOO-LARGE")]


def test_38_ten_thousand_columns_are_refused():
    assert (
        refusal(",".join(["ปีสำรวจ", "รหัสบ้าน", *map(str, range(10_000))]) + "\r\n1,2\r\n") == "HEAD-TOO-MANY"
    )
    assert refusal(",".join(f"คอลัมน์ที่ยาวมาก{n}" for n in range(10_000)) + "\r\n1\r\n") == "HEAD-TOO-MANY"


def test_39_and_40_total_rows_and_repeated_headers_are_named_and_hold_nobody():
    lines = TEXT.splitlines()
    lines.insert(4, lines[0])
    lines.append("รวม" + "," * (lines[0].count(",") - 1) + ",6")
    assert told("\r\n".join(lines)) == [(5, None, "ROW-HEADER"), (9, None, "ROW-TOTAL")]
    assert fates("\r\n".join(lines)) == {"applied": 6, "quarantined": 2}


# ------------------------------------------------------------------ containers


def zipped(*files: tuple[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def test_41_and_42_gzip_with_one_or_many_members():
    data = TEXT.encode("cp874")
    assert fates(gzip.compress(data)) == CLEAN
    assert fates(gzip.compress(data[:100]) + gzip.compress(data[100:])) == CLEAN
    assert refusal(gzip.compress(data)[:-20]) == "FILE-DAMAGED"


def test_43_a_zip_holds_exactly_one_csv():
    data = TEXT.encode()
    assert (
        fates(zipped(("โฟลเดอร์/ข้อมูล.csv", data), ("__MACOSX/._ข้อมูล.csv", b"x"), ("อ่าน.docx", b"x"))) == CLEAN
    )
    assert refusal(zipped(("a.csv", data), ("b.csv", data))) == "FILE-ZIP-MANY"
    assert refusal(zipped(("a.jpg", data))) == "FILE-ZIP-NONE"
    assert refusal(zipped(("a.csv", data))[:-30]) == "FILE-DAMAGED"


def test_44_bombs_and_names_that_climb_out_of_the_folder_are_refused():
    bomb = b"0" * (40 << 20)
    assert refusal(zipped(("a.csv", bomb))) == "FILE-TOO-LARGE"
    assert refusal(gzip.compress(bomb)) == "FILE-TOO-LARGE"
    for name in ("../../a.csv", "/etc/a.csv", "C:\\a.csv", "ok/../../a.csv"):
        assert refusal(zipped((name, TEXT.encode()))) == "FILE-ZIP-PATH"


def test_45_locked_files_are_refused():
    data = bytearray(zipped(("a.csv", TEXT.encode())))
    at = data.find(b"PK\x01\x02")
    data[6] |= 1
    data[at + 8] |= 1
    assert refusal(bytes(data)) == "FILE-ENCRYPTED"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")) == "FILE-ENCRYPTED"
    assert refusal(ole) == "FILE-OLD-EXCEL"  # 48


def workbook(rows: list[dict[str, object]], **sheets: bool) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for hidden in sheets.values():
        notes = book.add_worksheet()
        notes.write_row(0, 0, ["บันทึก", "อื่น"])
        if hidden:
            notes.hide()
    sheet = book.add_worksheet("ข้อมูล")
    sheet.activate()
    sheet.set_first_sheet()
    names = [name for name in HEADERS if name in rows[0]]
    sheet.write_row(0, 0, [HEADERS[name] for name in names])
    for number, one in enumerate(rows, 1):
        for place, name in enumerate(names):
            value = one.get(name, "")
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write(number, place, value)
    book.close()
    return kept.getvalue()


def test_46_and_47_a_workbook_is_read_whatever_its_name_with_typed_numbers_and_dates():
    rows: list[dict[str, object]] = [
        {
            **row(1),
            "citizen_id": int(citizen(1)),
            "house_code": 95019000001,
            "birth_date": date(1957, 3, 5),
            "household_income": 36000,
        },
        {**child(2), "birth_date": 44562, "house_code": 95019000001, "household_income": "=30000+6000"},
    ]
    data = workbook(rows, hidden=True)
    upload = opened(data, name="file.csv")
    [house] = upload.households()
    first, second = house.rows
    assert first.clean
    assert upload.reader.value(first, "birth_date").earliest() == date(1957, 3, 5)
    assert upload.reader.value(first, "citizen_id") == citizen(1)
    assert [(fault.code, fault.suggestion) for fault in second.faults] == [("CELL-DATE-SERIAL", "01/01/2565")]


def test_46_a_workbook_and_a_csv_give_the_same_fates():
    bad = [*ROWS[:5], {**ROWS[5], "sex": "ช"}]
    as_sheet: list[dict[str, object]] = [dict(one) for one in bad]
    assert told(workbook(as_sheet)) == told(table(bad)) == [(7, "sex", "CELL-VALUE")]
    assert refusal(b"PK\x03\x04 not a zip at all") == "FILE-DAMAGED"


def test_49_and_50_what_is_no_table_is_refused():
    assert refusal(b"\r\n<html><table><tr><td>1</td></tr></table></html>") == "FILE-NOT-TABLE"
    assert refusal(b"%PDF-1.7 ...") == "FILE-NOT-TABLE"
    assert refusal(b"\xff\xd8\xff\xe0" + b"\0" * 100) == "FILE-NOT-TABLE"
    assert refusal(TEXT.encode("utf-16-le")) == "FILE-ENCODING"
