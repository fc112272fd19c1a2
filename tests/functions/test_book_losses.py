"""A new edition of the rule book takes nothing from anybody before a person has looked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from functions.assess_household.handler import handler
from shared.casework import assess, items, losses, queries
from shared.casework.access import NotFound
from shared.casework.commands import Order
from shared.casework.loss_decisions import LossesListed, decide_loss, list_losses
from shared.casework.sessions import Caller
from shared.domain.dates import moment_of
from shared.domain.merging import merge
from shared.domain.officers import Officer
from shared.domain.policy import FieldClass
from shared.domain.problems import CaseRefused
from shared.rules import Book, RuleError, current
from shared.rules.book import released as kept_edition
from shared.rules.reform import Value, with_values
from shared.storage.households import load_history
from shared.storage.tables import Transaction, from_wire
from tests.api import world
from tests.functions.test_assess_household import receipt
from tests.support import households as build
from tests.support.aws import Aws, sqs_event
from tests.support.events import Context

BENEFIT = "old_age_allowance"


@pytest.fixture
def stricter() -> Book:
    """The same law, but nobody under 77 is old."""
    return reformed(f"{BENEFIT}.min_age", 77)


@pytest.fixture(autouse=True)
def editions(monkeypatch: pytest.MonkeyPatch) -> dict[str, Book]:
    """Kept editions by digest; any other was never released."""
    kept: dict[str, Book] = {}

    def released(digest: str) -> Book:
        if digest not in kept:
            raise RuleError(digest, 1, "this edition was never released")
        return kept[digest]

    monkeypatch.setattr(losses, "released", released)
    return kept


MADE: dict[str, Book] = {}  # a book takes longer to make than a test


def reformed(name: str, value: Value) -> Book:
    key = f"{name} {value}"
    if key not in MADE:
        MADE[key] = with_values(current(), {name: {date(2021, 1, 1): value}})
    return MADE[key]


def run(aws: Aws, monkeypatch: pytest.MonkeyPatch, book: Book | None = None, day: str = "2022-01-19") -> None:
    if book is not None:
        monkeypatch.setattr(assess, "current", lambda: book)
    message = {"household_id": build.HOUSEHOLD, "as_of": day}
    assert handler(sqs_event(message), Context()) == {"batchItemFailures": []}


def stored(aws: Aws, kind: str) -> list[dict[str, Any]]:
    found = [from_wire(item) for item in aws.items("CoreTable")]
    return [item for item in found if item["SK"].startswith(kind) or item["PK"] == kind]


def gap(aws: Aws) -> dict[str, Any]:
    (found,) = stored(aws, "GAP#")
    return found


def claim(aws: Aws) -> dict[str, Any]:
    return next(task for task in stored(aws, "TASK#") if task.get("kind") == "claim")


@pytest.mark.parametrize("kept", [True, False])
def test_a_title_that_only_the_book_took_goes_to_the_desk_and_nothing_is_closed(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book, editions: dict[str, Book], kept: bool
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    before = gap(aws), claim(aws)
    if kept:
        editions[current().digest] = current()
    run(aws, monkeypatch, stricter)
    assert (gap(aws), claim(aws)) == before
    (row,) = listed()
    assert (row.household_id, row.area) == (build.HOUSEHOLD, "950203")
    assert (row.rule_book_before, row.rule_book_after) == (current().digest, stricter.digest)
    (told,) = row.losses
    assert (told["member_id"], told["benefit"]) == (build.GRANDMOTHER, BENEFIT)
    assert (told["entitled_before"], told["entitled_after"], told["baht_before"]) == ("yes", "no", 700)


def test_a_past_answer_is_worked_out_again_bit_for_bit(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    first = load_history(build.HOUSEHOLD)
    pension = {build.GRANDMOTHER: build.grandmother(state_pension=True), build.PUPIL: build.pupil()}
    build.put(aws, build.survey(pension, observed_on=date(2022, 5, 1), sequence=2))
    run(aws, monkeypatch, stricter, "2022-05-02")
    (past,) = [item for item in stored(aws, "DETH#") if item["SK"].startswith("DETH#20220")]
    facts = merge(first.surveys, first.loose).facts
    digest = json.loads(past["body"])["rule_book"]
    again = kept_edition(digest).assess(facts, date.fromisoformat(past["on"]))
    assert items.determinations_item(build.HOUSEHOLD, again)["body"] == past["body"]


def test_what_is_shown_is_of_the_edition_of_the_stored_answers(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book, editions: dict[str, Book]
) -> None:
    """A release changes no answer before the household is assessed by it."""
    build.put(aws, build.survey())
    run(aws, monkeypatch, stricter)
    monkeypatch.setattr(queries, "released", {stricter.digest: stricter}.__getitem__)
    seen = queries.read_entitlements(caller(), build.HOUSEHOLD)
    (shown,) = [
        one for one in seen.determinations if (one.benefit, one.member_id) == (BENEFIT, build.GRANDMOTHER)
    ]
    assert (seen.assessment.rule_book, shown.entitled.value) == (stricter.digest, "no")


def test_it_stays_so_however_often_the_household_is_assessed(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    before = aws.snapshot()
    run(aws, monkeypatch, stricter)
    assert aws.snapshot() == before
    run(aws, monkeypatch, stricter, "2022-02-01")
    assert gap(aws).get("closed_on") is None
    assert len(listed()) == 1


def test_a_crash_before_the_write_leaves_nothing_and_the_repeat_one_row(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    before = aws.snapshot()
    with monkeypatch.context() as crash:
        crash.setattr(Transaction, "commit", lambda self: 1 // 0)
        with pytest.raises(AssertionError):
            run(aws, monkeypatch, stricter)
    assert aws.snapshot() == before
    run(aws, monkeypatch, stricter)
    assert len(listed()) == 1
    assert gap(aws).get("closed_on") is None


def test_a_lower_amount_is_a_loss_and_the_gap_keeps_its_amount(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, reformed(f"{BENEFIT}.rate", {"60": 500, "70": 550}))
    assert gap(aws)["baht_month"] == 700
    (told,) = listed()[0].losses
    assert (told["baht_before"], told["baht_after"]) == (700, 550)


def test_more_for_a_person_is_no_loss(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, reformed(f"{BENEFIT}.rate", {"60": 1000}))
    assert gap(aws)["baht_month"] == 1000
    assert listed() == []


def test_what_the_facts_took_is_closed_although_the_book_changed_too(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    pension = {build.GRANDMOTHER: build.grandmother(state_pension=True), build.PUPIL: build.pupil()}
    build.put(aws, build.survey(pension, observed_on=date(2022, 1, 18), sequence=2))
    run(aws, monkeypatch, reformed(f"{BENEFIT}.rate", {"60": 1000}))
    assert gap(aws)["reason"] == "turned"
    assert listed() == []


def test_a_receipt_closes_the_gap_while_the_loss_waits(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    build.put(aws, receipt("2022-02-28"))
    run(aws, monkeypatch, stricter, "2022-02-28")
    assert gap(aws)["reason"] == "receipt"


def test_a_later_edition_that_gives_it_back_ends_the_waiting(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    run(aws, monkeypatch, reformed(f"{BENEFIT}.rate", {"60": 1000}))
    assert gap(aws)["baht_month"] == 1000


def caller(role: str = "coordinator", areas: tuple[str, ...] = ("95",)) -> Caller:
    officer = Officer("desk-1", role, None, areas)
    return Caller(officer, "subject", False, frozenset(), moment_of("2022-01-20T02:00:00Z"), "request-1")


def listed() -> list[LossesListed]:
    """What lies on the desk of the coordinator of the province."""
    return list_losses(caller(), None, None, 50)[0]


def order(key: str = "k1", role: str = "coordinator", areas: tuple[str, ...] = ("95",)) -> Order:
    return Order(caller(role, areas), build.HOUSEHOLD, "decide_loss", key, fields=FieldClass.SENSITIVE)


def test_what_a_coordinator_accepts_is_closed_by_the_next_assessment(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    subject = (build.GRANDMOTHER, BENEFIT)
    (told,) = decide_loss(order(), subject, "disputed", "the age is a slip of the pen").losses
    assert told["decision"] == "disputed"
    assert listed() == [], "a decided one leaves the desk"
    run(aws, monkeypatch, stricter, "2022-01-20")
    assert gap(aws).get("closed_on") is None
    decide_loss(order("k2"), subject, "accepted", "the law says so")
    (meta,) = stored(aws, "META")
    assert meta["G3S"].startswith("2022-01-20#"), "the next daily review must find it"
    run(aws, monkeypatch, stricter, "2022-01-20")
    assert (gap(aws)["closed_on"], gap(aws)["reason"]) == ("2022-01-20", "turned")
    assert claim(aws)["state"] == "cancelled"
    with pytest.raises(CaseRefused):
        decide_loss(order("k3"), subject, "accepted", "again")


def test_only_a_coordinator_of_the_area_decides_and_only_on_a_loss(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    for who in (order(role="committee"), order(areas=("96",))):
        with pytest.raises(NotFound):
            decide_loss(who, (build.GRANDMOTHER, BENEFIT), "accepted", "x")
    with pytest.raises(NotFound):
        decide_loss(order(), (build.PUPIL, BENEFIT), "accepted", "x")
    with pytest.raises(CaseRefused):
        decide_loss(order(), (build.GRANDMOTHER, BENEFIT), "perhaps", "x")


def test_a_coordinator_reads_and_decides_over_the_interface_and_nobody_else(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    build.put(aws, build.survey())
    run(aws, monkeypatch)
    run(aws, monkeypatch, stricter)
    world.put_officers()
    api, place = world.gateway(), f"/v1/households/{build.HOUSEHOLD}/losses"
    assert api.call("GET", place, token="committee").status == 403
    seen = api.call("GET", place, token="coordinator")
    (loss,) = seen.json["items"]
    assert (loss["benefit"], loss["baht_before"], loss["decision"]) == (BENEFIT, 700, None)
    body = {"benefit": BENEFIT, "member_id": build.GRANDMOTHER, "decision": "accepted", "reason": "the law"}
    headers = {"If-Match": seen.headers["etag"], "Idempotency-Key": "a-key-of-mine"}
    for _ in range(2):
        answer = api.call("POST", f"{place}/decision", token="coordinator", json_body=body, headers=headers)
        assert answer.json["items"][0]["decision"] == "accepted"


def test_the_desk_is_read_a_page_at_a_time_by_the_coordinators_of_the_area_alone(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, stricter: Book
) -> None:
    ids = [f"abcdefghij00000000{number:02d}" for number in range(3)]
    for household_id in ids:
        build.put(aws, build.survey(household_id=household_id))
    for book in (current(), stricter):
        monkeypatch.setattr(assess, "current", lambda book=book: book)
        for household_id in ids:
            handler(sqs_event({"household_id": household_id, "as_of": "2022-01-19"}), Context())
    world.put_officers()
    api, seen, place = world.gateway(), [], "/v1/losses?limit=2"
    while place:
        page = api.call("GET", place, token="coordinator").json
        assert len(page["items"]) <= 2
        seen += page["items"]
        place = page["next_cursor"] and f"/v1/losses?limit=2&cursor={page['next_cursor']}"
    assert [one["household_id"] for one in seen] == ids
    assert {loss["benefit"] for one in seen for loss in one["losses"]} == {BENEFIT}
    assert api.call("GET", "/v1/losses?area=9503", token="coordinator").json["items"] == []
    assert api.call("GET", "/v1/losses", token="committee").status == 403
    assert list_losses(caller(areas=("96",)), None, None, 50) == ([], None)


def test_the_desk_never_names_a_benefit_that_tells_of_an_illness(aws: Aws) -> None:
    told = {"member_id": "m", "benefit": "hiv_allowance", "baht_before": 500, "baht_after": 0}
    value = {"before": "a", "after": "b", "found_on": "2022-01-19", "losses": [told]}
    build.put(aws, losses.loss_item(build.HOUSEHOLD, value, "950203", 1))
    assert listed()[0].losses == [{**told, "benefit": None}]
