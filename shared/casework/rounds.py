"""Evaluation rounds: measured from what is known, compared with the baseline, the outcome set by people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.casework.alert_raising import alerts_of
from shared.casework.case_items import part_item
from shared.casework.case_view import case_of, current_plan, rounds_of
from shared.casework.commands import Happened, Opened, Order, execute, put_meta, read_case
from shared.casework.mentors import end_mentor
from shared.casework.sessions import Caller
from shared.domain import rounds
from shared.domain.dates import PartialDate, age_on
from shared.domain.indicators import DIMENSIONS
from shared.domain.measure_tasks import reached
from shared.domain.problems import refuse_case
from shared.domain.rounds import TWO_PERSONS, Measured, Outcome, Round
from shared.storage import keys
from shared.storage.tables import Item, Transaction, core

WORKING_AGE = range(15, 60)


@dataclass(frozen=True, slots=True)
class RoundsSeen:
    """``wishes``: outcomes that wait for their second person, by the round's name; ``due``: rounds to come."""

    rounds: tuple[Round, ...]
    wishes: Mapping[str, dict[str, Any]]
    due: tuple[tuple[str, date], ...]
    status: str

    @classmethod
    def of(cls, opened: Opened) -> RoundsSeen:
        made = rounds_of(opened.state)
        wishes = {item["name"]: item["wish"] for item in opened.parts("RND") if item.get("wish")}
        started = plan_started(opened)
        due = rounds.due_rounds(started, [one.name for one in made]) if started else ()
        return cls(made, wishes, due, opened.meta.get("status", "active"))


def plan_started(opened: Opened) -> date | None:
    """The day of the committee's yes to the plan in force: rounds are reckoned from it."""
    plan = current_plan(opened.state)
    if plan is None or plan.decision is None or not plan.decision.approved:
        return None
    return plan.decision.on


def read_rounds(caller: Caller, household_id: str) -> RoundsSeen:
    """Raises NotFound."""
    return RoundsSeen.of(read_case(caller, household_id, "read_rounds"))


def record_round(order: Order, name: str, outcome: Outcome | None, reason: str | None) -> RoundsSeen:
    """Measure now, and set the outcome or leave it open; one that takes two persons waits for the second.

    Raises NotFound, CaseRefused or Conflict.
    """

    def work(opened: Opened, transaction: Transaction) -> Happened:
        made = rounds_of(opened.state)
        if any(one.name == name and one.outcome is not None for one in made):
            raise refuse_case("CASE-ROUND")
        earlier = tuple(one for one in made if one.name != name)
        stored = _item(opened, name)
        taken = Round(name, measured(opened), opened.officer_id)
        wish, settled = None, taken
        if outcome in TWO_PERSONS:
            # everything but the second person is checked already now
            rounds.settle((*earlier, taken), outcome, "another", reason, _status(opened))
            wish = {"outcome": outcome.value, "reason": reason, "by": opened.officer_id}
        elif outcome is not None:
            settled = rounds.settle((*earlier, taken), outcome, None, reason, _status(opened))
            _set_outcome(transaction, opened, outcome)
        _put(transaction, opened, settled, stored, wish)
        details = {"round": name, "outcome": settled.outcome.value if settled.outcome else None}
        return Happened("eval.outcome_set" if settled.outcome else "eval.round_opened", details)

    return RoundsSeen.of(execute(order, work))


def approve_round(order: Order, name: str) -> RoundsSeen:
    """The second person's yes to an outcome that takes two. Raises NotFound, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        stored = _item(opened, name)
        wish = stored.get("wish") if stored else None
        if stored is None or not wish:
            raise refuse_case("CASE-ROUND-NONE")
        made = rounds_of(opened.state)
        upto = next(number for number, one in enumerate(made, 1) if one.name == name)
        outcome = Outcome(wish["outcome"])
        settled = rounds.settle(made[:upto], outcome, opened.officer_id, wish.get("reason"), _status(opened))
        _set_outcome(transaction, opened, outcome)
        _put(transaction, opened, settled, stored, None)
        return Happened(
            "eval.second_approved", {"round": name, "outcome": outcome.value, "first": wish["by"]}
        )

    return RoundsSeen.of(execute(order, work))


def _status(opened: Opened) -> str:
    return str(opened.meta.get("status", "active"))


def _item(opened: Opened, name: str) -> Item | None:
    return next((item for item in opened.parts("RND") if item["name"] == name), None)


def _put(
    transaction: Transaction, opened: Opened, made: Round, stored: Item | None, wish: dict[str, Any] | None
) -> None:
    version = int(stored["v"]) if stored else 0
    item = part_item(opened.household_id, "RND", (made.name,), made, v=version + 1, name=made.name, wish=wish)
    transaction.put(core(), item, version=version)


def _set_outcome(transaction: Transaction, opened: Opened, outcome: Outcome) -> None:
    """On META, for lists and reports. Who graduated is watched on, and the official is free for another household."""
    today = opened.today
    changes: dict[str, Any] = {"outcome": outcome.value}
    if outcome is Outcome.GRADUATED:
        end_mentor(transaction, opened, "graduated")
        watched = rounds.watched_until(today).isoformat()
        changes |= {"mentor": None, "graduated_on": today.isoformat(), "watched_until": watched}
    put_meta(transaction, opened, **changes, **keys.case_index(opened.household_id, today.isoformat()))


# ---------------------------------------------------------------- what a round measures


def measured(opened: Opened) -> Measured:
    """Everything from facts, determinations, tasks and the plan: nobody types a result in."""
    state, case = opened.state, case_of(opened.state)
    facts = json.loads(state.facts["body"]) if state.facts else {"h": {}, "m": {}}
    rows = json.loads(state.determinations["body"])["rows"] if state.determinations else []
    received = [row for row in rows if row["r"] == "yes"]
    household, living = facts["h"], list(_living(facts["m"]))
    income = household.get("household_income")
    plan = case.plan
    deprived = opened.meta.get("deprived", {})
    return Measured(
        on=opened.today,
        indicator_set=household["indicator_set"][0] if "indicator_set" in household else "BMN2560",
        failed=_failed(household, living),
        deprived=tuple((name, deprived.get(name)) for name in DIMENSIONS),
        income=income[0] // len(living) if income and living else None,
        received=frozenset(f"{row['b']}/{row['m'] or 'hh'}" for row in received),
        baht_month=sum(int(row["baht"]) for row in received),
        open_gaps=sum(gap.statutory for gap in case.gaps),
        targets=len(plan.measures) if plan else 0,
        reached=reached(plan) if plan else 0,
        undecided_measures=sum(not one.decided for one in plan.measures) if plan else 0,
        shocks=sum(alert.open for alert in alerts_of(state)),
        able_adults=_able(living, opened.today),
    )


def _living(members: Mapping[str, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for values in members.values():
        if values.get("person_status", ["อยู่จริง"])[0] == "อยู่จริง":
            yield values


def _failed(household: Mapping[str, Any], living: Iterable[Mapping[str, Any]]) -> frozenset[int] | None:
    """Known only when the household and every member were asked."""
    answers = [household.get("household_failed"), *(values.get("person_failed") for values in living)]
    if any(answer is None for answer in answers):
        return None
    return frozenset(number for answer in answers if answer for number in answer[0])


def _able(living: Iterable[Mapping[str, Any]], today: date) -> int | None:
    count = 0
    for values in living:
        if "birth_date" not in values:
            return None
        age = age_on(PartialDate.parse(values["birth_date"][0]).latest(), today)
        frail = any(values.get(name, [False])[0] is True for name in ("disability_card", "bedridden"))
        count += age in WORKING_AGE and not frail
    return count


__all__ = ["RoundsSeen", "approve_round", "measured", "plan_started", "read_rounds", "record_round"]
