"""The catalogue of bad inputs, 51 to 78: what may stand in a cell, and what a suggestion says."""

from __future__ import annotations

import pytest

from shared.domain.areas import Areas
from shared.domain.dates import PartialDate
from shared.intake.layout import layout
from shared.intake.reading import read_cell
from tests.unit.intake.making import child, citizen, family, fates, noticed, refusal, row, table, told

TPMAP = layout("tpmap_v1").columns
AREAS = Areas.load()
WRONG_CHECK = citizen(7)[:12] + str((int(citizen(7)[12]) + 1) % 10)


def read(column: str, raw: str, of: str = "tpmap_v1"):
    return read_cell(layout(of).columns[column], raw, AREAS)


@pytest.mark.parametrize(
    ("column", "raw", "code", "suggestion"),
    [
        ("citizen_id", "1.95E+12", "CELL-EXPONENT", None),  # 51
        ("house_code", "9.5019E+10", "CELL-EXPONENT", None),
        ("citizen_id", "195990000001", "CELL-ID-LENGTH", None),  # 52
        ("citizen_id", WRONG_CHECK, "CELL-ID-CHECK", None),  # 53
        ("citizen_id", "0000000000000", "CELL-ID-DUMMY", None),  # 55
        ("citizen_id", "1111111111111", "CELL-ID-DUMMY", None),
        ("citizen_id", "G123456789012", "CELL-ID-GCODE", None),  # 56
        ("citizen_id", "19501O0001234", "CELL-ID-FORM", None),
        ("house_code", "9501900000", "CELL-HOUSE-CODE", None),  # 58
        ("house_code", "X123", "CELL-HOUSE-CODE", None),
        ("tambon_code", "9501", "CELL-AREA-FORM", None),  # 59
        ("tambon_code", "95010101", "CELL-AREA-FORM", "950101"),
        ("tambon_code", "950199", "CELL-AREA-UNKNOWN", None),
        ("survey_year", "64", "CELL-DATE-SHORT", "2564"),  # 62
        ("survey_year", "2599", "CELL-RANGE", None),
        ("birth_date", "05/03/30", "CELL-DATE-SHORT", None),
        ("birth_date", "05/03/1990", "CELL-DATE-CE", "05/03/2533"),  # 61
        ("birth_date", "31/02/2530", "CELL-DATE-NONE", None),  # 63
        ("birth_date", "29/02/2566", "CELL-DATE-NONE", None),
        ("birth_date", "05/00/2530", "CELL-DATE-NONE", None),
        ("birth_date", "12/31/2530", "CELL-DATE-ORDER", "31/12/2530"),  # 64
        ("birth_date", "44562", "CELL-DATE-SERIAL", "01/01/2565"),
        ("birth_date", "มีนา 30", "CELL-DATE-FORM", None),
        ("survey_date", "00/10/2564", "CELL-DATE-WHOLE", None),
        ("welfare_card", "อาจจะ", "CELL-VALUE", None),  # 67
        ("household_income", "-5000", "CELL-NEGATIVE", None),  # 68
        ("household_income", "ไม่มี", "CELL-NUMBER", "0"),
        ("household_income", "1e6", "CELL-EXPONENT", None),
        ("household_income", "1.000,50", "CELL-NUMBER", None),
        ("household_income", "1.000", "CELL-NUMBER", None),
        ("household_income", "12,34", "CELL-NUMBER", None),
        ("household_income", "9999999999", "CELL-RANGE", None),
        ("village_no", "120", "CELL-RANGE", None),
        ("person_no", "0", "CELL-RANGE", None),
        ("household_no", "1.5", "CELL-NUMBER", None),
        ("phone", "812345678", "CELL-PHONE", "0812345678"),
        ("phone", "1234", "CELL-PHONE", None),
        ("sex", "ช", "CELL-VALUE", "ชาย"),
        ("relation", "หัวหน้าครัวเรีอน", "CELL-VALUE", "หัวหน้าครัวเรือน"),
        ("studying", "ม.7", "CELL-VALUE", None),
        ("first_name", "ก" * 300, "CELL-LENGTH", None),  # 70
        ("first_name", "", "CELL-REQUIRED", None),
        ("first_name", "-", "CELL-REQUIRED", None),
        ("house_no", "1" * 31, "CELL-LENGTH", None),
        (
            "benefits_received",
            "เบี้ยยังชีพผู้สูงอายุ;เบี้ยความพิกา",
            "CELL-ITEM",
            "old_age_allowance;disability_allowance",
        ),
        ("benefits_received", "ของขวัญ", "CELL-ITEM", None),
        ("household_failed", "แปด", "CELL-NUMBER", None),
    ],
)
def test_a_faulty_cell_has_one_code_and_where_possible_a_suggestion(
    column: str, raw: str, code: str, suggestion: str | None
):
    found = read(column, raw)
    assert found.fault is not None
    assert (found.value, found.fault.code, found.fault.column, found.fault.suggestion) == (
        None,
        code,
        column,
        suggestion,
    )
    assert "{" not in found.fault.text_th() + found.fault.text_en() + found.fault.what_to_do()
    assert "…" not in found.fault.text_th() + found.fault.text_en()


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (
            "citizen_id",
            f"{citizen(7)[0]}-{citizen(7)[1:5]}-{citizen(7)[5:10]}-{citizen(7)[10:12]}-{citizen(7)[12]}",
            citizen(7),
        ),  # 54
        ("citizen_id", f"'{citizen(7)}", citizen(7)),  # 57
        ("citizen_id", f"{citizen(7)}.0", citizen(7)),
        ("citizen_id", "", None),
        ("citizen_id", "-", None),
        ("citizen_id", "ไม่ทราบ", None),
        ("house_code", "9501-900000-1", "95019000001"),
        ("house_code", "x0000000001", "X0000000001"),
        ("tambon_code", "950101.0", "950101"),
        ("birth_date", "29/02/2567", PartialDate(2024, 2, 29)),  # 63
        ("birth_date", "00/00/2490", PartialDate(1947)),  # 66
        ("birth_date", "00/10/2490", PartialDate(1947, 10)),
        ("birth_date", "2490", PartialDate(1947)),
        ("birth_date", "5-3-2530", PartialDate(1987, 3, 5)),
        ("birth_date", "5 มี.ค. 2530", PartialDate(1987, 3, 5)),
        ("birth_date", "๕ มีนาคม พ.ศ. ๒๕๓๐", PartialDate(1987, 3, 5)),
        ("birth_date", "2530-03-05 00:00:00", PartialDate(1987, 3, 5)),
        ("welfare_card", "ใช่", True),  # 67
        ("welfare_card", "มี", True),
        ("welfare_card", "Y", True),
        ("welfare_card", "1", True),
        ("welfare_card", "✓", True),
        ("welfare_card", "", None),
        ("bedridden", "ไม่", False),
        ("household_income", "1,000", 1000),  # 68
        ("household_income", "๑,๐๐๐ บาท", 1000),
        ("household_income", "1000.00", 1000),
        ("household_income", "0", 0),
        ("household_income", "", None),
        ("language", "ภาษามลายู", "มลายู"),
        ("language", "อื่นๆ", "อื่น ๆ"),
        ("studying", "ประถมศึกษาปีที่ 3", "ป.3"),
        ("disability_kind", "ความพิการทางการเห็น", "ทางการเห็น"),
        ("occupation", "ช่างตัดผม", "ช่างตัดผม"),
        ("occupation", "เกษตรกรรม", "เกษตรกร"),
        ("phone", "+66 81-234-5678", "0812345678"),
        ("phone", "(073) 212345", "073212345"),
        ("benefits_received", "-", ()),
        ("benefits_received", "", None),
        ("benefits_received", "เบี้ยผู้สูงอายุ ; old_age_allowance", ("old_age_allowance",)),
        ("household_failed", "-", ()),
        ("household_failed", "8; 21", (8, 21)),
        ("first_name", "'=cmd|", "=cmd|"),  # 69: our own guard comes off again
        ("first_name", "+", "+"),
        ("first_name", "محمد \u200fعلي 🙂", "محمد \u200fعلي 🙂"),  # 70
    ],
)
def test_what_people_write_is_read_as_they_mean_it(column: str, raw: str, value: object):
    found = read(column, raw)
    assert (found.value, found.fault, found.notice) == (value, None, None)


@pytest.mark.parametrize(
    ("column", "raw", "value", "code"),
    [
        ("survey_year", "2021", 2564, "CELL-YEAR-CE"),  # 61
        ("birth_date", "1987-03-05", PartialDate(1987, 3, 5), "CELL-YEAR-CE"),
        ("household_income", "1200.50", 1201, "CELL-ROUNDED"),
    ],
)
def test_what_was_read_with_a_change_is_told_as_a_notice(column: str, raw: str, value: object, code: str):
    found = read(column, raw)
    assert (found.value, found.fault) == (value, None)
    assert found.notice is not None
    assert found.notice.code == code


def test_59_an_abolished_subdistrict_is_an_error_that_names_its_successor():
    from geothai.abolished import abolished_areas

    old = next(
        area.code
        for area in abolished_areas()
        if area.level == "subdistrict" and AREAS.tambon(area.code) is None and AREAS.successor(area.code)
    )
    found = read("tambon_code", old)
    assert found.fault is not None
    assert (found.fault.code, found.fault.suggestion) == ("CELL-AREA-ABOLISHED", AREAS.successor(old))


def test_60_rows_outside_the_senders_right_hold_the_whole_file():
    rows = [*family(1, 1), *family(2, 11, tambon_code="940101")]
    assert refusal(table(rows), allowed=["95"]) == "FILE-AREA-RIGHT"
    assert refusal(table(rows), allowed=["95", "94"]) == "accepted"


def test_a_file_that_names_no_known_place_is_refused():
    assert refusal(table([row(tambon_code="000000"), child(tambon_code="999999")])) == "FILE-PLACES"
    assert refusal(table([row(tambon_code="000000"), child(tambon_code="950101")])) == "accepted"


def test_65_nobody_is_born_after_the_survey_or_older_than_120_years():
    assert told(table([row(birth_date="16/10/2564")])) == [(2, "birth_date", "CELL-DATE-FUTURE")]
    assert told(table([row(birth_date="00/00/2443")])) == [(2, "birth_date", "CELL-DATE-AGE")]
    assert fates(table([row(birth_date="15/10/2564")])) == {"applied": 1}
    assert fates(table([row(birth_date="00/00/2444")])) == {"applied": 1}


def test_a_survey_of_the_future_is_a_fault():
    assert told(table([row(survey_date="20/01/2565")])) == [(2, "survey_date", "CELL-DATE-FUTURE")]


def test_indicators_belong_to_the_round_of_the_survey_year():
    assert told(table([row(household_failed="33")])) == [(2, "household_failed", "CELL-INDICATOR")]
    assert fates(table([row(household_failed="33", survey_year="2565", survey_date="")])) == {"applied": 1}
    later = row(household_failed="14;29", person_failed="23", indicator_set="BMN2565")
    assert told(table([later])) == []
    assert noticed(table([later])) == [], "nobody knows of whom the later round asks: not the file's fault"
    assert noticed(table([row(person_failed="8", household_failed="15")])) == [
        (2, "household_failed", "CELL-INDICATOR-UNIT"),
        (2, "person_failed", "CELL-INDICATOR-UNIT"),
    ]


def test_56_a_number_of_the_stateless_with_thai_nationality_is_a_notice():
    from shared.domain.citizens import check_digit

    digits = "695990000001"
    assert noticed(table([row(citizen_id=digits + check_digit(digits))])) == [
        (2, "citizen_id", "CELL-ID-NONTHAI")
    ]


def test_52_a_lost_leading_zero_is_suggested_back():
    from shared.domain.citizens import check_digit

    digits = "095990000001"
    whole = digits + check_digit(digits)
    found = read("citizen_id", whole.removeprefix("0"))
    assert found.fault is not None
    assert (found.fault.code, found.fault.suggestion) == ("CELL-ID-LENGTH", whole)


def test_every_column_of_every_layout_says_what_is_wrong_with_nonsense():
    for name in ("tpmap_v1", "receipts_v1", "officers_v1"):
        for column in layout(name).columns.values():
            if column.kind == "text" or column.open:
                continue
            found = read_cell(column, "@@@ ไม่ใช่ค่า @@@", AREAS)
            assert found.fault is not None, column.name


def test_the_columns_are_those_of_the_contract():
    required = [name for name, column in TPMAP.items() if column.required]
    assert required == [
        "survey_year",
        "house_code",
        "tambon_code",
        "first_name",
        "relation",
        "sex",
        "birth_date",
    ]
    assert len(TPMAP) == 38
    assert layout("receipts_v1").required == ("citizen_id", "benefit", "month", "status")
    assert layout("officers_v1").required == ("name", "email", "role")
