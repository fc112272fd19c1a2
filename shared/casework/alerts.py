"""Alerts of a household: a shock that people report, the list that is to be decided, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.casework.access import NotFound, allowed
from shared.casework.alert_raising import alert_item, alerts_of, open_alert
from shared.casework.case_items import body_of
from shared.casework.case_view import case_of
from shared.casework.commands import Happened, Opened, Order, execute, expect
from shared.casework.mentors import household_of_mentor
from shared.casework.phase_moves import put_phase
from shared.casework.queries import districts_of
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain import alerts, policy
from shared.domain.alerts import Alert, raise_alert
from shared.domain.cases import case_facts
from shared.domain.phases import MONITORING, PLANNING, change_phase
from shared.domain.plain import from_plain
from shared.domain.problems import refuse_case
from shared.storage import keys
from shared.storage.households import load_state
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """``wish``: a decision that waits for its second person."""

    alert: Alert
    version: int
    wish: dict[str, Any] | None
    note: str | None = None

    @classmethod
    def of(cls, item: Item) -> AlertSeen:
        return cls(from_plain(Alert, body_of(item)), int(item["v"]), item.get("wish"), item.get("note"))


def list_alerts(
    caller: Caller, area: str | None, start: Position | None, limit: int
) -> tuple[list[AlertSeen], Position | None]:
    """Open alerts, the one to be decided first first; a mentor's are those of the own household."""
    if caller.officer.role == "mentor":
        own = household_of_mentor(caller.officer.officer_id)
        state = load_state(own) if own else None
        if state is None or state.meta is None or to_area(caller, state.meta).value != "own_household":
            return [], None
        return [AlertSeen.of(item) for item in state.parts.get("ALR", []) if "G1P" in item], None

    def keep(item: Item) -> bool:
        relation = policy.relation_of(caller.officer, household_area=item["area"])
        fits = area is None or item["area"].startswith(area)
        return fits and allowed(caller, "read_alerts", [relation])

    what = Slice(core(), [keys.alert_partition(code) for code in districts_of(caller, area)], "Index1")
    items, position = read_page(what, start, limit, keep)
    return [AlertSeen.of(item) for item in items], position


def report_shock(order: Order, kind: str, on: date, note: str | None) -> tuple[AlertSeen, ...]:
    """Something has hit the family. The same kind on one day is one alert. Raises NotFound, CaseRefused, Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened | None:
        if on > opened.today:
            raise refuse_case("CASE-FUTURE")
        told = raise_alert(
            opened.household_id, "shock", f"{kind}:{on.isoformat()}", opened.today, "visit", [kind]
        )
        if not open_alert(transaction, opened.state, told, note=note):
            return None
        return Happened("eval.backslide_flagged", {"cause": "shock", "kind": kind, "on": on.isoformat()})

    return alerts_seen(execute(order, work))


def alerts_seen(opened: Opened) -> tuple[AlertSeen, ...]:
    return tuple(AlertSeen.of(item) for item in opened.parts("ALR"))


def decide_alert(
    order: Order, alert_id: str, decision: str, reason: str | None, *, second: str | None = None
) -> AlertSeen:
    """Doing nothing takes two: the first call states the reason and waits, another person's same call carries it out.
    ``second``: who agrees at once, in a meeting.

    Raises NotFound, Stale, CaseRefused or Conflict.
    """

    def work(opened: Opened, transaction: Transaction) -> Happened:
        seen = _of(opened, alert_id)
        expect(order, seen.version)
        me, wish = opened.officer_id, seen.wish or {}
        area, version = opened.meta["tambon"], seen.version + 1
        again = decision == "no_action" and wish.get("decision") == decision and wish.get("by") != me
        if decision == "no_action" and not again and second is None:
            # asked with a stand-in for the second person, so that everything else is checked already now
            alerts.decide(seen.alert, decision, me, opened.today, reason, second_person="another")
            asked = {"decision": decision, "reason": reason, "by": me}
            waiting = alert_item(seen.alert, area, version, wish=asked, note=seen.note)
            transaction.put(core(), waiting, version=seen.version)
            return Happened("eval.backslide_decision_asked", {"decision": decision}, alert_id)
        first, why, other = (wish["by"], wish["reason"], me) if again else (me, reason, second)
        decided = alerts.decide(seen.alert, decision, first, opened.today, why, other)
        transaction.put(core(), alert_item(decided, area, version, note=seen.note), version=seen.version)
        if decision == "back_to_planning" and opened.meta.get("phase") == MONITORING:
            facts = case_facts(case_of(opened.state))
            put_phase(
                transaction,
                opened.state,
                change_phase(facts, PLANNING, opened.today, me, reason=reason),
            )
        return Happened("eval.backslide_decided", {"decision": decision, "second": other}, alert_id)

    return _of(execute(order, work), alert_id)


def _of(opened: Opened, alert_id: str) -> AlertSeen:
    for seen in alerts_seen(opened):
        if seen.alert.alert_id == alert_id:
            return seen
    raise NotFound(alert_id)


def household_of_alert(alert_id: str) -> str:
    """Raises NotFound for a text that names none."""
    household_id, _, tail = alert_id.rpartition("-")
    if not household_id or len(tail) != 12:
        raise NotFound(alert_id)
    return household_id


__all__ = ["AlertSeen", "alerts_of", "decide_alert", "household_of_alert", "list_alerts", "report_shock"]
