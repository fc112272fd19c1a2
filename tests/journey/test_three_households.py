"""Three households of the sample through every step, against determinations worked out by hand.

Worked out from the rows of ``events/tpmap_yala_379.csv`` for 19 January 2022 (2565), by the benefits' rules:

A, house 95019900011, rows 2-4. Income 27,000 baht a year for three people.
  Row 2, born 12 October 1940: 81 on 1 October 2021, Thai, in the register, no pension, receives nothing.
     Old age: 80-89 is 800 baht a month, so a gap of 800; with the top-up of April to September 2022: 1,000.
  Row 3, born 25 October 1957: receives the old-age allowance already (600 at 60-69).
  Row 4, born 14 March 2011: ten years old, fifth grade, no help. Whether extremely poor only the school knows:
     a screening at the education office. Too old for the child grant (born before 1 October 2015).
B, house 95019900088, rows 25-28. Income 105,000 for four people: 26,250 each, under 100,000.
  Row 26 holds a welfare card. Row 25 holds none, and no round is open in January 2022: never a gap.
  Row 28, born 3 October 2020: one year old, receives the child grant: no gap.
C, house 95039901733, row 663, born 15 May 1962: 60 on 15 May 2022. The first month whose first day is on or
  after the birthday is June 2022. On 1 June a gap of 700 (600, and 100 of the top-up) opens, not a day before.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.audit import __main__ as audit
from infra.audit.check import Kept, breaks
from infra.local.seed import READERS, demo_users
from shared.storage.packing import unpacked
from tests.journey.conftest import SAMPLE, Journey
from tests.support.clouds import eventually

A, B, C = "95019900011", "95019900088", "95039901733"


def determinations(journey: Journey, house: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    found = journey.items(f"HH#{journey.household(house)}")
    body = next(json.loads(item["body"]) for item in found if item["SK"] == "DET")
    return {(row["b"], row["m"]): row for row in body["rows"]}


def kind(journey: Journey, house: str, prefix: str) -> list[dict[str, Any]]:
    return [item for item in journey.items(f"HH#{journey.household(house)}") if item["SK"].startswith(prefix)]


def test_every_row_of_the_file_has_a_fate(journey: Journey) -> None:
    counts = journey.manifest["counts"]
    assert journey.manifest["state"] == "done"
    assert counts["records"] == 1469
    fates = ("applied", "unchanged", "held", "quarantined", "duplicates")
    assert sum(counts[name] for name in fates) == counts["records"]
    assert counts["applied"] == 1469


def test_the_machines_own_calendar_sets_nothing_going_while_the_clock_is_moved(journey: Journey) -> None:
    rules = journey.world.cloud.client("events").list_rules()["Rules"]
    assert {rule["State"] for rule in rules if "ScheduleExpression" in rule} == {"DISABLED"}


def test_names_and_numbers_lie_sealed_in_the_identity_table_only(journey: Journey) -> None:
    household = journey.household(A)
    items = journey.items(f"HH#{household}") + journey.items(f"HX#{household}")
    core = json.dumps(items, ensure_ascii=False, default=unpacked)  # long texts lie deflated
    assert "birth_date" in core
    assert "แก้วมณี" not in core
    assert "8990000000016" not in core
    sealed = journey.items(f"HH#{household}", "IdentityTable")
    assert len(sealed) == 1
    assert "แก้วมณี".encode() not in bytes(sealed[0]["sealed"].value)


def test_the_grandfather_of_a_is_owed_800_baht_and_the_local_administration_is_told(journey: Journey) -> None:
    grandfather = journey.member(2)
    row = determinations(journey, A)["old_age_allowance", grandfather]
    assert (row["e"], row["r"], row["s"], row["baht"]) == ("yes", "no", "gap", 800)
    gap = next(item for item in kind(journey, A, "GAP#") if item["member_id"] == grandfather)
    assert (gap["benefit"], gap["baht_month"]) == ("old_age_allowance", 800)
    claim = next(item for item in kind(journey, A, "TASK#") if item.get("member_id") == grandfather)
    assert (claim["kind"], claim["agency"], claim["acknowledge_by"]) == ("claim", "Lao", "2022-01-24")


def test_the_grandmother_of_a_receives_hers(journey: Journey) -> None:
    row = determinations(journey, A)["old_age_allowance", journey.member(3)]
    assert (row["e"], row["r"], row["s"], row["baht"]) == ("yes", "yes", "receiving", 600)


def test_whether_the_pupil_of_a_is_extremely_poor_only_the_school_can_say(journey: Journey) -> None:
    pupil = journey.member(4)
    found = determinations(journey, A)
    row = found["equitable_education_grant", pupil]
    assert (row["e"], row["s"], row["miss"], row["by"]) == (
        "unknown",
        "need_info",
        ["eef_extremely_poor"],
        "Moe",
    )
    assert found["child_support_grant", pupil]["e"] == "no"
    task = next(item for item in kind(journey, A, "TASK#") if item.get("member_id") == pupil)
    assert (task["kind"], task["agency"]) == ("screening", "Moe")


def test_a_closed_register_is_no_gap_for_b(journey: Journey) -> None:
    found = determinations(journey, B)
    assert found["state_welfare_card", journey.member(26)]["r"] == "yes"
    without = found["state_welfare_card", journey.member(25)]
    assert without["r"] == "no"
    assert without["s"] in ("eligible_when_open", "need_info")
    assert without["now"] is False
    assert all(gap["benefit"] != "state_welfare_card" for gap in kind(journey, B, "GAP#"))


def test_the_child_of_b_has_what_it_is_owed(journey: Journey) -> None:
    row = determinations(journey, B)["child_support_grant", journey.member(28)]
    assert (row["e"], row["r"], row["s"], row["baht"]) == ("yes", "yes", "receiving", 600)
    assert all(gap["benefit"] != "child_support_grant" for gap in kind(journey, B, "GAP#"))


def test_health_cover_of_all_three_is_recorded(journey: Journey) -> None:
    for house, row in ((A, 2), (B, 28), (C, 663)):
        found = determinations(journey, house)["universal_health_coverage", journey.member(row)]
        assert (found["e"], found["r"]) == ("yes", "yes")


def test_the_agencies_messages_lie_in_their_own_queues(journey: Journey) -> None:
    for program in journey.outside.programs:
        program.read()
    lao = next(program for program in journey.outside.programs if program.code == "Lao")
    moe = next(program for program in journey.outside.programs if program.code == "Moe")
    assert any(task["member_id"] == journey.member(2) for task in lao.tasks.values())
    assert any(task["member_id"] == journey.member(4) for task in moe.tasks.values())
    text = json.dumps([program.tasks for program in journey.outside.programs], ensure_ascii=False)
    assert "แก้วมณี" not in text


def test_the_agency_works_the_claim_and_the_payment_list_closes_it(journey: Journey) -> None:
    """Accept, assign, done by the agency's own replies; then a receipts file, which nobody at the agency wrote."""
    world, outside = journey.world, journey.outside
    grandfather = journey.member(2)
    lao = next(program for program in outside.programs if program.code == "Lao")
    lao.read()
    task_id = next(tid for tid, data in lao.tasks.items() if data["member_id"] == grandfather)
    world.move_clock(date(2022, 1, 25))
    officer = lao.officers[0]
    for action, fields in (
        ("accept", {}),
        ("assign", {"officer": officer}),
        ("done", {"outcome": "RECEIVED", "evidence": ["receipt-no:LAO-1"]}),
    ):
        view = outside.views([task_id])[task_id]
        lao.send([lao.reply(task_id, view, action, date(2022, 1, 25), officer, **fields)])
        world.settle()
    assert outside.views([task_id])[task_id].state == "done"
    world.move_clock(date(2022, 2, 28))
    head = "citizen_id,benefit,month,amount,status,reference\r\n"
    line = "8990000000016,old_age_allowance,2022-02,800,paid,GF-1\r\n"
    world.upload("treasury", ("\ufeff" + head + line).encode(), "receipts-2022-02.csv")
    world.settle()
    assert outside.views([task_id])[task_id].state == "closed"
    gap = next(item for item in kind(journey, A, "GAP#") if item["member_id"] == grandfather)
    assert (gap["closed_on"], gap["reason"]) == ("2022-02-28", "receipt")
    row = determinations(journey, A)["old_age_allowance", grandfather]
    assert (row["r"], row["s"]) == ("yes", "receiving")


def test_the_same_file_again_writes_nothing(journey: Journey) -> None:
    before = [journey.items(f"HX#{journey.household(house)}") for house in (A, B, C)]
    again = journey.world.upload("cdd", SAMPLE, "the-same-again.csv")
    journey.world.settle()
    assert again["counts"]["unchanged"] == 1469
    assert [journey.items(f"HX#{journey.household(house)}") for house in (A, B, C)] == before


def test_a_sixtieth_birthday_opens_its_gap_on_the_first_of_june_and_not_before(journey: Journey) -> None:
    world = journey.world
    person = journey.member(663)
    for day in (date(2022, 5, 15), date(2022, 5, 16), date(2022, 5, 31)):
        world.review(day)
        world.settle()
        assert not [gap for gap in kind(journey, C, "GAP#") if gap["member_id"] == person]
    world.review(date(2022, 6, 1))
    world.settle()
    (gap,) = [gap for gap in kind(journey, C, "GAP#") if gap["member_id"] == person]
    assert (gap["benefit"], gap["baht_month"], gap["opened_on"]) == ("old_age_allowance", 700, "2022-06-01")


def test_the_month_ends_with_a_report_and_a_letter_to_each_subscriber(journey: Journey) -> None:
    world = journey.world
    world.move_clock(date(2022, 6, 1))
    made = world.month_end_report(date(2022, 6, 1))
    world.settle()
    assert (made["period"], made["households"]) == ("2022-05", 379)
    written = {key.rpartition("/")[2] for key in world.keys_under("reports/monthly/2022-05/95/")}
    assert {f"progress-2565-05.{kind}" for kind in ("pdf", "xlsx", "csv", "json")} <= written
    assert len(written) == made["files"]
    letters = [file.read_bytes() for file in world.mail.glob("*.eml")]
    readers = [user for user in demo_users() if user.officer.role in READERS]
    assert len(letters) == len(readers)
    assert all(b"X-Sitthi-Letter: monthly-2022-05-95." in letter for letter in letters)


def test_all_that_happened_is_sealed_and_the_root_of_the_day_cannot_be_deleted(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the cloud holding the sealer to its permissions."""
    world, s3 = journey.world, journey.world.cloud.client("s3")
    bucket = next(one["Name"] for one in s3.list_buckets()["Buckets"] if "audit-roots" in one["Name"])
    monkeypatch.setenv("AUDIT_TABLE", world.outputs["AuditTable"])
    monkeypatch.setenv("ROOTS_BUCKET", bucket)
    monkeypatch.setenv("CORE_TABLE", world.outputs["CoreTable"])
    monkeypatch.setattr(audit, "client", world.cloud.client)
    eventually(lambda: not list(breaks(audit.read(Kept()))), "every event sealed")
    world.invoke("SealAuditFunction", {"time": "2022-06-01T17:30:00Z"})
    kept = audit.read(Kept())
    assert len(kept.events) > 379
    assert (list(breaks(kept)), list(kept.files)) == ([], ["roots/2022-06-01.json"])
    assert audit.replay() == 0, "every state is what its events tell"
    (version,) = s3.list_object_versions(Bucket=bucket)["Versions"]
    with pytest.raises(ClientError, match=r"AccessDenied|locked|retention"):
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
