"""The phase of a household: its checklist, and a move that people make where the conditions do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.casework.case_view import case_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, put_meta, read_case
from shared.casework.phase_moves import put_phase
from shared.casework.sessions import Caller
from shared.domain.cases import case_facts
from shared.domain.phases import MOVES, Checklist, change_phase, checklist
from shared.domain.problems import CaseRefused
from shared.storage.tables import Transaction


@dataclass(frozen=True, slots=True)
class PhaseSeen:
    """``wish``: a move that waits for its second person."""

    opened: Opened
    checklist: Checklist
    wish: dict[str, Any] | None

    @classmethod
    def of(cls, opened: Opened) -> PhaseSeen:
        return cls(opened, checklist(case_facts(case_of(opened.state))), opened.meta.get("phase_wish"))


def read_phase(caller: Caller, household_id: str) -> PhaseSeen:
    """Raises NotFound."""
    return PhaseSeen.of(read_case(caller, household_id, "read_household"))


def move_phase(order: Order, target: int, reason: str | None) -> PhaseSeen:
    """Move by the conditions; over an unmet one the first person states the reason, and another person's same call
    carries it out. Raises NotFound, Stale, CaseRefused or Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        facts, me = case_facts(case_of(opened.state)), opened.officer_id
        wish = opened.meta.get("phase_wish") or {}
        if wish.get("target") == target and wish.get("by") != me:
            change = change_phase(
                facts, target, opened.today, wish["by"], reason=wish["reason"], second_person=me
            )
        else:
            try:
                change = change_phase(facts, target, opened.today, me, reason=reason)
            except CaseRefused as refused:
                if refused.code != "CASE-PHASE-NOT-READY" or not reason:
                    raise
                asked = {"target": target, "reason": reason, "by": me, "on": opened.today.isoformat()}
                put_meta(transaction, opened, phase_wish=asked)
                return Happened("household.phase_change_asked", {"to": target, "unmet": refused.allowed})
        put_phase(transaction, opened.state, change)
        details = {
            "from": change.source,
            "to": target,
            "unmet": list(change.unmet),
            "second": change.second_person,
        }
        return Happened("household.phase_changed", details)

    return PhaseSeen.of(execute(order, work))


def targets(phase: int) -> list[int]:
    """The phases that can follow."""
    return [target for source, target in sorted(MOVES) if source == phase]
