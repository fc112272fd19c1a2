"""Cases that ended long ago leave counts without persons; live ones, and those that somebody still answers for, stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.client import BaseClient

from functions.erase_expired.handler import handler
from shared.casework.assess import assess_household
from shared.casework.case_items import part_item
from shared.storage import keys
from shared.storage.identity import keys_of_stack
from shared.storage.tables import core, from_wire, get, query
from tests.api import world
from tests.builders import imports as files
from tests.support.aws import Aws
from tests.support.events import Context

DISTRICT = 9501
NIGHT = f"2030-07-{(DISTRICT % 28):02d}T18:00:00Z"  # one in the morning of the district's own day


@pytest.fixture
def family(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> str:
    """A grandmother and a pupil with all that a case gathers; the family moved away in 2024."""
    monkeypatch.setenv("PROVINCES", "95")
    known = {
        "in_house_register": "ใช่",
        "state_pension": "ไม่ใช่",
        "in_state_care": "ไม่ใช่",
        "disability_card": "ไม่มี",
    }
    rows = [row | known for row in files.family(1, person_failed="5")]
    files.imported(aws, files.as_csv(rows))
    household = keys_of_stack().household_id(files.HOUSE, 1)
    assess_household(household, world.TODAY)
    change(household, lambda item: item["SK"].startswith("TASK#"), state="closed", outcome="received")
    change(
        household,
        lambda item: item["SK"] == "META",
        status="moved",
        changed={"kind": "moved", "on": "2024-06-30"},
    )
    measures = [{"fund": "สป.พม.", "budget": 20000}, {"fund": None, "budget": None}]
    world.put(
        part_item(household, "VIS", ("20220301", "visit-0001"), {"on": "2022-03-01", "note": "บ้านชำรุด"}),
        part_item(household, "PLAN", ("0001",), {"approved_on": "2022-05-01", "measures": measures}),
    )
    for name in ("kept", "new"):
        aws.client("s3").put_object(Bucket=files.REPORTS, Key=f"evidence/{name}/{household}/a.png", Body=b"x")
    return household


def change(household: str, which: Any, **values: Any) -> None:
    found = [item for item in query(core(), keys.household_pk(household)) if which(item)]
    assert found
    world.put(*({**item, **values} for item in found))


def erase(night: str = NIGHT) -> dict[str, Any]:
    return handler({"time": night}, Context())


def left(aws: Aws, household: str) -> set[str]:
    """Sort keys of what still lies of a household, in all tables but the audit."""
    return {
        item["SK"]["S"]
        for table in ("CoreTable", "IdentityTable")
        for item in aws.items(table)
        if item["PK"]["S"].partition("#")[2] == household
    }


def kept(aws: Aws) -> dict[str, int]:
    found = [from_wire(item) for item in aws.items("CoreTable") if item["PK"]["S"].startswith("KEPT#")]
    return {f"{item['PK']}/{item['SK']}": item["n"] for item in found}


def test_five_years_after_a_family_has_left_only_counts_and_its_plan_remain(aws: Aws, family: str) -> None:
    before = left(aws, family)
    assert {"META", "DET", "PLAN#0001"} < before
    assert erase() == {"looked_at": 1, "erased": 1, "held": 0, "failed": 0}
    assert left(aws, family) == {"META", "PLAN#0001"}
    counted = kept(aws)
    assert counted["KEPT#visit#9501/2022-03"] == 1
    assert counted["KEPT#survey#9501/2021#households"] == 1
    assert counted["KEPT#survey#9501/2021#indicator-5"] == 2
    assert sum(n for name, n in counted.items() if "#task#" in name) == len(
        [one for one in before if one.startswith("TASK#") and "#EV#" not in one]
    )
    assert family not in json.dumps(counted)
    assert not aws.client("s3").list_object_versions(Bucket=files.REPORTS, Prefix="evidence/").get("Versions")
    events = [item["type"]["S"] for item in aws.items("AuditTable")]
    assert events.count("th.sitthi.ops.retention_deleted.v1") == 1


def test_the_number_of_somebody_who_was_erased_is_free_again(aws: Aws, family: str) -> None:
    claimed = keys.unique_citizen(keys_of_stack().blind_index(files.citizen(1)))
    assert get("IdentityTable", claimed)
    erase()
    assert get("IdentityTable", claimed) is None


def test_erasing_twice_or_being_killed_at_any_moment_counts_everything_once(
    aws: Aws, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each night gets one call further before it is killed."""
    real, calls = BaseClient._make_api_call, iter(range(10_000))
    for limit in range(1, 60):
        calls = iter(range(limit))

        def killed(client: Any, operation: str, asked: Any, calls: Any = calls) -> Any:
            if next(calls, None) is None:
                raise KeyboardInterrupt
            return real(client, operation, asked)

        with monkeypatch.context() as patched:
            patched.setattr(BaseClient, "_make_api_call", killed)
            try:
                erase()
            except KeyboardInterrupt:
                continue
        break
    else:
        raise AssertionError("never done")
    assert limit > 5
    assert left(aws, family) == {"META", "PLAN#0001"}
    once = kept(aws)
    assert once["KEPT#survey#9501/2021#households"] == 1
    assert erase() == {"looked_at": 1, "erased": 0, "held": 0, "failed": 0}
    assert kept(aws) == once


def test_ten_years_after_the_plan_goes_too_and_its_sums_stay(aws: Aws, family: str) -> None:
    erase()
    assert erase(NIGHT.replace("2030", "2034"))["erased"] == 1
    assert left(aws, family) == set()
    assert kept(aws)["KEPT#plan#9501/2565#สป.พม."] == 20000
    assert kept(aws)["KEPT#plan#9501/2565#plans"] == 1


@pytest.mark.parametrize(
    ("values", "fate"),
    [
        ({"status": "active", "changed": None}, "looked_at"),
        ({"changed": {"kind": "moved", "on": "2029-12-01"}}, "looked_at"),
    ],
)
def test_a_case_that_goes_on_or_ended_lately_is_kept(aws: Aws, family: str, values: Any, fate: str) -> None:
    change(family, lambda item: item["SK"] == "META", **values)
    before = left(aws, family)
    assert erase()["erased"] == 0
    assert left(aws, family) == before


def test_nothing_is_erased_while_somebody_still_owes_an_answer(aws: Aws, family: str) -> None:
    change(family, lambda item: item["SK"].startswith("TASK#"), state="in_progress")
    before = left(aws, family)
    assert erase() == {"looked_at": 1, "erased": 0, "held": 1, "failed": 0}
    assert left(aws, family) == before


def test_another_district_has_another_day(aws: Aws, family: str) -> None:
    assert erase("2030-07-31T18:00:00Z")["looked_at"] == 0
