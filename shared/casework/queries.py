"""What people may read of cases: the policy is asked for each row, and reads of a person's data leave an audit row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.casework.access import NotFound, allowed, basis_of, note_read, require
from shared.casework.relations import to_area, to_household, to_task
from shared.casework.sessions import Caller
from shared.domain.agencies import Agency
from shared.domain.areas import Areas
from shared.domain.merging import unpacked
from shared.domain.policy import FieldClass, Relation
from shared.domain.records import HouseholdRecord
from shared.domain.tasks import TERMINAL, Task
from shared.rules import Assessment, Book, Determination, RuleError, current
from shared.rules.book import released
from shared.storage import keys
from shared.storage.households import State, load_state
from shared.storage.pages import Position, Slice, read_page
from shared.storage.records import record_of
from shared.storage.tables import Item, core, get, query


@dataclass(frozen=True, slots=True)
class HouseholdFilter:
    """``area``: a code of two, four or six digits. ``need``: a dimension in which the household is deprived."""

    area: str | None = None
    phase: int | None = None
    status: str | None = None
    mentor: str | None = None
    need: str | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """``due``: on or before that day."""

    agency: str | None = None
    state: str | None = None
    due: date | None = None
    area: str | None = None


def list_households(
    caller: Caller, wanted: HouseholdFilter, start: Position | None, limit: int
) -> tuple[list[Item], Position | None]:
    """Summary rows of households in the caller's areas, by subdistrict."""
    if caller.officer.role == "mentor":
        own = _own_household(caller)
        meta = get(core(), keys.meta(own)) if own else None
        fits = meta is not None and meta["tambon"].startswith(wanted.area or "")
        return ([meta] if meta is not None and fits and _kept(caller, wanted, meta) else []), None
    tambon = wanted.area if wanted.area and len(wanted.area) == 6 else ""
    districts = districts_of(caller, wanted.area)
    what = Slice(core(), [keys.area_partition(code) for code in districts], "Index1", prefix=tambon)
    return read_page(what, start, limit, lambda item: _kept(caller, wanted, item))


def _own_household(caller: Caller) -> str | None:
    """A mentor's one household, wherever it lies."""
    row = get(core(), keys.mentoring(caller.officer.officer_id))
    return row.get("household_id") if row else None


def _kept(caller: Caller, wanted: HouseholdFilter, item: Item) -> bool:
    if wanted.phase is not None and item["phase"] != wanted.phase:
        return False
    if wanted.status is not None and item.get("outcome") != wanted.status:
        return False
    if wanted.mentor is not None and item.get("mentor") != wanted.mentor:
        return False
    if wanted.need is not None and item.get("deprived", {}).get(wanted.need) is not True:
        return False
    return allowed(caller, "list_households", [to_area(caller, item)])


def may_weigh(caller: Caller) -> bool:
    """Whoever chooses pilot households by what they do not get may read that sum of each."""
    return allowed(caller, "select_pilots", [Relation.NONE])


@dataclass(frozen=True, slots=True)
class HouseholdSeen:
    """``sensitive``: whether the caller may see facts of health, income and disability."""

    meta: Item
    record: HouseholdRecord
    sensitive: bool


def read_household(caller: Caller, household_id: str) -> HouseholdSeen:
    """META and the record of one household. Raises NotFound."""
    state, sensitive = _load(caller, household_id, "read_household", FieldClass.OPERATIONAL)
    record = record_of(state, caller.today)
    assert record is not None
    assert state.meta is not None
    return HouseholdSeen(state.meta, record, sensitive)


def read_members(caller: Caller, household_id: str) -> dict[str, dict[str, list[Any]]]:
    """Current facts of each member: name -> [value, source, observed on, basis]. Raises NotFound."""
    state, _ = _load(caller, household_id, "read_household", FieldClass.SENSITIVE)
    body = json.loads(state.facts["body"]) if state.facts else {"m": {}}
    return {member: dict(facts) for member, facts in body["m"].items()}


@dataclass(frozen=True, slots=True)
class EntitlementsSeen:
    """The answers as of the last assessment. ``sensitive``: whether the caller may see the facts they rest on;
    ``review``: whether also that something is received without title by our facts."""

    on: date
    assessment: Assessment
    determinations: tuple[Determination, ...]
    sensitive: bool
    review: bool


def read_entitlements(caller: Caller, household_id: str) -> EntitlementsSeen:
    """Reasons are rendered from the same facts and day as the stored answers. Raises NotFound.

    Without a right to sensitive facts, benefits that tell of an illness are left out.
    """
    state, sensitive = _load(caller, household_id, "read_entitlements", FieldClass.OPERATIONAL)
    if state.facts is None or state.meta is None:
        raise NotFound(household_id)
    book, on = _edition(state), date.fromisoformat(state.meta["assessed_on"])
    assessment = book.assess(unpacked(json.loads(state.facts["body"])), on)
    shown = tuple(
        found for found in assessment.determinations if sensitive or not _is_sensitive(found.benefit, book)
    )
    relations = list(to_household(caller, state))
    review = allowed(caller, "read_review", relations, FieldClass.SENSITIVE)
    return EntitlementsSeen(on, assessment, shown, sensitive, review)


def _is_sensitive(benefit: str, book: Book) -> bool:
    """By the edition that answered, or by the one in force."""
    return any(one.benefits[benefit].sensitive for one in (book, current()) if benefit in one.benefits)


def _edition(state: State) -> Book:
    """That of the stored answers: a release must not change what is shown before the household is assessed by it."""
    digest = (state.meta or {})["rule_book"]
    try:
        return current() if digest == current().digest else released(digest)
    except RuleError:  # it was never released, so that nobody can rely on its answers
        return current()


def _load(caller: Caller, household_id: str, action: str, least: FieldClass) -> tuple[State, bool]:
    """A household of which the caller may see at least that class of fields, with the read noted."""
    state = load_state(household_id)
    if state.meta is None:
        raise NotFound(household_id)
    relations = list(to_household(caller, state))
    basis = require(caller, action, relations, subject=household_id, household=household_id, fields=least)
    close = basis_of(caller, action, relations, FieldClass.SENSITIVE, household=household_id)
    note_read(
        caller,
        "household_viewed",
        subject=household_id,
        household=household_id,
        action=action,
        basis=close or basis,
    )
    return state, close is not None


def districts_of(caller: Caller, area: str | None) -> Sequence[str]:
    """Districts (four digits) under the caller's areas, narrowed by a filter."""
    areas = Areas.load()
    found: set[str] = set()
    for code in caller.officer.areas:
        found |= {code[:4]} if len(code) >= 4 else {one.code for one in areas.districts(code)}
    return sorted(
        code for code in found if area is None or code.startswith(area[:4]) or area.startswith(code)
    )


# ---------------------------------------------------------------- tasks


def list_tasks(
    caller: Caller, wanted: TaskFilter, start: Position | None, limit: int
) -> tuple[list[Task], Position | None]:
    """Live tasks by due date, agency by agency. A closed one is read by its id or with its household."""
    if caller.officer.role == "mentor":
        return _own_tasks(caller, wanted), None
    agencies = _agencies(caller, wanted.agency)
    upto = wanted.due.isoformat() if wanted.due else None
    what = Slice(core(), [keys.agency_partition(code) for code in agencies], "Index1", upto=upto)

    def keep(item: Item) -> bool:
        task = Task.from_item(item)
        if wanted.state is not None and str(task.state) != wanted.state:
            return False
        if wanted.area is not None and not task.area.startswith(wanted.area):
            return False
        return allowed(caller, "read_tasks", [to_task(caller, task)])

    items, position = read_page(what, start, limit, keep)
    return [Task.from_item(item) for item in items], position


def _own_tasks(caller: Caller, wanted: TaskFilter) -> list[Task]:
    """Live tasks of a mentor's household, by due date."""
    own = _own_household(caller)
    meta = get(core(), keys.meta(own)) if own else None
    if own is None or meta is None or not allowed(caller, "read_tasks", [to_area(caller, meta)]):
        return []
    tasks = [Task.from_item(item) for item in query(core(), keys.household_pk(own), prefix="TASK#")]
    kept = [
        task
        for task in tasks
        if task.state not in TERMINAL
        and wanted.agency in (None, task.agency)
        and wanted.state in (None, str(task.state))
        and task.area.startswith(wanted.area or "")
        and (wanted.due is None or (task.due is not None and task.due <= wanted.due))
    ]
    return sorted(kept, key=lambda task: (task.due or date.max, task.task_id))


def _agencies(caller: Caller, agency: str | None) -> list[str]:
    """The agencies whose worklists the caller may open at all."""
    own = caller.officer.agency
    return [str(code) for code in Agency if own in (None, code) and agency in (None, code)]


def read_task(caller: Caller, task_id: str) -> Task:
    """Raises NotFound."""
    try:
        household_id = keys.household_of_task(task_id)
    except ValueError:
        raise NotFound(task_id) from None
    stored = get(core(), keys.task(household_id, task_id))
    if stored is None:
        raise NotFound(task_id)
    task = Task.from_item(stored)
    mentor = None
    if caller.officer.role == "mentor":
        meta = get(core(), keys.meta(household_id))
        mentor = meta.get("mentor") if meta else None
    relation = to_task(caller, task, mentor)
    require(caller, "read_tasks", [relation], subject=task_id, household=household_id)
    return task


def tells_of_illness(task: Task) -> bool:
    """Whether the very name of the task's benefit is a sensitive fact."""
    benefit = current().benefits.get(task.benefit or "")
    return benefit is not None and benefit.sensitive


def may_name_benefit(caller: Caller, task: Task) -> bool:
    """Whether the caller, of whom the task is known to be seen, may also see what it is about."""
    if not tells_of_illness(task):
        return True
    mentor = None
    if caller.officer.role == "mentor":
        mentor = (get(core(), keys.meta(task.household_id)) or {}).get("mentor")
    return allowed(caller, "read_entitlements", [to_task(caller, task, mentor)], FieldClass.SENSITIVE)
