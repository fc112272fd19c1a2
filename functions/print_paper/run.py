"""Papers for people, printed on demand. Who may have one was decided by the API, which alone may ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from shared.casework.agendas import agenda_of
from shared.casework.case_items import body_of
from shared.casework.case_view import current_plan, plans_of, tasks_of, visits_of
from shared.domain.dates import PartialDate, age_on
from shared.domain.measure_tasks import as_it_stands
from shared.domain.meetings import Meeting
from shared.domain.plain import from_plain
from shared.reporting.household_paper import HouseholdPaper, Member, Right, Work, household_pdf
from shared.reporting.labels import TASK_KIND, named
from shared.reporting.papers import Person, PlanPaper, minutes_pdf, plan_pdf
from shared.reporting.wording import Text, same
from shared.rules import current
from shared.storage import keys, people, printing
from shared.storage.households import State, load_state
from shared.storage.tables import core, get

_GONE = frozenset({"ย้ายออก", "เสียชีวิต"})
Order = Mapping[str, Any]
Facts = Mapping[str, Any]


def print_paper(order: Order) -> str:
    """The key of the PDF. The same paper on the same day has the same key and bytes.

    Raises KeyError for an unknown kind, LookupError for what is not there.
    """
    folder, body = _PAPERS[order["paper"]](order, date.fromisoformat(order["on"]))
    return printing.put(folder, body)


def _plan(order: Order, on: date) -> tuple[str, bytes]:
    state = load_state(order["household_id"])
    plan = next((one for one in plans_of(state) if one.number == order["number"]), None)
    if plan is None or state.meta is None:
        raise LookupError("no such plan")
    known = people.load(state.household_id)
    paper = PlanPaper(
        plan=as_it_stands(plan, tasks_of(state)),
        area=state.meta["tambon"],
        printed_on=on,
        people=[person for person, _ in _living_there(state, known.members)],
        address=known.household,
        mentor=state.meta.get("mentor"),
    )
    return f"plan/{state.household_id}", plan_pdf(paper)


def _living_there(state: State, names: Mapping[str, Mapping[str, str]]) -> list[tuple[Person, Facts]]:
    """Those who live there, the head first; somebody whose name nobody told has none on the paper either."""
    found = []
    for member, values in (json.loads(state.facts["body"])["m"] if state.facts else {}).items():
        said = {name: row[0] for name, row in values.items()}
        if said.get("person_status") not in _GONE:
            found.append((Person(member, _name(names.get(member, {})), said.get("relation")), said))
    return sorted(found, key=lambda one: (one[0].relation != "หัวหน้าครัวเรือน", one[0].name, one[0].member_id))


def _name(fields: Mapping[str, str]) -> str:
    first = fields.get("title", "") + fields.get("first_name", "")
    return " ".join(part for part in (first, fields.get("last_name", "")) if part) or "(ไม่ทราบชื่อ)"


def _household(order: Order, on: date) -> tuple[str, bytes]:
    """``sensitive``: whether the reader may know of benefits that tell of an illness."""
    state = load_state(order["household_id"])
    if state.meta is None:
        raise LookupError("no such household")
    known, visits = people.load(state.household_id), visits_of(state)
    surveyed = state.meta.get("surveyed_on")
    paper = HouseholdPaper(
        area=state.meta["tambon"],
        phase=state.meta["phase"],
        printed_on=on,
        people=[_member(person, said, on) for person, said in _living_there(state, known.members)],
        address=known.household,
        mentor=state.meta.get("mentor"),
        surveyed_on=date.fromisoformat(surveyed) if surveyed else None,
        visited_on=visits[-1].on if visits else None,
        speaks=state.meta.get("language"),
        visit=[(Text(one.th, one.en), one.member_id) for one in agenda_of(state, on)],
        rights=list(_rights(state, sensitive=order["sensitive"])),
        works=list(_works(state, sensitive=order["sensitive"])),
        language=order["language"],
    )
    return f"household/{state.household_id}", household_pdf(paper)


def _member(person: Person, said: Facts, on: date) -> Member:
    born = said.get("birth_date")
    age = age_on(PartialDate.parse(born).earliest(), on) if born else None
    return Member(person.member_id, person.name, person.relation, age, said.get("sex"))


def _rights(state: State, *, sensitive: bool) -> Iterator[Right]:
    benefits = current().benefits
    rows = json.loads(state.determinations["body"])["rows"] if state.determinations else []
    for row in rows:
        benefit = benefits.get(row["b"])
        if benefit is None or (benefit.sensitive and not sensitive):
            continue
        # That somebody receives without title by our facts is for coordinators in the system, not for paper.
        shown = "receiving" if row["s"] == "receiving_review" else row["s"]
        title = Text(benefit.title.th, benefit.title.en)
        yield Right(title, row["m"], shown, row["baht"], benefit.agency)


def _works(state: State, *, sensitive: bool) -> Iterator[Work]:
    benefits, plan = current().benefits, current_plan(state)
    measures = {one.measure_id: same(one.th) for one in plan.measures} if plan else {}
    for task in tasks_of(state):
        benefit = benefits.get(task.benefit or "")
        if benefit is not None and benefit.sensitive and not sensitive:
            continue
        title = Text(benefit.title.th, benefit.title.en) if benefit else measures.get(task.measure_id or "")
        yield Work(
            title or named(TASK_KIND, task.kind), task.member_id, task.agency, str(task.state), task.due
        )


def _minutes(order: Order, on: date) -> tuple[str, bytes]:
    item = get(core(), keys.meeting(order["meeting_id"]))
    if item is None:
        raise LookupError("no such meeting")
    titles = {name: benefit.title.th for name, benefit in current().benefits.items()}
    body = minutes_pdf(from_plain(Meeting, body_of(item)), on, titles)
    return f"minutes/{order['meeting_id']}", body


_PAPERS: dict[str, Callable[[Order, date], tuple[str, bytes]]] = {
    "plan": _plan,
    "household": _household,
    "minutes": _minutes,
}
