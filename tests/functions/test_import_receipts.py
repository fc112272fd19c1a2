"""What agencies paid: a line of a file becomes a fact of its person."""

from __future__ import annotations

import json
from typing import Any

from shared.storage import identity, keys
from shared.storage.households import load_history
from tests.builders import imports as build
from tests.support.aws import Aws, put_clock
from tests.support.imports import apart_from_imports, household


def stored_receipts(aws: Aws) -> list[dict[str, Any]]:
    return [item for item in aws.items("CoreTable") if item["SK"]["S"].startswith("FACT#")]


def test_a_receipt_becomes_a_fact_of_its_person_that_wakes_an_assessment(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    put_clock(aws, "2022-01-31T02:00:00Z")
    import_id = build.imported(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r.csv")
    (fact,) = stored_receipts(aws)
    member = identity.keys_of_stack().member_of(build.citizen(1))
    assert fact["PK"]["S"] == keys.history_pk(household())
    assert fact["SK"]["S"] == f"FACT#20220131#receipt#{member}#old_age_allowance#202201"
    assert json.loads(fact["body"]["S"]) == {
        "member": member,
        "benefit": "old_age_allowance",
        "month": "2022-01",
        "status": "paid",
        "amount": 700,
        "reference": "GF-001",
    }
    assert fact["G2P"]["S"].startswith("TODO#")
    assert fact["as_of"]["S"] == "2022-01-31"
    (loose,) = load_history(household()).loose
    assert dict(loose.values) == {"receipt:old_age_allowance": "paid"}
    assert build.manifest(aws, import_id)["counts"]["applied"] == 1


def test_the_same_receipts_again_write_nothing(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    file = build.as_csv([build.receipt(1)])
    build.imported(aws, file, "partners/treasury/import/r.csv")
    before = apart_from_imports(aws.snapshot())
    again = build.imported(aws, file, "partners/treasury/import/r2.csv")
    assert apart_from_imports(aws.snapshot()) == before
    assert build.manifest(aws, again)["counts"]["unchanged"] == 1


def test_a_later_file_corrects_a_receipt_and_an_earlier_one_that_comes_late_does_not(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    early = build.upload(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r.csv")
    late = build.upload(
        aws, build.as_csv([build.receipt(1, status="หยุดจ่าย")]), "partners/treasury/import/r2.csv"
    )
    build.run(late)
    build.run(early)
    (fact,) = stored_receipts(aws)
    assert json.loads(fact["body"]["S"])["status"] == "stopped"


def test_an_agency_reports_only_what_it_pays_and_others_nothing(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    file = build.as_csv([build.receipt(1)])
    for partner, fate in (("lao", "applied"), ("moph", "quarantined"), ("cdd", "quarantined")):
        import_id = build.imported(aws, file, f"partners/{partner}/check/r.csv")
        assert build.manifest(aws, import_id)["counts"][fate] == 1
    assert build.manifest(aws, import_id)["codes"] == {"ROW-PAYER": 1}


def test_a_receipt_for_somebody_unknown_is_a_fault_of_its_row_alone(aws: Aws) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    rows = [build.receipt(77), build.receipt(1), build.receipt(1), build.receipt(1, amount=900)]
    import_id = build.imported(aws, build.as_csv(rows), "partners/treasury/import/r.csv")
    manifest = build.manifest(aws, import_id)
    assert manifest["codes"] == {"ROW-PERSON-UNKNOWN": 1, "ROW-SAME-MONTH": 1}
    assert manifest["counts"] == {
        "records": 4,
        "applied": 1,
        "unchanged": 0,
        "held": 0,
        "quarantined": 2,
        "duplicates": 1,
    }
    assert len(stored_receipts(aws)) == 1
