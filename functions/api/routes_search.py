"""A household by a citizen ID or a house code: in the body, never in an address, and with a purpose."""

from __future__ import annotations

from typing import Literal

from chalice.app import Blueprint
from pydantic import Field

from functions.api.identity_models import CitizenId, HouseCode
from functions.api.routes_households import HouseholdSummary, summary_of
from shared.casework.search import search
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.model import Seen, Strict

routes = Blueprint(__name__)


class SearchWanted(Strict):
    """One of the two, and why. The purpose is kept with who asked and when; what was asked for is not."""

    purpose: Literal["asks_for_help", "works_on_task", "grievance", "correction", "emergency"]
    citizen_id: CitizenId | None = Field(
        default=None, description="thirteen digits, of which the last checks the others"
    )
    house_code: HouseCode | None = None


class HouseholdFound(HouseholdSummary):
    member_id: str | None = Field(description="whose number it is; null when a house was asked for")


class HouseholdsFound(Seen):
    items: list[HouseholdFound]


@endpoint(
    routes,
    "POST",
    "/v1/households/search",
    action="search_households",
    errors=("refused", "busy"),
    tags=("households",),
)
def search_households(body: SearchWanted, caller: Caller) -> HouseholdsFound:
    """Find a household by a citizen ID or a house code.

    What does not exist and what the caller may not see are both an empty list. Each officer has thirty searches an
    hour; each is noted with its purpose, and one that leads out of the officer's area is looked into.
    """
    found = search(caller, body.purpose, body.citizen_id, body.house_code)
    return HouseholdsFound(
        items=[HouseholdFound(**summary_of(one.meta), member_id=one.member_id) for one in found]
    )
