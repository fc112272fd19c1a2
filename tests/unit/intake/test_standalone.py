"""Receipts and officers: rows that stand alone, so that nothing of theirs is ever held."""

from __future__ import annotations

from datetime import date

from shared.intake import Fault, Receipt
from tests.unit.intake.making import (
    OFFICER_HEADERS,
    RECEIPT_HEADERS,
    citizen,
    fates,
    opened,
    table,
    told,
)


def receipt(number: int = 1, **different: str) -> dict[str, str]:
    given = {
        "citizen_id": citizen(number),
        "benefit": "เบี้ยยังชีพผู้สูงอายุ",
        "month": "2565-01",
        "amount": "600",
        "status": "จ่ายแล้ว",
    }
    return {**given, **different}


def receipts(*rows: dict[str, str]) -> str:
    return table(rows, headers=RECEIPT_HEADERS)


def officer(**different: str) -> dict[str, str]:
    given = {"name": "เจ้าหน้าที่ ตัวอย่าง", "email": "officer@example.org", "role": "mentor"}
    return {**given, **different}


def officers(*rows: dict[str, str]) -> str:
    return table(rows, headers=OFFICER_HEADERS)


def test_a_receipt_is_typed_and_its_buddhist_year_read_as_such():
    [first, second] = opened(
        receipts(
            receipt(),
            receipt(2, benefit="disability_allowance", month="2022-01", amount="", status="stopped"),
        )
    ).standalone()
    assert first.receipt == Receipt(citizen(1), "old_age_allowance", date(2022, 1, 1), 600, "paid", None)
    assert second.receipt == Receipt(
        citizen(2), "disability_allowance", date(2022, 1, 1), None, "stopped", None
    )


def test_a_faulty_receipt_is_quarantined_and_the_others_count():
    rows = [
        receipt(1),
        receipt(2, citizen_id=""),
        receipt(3, benefit="เบี้ยยังชีพผู้สูงอาย", status="ค้าง"),
        receipt(4, month="2565-13"),
        receipt(5, month="2565-02"),
        receipt(1),
    ]
    assert told(receipts(*rows)) == [
        (3, "citizen_id", "CELL-REQUIRED"),
        (4, "benefit", "CELL-ITEM"),
        (4, "status", "CELL-VALUE"),
        (5, "month", "CELL-MONTH"),
        (6, "month", "CELL-DATE-FUTURE"),
    ]
    assert fates(receipts(*rows)) == {"applied": 1, "quarantined": 4, "duplicates": 1}


def test_a_caller_can_refuse_a_receipt_for_a_reason_of_its_own():
    [result] = opened(receipts(receipt())).standalone()
    result.refuse(Fault("ROW-PAYER"))
    assert result.receipt is None
    assert result.fates() == {"quarantined": 1}


def test_the_layout_is_the_one_whose_required_headers_the_file_has():
    assert opened(receipts(receipt())).layout == "receipts_v1"
    assert opened(officers(officer())).layout == "officers_v1"


def test_officers_bring_role_agency_and_areas():
    [result] = opened(
        officers(officer(role="เจ้าหน้าที่หน่วยงาน", agency="อปท.", areas="95; 9502;950201", language="en"))
    ).standalone()
    found = result.officer
    assert found is not None
    assert (found.role, found.agency, found.areas, found.language) == (
        "agency_officer",
        "Lao",
        ("95", "9502", "950201"),
        "en",
    )


def test_officers_faults_name_their_columns():
    rows = [
        officer(email="officer@"),
        officer(role="king", areas="9599"),
        officer(role="agency_head", agency=""),
        officer(role="agency_officer", agency="Nasa"),
    ]
    assert told(officers(*rows)) == [
        (2, "email", "CELL-EMAIL"),
        (3, "areas", "CELL-AREAS"),
        (3, "role", "CELL-VALUE"),
        (4, "agency", "CELL-AGENCY-NEEDED"),
        (5, "agency", "CELL-VALUE"),
    ]
