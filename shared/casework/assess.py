"""Assess one household: what each person is owed, which gaps open or close, which tasks leave."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from aws_lambda_powertools import Logger

from shared.casework import items
from shared.casework.alert_raising import raise_alerts, receiving_of
from shared.casework.losses import held, losses_of_edition, put_losses
from shared.casework.meta import gap_baht, gone, place_of, vulnerable
from shared.casework.phase_moves import advance, in_programme
from shared.casework.reconcile import Changes, Gap, Wanted, reconcile, withhold
from shared.domain import indicators, policy
from shared.domain.calendar import WorkingCalendar
from shared.domain.dates import BANGKOK
from shared.domain.merging import Known, merge, packed
from shared.domain.tasks import Action, Actor, Task, TaskState, apply, new_task
from shared.rules import Assessment, Book, current
from shared.storage import audit, keys
from shared.storage.households import History, State, load_history, load_state
from shared.storage.tables import Conflict, Transaction, core, unmark_alone

logger = Logger(child=True)
TRIES = 4
ROOM = 80  # actions of one step; what does not fit is found again by the next step
SYSTEM = Actor(kind="system", id="system", agency=None)


class NotAllowed(PermissionError):
    """The policy table does not let this actor do this."""


def assess_household(household_id: str, as_of: date | None) -> int:
    """Bring a household's answers up to its facts. Returns the number of changes written.

    ``as_of`` comes from where the work began (None: from the facts themselves); a late repeat never turns
    the answers back, since the newest day that the household has seen counts. Raises Conflict when others keep changing it.
    """
    decision = policy.may(policy.SYSTEM, "assess", policy.Relation.SYSTEM, policy.FieldClass.SENSITIVE)
    if not decision.allowed:
        raise NotAllowed("assess")
    for attempt in range(TRIES):
        try:
            wrote, state = _until_settled(household_id, as_of)
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        if in_programme(state):  # answers may be what its phase was waiting for
            state = load_state(household_id)
            advance(state, _morning(date.fromisoformat((state.meta or {})["assessed_on"])))
        return wrote
    raise AssertionError("unreachable")


def _until_settled(household_id: str, as_of: date | None) -> tuple[int, State]:
    """Returns the changes written, and the household as it was before the last step."""
    total = 0
    while True:
        history, state = load_history(household_id), load_state(household_id)
        if not history.surveys:
            return total, state
        wrote, more = _step(household_id, history, state, as_of)
        total += wrote
        if not more:
            return total, state


def _day(history: History, state: State, as_of: date | None) -> date:
    days = [as_of] if as_of else []
    if state.meta:
        days.append(date.fromisoformat(state.meta["assessed_on"]))
    if history.as_of:
        days.append(date.fromisoformat(history.as_of[:10]))
    return max(days)


def _step(household_id: str, history: History, state: State, as_of: date | None) -> tuple[int, bool]:
    known, book, on = merge(history.surveys, history.loose), current(), _day(history, state, as_of)
    meta = state.meta
    if (
        meta is not None
        and meta.get("settled")
        and (meta["facts_digest"], meta["rule_book"], meta["assessed_on"])
        == (known.digest, book.digest, on.isoformat())
    ):
        for key in history.waiting:
            unmark_alone(core(), key)
        return 0, False
    assessment = book.assess(known.facts, on)
    tasks = [Task.from_item(item) for item in state.tasks.values()]
    gaps = [items.gap_of(item) for item in state.gaps.values()]
    changes = reconcile(assessment, book.benefits, known.facts.members, gaps, tasks, on)
    transaction = Transaction()
    if gone(state):
        changes.wanted.clear()
    else:
        lost = losses_of_edition(state, known.facts, book, on)
        withhold(changes, held(state, lost, assessment))
        put_losses(transaction, state, lost, book, on, place_of(known, state))
    room = ROOM - min(len(history.waiting), ROOM // 2)
    writer = _Writer(household_id, place_of(known, state), book, on, transaction)
    more = not writer.write(changes, room) or len(history.waiting) > ROOM // 2
    if not more:
        for key in history.waiting:
            transaction.unmark(core(), key)
    elif len(changes) == 0:
        for key in history.waiting[: ROOM // 2]:
            transaction.unmark(core(), key)
    _put_state(transaction, household_id, state, known, assessment, on, settled=not more, changes=changes)
    transaction.commit()
    return len(changes), more


def _put_state(
    transaction: Transaction,
    household_id: str,
    state: State,
    known: Known,
    assessment: Assessment,
    on: date,
    *,
    settled: bool,
    changes: Changes,
) -> None:
    """META, facts and determinations, and the one audit row of the step."""
    old, tambon = state.meta or {}, place_of(known, state)
    version = state.version
    next_change = assessment.next_change.isoformat() if assessment.next_change else None
    meta = {
        **old,
        **keys.meta(household_id),
        **keys.area_index(tambon, household_id),
        "v": version + 1,
        "household_id": household_id,
        "tambon": tambon,
        "phase": old.get("phase", 1),
        "language": _plain(known, "language"),
        "surveyed_on": known.surveyed_on.isoformat() if known.surveyed_on else None,
        "assessed_on": on.isoformat(),
        "facts_digest": known.digest,
        "rule_book": assessment.rule_book,
        "deprived": _deprived(known),
        "indicator_set": known.indicator_set,
        "first": old.get("first") or _first(known, on),
        "members": len(known.facts.members),
        "unclaimed_baht": sum(gap_baht(one) for one in assessment.determinations),
        "vulnerable": vulnerable(known.facts.members, on),
        "questions": len(assessment.questions),
        "next_change": next_change,
        "settled": settled,
        "G3P": None,
        "G3S": None,
    }
    if next_change:
        meta.update(keys.due_index(household_id, next_change))
    transaction.put(core(), meta, version=version)
    raise_alerts(transaction, state, meta, receiving_of(assessment), on)
    if old.get("facts_digest") != known.digest:
        body = json.dumps(packed(known.facts), ensure_ascii=False, separators=(",", ":"))
        transaction.put(core(), {**keys.facts(household_id), "body": body, "digest": known.digest})
    determined = items.determinations_item(household_id, assessment)
    if state.determinations is None or state.determinations["body"] != determined["body"]:
        transaction.put(core(), determined)
        if state.determinations is not None:
            past = {**state.determinations, **keys.superseded(household_id, on, version)}
            transaction.put(core(), past)
    what = "determination_changed" if old else "determination_made"
    audit.add(
        transaction,
        audit.AuditEvent(
            type=f"th.sitthi.rules.{what}.v1",
            key=f"{household_id}|{version + 1}",
            at=_morning(on),
            actor=SYSTEM.id,
            subject=household_id,
            household=household_id,
            basis=f"rule-book {assessment.rule_book}",
            details={
                "facts": known.digest,
                "gaps_opened": len(changes.opened),
                "gaps_closed": len(changes.closed),
                "tasks_wanted": len(changes.wanted),
                "tasks_ended": len(changes.grounds),
            },
        ),
    )


def _morning(on: date) -> datetime:
    """The moment that stands for a day's automatic work, so that a repeat writes the same row."""
    return datetime.combine(on, time(9), BANGKOK)


def _plain(known: Known, name: str) -> Any:
    fact = known.facts.household.get(name)
    return fact.value if fact else None


def _deprived(known: Known) -> dict[str, bool]:
    """Only the dimensions of which something is known."""

    def failed(facts: Any, name: str) -> Any:
        return facts[name].value if name in facts else None

    found = indicators.deprived(
        known.indicator_set or "BMN2560",
        failed(known.facts.household, "household_failed"),
        [failed(values, "person_failed") for values in known.facts.members.values()],
    )
    return {dimension: value for dimension, value in found.items() if value is not None}


def _first(known: Known, on: date) -> dict[str, Any]:
    """How the household was when it came to us: what every later report compares with."""
    return {
        "on": on.isoformat(),
        "surveyed_on": known.surveyed_on.isoformat() if known.surveyed_on else None,
        "indicator_set": known.indicator_set,
        "deprived": _deprived(known),
    }


class _Writer:
    """Puts changes into a transaction until its room is used up."""

    def __init__(
        self, household_id: str, tambon: str, book: Book, on: date, transaction: Transaction
    ) -> None:
        self.household_id, self.book, self.on, self.transaction = household_id, book, on, transaction
        self.tambon = tambon
        self.calendar = WorkingCalendar(self.tambon[:2])

    def write(self, changes: Changes, room: int) -> bool:
        """False when something did not fit; it is found again by the next step."""
        work: list[tuple[Any, Any]] = [
            (self._gap, gap) for gap in changes.closed + changes.repriced + changes.opened
        ]
        work += [(self._end, ground) for ground in changes.grounds]
        work += [(self._open, wanted) for wanted in changes.wanted]
        for put, what in work:
            if len(self.transaction.actions) + 5 > room:
                return False
            put(what)
        return True

    def _gap(self, gap: Gap) -> None:
        self.transaction.put(core(), items.gap_item(self.household_id, gap))

    def _open(self, wanted: Wanted) -> None:
        task = new_task(
            task_id=keys.task_id(
                self.household_id, wanted.member_id, wanted.benefit, wanted.kind, wanted.episode
            ),
            household_id=self.household_id,
            agency=wanted.agency,
            kind=wanted.kind,
            benefit=wanted.benefit,
            member_id=wanted.member_id,
            gap_id=self._gap_id(wanted),
            area=self.tambon,
            priority=wanted.priority,
            opened_on=self.on,
            asks=wanted.asks,
            calendar=self.calendar,
        )
        sent, event = self._act(task, "send", f"{wanted.kind}: {wanted.benefit}")
        items.put_task(self.transaction, sent, [event], before=None)
        self.transaction.put(core(), items.outbox_item(sent, 1, self.on))

    def _gap_id(self, wanted: Wanted) -> str | None:
        if wanted.kind != "claim":
            return None
        return keys.gap_id(self.household_id, wanted.member_id, wanted.benefit, wanted.episode)

    def _end(self, ground: tuple[Task, str]) -> None:
        """What an agency finished is confirmed by the data; what it had not finished is no longer needed."""
        task, reason = ground
        name = "confirm_auto" if task.state is TaskState.DONE else "cancel"
        ended, event = self._act(task, name, reason)
        items.put_task(self.transaction, ended, [event], before=task)

    def _act(self, task: Task, name: str, reason: str) -> Any:
        action = Action(
            name=name, actor=SYSTEM, occurred_at=self.on, reason=reason, evidence=(f"data:{reason}",)
        )
        return apply(task, action, self.calendar, self.on)


__all__ = ["NotAllowed", "assess_household"]
