"""A household's whole record, for machines and for people, as the law gives the family a right to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalice.app import Blueprint
from pydantic import Field

from functions.api.routes_households import HouseholdId
from shared.casework.exports import export_household
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.model import Seen

routes = Blueprint(__name__)


class HouseholdExport(Seen):
    """Everything that is kept of a household. Sections grow with the product; ``text`` says them in Thai."""

    household_id: str
    made_on: date
    record: dict[str, Any] = Field(
        description="household, identity, facts, observed, determinations, gaps, tasks, task_events, case, story"
    )
    text: str


@endpoint(
    routes, "GET", "/v1/households/{household_id}/export", action="export_household", tags=("administration",)
)
def read_export(household_id: HouseholdId, caller: Caller) -> HouseholdExport:
    """Export a household's whole record, names and numbers in the clear.

    A coordinator of the area; an administrator only within a window broken open. Each export is in the audit.
    """
    from shared.reporting.record_text import record_text  # most calls export nothing

    record = export_household(caller, household_id)
    return HouseholdExport(
        household_id=household_id,
        made_on=caller.today,
        record=record,
        text=record_text(record, caller.today),
    )
