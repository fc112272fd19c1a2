"""What people decide about imports: a wrong one is withdrawn, a person in two households is settled."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.import_models import Import, import_of
from functions.api.routes_files import ImportId
from functions.api.routes_households import Area
from shared.casework import holds, withdrawals
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen, Strict
from shared.http.operation import Answer
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import FIRST

routes = Blueprint(__name__)

HoldId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{24}$")]
Why = Annotated[str, StringConstraints(pattern=rf"^{FIRST}[^\x00-\x1f\x7f]{{2,499}}$")]


class WithdrawalWanted(Strict):
    reason: Why = Field(description="kept with the import; name no person")


class HoldSeen(Seen):
    """A person whom a file names in one household while another household has them. No number, no name."""

    hold_id: str
    household_id: str = Field(description="held: nothing of it is stored from that file")
    other_household: str = Field(description="has the person already")
    member: str
    known_as: str | None = Field(description="the person's id in the other household")
    said: dict[str, str] = Field(
        description="what the file says of the person: sex, birth_year, relation, person_status"
    )
    area: str
    import_id: str | None = Field(description="null: no file but a person told it")
    rows: list[int] = Field(description="rows of the file that name the person")
    opened_on: date
    state: Literal["open", "decided"]
    decision: Literal["moved", "merged", "different_person"] | None
    version: int


class DecisionWanted(Strict):
    """`moved`: lives in the held household now. `merged`: both are one family now. `different_person`: two people."""

    decision: Literal["moved", "merged", "different_person"]
    reason: Why = Field(description="kept with the decision; name no person")


@endpoint(
    routes,
    "POST",
    "/v1/imports/{import_id}/withdrawal",
    action="withdraw_import",
    status=202,
    errors=("action_refused",),
    tags=("imports",),
)
def withdraw_import(
    import_id: ImportId, body: WithdrawalWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Import:
    """Withdraw an import that was valid and wrong. Its households are assessed again, in the background.

    A repeat answers with the import as it stands.
    """
    return import_of(withdrawals.withdraw(caller, import_id, body.reason))


@endpoint(routes, "GET", "/v1/holds", action="read_holds", tags=("changes",))
def list_holds(
    caller: Caller, area: Area | None = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[HoldSeen]:
    """List open holds of the caller's areas, oldest first within each district."""
    filters = ["holds", caller.officer.officer_id, area]
    items, position = holds.list_holds(caller, area, decode(cursor, filters), limit)
    return Page[HoldSeen](items=[_seen(item) for item in items], next_cursor=encode(position, filters))


@endpoint(
    routes,
    "POST",
    "/v1/holds/{hold_id}/decision",
    action="decide_hold",
    errors=("stale", "action_refused", "busy"),
    tags=("changes",),
)
def decide_hold(
    hold_id: HoldId,
    body: DecisionWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[HoldSeen]:
    """Decide about a person in two households. It counts from the next upload of the held rows."""
    wanted = holds.Decision(body.decision, body.reason, expected_version(if_match))
    found = _seen(holds.decide(caller, hold_id, wanted))
    return Answer(found, {"ETag": etag(found.version)})


def _seen(item: dict[str, Any]) -> HoldSeen:
    return HoldSeen(
        hold_id=item["hold_id"],
        household_id=item["household_id"],
        other_household=item["other"],
        member=item["member_id"],
        known_as=item.get("known_as"),
        said=item.get("said", {}),
        area=item["tambon"],
        import_id=item.get("import_id"),
        rows=item["rows"],
        opened_on=date.fromisoformat(item["opened_on"]),
        state=item["state"],
        decision=item.get("decision"),
        version=item["v"],
    )
