"""The overview's numbers: a district's households and an agency's work, each by subdistrict, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.routes_households import Area
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


class OverviewSeen(Seen):
    districts: list[HouseholdCounts]
    agencies: list[WorkCounts]
    left: list[str] = Field(description="addresses of what is still to be counted, each by a call of its own")


@endpoint(routes, "GET", "/v1/overview", action="list_households", tags=("households",))
def read_overview(caller: Caller, area: Area | None = None) -> OverviewSeen:
    """Count the households and the work of the caller's areas, or of one: as much as a call has time for."""
    found = overview.overview_of(caller, area)
    return OverviewSeen(
        districts=[_households(district, one) for district, one in found.districts.items()],
        agencies=[_work(agency, one) for agency, one in found.agencies.items()],
        left=[
            *(f"/v1/overview/areas/{one}" for one in found.left_districts),
            *(f"/v1/overview/agencies/{one}" for one in found.left_agencies),
        ],
    )


@endpoint(routes, "GET", "/v1/overview/areas/{district}", action="list_households", tags=("households",))
def count_households(district: District, caller: Caller) -> HouseholdCounts:
    """Count a district's households by subdistrict. A province is the sum of its districts' calls."""
    return _households(district, overview.households_of(caller, district))


def _households(district: str, found: Mapping[str, overview.Households]) -> HouseholdCounts:
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
    return _work(agency, overview.work_of(caller, agency))


def _work(agency: str, found: Mapping[str, overview.Work]) -> WorkCounts:
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
