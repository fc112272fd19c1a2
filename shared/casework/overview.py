"""An area in numbers: its households by subdistrict, an agency's live work by subdistrict.

One district's households and one agency's work are each read whole in one call, a few attributes of each; a province
is the sum of such calls, so that no call grows with the country.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from time import monotonic

from shared.casework.access import NotFound, allowed
from shared.casework.queries import districts_of, may_weigh
from shared.casework.relations import to_area
from shared.casework.sessions import Caller
from shared.domain import policy
from shared.domain.agencies import Agency
from shared.domain.policy import Relation
from shared.domain.tasks import TERMINAL, TaskState
from shared.storage import keys
from shared.storage.tables import Item, core, query

PHASES = (1, 2, 3, 4)
ENOUGH = 1.0  # seconds
_OF_HOUSEHOLDS = ("tambon", "mentor", "phase", "pilot", "unclaimed_baht")
_OF_TASKS = ("area", "state", "kind", "due", "acknowledge_by", "officer")


@dataclass(slots=True)
class Households:
    """Of one subdistrict. ``baht``: a month, by rights that are not received; None: not for the caller's role."""

    households: int = 0
    pilots: int = 0
    baht: int | None = None
    phases: dict[int, int] = field(default_factory=lambda: dict.fromkeys(PHASES, 0))


@dataclass(slots=True)
class Work:
    """Live tasks of one agency in one subdistrict. ``late``: past their due day, or not accepted in time."""

    live: int = 0
    sent: int = 0
    late: int = 0
    returned: int = 0
    claims: int = 0


def households_of(caller: Caller, district: str) -> dict[str, Households]:
    """By subdistrict, in the order of codes. Raises NotFound for a district outside the caller's areas."""
    if district not in districts_of(caller, district):
        raise NotFound(district)
    money = may_weigh(caller)
    found: dict[str, Households] = {}
    for item in query(core(), keys.area_partition(district), index="Index1", only=_OF_HOUSEHOLDS):
        if allowed(caller, "list_households", [to_area(caller, item)]):
            _add_household(found.setdefault(item["tambon"], Households()), item, money=money)
    return dict(sorted(found.items()))


def _add_household(into: Households, item: Item, *, money: bool) -> None:
    into.households += 1
    into.pilots += bool(item.get("pilot"))
    if item["phase"] in into.phases:
        into.phases[int(item["phase"])] += 1
    if money:
        into.baht = (into.baht or 0) + int(item.get("unclaimed_baht") or 0)


def work_of(caller: Caller, agency: str) -> dict[str, Work]:
    """By subdistrict, in the order of codes: what the caller may see of an agency's live tasks."""
    if caller.officer.agency not in (None, agency):
        raise NotFound(agency)
    found: dict[str, Work] = {}
    for item in _live(caller, agency):
        _add_task(found.setdefault(item["area"], Work()), item, caller.today)
    return dict(sorted(found.items()))


def _live(caller: Caller, agency: str) -> Iterator[Item]:
    @cache
    def may(area: str, assignee: str | None) -> bool:
        relation: Relation = policy.relation_of(
            caller.officer, household_area=area, task_agency=agency, assignee=assignee
        )
        return allowed(caller, "read_tasks", [relation])

    for item in query(core(), keys.agency_partition(agency), index="Index1", only=_OF_TASKS):
        if item["state"] not in TERMINAL and may(item["area"], item.get("officer")):
            yield item


def _add_task(into: Work, item: Item, today: date) -> None:
    state = item["state"]
    into.live += 1
    into.sent += state == TaskState.SENT
    into.returned += state == TaskState.RETURNED
    into.claims += item["kind"] == "claim"
    unheard = state == TaskState.SENT and _before(item.get("acknowledge_by"), today)
    into.late += state != TaskState.DONE and (unheard or _before(item.get("due"), today))


def _before(day: str | None, today: date) -> bool:
    return day is not None and day < today.isoformat()


@dataclass(slots=True)
class Overview:
    """``left``: districts and agencies for which there was no time in this call."""

    districts: dict[str, dict[str, Households]] = field(default_factory=dict)
    agencies: dict[str, dict[str, Work]] = field(default_factory=dict)
    left_districts: list[str] = field(default_factory=list)
    left_agencies: list[str] = field(default_factory=list)


def overview_of(caller: Caller, area: str | None) -> Overview:
    """As many districts and agencies as ``ENOUGH`` seconds allow: all of them, where a province is small."""
    until = monotonic() + ENOUGH
    found = Overview()
    for district in districts_of(caller, area):
        if monotonic() < until:
            found.districts[district] = households_of(caller, district)
        else:
            found.left_districts.append(district)
    for agency in (str(one) for one in Agency if caller.officer.agency in (None, one)):
        if monotonic() < until:
            found.agencies[agency] = work_of(caller, agency)
        else:
            found.left_agencies.append(agency)
    return found
