"""What the partner gets back: every fault on its line, in its own terms, in a file that can be fixed and resent."""

from __future__ import annotations

import csv
import io

import pytest

from shared.intake import Change, Fault, FileRejected, ReportBuilder, diff_csv
from shared.intake.report import OWN_COLUMNS
from tests.unit.intake.making import child, family, fates, lines_of, opened, report, row, table


def test_only_faulty_rows_and_their_households_are_in_the_error_file():
    rows = [*family(1, 1), *family(2, 11)]
    rows[4] = {**rows[4], "sex": "ช", "birth_date": "31/02/2540"}
    found = report(table(rows))
    lines = lines_of(found.errors_csv)
    assert [line["__แถว"] for line in lines] == ["5", "6", "7"]
    note, faulty, _ = lines
    assert faulty["__คอลัมน์"] == "เพศ | วันเดือนปีเกิด"
    assert faulty["__รหัส"] == "CELL-VALUE | CELL-DATE-NONE"
    assert faulty["__ค่าที่แนะนำ"] == "ชาย | "
    assert faulty["__คำอธิบาย"].count(" | ") == 1
    assert (note["__คอลัมน์"], note["__รหัส"], note["__ค่าที่แนะนำ"]) == ("", "", "")
    assert "แถวนี้ถูกต้อง" in note["__คำอธิบาย"]


def test_a_clean_file_has_an_error_file_with_a_header_only():
    assert lines_of(report(table(family(1, 1))).errors_csv) == []


def test_the_partners_own_columns_order_and_names_are_kept():
    text = table(
        [row(sex="ช", remark="ข้อสังเกต")],
        columns=[
            "remark",
            "sex",
            "survey_year",
            "house_code",
            "tambon_code",
            "first_name",
            "relation",
            "birth_date",
        ],
    )
    text = text.replace("เพศ", "gender")
    data = report(text).errors_csv
    assert data.startswith(b"\xef\xbb\xbf")
    [head, line] = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert head == [
        "remark",
        "gender",
        "ปีสำรวจ",
        "รหัสบ้าน",
        "รหัสตำบล",
        "ชื่อ",
        "ความสัมพันธ์กับหัวหน้าครัวเรือน",
        "วันเดือนปีเกิด",
        *OWN_COLUMNS,
    ]
    assert line[0] == "ข้อสังเกต"
    assert line[9] == "gender"


def test_a_household_fault_stands_on_its_row_with_an_empty_column():
    [line, other] = lines_of(report(table([child(1, person_no="1"), child(2)])).errors_csv)
    assert (line["__คอลัมน์"], line["__รหัส"]) == ("", "HOUSE-NO-HEAD")
    assert other["__รหัส"] == ""


def test_fixing_and_uploading_the_error_file_itself_suffices():
    rows = [*family(1, 1), *family(2, 11)]
    rows[4]["birth_date"] = "31/02/2540"
    back = report(table(rows)).errors_csv
    fixed = back.decode("utf-8-sig").replace("31/02/2540", "01/02/2540", 1)
    assert fates(fixed) == {"applied": 3}
    upload = opened(fixed)
    assert not any(name.startswith("__") for name in upload.header)
    again = lines_of(report(back).errors_csv)
    assert [line["__แถว"] for line in again] == ["2", "3", "4"]
    assert list(again[0]).count("__แถว") == 1


@pytest.mark.parametrize("cell", ["=cmd|'/C calc'!A0", "+1", "-1", "@x", "'=x"])
def test_cells_that_a_spreadsheet_would_run_are_guarded_and_come_back_unaltered(cell: str):
    rows = [row(first_name=cell, sex="ช")]
    data = report(table(rows)).errors_csv
    [line] = lines_of(data)
    assert not line["ชื่อ"].startswith(("=", "+", "-", "@"))
    [house] = opened(data.decode("utf-8-sig").replace("ช,", "ชาย,", 1)).households()
    first = opened(table([row(first_name=cell)])).households()
    kept = [one.survey.members[0].identity["first_name"] for one in first if one.survey]
    assert [m.identity["first_name"] for m in (house.survey.members if house.survey else ())] == kept


def test_a_rejected_file_has_a_report_with_its_one_reason():
    builder = ReportBuilder(None)
    with pytest.raises(FileRejected) as refused:
        opened(table(family(1, 1)).replace("เพศ", "เพส"))
    builder.reject(refused.value)
    found = builder.finish()
    [line] = lines_of(found.errors_csv)
    assert (line["__แถว"], line["__รหัส"], line["เพส"]) == ("1", "HEAD-MISSING", "")
    assert found.counts_by_code == {"HEAD-MISSING": 1}
    assert found.conserved
    assert sum(found.counts_by_fate.values()) == 0


def test_counts_reasons_and_sample_rows():
    rows = [one for house in range(1, 6) for one in family(house, house * 10)]
    for place in (1, 4, 7, 10):
        rows[place]["sex"] = "ช"
    found = report(table(rows))
    assert found.records == 15
    assert found.counts_by_fate == {
        "applied": 3,
        "unchanged": 0,
        "held": 8,
        "quarantined": 4,
        "duplicates": 0,
    }
    [top] = found.top_reasons
    assert (top["code"], top["column"], top["count"], top["rows"]) == ("CELL-VALUE", "sex", 4, [3, 6, 9])


def test_a_missing_result_breaks_the_conservation_law_and_shows():
    upload = opened(table([*family(1, 1), *family(2, 11)]))
    builder = ReportBuilder(upload)
    first, _ = upload.households()
    builder.add(first, "unchanged")
    found = builder.finish()
    assert found.counts_by_fate["unchanged"] == 3
    assert not found.conserved


def test_no_text_of_a_fault_repeats_personal_data():
    given = row(
        first_name="ก" * 300, last_name="ลับ", phone="0-secret", citizen_id="1111111111111", house_no="ลับ" * 20
    )
    [house] = opened(table([given])).households()
    for fault in house.rows[0].faults:
        texts = fault.text_th() + fault.text_en() + repr(fault)
        assert not any(value in texts for value in ("กกก", "ลับ", "secret", "1111111111111"))


def test_the_diff_names_households_by_their_opaque_id_and_fields_in_thai():
    data = diff_csv(
        [
            Change("new", (2, 3), "h1"),
            Change("changed", (4,), "h2", ("household_income", "person_income")),
            Change("missing", (), "h3"),
        ]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:] == [
        ["ใหม่", "2, 3", "h1", ""],
        ["เปลี่ยนแปลง", "4", "h2", "รายได้ครัวเรือนต่อปี; รายได้บุคคลต่อปี"],
        ["ไม่อยู่ในไฟล์", "", "h3", ""],
    ]


def test_every_code_has_texts_in_both_languages_and_says_what_to_do():
    from shared.intake.faults import codes

    for name, code in codes().items():
        assert name.split("-")[0] in ("FILE", "HEAD", "ROW", "CELL", "HOUSE")
        assert all((code.th, code.en, code.do_th, code.do_en, code.example)), name
        fault = Fault(name)
        assert fault.text_th()
        assert fault.text_en()
