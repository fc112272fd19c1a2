"""The desk for held identities: the same person in two households. A coordinator of the area decides, with a reason.

- ``moved``: the person lives in the held household now, and no longer in the other.
- ``merged``: the two are one family now: nobody of the other household lives there any more.
- ``different_person``: two people, and one of the numbers is wrong; the held household may come in as it is.

What was decided counts from the next upload of those rows; the error file can be sent again as it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shared.casework.access import NotFound, allowed, require
from shared.casework.queries import districts_of
from shared.casework.sessions import Caller
from shared.casework.tasks import Stale
from shared.domain import policy
from shared.domain.merging import merge
from shared.domain.policy import Relation
from shared.domain.problems import refuse_case
from shared.storage import audit, holds, keys
from shared.storage.clock import real_now, stamp
from shared.storage.households import load_history
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item, Transaction, core

MOVED_OUT = "ย้ายออก"
_MOST = 80  # persons of one transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """``expected_version``: the caller's ``If-Match``."""

    decision: str
    reason: str
    expected_version: int


def list_holds(
    caller: Caller, area: str | None, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Open holds of the caller's areas, oldest first within each district."""
    what = Slice(core(), [keys.hold_partition(code) for code in districts_of(caller, area)], "Index1")
    return read_page(what, start, limit, lambda item: _may(caller, area, item))


def _may(caller: Caller, area: str | None, item: Item) -> bool:
    return str(item["tambon"]).startswith(area or "") and allowed(
        caller, "read_holds", [_relation(caller, item)]
    )


def _relation(caller: Caller, item: Item) -> Relation:
    return policy.relation_of(caller.officer, household_area=item["tambon"])


def decide(caller: Caller, hold_id: str, wanted: Decision) -> Item:
    """One transaction: the decision, the person's claim, what it says of the other household, the audit event.

    The same decision again answers with the hold as it stands. Raises NotFound, Stale, CaseRefused or Conflict.
    """
    hold = holds.load(hold_id)
    if hold is None or "household_id" not in hold:
        raise NotFound(hold_id)
    require(
        caller,
        "decide_hold",
        [_relation(caller, hold)],
        subject=hold_id,
        household=hold["household_id"],
    )
    if hold["state"] != "open":
        if hold["decision"] == wanted.decision and hold["by"] == caller.officer.officer_id:
            return hold
        raise refuse_case("CASE-HOLD-DECIDED")
    if wanted.expected_version != int(hold["v"]):
        raise Stale(hold_id)
    _carry_out(caller, hold, wanted).commit()
    return holds.load(hold_id) or hold


def _carry_out(caller: Caller, hold: Item, wanted: Decision) -> Transaction:
    told = {"reason": wanted.reason, "by": caller.officer.officer_id, "decided_at": stamp(caller.at)}
    transaction = Transaction()
    holds.decide(transaction, hold, wanted.decision, told)
    if wanted.decision != holds.DIFFERENT:
        blind = holds.blind_of(hold["hold_id"])
        if blind is None:
            raise NotFound(hold["hold_id"])
        holds.transfer(transaction, blind, hold)
        for member in _leavers(hold, wanted.decision):
            transaction.put(core(), _left(caller, hold["other"], member))
    if wanted.decision == holds.MERGED:
        holds.pair(transaction, hold, told)
    event = audit.AuditEvent(
        type="th.sitthi.identity.hold_decided.v1",
        key=f"{hold['hold_id']}|{hold['v']}",
        at=caller.at,
        actor=caller.officer.officer_id,
        subject=hold["hold_id"],
        household=hold["household_id"],
        basis="policy decide_hold",
        details={"decision": wanted.decision, "other": hold["other"]},
    )
    audit.add(transaction, event)
    return transaction


def _leavers(hold: Item, decision: str) -> list[str]:
    """Who no longer lives in the other household."""
    if decision == holds.MOVED:
        return [str(hold.get("known_as") or hold["member_id"])]
    history = load_history(hold["other"])
    members = list(merge(history.surveys, history.loose).facts.members)
    if len(members) > _MOST:
        raise refuse_case("CASE-HOLD-LARGE")
    return members


def _left(caller: Caller, household_id: str, member_id: str) -> Item:
    """A corrected fact that wakes an assessment: their rights there end, their history stays."""
    body: dict[str, Any] = {"member": member_id, "values": {"person_status": MOVED_OUT}}
    return {
        **keys.fact(household_id, caller.today, "correction", f"{member_id}#person_status"),
        "source": "correction",
        "observed_on": caller.today.isoformat(),
        "as_of": caller.today.isoformat(),
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        **keys.mark(keys.TODO, household_id, stamp(real_now())),
    }
