"""Who lives elsewhere now takes along what is known of them, and what is being done for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.casework import items
from shared.casework.access import allowed
from shared.casework.case_view import tasks_of
from shared.casework.commands import Opened
from shared.casework.facts import fact_row
from shared.casework.relations import to_area
from shared.domain.areas import Areas
from shared.domain.facts import Basis
from shared.domain.merging import JOINED
from shared.domain.problems import refuse_case
from shared.domain.tasks import TERMINAL, Task, TaskEvent, follow
from shared.storage import keys, surveys
from shared.storage.clock import real_now, stamp
from shared.storage.households import State, load_state
from shared.storage.identity import keys_of_stack
from shared.storage.tables import Item, Transaction, core, query

LIVES_HERE = "อยู่จริง"
GOES_ALONG = frozenset(
    {"claim", "screening"}
)  # measures and grievances stay with the household whose they are
ROOM = 85  # actions of a transaction, until which work goes along; what does not fit is opened anew by the assessment


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household that begins with a split: the house that its register names. ``address``: the rest of it."""

    house_code: str
    household_no: int
    area: str
    address: Mapping[str, str] = field(default_factory=dict)

    @property
    def household_id(self) -> str:
        return keys_of_stack().household_id(self.house_code, self.household_no)

    @property
    def identity(self) -> dict[str, str]:
        own = {"house_code": self.house_code, "household_no": str(self.household_no)}
        return {**own, **self.address}


def found(
    transaction: Transaction, opened: Opened, new: NewHousehold, members: Iterable[str], on: date
) -> Opened:
    """A household that no file has named yet: who lives there, and from where they came. Raises CaseRefused.

    It begins like one that was surveyed on that day, so that a later file finds it under the same id.
    """
    if Areas.load().tambon(new.area) is None:
        raise refuse_case("CASE-AREA")
    if not allowed(opened.caller, "change_household", [to_area(opened.caller, {"tambon": new.area})]):
        raise refuse_case("CASE-OTHER-HOUSEHOLD")
    hid, today = new.household_id, opened.today.isoformat()
    if load_state(hid).meta is not None or surveys.versions(hid):
        raise refuse_case("CASE-HOUSEHOLD-KNOWN")
    surveys.visit([surveys.office_of(new.house_code)], 0)
    language = opened.meta.get("language")
    body = {"h": {"language": language} if language else {}, "m": {member: {} for member in sorted(members)}}
    survey = {
        **keys.survey(hid, on, 0),
        "observed_on": on.isoformat(),
        "tambon": new.area,
        "as_of": today,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        **keys.mark(keys.TODO, hid, stamp(real_now())),
    }
    transaction.put(core(), survey, new=True)
    meta = _meta(opened, hid, new.area, len(body["m"]))
    transaction.put(core(), {**meta, "v": 1}, new=True)
    return Opened(opened.caller, State(hid, meta=meta))


def _meta(opened: Opened, household_id: str, area: str, members: int) -> Item:
    """A part of a pilot family is helped like the whole; its clock for a mentor starts now."""
    today = opened.today.isoformat()
    made: Item = {
        **keys.meta(household_id),
        **keys.area_index(area, household_id),
        "household_id": household_id,
        "tambon": area,
        "phase": 1,
        "assessed_on": today,
        "members": members,
        "settled": False,
        "v": 0,
    }
    if opened.meta.get("pilot"):
        made |= {"pilot": True, "programme_since": today, "mentorless_since": today}
        made |= keys.case_index(household_id, today)
    return made


def arrive(
    transaction: Transaction, source: Opened, other: Opened, members: Iterable[str], on: date, name: str
) -> None:
    """Each fact goes with the person under the day on which it was observed, so that nothing old looks new."""
    for member in members:
        here = {"person_status": LIVES_HERE, JOINED: True}
        groups: dict[tuple[date, Basis], dict[str, Any]] = {(on, Basis.RECORDED): here}
        for fact, row in _facts_of(source, member).items():
            groups.setdefault((date.fromisoformat(row[2]), Basis(row[3])), {}).setdefault(fact, row[0])
        for number, ((day, basis), values) in enumerate(groups.items()):
            apart = f"{name}#{member}#{number}"
            made = fact_row(other, member, values, source="correction", on=day, name=apart, basis=basis)
            transaction.put(core(), made, new=True)


def _facts_of(opened: Opened, member: str) -> dict[str, list[Any]]:
    """How the old household was related stays there; what was paid is told by the payer's files."""
    body = json.loads(opened.state.facts["body"])["m"] if opened.state.facts else {}
    stays = ("relation", "person_status")
    return {
        name: row
        for name, row in body.get(member, {}).items()
        if not name.startswith("receipt:") and name not in stays
    }


def carry_tasks(transaction: Transaction, source: Opened, other: Opened, members: frozenset[str]) -> None:
    """Claims and screenings of these persons go on under the other household; the agency is told the new id.

    The old ones are ended by the caller's command.
    """
    for task in tasks_of(source.state):
        if task.state in TERMINAL or task.kind not in GOES_ALONG or task.member_id not in members:
            continue
        history = list(query(core(), keys.history_pk(source.household_id), prefix=f"TASK#{task.task_id}#EV#"))
        if len(transaction.actions) + len(history) + 3 > ROOM:
            return
        moved, event = _moved(task, other, source.today)
        _put(transaction, moved, [*history, event.to_item()], source.today)


def _moved(task: Task, other: Opened, today: date) -> tuple[Task, TaskEvent]:
    """Under the id that the assessment of the other household would give it."""
    hid, subject = other.household_id, (task.member_id, task.benefit or "")
    before = [
        one
        for one in tasks_of(other.state)
        if (one.member_id, one.benefit, one.kind) == (*subject, task.kind)
    ]
    episode = len(before) + 1
    task_id = keys.task_id(hid, *subject, task.kind, episode)
    gap_id = keys.gap_id(hid, *subject, episode) if task.gap_id else None
    return follow(task, hid, task_id, gap_id, other.meta["tambon"], today)


def _put(transaction: Transaction, moved: Task, history: list[Item], today: date) -> None:
    items.put_task(transaction, moved, [], before=None)
    for item in history:
        key = keys.task_event(moved.household_id, moved.task_id, int(item["number"]))
        transaction.put(core(), {**item, **key}, new=True)
    if moved.sent_on is not None:
        transaction.put(core(), items.outbox_item(moved, moved.events, today))


def relocate_tasks(transaction: Transaction, opened: Opened, area: str) -> None:
    """The household has moved: its live tasks are of its new place, where their agency's office is told of them."""
    for task in tasks_of(opened.state):
        if task.state in TERMINAL or task.area == area or len(transaction.actions) + 3 > ROOM:
            continue
        moved, event = follow(task, task.household_id, task.task_id, task.gap_id, area, opened.today)
        items.put_task(transaction, moved, [event], before=task)
        if moved.sent_on is not None:
            transaction.put(core(), items.outbox_item(moved, event.number, opened.today))


def lives_there(opened: Opened) -> frozenset[str]:
    """Members who have neither died nor left, as far as is known."""
    body = json.loads(opened.state.facts["body"])["m"] if opened.state.facts else {}
    status = {member: facts.get("person_status", [LIVES_HERE])[0] for member, facts in body.items()}
    return frozenset(member for member, one in status.items() if one == LIVES_HERE)
