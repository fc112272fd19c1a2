"""The overview's numbers: a district's households and an agency's work, each by subdistrict, in one call."""

from __future__ import annotations

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from shared.casework import overview
from shared.casework.sessions import Caller
from shared.domain.agencies import Agency
from shared.http.contract import endpoint
from shared.http.model import Seen

routes = Blueprint(__name__)

District = Annotated[str, StringConstraints(pattern="^[0-9]{4}$")]


class HouseholdCount(Seen):
    area: str = Field(description="code of the subdistrict")
    households: int
    pilots: int
    phases: list[int] = Field(description="households in phases 1 to 4")
    unclaimed_baht: int | None = Field(description="a month; null: not for the caller's role")


class HouseholdCounts(Seen):
    district: str
    areas: list[HouseholdCount]


class WorkCount(Seen):
    area: str = Field(description="code of the subdistrict")
    live: int
    sent: int
    late: int = Field(description="past their due day, or not accepted in time")
    returned: int
    claims: int


class WorkCounts(Seen):
    agency: str
    areas: list[WorkCount]


@endpoint(routes, "GET", "/v1/overview/areas/{district}", action="list_households", tags=("households",))
def count_households(district: District, caller: Caller) -> HouseholdCounts:
    """Count a district's households by subdistrict. A province is the sum of its districts' calls."""
    found = overview.households_of(caller, district)
    return HouseholdCounts(
        district=district,
        areas=[
            HouseholdCount(
                area=area,
                households=one.households,
                pilots=one.pilots,
                phases=[one.phases[phase] for phase in overview.PHASES],
                unclaimed_baht=one.baht,
            )
            for area, one in found.items()
        ],
    )


@endpoint(routes, "GET", "/v1/overview/agencies/{agency}", action="read_tasks", tags=("tasks",))
def count_work(agency: Agency, caller: Caller) -> WorkCounts:
    """Count an agency's live tasks by subdistrict, those that the caller may see."""
    found = overview.work_of(caller, agency)
    return WorkCounts(
        agency=agency,
        areas=[
            WorkCount(
                area=area,
                live=one.live,
                sent=one.sent,
                late=one.late,
                returned=one.returned,
                claims=one.claims,
            )
            for area, one in found.items()
        ],
    )
