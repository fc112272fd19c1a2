"""What becomes of households: whole or not at all, each fault on its row."""

from __future__ import annotations

from datetime import date

from tests.unit.intake.making import child, citizen, family, fates, noticed, opened, report, row, table, told


def test_a_clean_household_becomes_one_survey_with_typed_facts():
    rows = [
        row(1, household_failed="8;21", phone="081-234-5678", welfare_card="มี", benefits_received="-"),
        child(2, person_income="๑,๒๐๐", person_status="ย้ายออก", birth_date="00/00/2540"),
    ]
    [house] = opened(table(rows)).households()
    survey = house.survey
    assert survey is not None
    assert (survey.observed_on, survey.approximate, survey.survey_year) == (date(2021, 10, 15), False, 2564)
    assert (survey.house_code, survey.household_no, survey.tambon) == ("95019000001", 1, "950101")
    assert survey.facts == {
        "household_income": 36000,
        "household_failed": [8, 21],
        "indicator_set": "BMN2560",
    }
    assert survey.identity == {"phone": "0812345678"}
    head, moved = survey.members
    assert head.facts["welfare_card"] is True
    assert head.facts["benefits_received"] == []
    assert head.identity == {
        "citizen_id": citizen(1),
        "title": "นาย",
        "first_name": "มะลิ",
        "last_name": "ตัวอย่าง",
    }
    assert moved.facts["birth_date"] == "1997"
    assert moved.facts["person_income"] == 1200
    assert moved.facts["person_status"] == "ย้ายออก"
    assert "welfare_card" not in moved.facts  # blank is unknown, never no


def test_without_a_survey_date_a_survey_speaks_of_the_first_of_july_and_says_so():
    [house] = opened(table([row(survey_date="")])).households()
    assert house.survey is not None
    assert (house.survey.observed_on, house.survey.approximate) == (date(2021, 7, 1), True)


def test_a_household_with_one_bad_row_is_held_whole():
    rows = [*family(1, 1), *family(2, 11)]
    rows[4]["birth_date"] = "31/02/2540"
    assert told(table(rows)) == [(6, "birth_date", "CELL-DATE-NONE")]
    assert fates(table(rows)) == {"applied": 3, "held": 2, "quarantined": 1}


def test_all_faults_of_a_row_are_told_at_once():
    bad = row(birth_date="31/02/2540", sex="ช", household_income="หมื่น", first_name="", tambon_code="9501")
    rows = [*family(2, 11), bad]
    assert [(column, code) for number, column, code in told(table(rows)) if number == 5] == [
        ("tambon_code", "CELL-AREA-FORM"),
        ("birth_date", "CELL-DATE-NONE"),
        ("household_income", "CELL-NUMBER"),
        ("first_name", "CELL-REQUIRED"),
        ("sex", "CELL-VALUE"),
    ]


def test_a_household_without_a_head_or_with_two_is_held():
    nobody = [child(1, person_no="1"), child(2)]
    two = [row(3, house_code="95019000002"), row(4, house_code="95019000002", person_no="2")]
    assert told(table([*nobody, *two])) == [(2, None, "HOUSE-NO-HEAD"), (5, None, "HOUSE-TWO-HEADS")]
    assert fates(table([*nobody, *two])) == {"held": 4}


def test_a_dead_head_makes_room_for_a_new_one():
    rows = [row(1, person_status="เสียชีวิต"), row(2, person_no="2")]
    assert fates(table(rows)) == {"applied": 2}


def test_household_columns_must_agree_but_blank_and_faulty_cells_take_no_part():
    agree = [row(1, phone="0812345678"), child(2, phone=""), child(3, person_no="3", household_income="มาก")]
    assert told(table(agree)) == [(4, "household_income", "CELL-NUMBER")]
    differ = [row(1), child(2, household_income="37000", tambon_code="950102")]
    assert told(table(differ)) == [(3, None, "HOUSE-DIFFERS")]
    [house] = opened(table(differ)).households()
    assert "รหัสตำบล, รายได้ครัวเรือนต่อปี" in house.faults[0].text_th()
    assert "แถว 2, 3" in house.faults[0].text_th()


def test_families_that_share_a_house_are_told_apart_by_their_number():
    rows = [row(1, household_no="1"), row(2, household_no="2", household_income="1000")]
    assert fates(table(rows)) == {"applied": 2}


def test_an_exact_repeat_is_a_duplicate_and_harms_nothing():
    rows = [row(1), child(2), child(2)]
    assert fates(table(rows)) == {"applied": 2, "duplicates": 1}


def test_one_person_twice_in_a_household_holds_it():
    rows = [row(1), child(2), child(2, person_no="3", first_name="อื่น")]
    assert told(table(rows)) == [(4, None, "HOUSE-PERSON-TWICE")]
    numbers = [row(1), child(2, person_no="1")]
    assert told(table(numbers)) == [(3, None, "HOUSE-NUMBER-TWICE")]


def test_one_person_in_two_households_holds_both_and_names_rows_not_numbers():
    rows = [*family(1, 1, 2), *family(2, 11, 2)]
    rows[3]["citizen_id"] = citizen(2)
    assert told(table(rows)) == [(3, None, "HOUSE-PERSON-ELSEWHERE"), (5, None, "HOUSE-PERSON-ELSEWHERE")]
    assert fates(table(rows)) == {"held": 4}
    texts = [
        house.faults[0].text_th() + house.faults[0].text_en() for house in opened(table(rows)).households()
    ]
    assert all("แถว 3, 5" in text and citizen(2) not in text for text in texts)


def test_somebody_who_moved_out_may_live_in_the_other_household():
    rows = [*family(1, 1, 2), *family(2, 11, 2)]
    rows[1]["person_status"] = "ย้ายออก"
    rows[3]["citizen_id"] = citizen(2)
    assert fates(table(rows)) == {"applied": 4}


def test_rows_of_a_household_may_stand_anywhere_in_the_file():
    first, second = family(1, 1), family(2, 11)
    mixed = [first[0], second[0], second[1], first[1], second[2], first[2]]
    houses = list(opened(table(mixed)).households())
    assert [[one.number for one in house.rows] for house in houses] == [[2, 5, 7], [3, 4, 6]]


def test_a_row_whose_house_code_cannot_be_read_holds_the_household_above_it():
    rows = family(1, 1)
    rows[1]["house_code"] = "9501900000"  # a digit was lost: this member must not vanish from the household
    assert told(table(rows)) == [(3, "house_code", "CELL-HOUSE-CODE")]
    assert fates(table(rows)) == {"held": 2, "quarantined": 1}


def test_a_family_whose_house_code_is_wrong_on_every_row_stays_by_itself():
    wrong = [{**one, "house_code": "123"} for one in family(2, 11)]
    rows = [*family(1, 1), *wrong, *family(3, 21)]
    assert fates(table(rows)) == {"applied": 6, "quarantined": 3}


def test_sixty_people_fit_a_household_and_a_hundred_do_not():
    assert fates(table(family(1, 1, 60))) == {"applied": 60}
    many = [{**one, "person_no": ""} for one in family(1, 1, 100)]
    assert told(table(many)) == [(2, None, "HOUSE-TOO-MANY")]


def test_plausibility_is_a_notice_and_holds_nothing():
    rows = [row(1, birth_date="05/03/2530"), child(2, birth_date="05/03/2520", title="นาย", sex="หญิง")]
    found = report(table(rows))
    assert found.counts_by_fate["applied"] == 2
    assert found.counts_by_code == {"CELL-TITLE-SEX": 1, "HOUSE-CHILD-OLDER": 1}


def test_a_house_code_of_another_district_is_a_notice():
    assert noticed(table([row(house_code="96019000001")])) == [(2, "house_code", "CELL-HOUSE-AREA")]
    assert noticed(table([row(house_code="X0000000001")])) == []


def test_a_caller_can_hold_a_household_for_a_reason_of_its_own():
    from shared.intake import Fault

    [house] = opened(table(family(1, 1))).households()
    assert house.survey is not None
    house.hold(Fault("HOUSE-IDENTITY"))
    assert house.survey is None
    assert house.fates() == {"quarantined": 0, "duplicates": 0, "held": 3}
