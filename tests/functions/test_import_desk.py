"""After an import: what a complete file leaves out, a wrong import taken back, a person in two households settled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from functions.import_part import withdraw
from functions.import_part.handler import handler
from shared.casework.assess import assess_household
from shared.domain.merging import merge
from shared.storage import identity, keys
from shared.storage.households import load_history, load_state
from tests.api import world
from tests.api.gateway import Gateway
from tests.builders import imports as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context

TODAY = date(2022, 1, 19)


@pytest.fixture
def api(aws: Aws) -> Gateway:
    world.put_officers()
    return world.gateway()


def household(house: str = build.HOUSE) -> str:
    return identity.keys_of_stack().household_id(house, 1)


def drained(aws: Aws) -> None:
    while messages := aws.messages("parts"):
        for message in messages:
            assert handler(sqs_event(message), Context()) == {"batchItemFailures": []}


# ---------------------------------------------------------------- complete for an area


@pytest.mark.parametrize(("area", "missing"), [("9501", 1), ("95", 1), ("950102", 0), ("9502", 0)])
def test_a_household_that_a_complete_file_leaves_out_is_told_and_kept(
    aws: Aws, area: str, missing: int
) -> None:
    build.imported(aws, build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE)))
    for house in (build.HOUSE, build.OTHER_HOUSE):
        assess_household(household(house), TODAY)
    bad = build.family(3, build.OTHER_HOUSE)
    bad[0]["sex"] = "?"  # held, yet named: it is not missing
    import_id = build.imported(aws, build.as_csv(bad), complete_for=area)
    manifest = build.manifest(aws, import_id)
    assert (manifest["complete_for"], manifest["households"]["missing"]) == (area, missing)
    told = [row for row in build.diff(aws, import_id) if row["สถานะ"] == "ไม่อยู่ในไฟล์"]
    assert [row["ครัวเรือน"] for row in told] == [household()] * missing
    assert len(load_history(household()).surveys) == 1


def test_an_area_that_is_no_code_is_a_notice(aws: Aws) -> None:
    import_id = build.imported(aws, build.as_csv(build.family(1)), complete_for="Yala")
    manifest = build.manifest(aws, import_id)
    assert manifest["state"] == "done"
    assert manifest["codes"] == {"FILE-COMPLETE": 1}
    assert "missing" not in manifest["households"]


# ---------------------------------------------------------------- withdrawal


def withdrawn(api: Gateway, aws: Aws, import_id: str, token: str = "coordinator") -> Any:
    answer = api.call(
        "POST",
        f"/v1/imports/{import_id}/withdrawal",
        token=token,
        json_body={"reason": "ส่งไฟล์ผิดปี"},
    )
    drained(aws)
    return answer


def test_a_withdrawn_import_leaves_the_answers_that_stood_before_it(aws: Aws, api: Gateway) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    wrong = build.as_csv(build.family(1, household_income=1) + build.family(3, build.OTHER_HOUSE))
    import_id = build.imported(aws, wrong, "partners/cdd/import/wrong.csv")
    answer = withdrawn(api, aws, import_id)
    assert (answer.status, answer.json["state"], answer.json["state_text"]["th"]) == (
        202, "withdrawn", "ถอนการนำเข้าแล้ว",
    )  # fmt: skip
    known = merge(load_history(household()).surveys, ())
    assert known.facts.household["household_income"].value == 60000
    other = load_history(household(build.OTHER_HOUSE))
    assert [survey.tombstone for survey in other.surveys] == [True]
    assert len(other.waiting) == 1  # an assessment follows
    assess_household(household(build.OTHER_HOUSE), TODAY)
    owners = {item["hid"]["S"] for item in aws.items("IdentityTable") if "hid" in item}
    assert owners == {household()}  # those of the other house are free for whoever has them
    twins = [item for item in aws.items("IdentityTable") if item["SK"]["S"].startswith("ID#")]
    assert len(twins) == 1


def test_withdrawing_twice_or_in_pieces_changes_nothing_more(
    aws: Aws, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdraw, "ENOUGH", 1)
    body = build.as_csv(build.family(1) + build.family(3, build.OTHER_HOUSE))
    import_id = build.imported(aws, body)
    withdrawn(api, aws, import_id)
    before = aws.snapshot()
    assert withdrawn(api, aws, import_id).status == 202
    assert aws.snapshot() == before
    assert all(survey.tombstone for survey in load_history(household(build.OTHER_HOUSE)).surveys)
    assert not [item for item in aws.items("CoreTable") if item.get("G2P", {}).get("S", "").startswith("IMP")]


def test_a_household_whose_import_was_withdrawn_is_surveyed_anew_and_assessed(aws: Aws, api: Gateway) -> None:
    body = build.as_csv(build.family(1))
    import_id = build.imported(aws, body)
    assess_household(household(), TODAY)
    withdrawn(api, aws, import_id)
    assess_household(household(), TODAY)
    assert (load_state(household()).meta or {})["members"] == 0
    again = build.imported(aws, body, "partners/cdd/import/again.csv")
    assert build.manifest(aws, again)["households"]["new"] == 1
    assess_household(household(), TODAY)
    assert (load_state(household()).meta or {})["members"] == 2


def test_withdrawn_receipts_say_nothing_any_more(aws: Aws, api: Gateway) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    paid = build.imported(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r.csv")
    withdrawn(api, aws, paid)
    (loose,) = load_history(household()).loose
    assert dict(loose.values) == {}
    again = build.imported(aws, build.as_csv([build.receipt(1)]), "partners/treasury/import/r2.csv")
    assert build.manifest(aws, again)["counts"]["applied"] == 1


def paid_by(household_id: str) -> dict[str, Any]:
    (loose,) = load_history(household_id).loose
    return dict(loose.values)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_a_withdrawn_receipt_brings_back_the_newest_word_that_nobody_has_taken_back(
    aws: Aws, api: Gateway, order: tuple[int, ...]
) -> None:
    build.imported(aws, build.as_csv(build.family(1)))
    statuses = ("จ่ายแล้ว", "หยุดจ่าย", "ไม่อนุมัติ")
    said = ("paid", "stopped", "refused")
    sent = [
        build.imported(
            aws, build.as_csv([build.receipt(1, status=status)]), f"partners/treasury/import/{number}.csv"
        )
        for number, status in enumerate(statuses)
    ]
    standing = [0, 1, 2]
    for number in order:
        withdrawn(api, aws, sent[number])
        standing.remove(number)
        (value,) = paid_by(household()).values() if standing else (None,)
        assert value == (said[standing[-1]] if standing else None)
    assert paid_by(household()) == {}


def test_only_a_finished_import_of_households_is_withdrawn_and_only_by_whom_the_policy_lets(
    aws: Aws, api: Gateway
) -> None:
    checked = build.imported(aws, build.as_csv(build.family(1)), "partners/tpmap/check/c.csv")
    refused = withdrawn(api, aws, checked)
    assert (refused.status, refused.json["errors"][0]["code"]) == (409, "CASE-WITHDRAWAL")
    done = build.imported(aws, build.as_csv(build.family(1)), "partners/tpmap/import/c.csv")
    assert withdrawn(api, aws, done, "lao-1").status == 403
    assert withdrawn(api, aws, "f" * 32).status == 404
    assert withdrawn(api, aws, done, "administrator").status == 202


# ---------------------------------------------------------------- held identities


@pytest.fixture
def held(aws: Aws, api: Gateway, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Somebody of the first house stands in the second."""
    monkeypatch.setattr(build, "OTHER_HOUSE", getattr(request, "param", build.OTHER_HOUSE))
    build.imported(aws, build.as_csv(build.family(1)))
    moved = build.family(3, build.OTHER_HOUSE)
    moved[1]["citizen_id"] = build.citizen(2)
    body = build.as_csv(moved)
    for name in ("a", "b"):  # twice the same conflict is one hold
        build.imported(aws, body, f"partners/cdd/import/{name}.csv")
    return body


def desk(api: Gateway, token: str = "coordinator") -> list[Any]:
    return list(api.call("GET", "/v1/holds", token=token).json["items"])


def decided(api: Gateway, hold: Any, decision: str, token: str = "coordinator", **headers: str) -> Any:
    return api.call(
        "POST",
        f"/v1/holds/{hold['hold_id']}/decision",
        token=token,
        json_body={"decision": decision, "reason": "โทรถามทั้งสองบ้าน"},
        headers={"If-Match": f'"{hold["version"]}"', **headers},
    )


def test_a_hold_lies_once_on_the_desk_of_its_area_and_tells_no_number(
    aws: Aws, api: Gateway, held: bytes
) -> None:
    (hold,) = desk(api)
    assert (hold["household_id"], hold["other_household"]) == (household(build.OTHER_HOUSE), household())
    assert (hold["rows"], hold["area"], hold["state"]) == ([3], "950101", "open")
    assert hold["said"] == {"sex": "ชาย", "birth_year": "2012", "relation": "หลาน", "person_status": "อยู่จริง"}
    assert hold["known_as"] == identity.keys_of_stack().member_of(build.citizen(2))
    assert desk(api, "coordinator-far") == []
    assert api.call("GET", "/v1/holds", token="lao-1").status == 403
    assert build.citizen(2) not in str(hold)
    assert decided(api, hold, "moved", "coordinator-far").status == 404


@pytest.mark.parametrize(
    "held", [build.OTHER_HOUSE, "95029900029"], ids=["same office", "new one"], indirect=True
)
@pytest.mark.parametrize("decision", ["moved", "merged", "different_person"])
def test_what_was_decided_counts_from_the_next_upload(
    aws: Aws, api: Gateway, held: bytes, decision: str
) -> None:
    (hold,) = desk(api)
    assert decided(api, {**hold, "version": 9}, decision).status == 412
    answer = decided(api, hold, decision)
    assert (answer.status, answer.json["decision"], answer.json["state"]) == (200, decision, "decided")
    assert decided(api, hold, decision).status == 200  # a repeat
    assert decided(api, hold, "moved" if decision != "moved" else "merged").status == 409
    assert desk(api) == []
    again = build.imported(aws, held, "partners/cdd/import/again.csv")
    assert build.manifest(aws, again)["counts"]["applied"] == 2
    old = merge(load_history(household()).surveys, load_history(household()).loose).facts.members
    gone = [facts["person_status"].value == "ย้ายออก" for facts in old.values()]
    assert (
        gone == {"moved": [False, True], "merged": [True, True], "different_person": [False, False]}[decision]
    )
    owner = {item["PK"]["S"]: item["hid"]["S"] for item in aws.items("IdentityTable") if "hid" in item}
    blind = identity.keys_of_stack().blind_index(build.citizen(2))
    expected = household() if decision == "different_person" else household(build.OTHER_HOUSE)
    assert owner[keys.unique_citizen(blind)["PK"]] == expected


def test_after_a_merger_the_rest_of_the_family_may_come_too(aws: Aws, api: Gateway, held: bytes) -> None:
    (hold,) = desk(api)
    decided(api, hold, "merged")
    family = build.family(3, build.OTHER_HOUSE)
    family += [build.child(2, house_code=build.OTHER_HOUSE, person_no=3, citizen_id=build.citizen(1))]
    import_id = build.imported(aws, build.as_csv(family), "partners/cdd/import/family.csv")
    assert build.manifest(aws, import_id)["counts"]["applied"] == 3


def test_somebody_who_got_a_number_since_is_the_same_member_in_the_next_file(aws: Aws, api: Gateway) -> None:
    unregistered = [build.family(1)[0], {**build.family(1)[1], "citizen_id": ""}]
    build.imported(aws, build.as_csv(unregistered))
    assess_household(household(), TODAY)
    before = set(merge(load_history(household()).surveys, ()).facts.members)
    child = next(one for one in before if one != identity.keys_of_stack().member_of(build.citizen(1)))
    place = f"/v1/households/{household()}"
    match = api.call("GET", place, token="coordinator").headers["etag"]
    told = {"member_id": child, "citizen_id": build.citizen(2)}
    body = {"on": "2022-01-18", "why": "was_missing", "members": [told]}
    reply = api.call(
        "PATCH", f"{place}/identity", token="coordinator", json_body=body, headers={"If-Match": match}
    )
    assert reply.status == 200, reply.body
    for _ in range(2):
        import_id = build.imported(aws, build.as_csv(build.family(1)))
        assert build.manifest(aws, import_id)["counts"]["held"] == 0
    assert build.manifest(aws, import_id)["counts"]["unchanged"] == 2
    assert set(merge(load_history(household()).surveys, ()).facts.members) == before
