"""What waits for whoever asks: the day's digest, and the coordinators' desk."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from chalice.app import Blueprint
from pydantic import Field

from shared.casework import desk
from shared.casework.sessions import Caller
from shared.http.contract import endpoint
from shared.http.days import Day
from shared.http.model import Seen
from shared.http.paging import Cursor, Limit, Page, decode, encode

routes = Blueprint(__name__)


class DigestLine(Seen):
    section: Literal["urgent", "late", "soon", "confirm", "triage"]
    reference: str = Field(description="a task's id")
    what: str | None = Field(description="benefit, measure or kind; null where the name tells of an illness")
    due: date | None


class Digest(Seen):
    """What wanted doing by the caller on that morning, the most urgent first."""

    on: date
    count: int = Field(description="of all; the list holds the most urgent ones")
    lines: list[DigestLine]


class LossSeen(Seen):
    member_id: str | None
    benefit: str | None
    entitled_before: str
    entitled_after: str
    baht_before: int
    baht_after: int


class DeskItem(Seen):
    """`bad_reply`: an agency's reply that could not be taken; `book_loss`: what a new edition of the law takes."""

    kind: Literal["bad_reply", "book_loss"]
    on: date
    household_id: str | None = Field(description="null: a reply that nobody could read")
    agency: str | None
    code: str | None = Field(description="why the reply could not be taken")
    about: str | None
    losses: list[LossSeen]


@endpoint(routes, "GET", "/v1/me/digest", action="read_self", tags=("session",))
def read_digest(caller: Caller, on: Day | None = None) -> Digest:
    """Read one's own digest of a day, without a day the newest one: one a person and working day."""
    found = desk.read_digest(caller, date.fromisoformat(on) if on else None)
    if found is None:
        return Digest(on=date.fromisoformat(on) if on else caller.today, count=0, lines=[])
    return Digest(
        on=date.fromisoformat(found["on"]),
        count=found["count"],
        lines=[DigestLine(**{"due": None, **line}) for line in found["lines"]],
    )


@endpoint(routes, "GET", "/v1/desk", action="read_desk", tags=("tasks",))
def list_desk(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[DeskItem]:
    """List what only a coordinator can sort out, newest first."""
    filters = ["desk", caller.officer.officer_id]
    items, position = desk.list_desk(caller, decode(cursor, filters), limit)
    return Page[DeskItem](items=[_seen(item) for item in items], next_cursor=encode(position, filters))


def _seen(item: dict[str, Any]) -> DeskItem:
    return DeskItem(
        kind=item["kind"],
        on=date.fromisoformat(item["day"]),
        household_id=item.get("household_id"),
        agency=item.get("agency"),
        code=item.get("code"),
        about=item.get("about"),
        losses=[LossSeen(**{"member_id": None, "benefit": None, **one}) for one in item.get("losses", ())],
    )
