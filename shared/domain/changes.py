"""Families change: a birth, a death, a move, a marriage, a found grandmother, a split, a merger, a no to the programme.

Each is an event with history, never a deletion. One table says what each kind needs and what follows from it; the
use case carries out what follows in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.domain.problems import refuse_case


class Follow(StrEnum):
    """What a change sets in motion."""

    ASSESS = "assess"  # the household's rights are worked out again
    ASSESS_OTHER = "assess_other"  # and those of the other household
    CANCEL_MEMBER_TASKS = "cancel_member_tasks"  # of the persons concerned, with the change as the ground
    CANCEL_ALL_TASKS = "cancel_all_tasks"
    CANCEL_PLAN_TASKS = "cancel_plan_tasks"  # measures only: rights stay
    END_MENTOR = "end_mentor"
    WANT_MENTOR = "want_mentor"
    END_PLAN = "end_plan"
    CHECK_PLAN = "check_plan"  # the agreed text may no longer fit
    STATUS = "status"  # the household's status becomes the kind's
    FUNERAL_SUPPORT = (
        "funeral_support"  # whoever arranges the funeral has six months to ask (funeral support rule)
    )
    HOLD = "hold"  # a file still says otherwise: later rows of it are held for a person to decide


@dataclass(frozen=True, slots=True)
class Kind:
    """``needs``: fields of a change; ``allowed_from``: statuses; ``status``: of the household afterwards."""

    th: str
    en: str
    needs: tuple[str, ...]
    follows: tuple[Follow, ...]
    allowed_from: tuple[str, ...] = ("active", "declined")
    status: str | None = None


F = Follow
MEMBER_KINDS: dict[str, Kind] = {
    "born": Kind("เกิด", "A birth", ("member_id",), (F.ASSESS, F.CHECK_PLAN)),
    "found": Kind("พบสมาชิกที่ไม่อยู่ในแบบสำรวจ", "A person whom the survey missed", ("member_id", "reason"), (F.ASSESS, F.CHECK_PLAN)),
    "joined": Kind("ย้ายเข้าหรือแต่งงานเข้า", "Moved or married in", ("member_id",), (F.ASSESS, F.ASSESS_OTHER, F.CHECK_PLAN)),
    "left": Kind("ย้ายออก", "Moved or married out", ("member_id",), (F.ASSESS, F.ASSESS_OTHER, F.CANCEL_MEMBER_TASKS, F.CHECK_PLAN)),
    "died": Kind("เสียชีวิต", "A death", ("member_id",), (F.ASSESS, F.CANCEL_MEMBER_TASKS, F.FUNERAL_SUPPORT, F.CHECK_PLAN)),
}  # fmt: skip
HOUSEHOLD_KINDS: dict[str, Kind] = {
    "moved": Kind("ครัวเรือนย้ายที่อยู่", "The household has moved", ("to_area",), (F.ASSESS, F.END_MENTOR, F.WANT_MENTOR, F.CHECK_PLAN, F.HOLD)),
    "moved_away": Kind("ครัวเรือนย้ายออกนอกพื้นที่", "The household has left the area", ("reason",), (F.STATUS, F.CANCEL_ALL_TASKS, F.END_MENTOR, F.END_PLAN, F.HOLD), status="moved"),
    "split": Kind("แยกครัวเรือน", "The household has split", ("members", "other_household"), (F.ASSESS, F.ASSESS_OTHER, F.CANCEL_MEMBER_TASKS, F.CHECK_PLAN, F.HOLD)),
    "merged": Kind("รวมครัวเรือน", "Two households have become one", ("other_household",), (F.STATUS, F.ASSESS_OTHER, F.CANCEL_ALL_TASKS, F.END_MENTOR, F.END_PLAN, F.HOLD), status="merged"),
    "declined": Kind("ไม่ประสงค์ร่วมโครงการ", "The family declines the programme", ("reason",), (F.STATUS, F.CANCEL_PLAN_TASKS, F.END_MENTOR, F.END_PLAN, F.ASSESS), ("active",), "declined"),
    "resumed": Kind("กลับเข้าร่วมโครงการ", "The family comes back", ("reason",), (F.STATUS, F.WANT_MENTOR, F.ASSESS), ("declined", "moved"), "active"),
    "ended": Kind("ไม่มีสมาชิกเหลืออยู่", "Nobody is left", ("reason",), (F.STATUS, F.CANCEL_ALL_TASKS, F.END_MENTOR, F.END_PLAN), status="deceased"),
}  # fmt: skip
KINDS = {**MEMBER_KINDS, **HOUSEHOLD_KINDS}


@dataclass(frozen=True, slots=True)
class Change:
    """One change as somebody tells it. ``on``: the day in the world; ``recorded_on``: the day it was entered."""

    kind: str
    household_id: str
    on: date
    recorded_on: date
    by: str
    member_id: str | None = None
    members: tuple[str, ...] = ()
    other_household: str | None = None
    to_area: str | None = None
    reason: str | None = None

    @property
    def persons(self) -> tuple[str, ...]:
        return self.members or ((self.member_id,) if self.member_id else ())


@dataclass(frozen=True, slots=True)
class Consequences:
    """``ground``: the reason with which tasks are cancelled (task table)."""

    follows: tuple[Follow, ...]
    status: str | None
    ground: str


def consequences(change: Change, status: str, members: frozenset[str]) -> Consequences:
    """What follows from a change of a household with that status, in which those persons live now.

    Raises CaseRefused.
    """
    kind = KINDS.get(change.kind)
    if kind is None:
        raise refuse_case("CASE-CHANGE", KINDS)
    if status not in kind.allowed_from:
        possible = [name for name, one in KINDS.items() if status in one.allowed_from]
        raise refuse_case("CASE-CHANGE", possible)
    missing = [name for name in kind.needs if not getattr(change, name)]
    if missing:
        raise refuse_case("CASE-FIELD-MISSING", missing)
    if change.on > change.recorded_on:
        raise refuse_case("CASE-FUTURE")
    if change.other_household == change.household_id:
        raise refuse_case("CASE-SAME-HOUSEHOLD")
    _check_members(change, members)
    return Consequences(_follows(change, kind), kind.status, _ground(change.kind))


def _check_members(change: Change, members: frozenset[str]) -> None:
    arrives = change.kind in ("born", "found", "joined")
    strangers = [one for one in change.persons if (one in members) == arrives]
    if strangers:
        raise refuse_case("CASE-MEMBER")
    if change.kind == "split" and set(change.members) >= members:
        raise refuse_case("CASE-SPLIT-ALL")


def _follows(change: Change, kind: Kind) -> tuple[Follow, ...]:
    """The other household is assessed only where one is named."""
    known = change.other_household is not None
    return tuple(one for one in kind.follows if known or one is not Follow.ASSESS_OTHER)


def _ground(kind: str) -> str:
    return {"died": "died", "ended": "died", "declined": "withdrawn"}.get(kind, "moved")


# Changes whose event has another name than their kind.
_EVENTS = {
    "born": "member_added",
    "found": "member_added",
    "joined": "member_added",
    "left": "member_left",
    "died": "member_died",
    "moved_away": "moved",
    "ended": "member_left",
}


def event_of(kind: str) -> str:
    """What the event of a change is called in audit and timeline."""
    return _EVENTS.get(kind, kind)
