"""Facts that people bring one by one: checked against the rule book, stored so that an assessment follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.casework import items
from shared.casework.commands import Happened, Opened, Order, execute
from shared.domain.facts import Basis
from shared.domain.merging import json_of
from shared.domain.problems import refuse_case
from shared.rules import FactError, current
from shared.storage.tables import Item, Transaction, core


def members_of(opened: Opened) -> frozenset[str]:
    """Ids of the members who are known of the household."""
    facts = opened.state.facts
    return frozenset(json.loads(facts["body"])["m"]) if facts else frozenset()


def checked(
    member_id: str | None, values: Mapping[str, Any], on: date, pointer: str, known: frozenset[str]
) -> dict[str, Any]:
    """The JSON form of facts of a member or the household. Raises FactError or CaseRefused for a stranger."""
    if member_id is not None and member_id not in known:
        raise refuse_case("CASE-MEMBER")
    for name in values:
        if name.startswith("receipt:"):  # only what was paid says so: a payer's file
            raise FactError(f"{pointer}/{name}", "unknown_fact")
    entity = "household" if member_id is None else "person"
    parsed = current().parse_facts(values, entity, on, pointer=pointer)
    return {name: json_of(fact.value) for name, fact in parsed.items()}


def fact_row(
    opened: Opened,
    member_id: str | None,
    values: dict[str, Any],
    *,
    source: str,
    on: date,
    name: str,
    basis: Basis = Basis.RECORDED,
) -> Item:
    """Observed in the world on a day, recorded today: the assessment that follows looks at today."""
    made = items.fact_item(opened.household_id, member_id, values, source, on, name)
    return {**made, "as_of": opened.today.isoformat(), "basis": basis.value, "by": opened.officer_id}


def record_facts(
    order: Order, member_id: str | None, values: Mapping[str, Any], on: date | None, basis: Basis
) -> Opened:
    """What a person learnt outside a visit. Raises NotFound, FactError, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        observed = on or opened.today
        if observed > opened.today:
            raise refuse_case("CASE-FUTURE")
        known = checked(member_id, values, observed, "/facts", members_of(opened))
        if not known:
            raise refuse_case("CASE-FIELD-MISSING", ["facts"])
        name = f"{order.once or order.caller.request_id}#{member_id or 'hh'}"
        row = fact_row(opened, member_id, known, source="correction", on=observed, name=name, basis=basis)
        transaction.put(core(), row, new=True)
        return Happened("survey.fact_recorded", {"facts": sorted(known), "member": member_id})

    return execute(order, work)
