"""What anybody may ask without signing in: the book in plain words, and what a family may be owed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.casework.assess import assess_household
from shared.rules import current
from tests.api.gateway import Gateway
from tests.api.world import ELDER, HOUSEHOLD, gateway, put_officers
from tests.support import households as build
from tests.support.aws import Aws


@pytest.fixture
def api(aws: Aws) -> Gateway:
    put_officers()
    return gateway()


def screened(api: Gateway, *members: dict[str, Any], **body: Any) -> dict[str, Any]:
    people = [{"id": f"m{number}", "facts": facts} for number, facts in enumerate(members, 1)]
    reply = api.call("POST", "/v1/screenings", json_body={"on": "2022-01-19", "members": people, **body})
    assert reply.status == 200, reply.body
    return dict(reply.json)


def test_the_book_is_published_in_words_with_its_law_and_whether_anybody_has_verified_it(
    api: Gateway,
) -> None:
    listed = api.call("GET", "/v1/benefits").json["items"]
    assert {one["id"] for one in listed} == set(current().benefits)
    for one in listed:
        shown = api.call("GET", f"/v1/benefits/{one['id']}").json
        assert shown["verified"] is False, "nobody has read the law's own text yet"
        assert shown["documents"]
        assert all(source["title"] and source["verified"] is False for source in shown["sources"])
        texts = [c for v in shown["versions"] for c in v["conditions"]]
        texts += [inner for c in texts for inner in c["any_of"]]
        assert all(text["text"]["th"] and text["text"]["en"] for text in texts)
        assert "{" not in json.dumps([text["text"] for text in texts], ensure_ascii=False).replace('{"', "")
    assert api.call("GET", "/v1/benefits/no_such").status == 404


def test_the_rates_of_a_benefit_are_published_by_date_and_band(api: Gateway) -> None:
    newest = api.call("GET", "/v1/benefits/old_age_allowance").json["versions"][-1]
    (now,) = [one for one in newest["amounts"] if one["since"] == newest["amounts"][-1]["since"]]
    assert [(one["start"], one["stop"], one["baht"]) for one in now["rates"]] == [
        (None, 60, 600), (60, 70, 600), (70, 80, 700), (80, 90, 800), (90, None, 1000),
    ]  # fmt: skip
    assert (now["per"], now["verified"]) == ("month", False)
    older = api.call("GET", "/v1/benefits/old_age_allowance").json["versions"][0]
    assert "2022-04-01" in {one["since"] for one in older["amounts"]}, "the top-up of 2022"
    card = api.call("GET", "/v1/benefits/disability_card").json
    assert card["versions"][-1]["amounts"] == []
    assert card["cost_of_waiting"]["th"]


def test_a_screening_answers_in_the_shape_of_the_contract_and_stores_nothing(api: Gateway, aws: Aws) -> None:
    before = aws.snapshot()
    answer = screened(api, ELDER, household={"facts": {"household_income": 50_000}})
    assert aws.snapshot() == before
    assert {"rule_book", "determinations", "questions", "next_change"} <= set(answer)
    (grant,) = [one for one in answer["determinations"] if one["benefit"] == "old_age_allowance"]
    assert (grant["member"], grant["state"]) == ("m1", "gap")
    assert grant["amount"] == {"value": 700, "unit": "baht", "per": "month"}
    assert all(reason["verified"] is False and reason["law"] for reason in grant["reasons"])


IMPOSSIBLE = [
    ({"birth_date": "2023-05-01", "benefits_received": []}, "born_after_observation"),
    ({**ELDER, "person_status": "เสียชีวิต", "benefits_received": ["old_age_allowance"]}, "dead_and_receiving"),
    ({**ELDER, "person_status": "เสียชีวิต", "death_date": "1940-01-01"}, "died_before_birth"),
]


@pytest.mark.parametrize(("facts", "code"), IMPOSSIBLE)
def test_impossible_facts_are_assessed_as_far_as_possible_and_flagged(
    api: Gateway, facts: dict[str, Any], code: str
) -> None:
    answer = screened(api, facts, ELDER)
    assert [(flag["code"], flag["member"]) for flag in answer["flags"]] == [(code, "m1")]
    assert all(flag["text"]["th"] and flag["text"]["en"] for flag in answer["flags"])
    states = {one["benefit"]: one["state"] for one in answer["determinations"] if one["member"] == "m2"}
    assert states["old_age_allowance"] == "gap", "the others of the household get their answers"


def test_possible_facts_are_not_flagged(api: Gateway) -> None:
    assert screened(api, ELDER)["flags"] == []


def test_a_stored_household_with_impossible_facts_is_assessed_and_flagged_to_who_may_see_facts(
    api: Gateway, aws: Aws
) -> None:
    people = {
        "late": build.pupil(birth_date="2023-05-01"),
        "dead": build.grandmother(person_status="เสียชีวิต", benefits_received=["old_age_allowance"]),
        build.GRANDMOTHER: build.grandmother(),
    }
    build.put(aws, build.survey(people, household_id=HOUSEHOLD))
    assert assess_household(HOUSEHOLD, None) > 0
    path = f"/v1/households/{HOUSEHOLD}/entitlements"
    seen = api.call("GET", path, token="coordinator").json
    assert {(flag["code"], flag["member"]) for flag in seen["flags"]} == {
        ("born_after_observation", "late"),
        ("dead_and_receiving", "dead"),
    }
    gaps = {(one["benefit"], one["member"]) for one in seen["determinations"] if one["state"] == "gap"}
    assert ("old_age_allowance", build.GRANDMOTHER) in gaps
    assert api.call("GET", path, token="committee").json["flags"] == []


def test_what_is_received_without_title_is_shown_as_such_to_coordinators_alone(
    api: Gateway, aws: Aws
) -> None:
    pensioner = build.grandmother(state_pension=True, benefits_received=["old_age_allowance"])
    build.put(aws, build.survey({build.GRANDMOTHER: pensioner}, household_id=HOUSEHOLD))
    assess_household(HOUSEHOLD, None)

    def shown(token: str) -> tuple[str, str, bool]:
        path = f"/v1/households/{HOUSEHOLD}/entitlements"
        (one,) = [
            one
            for one in api.call("GET", path, token=token).json["determinations"]
            if (one["benefit"], one["member"]) == ("old_age_allowance", build.GRANDMOTHER)
        ]
        single = api.call("GET", f"{path}/old_age_allowance/{build.GRANDMOTHER}", token=token).json
        assert single == one
        return one["state"], one["entitled"], bool(one["reasons"])

    assert shown("coordinator") == ("receiving_review", "no", True)
    assert shown("evaluator") == ("receiving", "unknown", False)
    assert shown("committee") == ("receiving", "unknown", False)
    answer = screened(api, {**ELDER, "state_pension": True, "benefits_received": ["old_age_allowance"]})
    (grant,) = [one for one in answer["determinations"] if one["benefit"] == "old_age_allowance"]
    assert (grant["state"], grant["entitled"], grant["receiving"]) == ("receiving", "no", "yes")
