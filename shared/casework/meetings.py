"""Committee meetings: an agenda made from what waits, decisions that are carried out as they are recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from shared.casework import alerts, plans
from shared.casework.access import NotFound, allowed
from shared.casework.case_items import body_of, text_of
from shared.casework.commands import Happened, Order, Stale, once, seen
from shared.casework.messages import ActionData
from shared.casework.queries import districts_of
from shared.casework.sessions import Caller
from shared.casework.tasks import Command, act, lower
from shared.domain import meetings, policy
from shared.domain.agencies import Agency
from shared.domain.alerts import Alert
from shared.domain.meetings import Item, Meeting, Verdict
from shared.domain.officers import Officer
from shared.domain.plain import from_plain
from shared.domain.plan_types import Plan
from shared.domain.problems import refuse_case
from shared.domain.task_table import TOP_LEVEL
from shared.domain.tasks import TERMINAL, Actor, Task
from shared.storage import keys
from shared.storage.pages import Position, Slice, read_page
from shared.storage.tables import Item as Stored
from shared.storage.tables import Transaction, batch_get, core, get, query

MOST_ITEMS = 300  # of one meeting; what does not fit is on the next agenda


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    meeting: Meeting
    province: str
    version: int

    @classmethod
    def of(cls, item: Stored) -> MeetingSeen:
        return cls(from_plain(Meeting, body_of(item)), item["province"], int(item["v"]))


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict on one item (``reference``) or on all that are alike; ``agency`` or ``outcome`` where it needs one."""

    verdict: str
    reference: str | None = None
    kind: str | None = None
    alike: str | None = None
    reason: str | None = None
    agency: str | None = None
    outcome: str | None = None


def call_meeting(
    caller: Caller, on: date, chair: str, present: Iterable[str], once_key: str | None
) -> MeetingSeen:
    """With the agenda of this moment, of the caller's areas. Raises CaseRefused or Conflict."""
    _require(caller, "call_meeting")
    text = f"{caller.officer.officer_id}|{once_key or caller.request_id}"
    meeting_id = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    province = caller.officer.areas[0][:2] if caller.officer.areas else "00"

    def decide(transaction: Transaction) -> Happened | None:
        if get(core(), keys.meeting(meeting_id)) is not None:
            return None
        people = _people([chair, *present])
        if chair not in people or people[chair].role != "committee":
            raise refuse_case("CASE-CHAIR")
        made = meetings.call(
            meeting_id, on, chair, sorted(set(people) - {chair}), _agenda(caller)[:MOST_ITEMS]
        )
        _put(transaction, MeetingSeen(made, province, 0))
        return Happened(
            "ops.meeting_called", {"items": len(made.items), "present": len(made.present)}, meeting_id
        )

    once(caller, "call_meeting", f"call_meeting|{meeting_id}", decide)
    return _load(meeting_id)


def _require(caller: Caller, action: str) -> None:
    if not allowed(caller, action, [policy.Relation.NONE]):
        raise NotFound(action)


def _people(ids: Iterable[str]) -> dict[str, Officer]:
    """Active officers by id; a name that nobody has is left out, and is not present."""
    rows = batch_get(core(), [keys.officer(name) for name in dict.fromkeys(ids)])
    found = {row["officer_id"]: Officer.from_item(row) for row in rows}
    return {name: officer for name, officer in found.items() if officer.active}


def _put(transaction: Transaction, seen_: MeetingSeen) -> None:
    item: Stored = {
        **keys.meeting(seen_.meeting.meeting_id),
        **keys.meeting_index(seen_.province, seen_.meeting.on.isoformat(), seen_.meeting.meeting_id),
        "province": seen_.province,
        "body": text_of(seen_.meeting),
        "v": seen_.version + 1,
    }
    transaction.put(core(), item, version=seen_.version)


def _agenda(caller: Caller) -> tuple[Item, ...]:
    districts = districts_of(caller, None)
    late = [
        (one.alert_id, one.household_id, one.cause, one.opened_on)
        for one in _alerts(districts)
        if one.late(caller.today)
    ]
    return meetings.agenda(_plans(caller, districts), _tasks(caller), late)


def _alerts(districts: Iterable[str]) -> Iterator[Alert]:
    for district in districts:
        for item in query(core(), keys.alert_partition(district), index="Index1"):
            yield from_plain(Alert, body_of(item))


def _plans(caller: Caller, districts: Iterable[str]) -> Iterator[Plan]:
    """Of households that are there and take part: a plan of one that declined or left is nobody's to decide."""
    waiting = [
        item
        for district in districts
        for item in query(core(), keys.plan_partition(district), index="Index1")
        if caller.officer.covers(item["area"])
    ]
    homes = {keys.household_of(item["PK"]) for item in waiting}
    metas = batch_get(core(), [keys.meta(one) for one in sorted(homes)]) if homes else []
    active = {meta["household_id"] for meta in metas if meta.get("status", "active") == "active"}
    for item in waiting:
        if keys.household_of(item["PK"]) in active:
            yield from_plain(Plan, body_of(item))


def _tasks(caller: Caller) -> Iterator[Task]:
    """Those that were raised to the centre, of every agency."""
    for agency in Agency:
        for item in query(core(), keys.agency_partition(agency), index="Index1"):
            if int(item.get("escalation", 0)) >= TOP_LEVEL and caller.officer.covers(item["area"]):
                yield Task.from_item(item)


# ---------------------------------------------------------------- reading


def list_meetings(
    caller: Caller, start: Position | None, limit: int
) -> tuple[list[MeetingSeen], Position | None]:
    """Of the caller's provinces, newest first."""
    provinces = sorted({area[:2] for area in caller.officer.areas})
    what = Slice(core(), [keys.meeting_partition(one) for one in provinces], "Index1", newest_first=True)
    items, position = read_page(what, start, limit)
    return [MeetingSeen.of(item) for item in items], position


def read_meeting(caller: Caller, meeting_id: str) -> MeetingSeen:
    """Raises NotFound, also for one of another province."""
    found = _load(meeting_id)
    if found.province not in {area[:2] for area in caller.officer.areas}:
        raise NotFound(meeting_id)
    return found


def _load(meeting_id: str) -> MeetingSeen:
    item = get(core(), keys.meeting(meeting_id))
    if item is None:
        raise NotFound(meeting_id)
    return MeetingSeen.of(item)


# ---------------------------------------------------------------- deciding


def decide_meeting(
    caller: Caller, meeting_id: str, wanted: Iterable[Decided], *, close: bool, expected: int, key: str
) -> MeetingSeen:
    """Each decision is carried out as a command of its own, once, and then recorded; a crash in between leaves
    nothing that the same call does not finish. Raises NotFound, Stale, Refused or Conflict."""
    command = f"{caller.officer.officer_id}|decide_meeting|{meeting_id}|{key}"
    orders = list(wanted)

    def decide(transaction: Transaction) -> Happened | None:
        found = read_meeting(caller, meeting_id)
        if seen(command):
            return None
        if found.version != expected:
            raise Stale(meeting_id)
        if caller.officer.officer_id not in found.meeting.present:
            raise refuse_case("CASE-NOT-PRESENT")
        single = [one for order in orders for one in _each(found.meeting, order)]
        moved = meetings.decide(found.meeting, [Verdict(ref, one.verdict, one.reason) for ref, one in single])
        items = {one.reference: one for one in found.meeting.items}
        for reference, order in single:
            _carry_out(caller, found.meeting, items[reference], order)
        moved = meetings.close(moved) if close else moved
        _put(transaction, replace(found, meeting=moved))
        return Happened("ops.meeting_decided", {"decisions": len(single), "closed": close}, meeting_id)

    once(caller, "decide_meeting", command, decide)
    return read_meeting(caller, meeting_id)


def _each(meeting: Meeting, order: Decided) -> Iterator[tuple[str, Decided]]:
    """One item, or every open one that is alike."""
    if order.reference is not None:
        yield order.reference, order
        return
    same = [one for one in meeting.open_items if (one.kind, one.alike) == (order.kind, order.alike)]
    if not same:
        raise refuse_case("CASE-NO-ITEM")
    for one in same:
        yield one.reference, order


def _carry_out(caller: Caller, meeting: Meeting, item: Item, order: Decided) -> None:
    _WAYS[item.kind](caller, meeting, item, order)


def _once(meeting: Meeting, item: Item) -> str:
    return f"meeting-{meeting.meeting_id}-{item.reference}"


def _plan(caller: Caller, meeting: Meeting, item: Item, order: Decided) -> None:
    made = Order(caller, item.household_id, "decide_plan", _once(meeting, item))
    plans.decide_plan(made, order.verdict == "approve", order.reason, meeting.meeting_id)


def _alert(caller: Caller, meeting: Meeting, item: Item, order: Decided) -> None:
    """A committee that meets is more than one person: for doing nothing, another member present is the second."""
    made = Order(caller, item.household_id, "decide_alert", _once(meeting, item))
    reason = order.reason or f"meeting {meeting.meeting_id}"
    alerts.decide_alert(made, item.reference, order.verdict, reason, second=_another(caller, meeting))


def _another(caller: Caller, meeting: Meeting) -> str:
    return next(one for one in meeting.present if one != caller.officer.officer_id)


def _task(caller: Caller, meeting: Meeting, item: Item, order: Decided) -> None:
    officer = caller.officer
    actor, note = Actor("chair", officer.officer_id), order.reason or f"meeting {meeting.meeting_id}"
    data = ActionData(
        task_id=item.reference,
        action="lower" if order.verdict in ("lower", "fund") else order.verdict,
        by=officer.officer_id,
        occurred_at=caller.today,
        reason=order.reason,
        note=note,
        agency=order.agency,
        outcome=order.outcome,
        evidence=[f"meeting:{meeting.meeting_id}"],
        second_person=_another(caller, meeting),
    )
    key = f"{officer.officer_id}|{_once(meeting, item)}"
    if data.action != "lower":
        moved = act(Command(key, data, caller.at), officer, actor)
        if moved.state in TERMINAL or not moved.escalation:
            return
    # The level that it was raised to has decided: it goes on where the work is done.
    lower(Command(f"{key}|lower", data, caller.at), officer, actor, note)


def _money(caller: Caller, meeting: Meeting, item: Item, order: Decided) -> None:
    """Granted or refused, the request is answered: it leaves the agenda; spending is recorded with the measure."""
    number, measure = item.reference.split("#")[1:]
    made = Order(caller, item.household_id, "decide_plan", _once(meeting, item))
    plans.answer_request(made, int(number), measure, granted=order.verdict == "grant")


_WAYS: dict[str, Callable[[Caller, Meeting, Item, Decided], None]] = {
    "plan": _plan,
    "alert": _alert,
    "money": _money,
    "no_budget": _task,
    "bounced": _task,
    "escalated": _task,
}
