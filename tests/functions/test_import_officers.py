"""Officers in bulk: only an administrator's own upload brings them, and their names stay with the sign-in service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.domain.officers import Officer
from tests.api import world
from tests.builders import imports as build
from tests.support.accounts import Accounts
from tests.support.aws import Aws

KEY = "administration/import/officers.csv"


@pytest.fixture
def pool(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    world.put_officers()
    return Accounts(monkeypatch)


def line(email: str, role: str = "เจ้าหน้าที่หน่วยงาน", **different: str) -> dict[str, str]:
    row = {"ชื่อ": "สมศรี ดีงาม", "อีเมล": email, "บทบาท": role, "หน่วยงาน": "", "พื้นที่": "9501"}
    return {**row, **different}


def officers(aws: Aws) -> list[dict[str, Any]]:
    known = set(world.officers())
    rows = [item for item in aws.items("CoreTable") if item["PK"]["S"].startswith("OFF#")]
    return [row for row in rows if row["officer_id"]["S"] not in known]


def test_an_administrators_file_makes_accounts_and_rows_without_names(aws: Aws, pool: Accounts) -> None:
    rows = [line("a@example.org", "mentor"), line("b@example.org", "agency_officer", หน่วยงาน="Lao")]
    import_id = build.imported(aws, build.as_csv(rows), KEY, by="administrator")
    assert build.manifest(aws, import_id)["counts"]["applied"] == 2
    found = sorted((row["role"]["S"], row["areas"]["L"][0]["S"]) for row in officers(aws))
    assert found == [("agency_officer", "9501"), ("mentor", "9501")]
    everything = json.dumps(aws.snapshot(), default=repr, ensure_ascii=False)
    assert "สมศรี" not in everything
    assert "example.org" not in everything
    subjects = {account["sub"] for account in pool.users.values()}
    logins = {
        item["PK"]["S"].partition("#")[2]
        for item in aws.items("CoreTable")
        if item["PK"]["S"].startswith("LOGIN#")
    }
    assert subjects <= logins


def test_the_same_file_again_changes_nothing_and_a_new_role_changes_one_row(aws: Aws, pool: Accounts) -> None:
    rows = [line("a@example.org", "mentor"), line("b@example.org", "evaluator")]
    build.imported(aws, build.as_csv(rows), KEY, by="administrator")
    before = officers(aws)
    again = build.imported(aws, build.as_csv(rows), KEY, by="administrator")
    assert build.manifest(aws, again)["counts"]["unchanged"] == 2
    assert officers(aws) == before
    rows[0] = line("a@example.org", "coordinator")
    third = build.imported(aws, build.as_csv(rows), KEY, by="administrator")
    counts = build.manifest(aws, third)["counts"]
    assert (counts["applied"], counts["unchanged"]) == (1, 1)


def test_a_dry_run_says_the_same_and_makes_nobody(aws: Aws, pool: Accounts) -> None:
    rows = [
        line("a@example.org", "mentor"),
        line("a@example.org", "mentor"),
        line("a@example.org", "evaluator"),
    ]
    checked = build.imported(aws, build.as_csv(rows), KEY.replace("import", "check"), by="administrator")
    assert officers(aws) == []
    real = build.imported(aws, build.as_csv(rows), KEY, by="administrator")
    assert build.manifest(aws, checked)["counts"] == build.manifest(aws, real)["counts"]
    assert build.manifest(aws, real)["codes"] == {"ROW-OFFICER-TWICE": 1}
    assert build.manifest(aws, real)["counts"]["duplicates"] == 1


def test_an_official_who_speaks_malay_is_known_by_it_and_reads_thai(aws: Aws, pool: Accounts) -> None:
    build.imported(aws, build.as_csv([line("a@example.org", "mentor", ภาษา="มลายู")]), KEY, by="administrator")
    (row,) = officers(aws)
    officer = Officer.from_item({"officer_id": "a", "role": "mentor", "language": row["language"]["S"]})
    assert (officer.language, officer.reads) == ("ms", "th")


@pytest.mark.parametrize("by", ["", "coordinator", "revoked", "nobody"])
def test_a_file_of_officers_that_no_administrator_sent_is_refused(aws: Aws, pool: Accounts, by: str) -> None:
    import_id = build.imported(aws, build.as_csv([line("a@example.org", "administrator")]), KEY, by=by)
    manifest = build.manifest(aws, import_id)
    assert (manifest["state"], list(manifest["codes"])) == ("rejected", ["FILE-DOOR"])
    assert officers(aws) == []


def test_a_revoked_officer_stays_revoked(aws: Aws, pool: Accounts) -> None:
    build.imported(aws, build.as_csv([line("a@example.org", "mentor")]), KEY, by="administrator")
    (row,) = officers(aws)
    aws.client("dynamodb").put_item(TableName="CoreTable", Item={**row, "status": {"S": "revoked"}})
    build.imported(aws, build.as_csv([line("a@example.org", "evaluator")]), KEY, by="administrator")
    (row,) = officers(aws)
    assert (row["role"]["S"], row["status"]["S"]) == ("evaluator", "revoked")


def test_surveys_do_not_come_through_the_administrators_door(aws: Aws, pool: Accounts) -> None:
    import_id = build.imported(aws, build.as_csv(build.family(1)), KEY, by="administrator")
    assert build.manifest(aws, import_id)["state"] == "rejected"
