"""Papers for people, printed on demand. Who may have one was decided by the API, which alone may ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from shared.casework.case_items import body_of
from shared.casework.case_view import plans_of, tasks_of
from shared.domain.measure_tasks import as_it_stands
from shared.domain.meetings import Meeting
from shared.domain.plain import from_plain
from shared.reporting.papers import Person, PlanPaper, minutes_pdf, plan_pdf
from shared.rules import current
from shared.storage import keys, people, printing
from shared.storage.households import State, load_state
from shared.storage.tables import core, get

_GONE = frozenset({"ย้ายออก", "เสียชีวิต"})
Order = Mapping[str, Any]


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
        people=_living_there(state, known.members),
        address=known.household,
        mentor=state.meta.get("mentor"),
    )
    return f"plan/{state.household_id}", plan_pdf(paper)


def _living_there(state: State, names: Mapping[str, Mapping[str, str]]) -> list[Person]:
    """Those who live there, the head first; somebody whose name nobody told has none on the paper either."""
    facts = json.loads(state.facts["body"])["m"] if state.facts else {}
    found = []
    for member, values in facts.items():
        said = {name: row[0] for name, row in values.items()}
        if said.get("person_status") not in _GONE:
            found.append(Person(member, _name(names.get(member, {})), said.get("relation")))
    return sorted(found, key=lambda one: (one.relation != "หัวหน้าครัวเรือน", one.name, one.member_id))


def _name(fields: Mapping[str, str]) -> str:
    first = fields.get("title", "") + fields.get("first_name", "")
    return " ".join(part for part in (first, fields.get("last_name", "")) if part) or "(ไม่ทราบชื่อ)"


def _minutes(order: Order, on: date) -> tuple[str, bytes]:
    item = get(core(), keys.meeting(order["meeting_id"]))
    if item is None:
        raise LookupError("no such meeting")
    titles = {name: benefit.title.th for name, benefit in current().benefits.items()}
    body = minutes_pdf(from_plain(Meeting, body_of(item)), on, titles)
    return f"minutes/{order['meeting_id']}", body


_PAPERS: dict[str, Callable[[Order, date], tuple[str, bytes]]] = {"plan": _plan, "minutes": _minutes}
