"""Grievances and the timeline: what a household objects to, and everything that happened to it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Words
from functions.api.routes_changes import Tambon
from functions.api.routes_households import HouseholdId, MemberId
from functions.api.routes_tasks import ActionWanted, TaskSeen, do_to_task
from shared.casework import grievances, timeline
from shared.casework.commands import Order
from shared.casework.grievances import GrievanceSeen as Found
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey, IfMatch
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.text import Long
from shared.storage import clock

routes = Blueprint(__name__)

GrievanceId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{8,64}-[0-9a-f]{12}$")]
About = Literal["determination", "outcome", "conduct"]
Reference = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_@-]{1,100}$")]


class PublicGrievance(Strict):
    """By anybody. ``text`` is kept as it was said and read only by who handles it."""

    about: About
    area: Tambon = Field(description="subdistrict where it happened")
    text: Long


class GrievanceNumber(Seen):
    """Tell it to the centre's number to ask how it goes; it shows nothing by itself."""

    grievance_id: str


class GrievanceTold(Strict):
    about: About
    text: Long
    member_id: MemberId | None = None
    reference: Reference | None = Field(
        default=None, description="a task, benefit or measure that it is about; for conduct an officer's id"
    )
    known_on: Day | None = Field(default=None, description="when the family learnt of what it objects to")


class GrievanceSeen(Seen):
    grievance_id: str
    household_id: str | None
    about: str
    channel: str
    area: str
    text: str
    member: str | None
    reference: str | None
    filed_on: date
    in_time: bool = Field(description="an appeal within 15 days; a later one is heard as a complaint")
    agency: str | None = Field(description="who handles it: not one of those involved")
    state: str | None
    due: date | None
    task_id: str | None


class Grievances(Seen):
    items: list[GrievanceSeen]


class Happening(Seen):
    on: date
    name: str
    text: Words


class Timeline(Seen):
    items: list[Happening]


@endpoint(
    routes,
    "POST",
    "/v1/grievances",
    action="file_grievance",
    status=201,
    errors=("refused", "busy"),
    public=True,
    tags=("grievances",),
)
def file_publicly(
    body: PublicGrievance, request: object, idempotency_key: IdempotencyKey = None
) -> GrievanceNumber:
    """File a grievance without signing in."""
    told = grievances.Told(body.about, body.text, "public")
    request_id = str(getattr(request, "context", {}).get("requestId", ""))
    number = grievances.file_publicly(body.area, told, idempotency_key, clock.now(), request_id)
    return GrievanceNumber(grievance_id=number)


@endpoint(
    routes,
    "POST",
    "/v1/households/{household_id}/grievances",
    action="read_grievances",
    status=201,
    errors=("refused", "busy"),
    tags=("grievances",),
)
def file_for_household(
    household_id: HouseholdId, body: GrievanceTold, caller: Caller, idempotency_key: IdempotencyKey = None
) -> GrievanceSeen:
    """File what a household objects to: a determination, an outcome, or how somebody behaved."""
    channel = "mentor" if caller.officer.role == "mentor" else "officer"
    known_on = date.fromisoformat(body.known_on) if body.known_on else None
    told = grievances.Told(body.about, body.text, channel, body.member_id, body.reference, known_on)
    order = Order(caller, household_id, "read_grievances", idempotency_key, fields=FieldClass.SENSITIVE)
    return _seen(grievances.file_for_household(order, told))


@endpoint(
    routes,
    "GET",
    "/v1/households/{household_id}/grievances",
    action="read_grievances",
    tags=("grievances",),
)
def list_grievances(household_id: HouseholdId, caller: Caller) -> Grievances:
    """List the grievances of a household."""
    return Grievances(items=[_seen(one) for one in grievances.list_grievances(caller, household_id)])


@endpoint(routes, "GET", "/v1/grievances/{grievance_id}", action="read_grievances", tags=("grievances",))
def read_grievance(grievance_id: GrievanceId, caller: Caller) -> GrievanceSeen:
    """Read one grievance and how it goes. The id of its task finds it too."""
    return _seen(grievances.read_grievance(caller, grievance_id))


@endpoint(
    routes,
    "POST",
    "/v1/grievances/{grievance_id}/actions",
    action="act_on_grievance",
    errors=("stale", "action_refused", "busy"),
    tags=("grievances",),
)
def act_on_grievance(
    grievance_id: GrievanceId,
    body: ActionWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[TaskSeen]:
    """Do something to a grievance: the same table as of tasks, by nobody who is involved in it.

    ``If-Match`` is the version of its task.
    """
    task_id = grievances.grievance_task(caller, grievance_id)
    return do_to_task(task_id, body, caller, if_match, idempotency_key)


@endpoint(
    routes, "GET", "/v1/households/{household_id}/timeline", action="read_timeline", tags=("households",)
)
def read_timeline(household_id: HouseholdId, caller: Caller, everything: bool = False) -> Timeline:
    """Read what happened to a household, oldest first, as a story; `everything` shows the quiet steps too."""
    lines = timeline.read_timeline(caller, household_id, everything=everything)
    return Timeline(
        items=[Happening(on=line.on, name=line.name, text=Words(th=line.th, en=line.en)) for line in lines]
    )


def _seen(found: Found) -> GrievanceSeen:
    one, task = found.grievance, found.task
    return GrievanceSeen(
        grievance_id=one.grievance_id,
        household_id=one.household_id,
        about=one.about,
        channel=one.channel,
        area=found.area,
        text=one.text,
        member=one.member_id,
        reference=one.reference,
        filed_on=one.filed_on,
        in_time=found.in_time,
        agency=task.agency if task else None,
        state=str(task.state) if task else None,
        due=task.due if task else None,
        task_id=one.task_id,
    )
