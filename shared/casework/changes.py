"""Families change: each birth, death, move, split, merger or refusal is a command with history, and has consequences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.casework.access import NotFound
from shared.casework.case_items import change_item
from shared.casework.case_view import tasks_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, open_case, put_meta
from shared.casework.facts import checked, fact_row, members_of
from shared.casework.measure_work import end_tasks
from shared.casework.mentors import end_mentor
from shared.domain import changes
from shared.domain.areas import Areas
from shared.domain.changes import Change, Consequences, Follow, event_of
from shared.domain.merging import JOINED
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_case
from shared.storage import keys
from shared.storage.tables import Item, Transaction, core

STATUS_OF = {"died": "เสียชีวิต", "left": "ย้ายออก", "split": "ย้ายออก", "merged": "ย้ายออก"}
LIVES_HERE = "อยู่จริง"
MOST_PERSONS = 12  # of one split or merger, so that it stays one transaction


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was told: the domain's, with facts of a person who arrives."""

    change: Change
    facts: Mapping[str, Any]


def new_member_id(order: Order) -> str:
    """The same for a repeat of the command; tells nothing of the person."""
    return "m" + hashlib.blake2b(order.key.encode(), digest_size=8).hexdigest()


def record_change(order: Order, told: Told) -> Opened:
    """Carry out a change with everything that follows from it. Raises NotFound, Stale, FactError, CaseRefused or
    Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        change, members = told.change, members_of(opened)
        if change.kind == "merged":
            change = replace(change, members=tuple(sorted(members)))
        found = changes.consequences(change, opened.meta.get("status", "active"), members)
        if len(change.persons) > MOST_PERSONS:
            raise refuse_case("CASE-TOO-MANY", most=MOST_PERSONS)
        _Carrier(opened, transaction, change, found).carry_out(told.facts)
        name = event_of(change.kind)
        details = {"kind": change.kind, "on": change.on.isoformat(), "persons": len(change.persons)}
        return Happened(f"household.{name}", details)

    return execute(order, work)


class _Carrier:
    """Puts what follows from one change into its transaction."""

    def __init__(self, opened: Opened, transaction: Transaction, change: Change, found: Consequences) -> None:
        self.opened, self.transaction, self.change, self.found = opened, transaction, change, found
        self.name = f"{change.kind}#{opened.state.version + 1:08d}"

    def carry_out(self, facts: Mapping[str, Any]) -> None:
        other = self._other()
        self._persons(other, facts)
        self._tasks()
        ended = self._wants(Follow.END_MENTOR) and end_mentor(self.transaction, self.opened, self.change.kind)
        put_meta(self.transaction, self.opened, **self._meta(bool(ended)))
        on = self.change.on.isoformat()
        tell_apart = f"{self.opened.state.version + 1:08d}"
        item = change_item(self.opened.household_id, on, self.change.kind, tell_apart, self.change)
        self.transaction.put(core(), item, new=True)

    def _wants(self, follow: Follow) -> bool:
        return follow in self.found.follows

    def _other(self) -> Opened | None:
        """The other household, which must be there and the caller's to change."""
        if self.change.other_household is None:
            return None
        action, fields = "change_household", FieldClass.OPERATIONAL
        try:
            return open_case(self.opened.caller, self.change.other_household, action, fields)
        except NotFound:
            raise refuse_case("CASE-OTHER-HOUSEHOLD") from None

    def _persons(self, other: Opened | None, facts: Mapping[str, Any]) -> None:
        kind = self.change.kind
        if kind in ("born", "found", "joined"):
            member = self.change.member_id or ""
            known = checked(member, facts, self.change.on, "/facts", frozenset({member}))
            self._fact(self.opened, member, {**known, "person_status": LIVES_HERE, JOINED: True})
        elif kind in STATUS_OF:
            for member in self.change.persons:
                self._fact(self.opened, member, {"person_status": STATUS_OF[kind]})
                if other is not None and kind != "died":
                    carried = {**_facts_of(self.opened, member), "person_status": LIVES_HERE, JOINED: True}
                    self._fact(other, member, carried)
        elif self._wants(Follow.ASSESS):
            self._fact(self.opened, None, {})

    def _fact(self, opened: Opened, member: str | None, values: dict[str, Any]) -> None:
        """A row that changes what is known, and by its mark has the household assessed again."""
        name = f"{self.opened.household_id}#{self.name}#{member or 'hh'}"
        row = fact_row(opened, member, values, source="correction", on=self.change.on, name=name)
        self.transaction.put(core(), row, new=True)

    def _tasks(self) -> None:
        tasks = tasks_of(self.opened.state)
        ids: set[str] = set()
        if self._wants(Follow.CANCEL_ALL_TASKS):
            ids = {task.task_id for task in tasks}
        if self._wants(Follow.CANCEL_MEMBER_TASKS):
            ids |= {task.task_id for task in tasks if task.member_id in self.change.persons}
        if self._wants(Follow.CANCEL_PLAN_TASKS) or self._wants(Follow.END_PLAN):
            ids |= {task.task_id for task in tasks if task.kind == "measure"}
        end_tasks(self.transaction, self.opened, ids, self.found.ground)

    def _meta(self, ended: bool) -> dict[str, Any]:
        today = self.opened.today.isoformat()
        made: dict[str, Any] = dict(keys.case_index(self.opened.household_id, today)) if self._in() else {}
        made["changed"] = {"kind": self.change.kind, "on": self.change.on.isoformat()}
        if self._wants(Follow.CHECK_PLAN):
            made["check_plan_since"] = today
        if self.found.status is not None:
            made |= _status(self.found.status)
        if ended:
            made["mentor"] = None
        if self._wants(Follow.WANT_MENTOR) and self._in():
            made["mentorless_since"] = today
        if self.change.to_area is not None:
            made |= self._moved(self.change.to_area)
        return made

    def _in(self) -> bool:
        return bool(self.opened.meta.get("programme_since"))

    def _moved(self, area: str) -> Item:
        if Areas.load().tambon(area) is None:
            raise refuse_case("CASE-AREA")
        place = {"area": area, "on": self.change.on.isoformat()}
        index = keys.area_index(area, self.opened.household_id)
        return {"tambon": area, "moved_to": place, **index}


def _status(status: str) -> dict[str, Any]:
    """Shown as the outcome too, so that lists and reports tell who left; coming back clears it."""
    shown = {"declined": "declined", "moved": "moved", "merged": "moved", "deceased": "deceased"}
    return {"status": status, "outcome": shown.get(status)}


def _facts_of(opened: Opened, member: str) -> dict[str, Any]:
    """What is known of a person goes with them; how the old household was related does not."""
    body = json.loads(opened.state.facts["body"])["m"] if opened.state.facts else {}
    values = {name: row[0] for name, row in body.get(member, {}).items()}
    return {
        name: value
        for name, value in values.items()
        if not name.startswith("receipt:") and name != "relation"
    }
