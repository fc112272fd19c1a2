"""What the rest of the house relies on: facts in, determinations out, in the shapes of the contracts."""

from __future__ import annotations

import json
import random
import weakref
from datetime import date
from typing import Any

import pytest

from shared.domain.agencies import Agency
from shared.domain.facts import Fact, HouseholdFacts, Truth
from shared.rules import FactError, current
from shared.rules.explain import explain
from shared.rules.model import KINDS
from tests.unit.rules.households import DAYS, household

ON = date(2022, 1, 19)
STATES = {
    "receiving", "gap", "need_info", "not_eligible", "eligible_when_open", "may_be_requested", "suggested",
    "receiving_review",
}  # fmt: skip
ELDER = {
    "birth_date": "1950-03-05", "nationality": "ไทย", "in_house_register": True, "person_status": "อยู่จริง",
    "state_pension": False, "benefits_received": [],
}  # fmt: skip


def screen(
    *members: dict[str, Any], household: dict[str, Any] | None = None, on: date = ON
) -> dict[str, Any]:
    body = {
        "household": {"facts": household or {}},
        "members": [{"id": f"m{n + 1}", "facts": facts} for n, facts in enumerate(members)],
    }
    return current().assess(current().parse_household(body, on), on).to_json()


def test_the_34_benefits_have_an_owner_a_kind_and_words_in_two_languages() -> None:
    book = current()
    assert len(book.benefits) == 34
    for benefit in book.benefits.values():
        assert benefit.agency in {agency.value for agency in Agency}
        assert benefit.kind in KINDS
        for text in (benefit.title, benefit.apply_at, benefit.what_to_do, *benefit.documents):
            assert text.th
            assert text.en
        assert benefit.documents, benefit.id


def test_an_answer_has_the_shape_of_the_contract() -> None:
    answer = screen(ELDER, {"birth_date": "2020"}, household={"household_income": 50_000})
    assert set(answer) == {"rule_book", "determinations", "questions", "next_change", "flags"}
    assert len(answer["rule_book"]) == 12
    for one in answer["determinations"]:
        assert set(one) == {
            "benefit",
            "member",
            "entitled",
            "receiving",
            "state",
            "amount",
            "reasons",
            "missing",
        }
        assert one["entitled"] in ("yes", "no", "unknown")
        assert one["state"] in STATES
        for reason in one["reasons"]:
            assert {"condition", "holds", "text", "law", "verified", "facts"} <= set(reason)
    for question in answer["questions"]:
        assert set(question) == {"fact", "member", "text", "decides"}
    json.dumps(answer)


def test_reasons_come_failing_first_then_open_then_holding() -> None:
    answer = screen({"birth_date": "1990-01-01", "nationality": "ไทย"})
    order = {"no": 0, "unknown": 1, "yes": 2}
    for one in answer["determinations"]:
        holds = [order[reason["holds"]] for reason in one["reasons"]]
        assert holds == sorted(holds)


def test_a_threshold_in_a_reason_is_read_from_the_parameter() -> None:
    answer = screen(ELDER)
    grant = next(one for one in answer["determinations"] if one["benefit"] == "old_age_allowance")
    age = next(reason for reason in grant["reasons"] if reason["condition"] == "age")
    assert "60" in age["text"]["th"]
    assert "{" not in json.dumps(answer, ensure_ascii=False).replace('{"', "").replace("{}", "")


def test_a_question_is_never_asked_of_a_family_that_only_an_agency_can_answer() -> None:
    answer = screen({"studying": "ป.2", "benefits_received": []})
    settled = {name for name, spec in current().facts.items() if spec.settled_by}
    assert settled
    assert not settled & {question["fact"] for question in answer["questions"]}


def test_the_best_question_comes_first_and_says_what_it_decides() -> None:
    answer = screen({key: value for key, value in ELDER.items() if key != "state_pension"} | {"disability_card": False,
                    "impairment": False, "health_scheme": "บัตรทอง"})  # fmt: skip
    first = answer["questions"][0]
    assert first["fact"] == "state_pension"
    assert "old_age_allowance" in first["decides"]


@pytest.mark.parametrize(
    ("facts", "pointer", "code"),
    [
        ({"no_such": 1}, "/members/0/facts/no_such", "unknown_fact"),
        ({"household_income": 1}, "/members/0/facts/household_income", "wrong_entity"),
        ({"state_pension": "no"}, "/members/0/facts/state_pension", "wrong_type"),
        ({"state_pension": 1}, "/members/0/facts/state_pension", "wrong_type"),
        ({"person_income": -1}, "/members/0/facts/person_income", "wrong_type"),
        ({"person_income": True}, "/members/0/facts/person_income", "wrong_type"),
        ({"nationality": "thai"}, "/members/0/facts/nationality", "not_listed"),
        ({"birth_date": "1956-13"}, "/members/0/facts/birth_date", "not_a_date"),
        ({"birth_date": 1956}, "/members/0/facts/birth_date", "wrong_type"),
        ({"birth_date": "2499-02-03"}, "/members/0/facts/birth_date", "not_a_date"),
        ({"benefits_received": ["free_money"]}, "/members/0/facts/benefits_received/0", "not_listed"),
        ({"benefits_received": "all"}, "/members/0/facts/benefits_received", "wrong_type"),
        ({"receipt:old_age_allowance": "maybe"}, "/members/0/facts/receipt:old_age_allowance", "not_listed"),
        ({"receipt:free_money": "paid"}, "/members/0/facts/receipt:free_money", "unknown_fact"),
    ],
)
def test_a_fact_that_cannot_be_read_is_named_by_pointer_and_code(
    facts: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(FactError) as caught:
        current().parse_household({"members": [{"id": "m1", "facts": facts}]}, ON)
    assert (caught.value.pointer, caught.value.code) == (pointer, code)


@pytest.mark.parametrize(
    "body", [[], {"members": {}}, {"members": [1]}, {"members": [{"id": 1}]}, {"household": []}, {"roster_complete": "yes"},
             {"members": [{"id": "a"}, {"id": "a"}]}, {"members": [{"id": str(n)} for n in range(100)]}],
    ids=range(8),
)  # fmt: skip
def test_a_body_of_the_wrong_shape_is_refused(body: Any) -> None:
    with pytest.raises(FactError):
        current().parse_household(body, ON)


def test_null_is_unknown() -> None:
    with_null = screen({**ELDER, "state_pension": None})
    without = screen({key: value for key, value in ELDER.items() if key != "state_pension"})
    assert with_null == without


def test_impossible_facts_are_flagged_and_assessed_as_far_as_possible() -> None:
    book = current()
    born_late = book.parse_facts({"birth_date": "2030-01-01"}, "person", ON)
    dead = book.parse_facts(
        {**ELDER, "person_status": "เสียชีวิต", "benefits_received": ["old_age_allowance"]}, "person", ON
    )
    odd = {"death_date": Fact(date(9999, 12, 31), "survey", ON), "person_status": Fact("หาย", "survey", ON),
           "nationality": Fact("สยาม", "survey", ON), "birth_date": Fact("long ago", "survey", ON),
           "person_income": Fact("much", "survey", ON)}  # fmt: skip
    found = book.assess(HouseholdFacts({}, {"m1": born_late, "m2": dead, "m3": odd}), ON)
    assert {(flag.code, flag.member_id) for flag in found.flags} == {
        ("born_after_observation", "m1"),
        ("dead_and_receiving", "m2"),
        ("unreadable_value", "m3"),
    }
    assert len(found.determinations) == len(
        [b for b in book.benefits.values() if b.entity == "household"]
    ) + 3 * len([b for b in book.benefits.values() if b.entity == "person"])


def test_an_empty_household_is_assessed() -> None:
    found = current().assess(HouseholdFacts({}, {}), ON)
    assert all(one.member_id is None for one in found.determinations)


def test_without_the_card_the_first_task_is_the_card() -> None:
    answer = screen({**ELDER, "disability_kind": "ออทิสติก", "disability_card": False})
    states = {one["benefit"]: one["state"] for one in answer["determinations"]}
    assert states["disability_card"] == "gap"
    assert states["disability_allowance"] == "not_eligible"
    assert current().benefits["disability_card"].cost_of_waiting is not None


def test_help_that_is_no_right_is_never_a_gap() -> None:
    book = current()
    body = {"household": {"facts": {"income_insufficient": True, "family_crisis": True, "family_aid_times": 0,
                                    "dwelling_unsafe": True}}, "members": [{"id": "m1", "facts": ELDER}]}  # fmt: skip
    found = book.assess(book.parse_household(body, ON), ON)
    for one in found.determinations:
        if not book.benefits[one.benefit].statutory:
            assert one.gap is Truth.NO
            assert one.state != "gap"
    states = {one.benefit: one.state for one in found.determinations}
    assert states["family_in_need_aid"] == "may_be_requested"
    assert states["elderly_fund_loan"] == "suggested"


def test_yearly_help_is_spread_over_months_and_one_off_help_is_not() -> None:
    book = current()
    pupil = {"studying": "ป.2", "benefits_received": [], "eef_extremely_poor": True}
    found = book.assess(book.parse_household({"members": [{"id": "m1", "facts": pupil}]}, ON), ON)
    amount = next(one.amount for one in found.determinations if one.benefit == "equitable_education_grant")
    assert amount is not None
    assert (amount.value, amount.per, amount.baht_month) == (3000, "year", 250)
    loan = next(one for one in book.assess(book.parse_household({"members": [{"id": "m1", "facts": ELDER}]}, ON), ON).determinations
                if one.benefit == "elderly_fund_loan")  # fmt: skip
    assert loan.amount is not None
    assert loan.amount.baht_month == 0


def test_an_amount_that_a_birth_year_leaves_open_is_the_least_and_says_so() -> None:
    found = current().assess(current().parse_household({"members": [{"id": "m1", "facts": {**ELDER, "birth_date": "1953"}}]},
                                                       date(2024, 5, 1)), date(2024, 5, 1))  # fmt: skip
    amount = next(one.amount for one in found.determinations if one.benefit == "old_age_allowance")
    assert amount is not None
    assert (amount.value, amount.at_least) == (700, False)
    found = current().assess(current().parse_household({"members": [{"id": "m1", "facts": {**ELDER, "birth_date": "1954"}}]},
                                                       date(2024, 5, 1)), date(2024, 5, 1))  # fmt: skip
    amount = next(one.amount for one in found.determinations if one.benefit == "old_age_allowance")
    assert amount is not None
    assert (amount.value, amount.at_least) == (600, True)


def test_reasons_are_the_same_however_they_are_made() -> None:
    """By the compiled answer, all at once where something is due or open, and by the slow evaluator."""
    book = current()
    for seed in range(40):
        on = DAYS[seed % len(DAYS)]
        facts = household(book, random.Random(seed), on)
        quick = {(benefit, member): made for benefit, member, made in book.run(facts, on).useful_reasons()}
        found = {(one.benefit, one.member_id): one for one in book.assess(facts, on).determinations}
        assert quick.keys() == {key for key, one in found.items() if one.entitled is not Truth.NO}
        assert all(found[key].reasons == made for key, made in quick.items())
        slow = book.reference(facts, on)
        for row in slow.all_rows():
            assert found[row.benefit.id, row.member].reasons == explain(slow, row), (seed, row.benefit.id)


def test_a_household_is_let_go_at_once() -> None:
    """Nothing of an assessment is left to the garbage collector: an import makes thousands."""
    book = current()
    run = book.run(book.parse_household({"members": [{"id": "m1", "facts": ELDER}]}, ON), ON)
    list(run.useful_reasons())
    gone = weakref.ref(run)
    del run
    assert gone() is None
