"""Breaking the glass: one household beyond one's rows, with a reason, for three hours, seen by everybody who reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from functions.api.routes_households import HouseholdId
from shared.casework import glass
from shared.casework.sessions import Caller
from shared.domain.policy import GLASS_HOURS, BreakGlass
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey
from shared.http.model import WHOLE, Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Reason

routes = Blueprint(__name__)


class GlassWanted(Strict):
    household_id: HouseholdId
    reason: Reason = Field(description="why it cannot wait for those whose household it is; reviewed weekly")
    hours: Annotated[int, Field(ge=1, le=GLASS_HOURS), WHOLE] = GLASS_HOURS


class GlassWindow(Seen):
    officer_id: str
    household_id: str
    reason: str
    opened_at: datetime
    until: datetime


@endpoint(
    routes,
    "POST",
    "/v1/break-glass",
    action="break_glass",
    status=201,
    errors=("not_found", "busy"),
    tags=("administration",),
)
def break_glass(
    body: GlassWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[GlassWindow]:
    """Open one household to oneself for at most three hours, where the table of access says that this is possible.

    It is always audited, as is each read within the window.
    """
    window = glass.break_glass(caller, body.household_id, body.reason, body.hours, idempotency_key)
    return Answer(_seen(window))


@endpoint(routes, "GET", "/v1/break-glass", action="review_break_glass", tags=("administration",))
def list_windows(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[GlassWindow]:
    """List the windows that were opened, newest first, for the weekly review."""
    filters = ["break-glass"]
    windows, position = glass.list_windows(caller, decode(cursor, filters), limit)
    return Page[GlassWindow](items=[_seen(one) for one in windows], next_cursor=encode(position, filters))


def _seen(window: BreakGlass) -> GlassWindow:
    return GlassWindow(
        officer_id=window.officer_id,
        household_id=window.household_id,
        reason=window.reason,
        opened_at=window.opened_at,
        until=window.until,
    )
