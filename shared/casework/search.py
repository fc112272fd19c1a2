"""Finding a household by a citizen ID or a house code: with a purpose, counted, audited, and watched.

A number goes only as far as its keyed hash. What does not exist and what the officer may not see are found alike: not
at all. A hit outside the officer's area, or on a canary (a number that nobody has), counts into a metric with an alarm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from shared.casework.access import allowed
from shared.casework.relations import to_area, to_household
from shared.casework.sessions import Caller
from shared.domain.citizens import is_number
from shared.domain.policy import Relation
from shared.domain.problems import refuse_case
from shared.storage import audit, claims, quotas
from shared.storage.clock import real_now
from shared.storage.households import State, load_answers, load_state
from shared.storage.identity import keys_of_stack
from shared.storage.quotas import Spent as TooManySearches
from shared.storage.tables import Item

MOST, WINDOW = 30, 3600  # searches of one officer, within so many seconds
FAMILIES = range(1, 10)  # that may share a house
NAMESPACE, METRIC = "Sitthi", "SearchesToLookInto"  # template.yaml has an alarm on it
ACTION = "search_households"

__all__ = ["Found", "TooManySearches", "search"]


@dataclass(frozen=True, slots=True)
class Found:
    """``member_id``: whose number it is; None when a house was asked for."""

    meta: Item
    member_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Hit:
    state: State
    member_id: str | None = None
    canary: bool = False


def search(caller: Caller, purpose: str, citizen_id: str | None, house_code: str | None) -> list[Found]:
    """What the caller may see of what was asked for. Raises CaseRefused or TooManySearches.

    ``purpose``: a code of the published list; it is kept, the number never.
    """
    if (citizen_id is None) == (house_code is None):
        raise refuse_case("CASE-FIELD-MISSING", ["citizen_id", "house_code"])
    if citizen_id is not None and not is_number(citizen_id):
        raise refuse_case("CASE-NUMBER")
    quotas.spend("search", caller.officer.officer_id, real_now(), most=MOST, seconds=WINDOW)
    hits = [_by_number(citizen_id)] if citizen_id is not None else list(_by_house(house_code or ""))
    there = [hit for hit in hits if hit.state.meta is not None]
    seen = [hit for hit in there if allowed(caller, ACTION, list(to_household(caller, hit.state)))]
    asked_for = "citizen_id" if citizen_id is not None else "house_code"
    canary = any(hit.canary for hit in hits)
    _note(caller, purpose, asked_for, there, seen, canary)
    return [Found(hit.state.meta, hit.member_id) for hit in seen if hit.state.meta is not None]


def _by_number(citizen_id: str) -> _Hit:
    """The household that has this member; of nobody's number one that is not there, so that both cost the same."""
    names = keys_of_stack()
    blind = names.blind_index(citizen_id)
    claim = claims.standing([blind]).get(blind)
    if claim is None:
        return _Hit(load_state(names.household_id(citizen_id, 0)))
    return _Hit(load_state(claim.household_id), claim.member_id, claim.canary)


def _by_house(house_code: str) -> Iterator[_Hit]:
    names = keys_of_stack()
    for found in load_answers(names.household_id(house_code, number) for number in FAMILIES):
        if found.meta is not None:
            yield _Hit(load_state(found.household_id))


def _note(
    caller: Caller, purpose: str, asked_for: str, there: list[_Hit], seen: list[_Hit], canary: bool
) -> None:
    """One audit row a search, with the household that it hit; never what was asked for."""
    outside = any(_outside(caller, hit) for hit in there)
    hit = there[0].state.household_id if there else None
    audit.record(
        audit.AuditEvent(
            type="th.sitthi.read.search_performed.v1",
            key=f"{caller.request_id}|search",
            at=caller.at,
            actor=caller.officer.officer_id,
            subject=hit or "nothing",
            household=hit,
            basis=f"policy {ACTION}",
            details={
                "purpose": purpose,
                "by": asked_for,
                "hits": len(there),
                "shown": len(seen),
                **({"outside": True} if outside else {}),
                **({"canary": True} if canary else {}),
            },
        )
    )
    if outside or canary:
        with single_metric(name=METRIC, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
            metric.add_dimension("service", "sitthi")


def _outside(caller: Caller, hit: _Hit) -> bool:
    return hit.state.meta is not None and to_area(caller, hit.state.meta) is Relation.OTHER_AREA
