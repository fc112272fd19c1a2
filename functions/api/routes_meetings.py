"""Committee meetings: the agenda, decisions one by one or alike ones together, minutes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.models import Words
from functions.api.routes_mentors import OfficerId
from shared.casework import meetings, papers
from shared.casework.meetings import MeetingSeen as Found
from shared.casework.sessions import Caller
from shared.domain.agencies import Agency
from shared.domain.meetings import KINDS, VERDICTS
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.headers import IdempotencyKey, IfMatch, etag, expected_version
from shared.http.model import Seen, Strict
from shared.http.operation import Answer, Redirect
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.text import Reason

routes = Blueprint(__name__)

MeetingId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]
Reference = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_@#-]{8,200}$")]
_WORDS = tuple(dict.fromkeys(word for words in VERDICTS.values() for word in words))


class MeetingWanted(Strict):
    on: Day
    chair: OfficerId
    present: Annotated[list[OfficerId], Field(min_length=1, max_length=60)]


class DecisionWanted(Strict):
    """On one item by its ``reference``, or on all that are alike by ``kind`` and ``alike``."""

    verdict: Literal[_WORDS]  # type: ignore[valid-type]
    reference: Reference | None = None
    kind: Literal[tuple(KINDS)] | None = None  # type: ignore[valid-type]
    alike: Reason | None = None
    reason: Reason | None = None
    agency: Agency | None = Field(default=None, description="where a task is sent on to")
    outcome: Reason | None = Field(default=None, description="with which a task is closed without action")


class DecisionsWanted(Strict):
    decisions: Annotated[list[DecisionWanted], Field(max_length=60)] = Field(default_factory=list)
    close: bool = Field(default=False, description="what was not reached stays for the next agenda")


class ItemSeen(Seen):
    kind: str
    text: Words
    reference: str
    household_id: str
    alike: str = Field(description="items with the same can be decided together")
    since: date | None
    verdicts: list[str] = Field(description="what can be decided")
    verdict: str | None
    reason: str | None


class Meeting(Seen):
    meeting_id: str
    on: date
    chair: str
    present: list[str]
    closed: bool
    items: list[ItemSeen]
    version: int


@endpoint(
    routes,
    "POST",
    "/v1/meetings",
    action="call_meeting",
    status=201,
    errors=("refused", "busy"),
    tags=("meetings",),
)
def call_meeting(
    body: MeetingWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[Meeting]:
    """Call a meeting with the agenda of this moment: submitted plans, tasks raised to the centre, late alerts."""
    on = date.fromisoformat(body.on)
    return _answer(meetings.call_meeting(caller, on, body.chair, body.present, idempotency_key))


@endpoint(routes, "GET", "/v1/meetings", action="read_meetings", tags=("meetings",))
def list_meetings(caller: Caller, limit: Limit = 20, cursor: Cursor = None) -> Page[Meeting]:
    """List meetings, newest first."""
    filters = ["meetings", caller.officer.officer_id]
    found, position = meetings.list_meetings(caller, decode(cursor, filters), limit)
    return Page[Meeting](items=[_seen(one) for one in found], next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/meetings/{meeting_id}", action="read_meetings", tags=("meetings",))
def read_meeting(meeting_id: MeetingId, caller: Caller) -> Answer[Meeting]:
    """Read the agenda of a meeting with what was decided: its minutes."""
    return _answer(meetings.read_meeting(caller, meeting_id))


@endpoint(
    routes,
    "GET",
    "/v1/meetings/{meeting_id}/minutes",
    action="read_meetings",
    errors=("unavailable",),
    tags=("meetings",),
)
def print_minutes(meeting_id: MeetingId, caller: Caller) -> Redirect:
    """Go to the minutes as a PDF in Thai: the agenda with what was decided."""
    return Redirect(papers.minutes(caller, meeting_id))


@endpoint(
    routes,
    "POST",
    "/v1/meetings/{meeting_id}/decisions",
    action="decide_meeting",
    errors=("stale", "refused", "action_refused", "busy"),
    tags=("meetings",),
)
def decide_meeting(
    meeting_id: MeetingId,
    body: DecisionsWanted,
    caller: Caller,
    if_match: IfMatch,
    idempotency_key: IdempotencyKey = None,
) -> Answer[Meeting]:
    """Record decisions and carry them out: plans start, tasks are sent on or lowered, alerts are decided."""
    wanted = [
        meetings.Decided(
            one.verdict,
            one.reference,
            one.kind,
            one.alike,
            one.reason,
            str(one.agency) if one.agency else None,
            one.outcome,
        )
        for one in body.decisions
    ]
    key, expected = idempotency_key or caller.request_id, expected_version(if_match)
    return _answer(
        meetings.decide_meeting(caller, meeting_id, wanted, close=body.close, expected=expected, key=key)
    )


def _answer(found: Found) -> Answer[Meeting]:
    return Answer(_seen(found), {"ETag": etag(found.version)})


def _seen(found: Found) -> Meeting:
    one = found.meeting
    verdicts = {said.reference: said for said in one.verdicts}
    items = []
    for item in one.items:
        th, en = KINDS[item.kind]
        said = verdicts.get(item.reference)
        items.append(
            ItemSeen(
                kind=item.kind,
                text=Words(th=th, en=en),
                reference=item.reference,
                household_id=item.household_id,
                alike=item.alike,
                since=item.since,
                verdicts=list(VERDICTS[item.kind]),
                verdict=said.verdict if said else None,
                reason=said.reason if said else None,
            )
        )
    return Meeting(
        meeting_id=one.meeting_id,
        on=one.on,
        chair=one.chair,
        present=list(one.present),
        closed=one.closed,
        items=items,
        version=found.version,
    )
