"""Needs of a household: what its surveys show, what the team adds, and what each agency offers or declines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.casework.case_items import body_of, part_item
from shared.casework.case_view import assessment_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, read_case
from shared.casework.facts import members_of
from shared.casework.sessions import Caller
from shared.domain.measures import Proposal, agencies_wanted, catalogue, propose, unanswered
from shared.domain.needs import Assessment, Need, assess, needs_of_survey
from shared.domain.problems import refuse_case
from shared.storage.tables import Transaction, core


@dataclass(frozen=True, slots=True)
class AgencyAnswer:
    """What an agency offers for the needs in its field, or why nothing. ``measures``: ids of the catalogue."""

    agency: str
    measures: tuple[str, ...]
    declined: str | None
    note: str | None
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class NeedsSeen:
    """``version`` 0: nobody has recorded any yet; what the survey shows is there all the same."""

    household_id: str
    assessment: Assessment
    version: int
    proposals: tuple[Proposal, ...]
    unanswered: tuple[str, ...]
    answers: tuple[AgencyAnswer, ...]
    waiting: tuple[str, ...]  # agencies with a need in their field that have not answered

    @classmethod
    def of(cls, opened: Opened) -> NeedsSeen:
        found = with_survey(opened)
        said = answers_of(opened)
        wanted = agencies_wanted(found.needs) - {one.agency for one in said}
        return cls(
            opened.household_id,
            found,
            _version(opened),
            propose(found.needs),
            unanswered(found.needs),
            said,
            tuple(sorted(wanted)),
        )


def read_needs(caller: Caller, household_id: str) -> NeedsSeen:
    """Raises NotFound."""
    return NeedsSeen.of(read_case(caller, household_id, "read_needs"))


def with_survey(opened: Opened) -> Assessment:
    """What the team recorded, with the needs of a survey that came after it."""
    stored, items = assessment_of(opened.state), opened.parts("NEED")
    looked_at = items[-1].get("surveyed_on") if items else None
    surveyed = opened.meta.get("surveyed_on")
    if surveyed is None or (looked_at is not None and surveyed <= looked_at):
        return stored
    shown = _of_survey(opened, date.fromisoformat(surveyed))
    known = {(need.dimension, need.code) for need in stored.needs}
    fresh = tuple(need for need in shown if (need.dimension, need.code) not in known)
    return replace(stored, needs=(*stored.needs, *fresh))


def _of_survey(opened: Opened, on: date) -> tuple[Need, ...]:
    facts = opened.state.facts
    body = json.loads(facts["body"]) if facts else {"h": {}, "m": {}}
    household = _failed(body["h"], "household_failed")
    members = {member: _failed(values, "person_failed") for member, values in body["m"].items()}
    found = body["h"].get("indicator_set")
    return needs_of_survey(found[0] if found else "BMN2560", household, members, on)


def _failed(values: Mapping[str, Any], name: str) -> frozenset[int] | None:
    return frozenset(values[name][0]) if name in values else None


def _version(opened: Opened) -> int:
    items = opened.parts("NEED")
    return int(items[-1]["v"]) if items else 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What a team found: needs (level 0 settles one), dimensions looked at, occupations wished and fitting."""

    needs: tuple[Need, ...] = ()
    assessed: tuple[str, ...] = ()
    wishes: tuple[str, ...] | None = None
    suitability: tuple[str, ...] | None = None


def record_needs(order: Order, found: Findings) -> NeedsSeen:
    """Raises NotFound, Stale, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        version = _version(opened)
        expect(order, version)
        strangers = {member for need in found.needs for member in need.members} - members_of(opened)
        if strangers:
            raise refuse_case("CASE-MEMBER")
        made = assess(with_survey(opened), found.needs, found.assessed)
        made = replace(
            made,
            wishes=made.wishes if found.wishes is None else found.wishes,
            suitability=made.suitability if found.suitability is None else found.suitability,
        )
        surveyed = opened.meta.get("surveyed_on")
        item = part_item(opened.household_id, "NEED", ("ALL",), made, v=version + 1, surveyed_on=surveyed)
        transaction.put(core(), item, version=version)
        details = {"needs": len(made.needs), "assessed": sorted(made.assessed)}
        return Happened("survey.need_changed", details)

    return NeedsSeen.of(execute(order, work))


def answers_of(opened: Opened) -> tuple[AgencyAnswer, ...]:
    return tuple(_answer(body_of(item)) for item in opened.parts("ANS"))


def _answer(body: Mapping[str, Any]) -> AgencyAnswer:
    return AgencyAnswer(
        body["agency"],
        tuple(body["measures"]),
        body.get("declined"),
        body.get("note"),
        body["by"],
        date.fromisoformat(body["on"]),
    )


def answer_needs(order: Order, measures: Iterable[str], declined: str | None, note: str | None) -> NeedsSeen:
    """An agency proposes measures of its own, or declines with a reason; its later word takes the place of the
    earlier. Raises NotFound, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        agency, offered = order.caller.officer.agency, tuple(measures)
        if agency is None:
            raise refuse_case("CASE-FIELD-MISSING", ["agency"])
        own = {row.id for row in catalogue() if row.agency == agency}
        if set(offered) - own:
            raise refuse_case("CASE-MEASURE", sorted(own))
        if not offered and not declined:
            raise refuse_case("CASE-FIELD-MISSING", ["measures", "declined"])
        said = AgencyAnswer(
            agency, offered, None if offered else declined, note, opened.officer_id, opened.today
        )
        transaction.put(core(), part_item(opened.household_id, "ANS", (agency,), said, agency=agency))
        return Happened("plan.measures_proposed", {"agency": agency, "measures": len(offered)})

    return NeedsSeen.of(execute(order, work))
