"""Families change: each birth, death, move, split, merger or refusal is a command with history, and has consequences."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shared.casework.access import NotFound
from shared.casework.case_items import change_item
from shared.casework.case_view import tasks_of
from shared.casework.commands import Happened, Opened, Order, execute, expect, open_case, put_meta
from shared.casework.facts import checked, fact_row
from shared.casework.identities import carry_people, member_id_of, put_people
from shared.casework.measure_work import end_tasks
from shared.casework.mentors import covers, end_mentor, meta_of, pass_mentor
from shared.casework.moving import (
    LIVES_HERE,
    NewHousehold,
    arrive,
    carry_tasks,
    found,
    lives_there,
    relocate_tasks,
)
from shared.domain import changes
from shared.domain.areas import Areas
from shared.domain.changes import Change, Consequences, Follow, event_of
from shared.domain.merging import JOINED
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_case
from shared.storage import audit, keys
from shared.storage.people import People
from shared.storage.tables import Item, Transaction, core

ARRIVALS = ("born", "found", "joined")
STATUS_OF = {"died": "เสียชีวิต", "left": "ย้ายออก", "split": "ย้ายออก", "merged": "ย้ายออก"}
MOST_PERSONS = 12  # of one split or merger, so that it stays one transaction


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was told: the domain's, with facts and names of a person who arrives, or a household that begins."""

    change: Change
    facts: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    begins: NewHousehold | None = None


def new_member_id(order: Order, names: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """The same for a repeat of the command; where nothing is told to know the person by, it tells nothing of them."""
    known = member_id_of(order, names, facts.get("birth_date"))
    return known or "m" + hashlib.blake2b(order.key.encode(), digest_size=8).hexdigest()


def record_change(order: Order, told: Told) -> Opened:
    """Carry out a change with everything that follows from it. Raises NotFound, Stale, FactError, CaseRefused or
    Conflict."""

    def work(opened: Opened, transaction: Transaction) -> Happened:
        expect(order, opened.state.version)
        change, here = told.change, lives_there(opened)
        if change.kind == "merged":
            change = replace(change, members=tuple(sorted(here)))
        if told.begins is not None:
            change = replace(change, other_household=told.begins.household_id)
        follows = changes.consequences(change, opened.meta.get("status", "active"), here)
        if len(change.persons) > MOST_PERSONS:
            raise refuse_case("CASE-TOO-MANY", most=MOST_PERSONS)
        carrier = _Carrier(opened, transaction, replace(told, change=change), follows)
        carrier.carry_out(order.key)
        details = {"kind": change.kind, "on": change.on.isoformat(), "persons": len(change.persons)}
        return Happened(f"household.{event_of(change.kind)}", details)

    return execute(order, work)


class _Carrier:
    """Puts what follows from one change into its transaction."""

    def __init__(self, opened: Opened, transaction: Transaction, told: Told, follows: Consequences) -> None:
        self.opened, self.transaction, self.told, self.follows = opened, transaction, told, follows
        self.change = told.change
        self.version = f"{opened.state.version + 1:08d}"

    def carry_out(self, key: str) -> None:
        other = self._other()
        self._persons(other)
        if other is not None:
            self._elsewhere(other, key)
        self._tasks()
        put_meta(self.transaction, self.opened, **self._meta(self._mentor(other)))
        self._remember(self.opened, self.change.kind)

    def _wants(self, follow: Follow) -> bool:
        return follow in self.follows.follows

    def _remember(self, opened: Opened, kind: str) -> None:
        on = self.change.on.isoformat()
        tell_apart = f"{self.opened.household_id}#{self.version}"
        item = change_item(opened.household_id, on, kind, tell_apart, self.change)
        self.transaction.put(core(), item, new=True)

    def _other(self) -> Opened | None:
        """The other household: one that begins, or one that is there and the caller's to change."""
        if self.told.begins is not None:
            change = self.change
            return found(self.transaction, self.opened, self.told.begins, change.members, change.on)
        if self.change.other_household is None:
            return None
        action, fields = "change_household", FieldClass.OPERATIONAL
        try:
            return open_case(self.opened.caller, self.change.other_household, action, fields)
        except NotFound:
            raise refuse_case("CASE-OTHER-HOUSEHOLD") from None

    def _persons(self, other: Opened | None) -> None:
        """Who arrives, and who is no longer here; ``other``: where they are now."""
        kind, opened = self.change.kind, self.opened
        if kind in ARRIVALS:
            member = self.change.member_id or ""
            known = checked(member, self.told.facts, self.change.on, "/facts", frozenset({member}))
            self._fact(member, {**known, "person_status": LIVES_HERE, JOINED: True})
            put_people(self.transaction, opened, People({}, {member: self.told.names}), self.change.on)
        elif kind in STATUS_OF:
            died = {"death_date": self.change.on.isoformat()} if self._wants(Follow.FUNERAL_SUPPORT) else {}
            for member in self.change.persons:
                self._fact(member, {"person_status": STATUS_OF[kind], **died})
            if other is not None:
                name = f"{opened.household_id}#{kind}#{self.version}"
                arrive(self.transaction, opened, other, self.change.persons, self.change.on, name)
        elif self._wants(Follow.ASSESS):
            self._fact(None, {})

    def _fact(self, member: str | None, values: dict[str, Any]) -> None:
        """A row that changes what is known, and by its mark has the household assessed again."""
        name = f"{self.opened.household_id}#{self.change.kind}#{self.version}#{member or 'hh'}"
        row = fact_row(self.opened, member, values, source="correction", on=self.change.on, name=name)
        self.transaction.put(core(), row, new=True)

    def _elsewhere(self, other: Opened, key: str) -> None:
        """What the other household gets and remembers: names, work that goes on, and that it happened."""
        begins, change = self.told.begins, self.change
        address = begins.identity if begins is not None else {}
        persons = change.persons
        carry_people(self.transaction, self.opened, other.household_id, persons, change.on, address)
        kind = change.kind if begins is not None or change.kind == "merged" else "joined"
        self._remember(other, kind)
        event = audit.AuditEvent(
            type=f"th.sitthi.household.{'created' if begins is not None else event_of(kind)}.v1",
            key=f"{key}|other",
            at=self.opened.caller.at,
            actor=self.opened.officer_id,
            subject=other.household_id,
            household=other.household_id,
            basis="policy change_household",
            details={"kind": change.kind, "persons": len(persons)},
        )
        audit.add(self.transaction, event)
        carry_tasks(self.transaction, self.opened, other, frozenset(persons))

    def _tasks(self) -> None:
        if self.change.to_area is not None:
            relocate_tasks(self.transaction, self.opened, self.change.to_area)
        tasks = tasks_of(self.opened.state)
        ids: set[str] = set()
        if self._wants(Follow.CANCEL_ALL_TASKS):
            ids = {task.task_id for task in tasks}
        if self._wants(Follow.CANCEL_MEMBER_TASKS):
            ids |= {task.task_id for task in tasks if task.member_id in self.change.persons}
        if self._wants(Follow.CANCEL_PLAN_TASKS) or self._wants(Follow.END_PLAN):
            ids |= {task.task_id for task in tasks if task.kind == "measure"}
        end_tasks(self.transaction, self.opened, ids, self.follows.ground)

    def _mentor(self, other: Opened | None) -> bool:
        """Whether the household's mentor has left it: along to another household, or altogether."""
        mentor = self.opened.meta.get("mentor")
        if mentor is None or not self._wants(Follow.END_MENTOR):
            return False
        if self.change.to_area is not None and covers(mentor, self.change.to_area):
            return False
        if self.change.kind != "merged" or other is None:
            return end_mentor(self.transaction, self.opened, self.change.kind)
        made = pass_mentor(self.transaction, self.opened, other, self.change.kind)
        if made is not None:
            pilot = bool(other.meta.get("pilot") or self.opened.meta.get("pilot"))
            put_meta(self.transaction, other, **meta_of(other, made), pilot=pilot)
        return True

    def _meta(self, ended: bool) -> dict[str, Any]:
        today = self.opened.today.isoformat()
        made: dict[str, Any] = dict(keys.case_index(self.opened.household_id, today)) if self._in() else {}
        made["changed"] = {"kind": self.change.kind, "on": self.change.on.isoformat()}
        if self._wants(Follow.CHECK_PLAN):
            made["check_plan_since"] = today
        if self.follows.status is not None:
            made |= _status(self.follows.status)
        if ended:
            made["mentor"] = None
        if self._wants(Follow.WANT_MENTOR) and self._in() and (ended or not self.opened.meta.get("mentor")):
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
