"""What a mentor's phone carries, in one answer: on a slow line every further call costs more than its bytes."""

from __future__ import annotations

from chalice.app import Blueprint

from functions.api.plan_models import PlanOfHousehold
from functions.api.routes_households import Entitlements, Household, list_households, read_entitlements
from functions.api.routes_households import read_household as read_one
from functions.api.routes_plans import read_plan
from functions.api.routes_tasks import TaskSeen, list_tasks
from functions.api.routes_visits import Agenda, Visits, list_visits, read_agenda
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.model import Seen
from shared.http.paging import Page

routes = Blueprint(__name__)
WHOLE = 100  # a page


class Packet(Seen):
    """A household with what a visit to it needs; each part as its own route gives it."""

    household: Household
    entitlements: Entitlements
    agenda: Agenda
    tasks: list[TaskSeen]
    plan: PlanOfHousehold
    visits: Visits


class Packets(Seen):
    items: list[Packet]


@endpoint(routes, "GET", "/v1/me/households", action="read_packets", tags=("households",))
def read_packets(caller: Caller) -> Packets:
    """Read the households that one is the mentor of, each with its rights, agenda, tasks, plan and visits."""
    tasks = _tasks(caller)
    return Packets(
        items=[
            Packet(
                household=read_one(row.household_id, caller).body,
                entitlements=read_entitlements(row.household_id, caller, brief=True),
                agenda=read_agenda(row.household_id, caller),
                tasks=[task for task in tasks if task.household_id == row.household_id],
                plan=read_plan(row.household_id, caller).body,
                visits=list_visits(row.household_id, caller),
            )
            for row in list_households(caller, limit=WHOLE).items
        ]
    )


def _tasks(caller: Caller) -> list[TaskSeen]:
    found: list[TaskSeen] = []
    page: Page[TaskSeen] = list_tasks(caller, limit=WHOLE)
    found += page.items
    while page.next_cursor:
        page = list_tasks(caller, limit=WHOLE, cursor=page.next_cursor)
        found += page.items
    return found
