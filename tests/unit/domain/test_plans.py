"""Plans: signed over the exact text, decided by who did not write them, never changed after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from shared.domain import plans
from shared.domain.plain import from_plain, to_plain
from shared.domain.plan_types import (
    Decision,
    Goal,
    Measure,
    MeasureState,
    Plan,
    PlanState,
    Signature,
    Spending,
)
from shared.domain.plans import ACTIONS, TABLE, Draft
from shared.domain.problems import PlanRefused

DAY, END = date(2022, 4, 1), date(2023, 3, 31)
ROOF = Measure(
    "M1", "living", "Msdhs", "ซ่อมบ้าน", catalogue="home_repair", budget=40000, due=END, target="BMN2560:8"
)
SKILL = Measure("M2", "income", "Mol", "ฝึกอาชีพ", budget=5000, due=END, target="BMN2560:20")
TEXT = Draft((Goal("income", "มีรายได้เกินเส้น"),), (ROOF, SKILL), 50000, DAY, END, "develop")


def signed(plan: Plan, *who: str) -> Plan:
    for name in who:
        role, agency = ("agency", name) if name[0].isupper() else (name, None)
        plan = plans.sign(plan, Signature(role, f"{name}-1", plan.digest, DAY, "signature", agency))
    return plan


def draft() -> Plan:
    return plans.write(Plan("H1", 1), TEXT, "mentor")


def submitted() -> Plan:
    return plans.submit(signed(draft(), "household", "mentor", "Msdhs", "Mol"), "mentor")


def approved() -> Plan:
    return plans.decide(submitted(), Decision(True, "chair-1", DAY))


def active() -> Plan:
    return plans.start(approved())


def refused(code: str) -> Any:
    return pytest.raises(PlanRefused, match=code)


def test_a_plan_goes_from_draft_to_completed() -> None:
    plan = active()
    assert plan.state is PlanState.ACTIVE
    assert {one.role for one in plan.signatures} == {"household", "mentor", "agency", "chair"}
    for measure in ("M1", "M2"):
        plan = plans.progress(plan, measure, "agency", state=MeasureState.ACHIEVED, on=END)
    assert plans.complete(plan).state is PlanState.COMPLETED


def test_what_the_table_does_not_hold_is_refused() -> None:
    for state, action in product(PlanState, ACTIONS):
        kinds = TABLE.get((state, action), ((), state))[0]
        for kind in {"mentor", "coordinator", "household", "agency", "chair", "system"} - set(kinds):
            with refused("PLAN-NOT-ALLOWED"):
                plans.check(Plan("H1", 1, state), action, kind)


def test_a_signature_counts_only_under_the_text_that_was_read() -> None:
    plan = draft()
    with refused("PLAN-OTHER-TEXT"):
        plans.sign(plan, Signature("household", "h", "0" * 64, DAY, "thumbprint"))
    one = signed(plan, "household")
    assert signed(one, "household") == one
    changed = plans.write(one, replace(TEXT, ceiling=60000), "mentor")
    assert changed.signatures == ()
    same = plans.write(one, TEXT, "mentor")
    assert same.signatures == one.signatures


def test_an_agency_without_a_measure_does_not_sign() -> None:
    with refused("PLAN-AGENCY"):
        signed(draft(), "Moe")


def test_a_plan_is_submitted_whole_signed_and_within_its_ceiling() -> None:
    bare = plans.write(Plan("H1", 1), Draft(measures=(replace(ROOF, due=None),)), "mentor")
    with pytest.raises(PlanRefused) as caught:
        plans.submit(bare, "mentor")
    assert caught.value.allowed == ["M1.due", "starts", "ends", "ceiling", "household", "mentor"]
    poor = signed(plans.write(Plan("H1", 1), replace(TEXT, ceiling=44999), "mentor"), "household", "mentor")
    with refused("PLAN-OVER-CEILING"):
        plans.submit(poor, "mentor")
    with refused("PLAN-INCOMPLETE"):
        plans.submit(plans.write(Plan("H1", 1), replace(TEXT, measures=()), "mentor"), "mentor")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"measures": (replace(ROOF, agency="Police"),)}, "PLAN-AGENCY"),
        ({"measures": (replace(ROOF, level="moon"),)}, "PLAN-LEVEL"),
        ({"measures": (replace(ROOF, dimension="luck"),)}, "PLAN-DIMENSION"),
        ({"measures": (replace(ROOF, budget=-1),)}, "PLAN-BUDGET"),
        ({"measures": (ROOF, ROOF)}, "PLAN-MEASURE-TWICE"),
        ({"ends": date(2022, 3, 1)}, "PLAN-PERIOD"),
        ({"track": "hopeless"}, "PLAN-TRACK"),
    ],
)
def test_a_text_that_cannot_be_is_refused_with_what_can(change: dict[str, object], code: str) -> None:
    with refused(code):
        plans.write(Plan("H1", 1), replace(TEXT, **change), "mentor")  # type: ignore[arg-type]


def test_the_committee_decides_with_all_signatures_and_not_on_its_own_work() -> None:
    partly = plans.submit(signed(draft(), "household", "mentor", "Mol"), "mentor")
    with pytest.raises(PlanRefused) as caught:
        plans.decide(partly, Decision(True, "chair-1", DAY))
    assert (caught.value.code, caught.value.allowed) == ("PLAN-UNSIGNED", ["Msdhs"])
    with refused("PLAN-SECOND-PERSON"):
        plans.decide(submitted(), Decision(True, "mentor-1", DAY))
    with refused("PLAN-REASON"):
        plans.decide(submitted(), Decision(False, "chair-1", DAY))
    back = plans.decide(submitted(), Decision(False, "chair-1", DAY, "the roof first"))
    assert back.state is PlanState.DRAFT


def test_a_decided_version_never_changes_in_what_was_agreed() -> None:
    for plan in (approved(), active()):
        with refused("PLAN-NOT-ALLOWED"):
            plans.write(plan, TEXT, "mentor")
        with refused("PLAN-NOT-ALLOWED"):
            signed(plan, "Moe")
    plan = active()
    moved = plans.progress(plan, "M1", "agency", officer="o1", task_id="T1")
    moved = plans.progress(moved, "M1", "agency", spending=Spending(DAY, 30000, "receipt:7"))
    assert moved.digest == plan.digest == submitted().digest


def test_a_change_is_a_new_version_with_new_signatures() -> None:
    plan = active()
    second = plans.revise(plan, 2)
    assert (second.state, second.number, second.replaces, second.signatures) == (PlanState.DRAFT, 2, 1, ())
    assert plans.replaced(plan).state is PlanState.REVISED
    with refused("PLAN-NOT-ALLOWED"):
        plans.revise(draft(), 2)


def test_money_leaves_with_evidence_and_within_the_measures_budget() -> None:
    plan = active()
    for spending in (Spending(DAY, 0, "receipt"), Spending(DAY, 10, "")):
        with refused("PLAN-SPENDING"):
            plans.progress(plan, "M1", "agency", spending=spending)
    with refused("PLAN-OVERSPENT"):
        plans.progress(plan, "M1", "agency", spending=Spending(DAY, 40001, "receipt"))


def test_money_is_asked_of_a_higher_level_only() -> None:
    asked = plans.progress(active(), "M1", "agency", requested="province")
    measure = asked.measure("M1")
    assert measure is not None
    assert measure.requested == "province"
    with refused("PLAN-LEVEL"):
        plans.progress(active(), "M1", "agency", requested="subdistrict")


def test_giving_up_needs_a_reason_and_completing_needs_every_measure_decided() -> None:
    plan = active()
    with refused("PLAN-REASON"):
        plans.progress(plan, "M1", "agency", state=MeasureState.GIVEN_UP, on=END)
    with refused("PLAN-NO-MEASURE"):
        plans.progress(plan, "M9", "agency")
    given_up = plans.progress(
        plan, "M1", "agency", state=MeasureState.GIVEN_UP, on=END, reason="the family moved in with a son"
    )
    with pytest.raises(PlanRefused) as caught:
        plans.complete(given_up)
    assert caught.value.allowed == ["M2"]


def test_what_a_measure_lacks_to_be_carried_out_is_named() -> None:
    assert ROOF.loose == ("officer", "task_id")


def test_paying_twice_for_the_same_thing_is_shown() -> None:
    twice = replace(active(), measures=(ROOF, replace(ROOF, measure_id="M3", agency="Lao")))
    assert plans.double_aid([twice]) == (("M1", "M3"),)
    assert plans.double_aid([active()]) == ()
    assert plans.double_aid([plans.replaced(active()), active()]) == ()


def test_a_plan_comes_back_from_its_stored_form_unchanged() -> None:
    spent = plans.progress(active(), "M1", "agency", spending=Spending(DAY, 30000, "receipt:7"))
    for plan in (Plan("H1", 1), draft(), submitted(), approved(), spent):
        assert from_plain(Plan, to_plain(plan)) == plan
