"""Visits: an agenda made from what is open, and the record of what was found, refused or missed.

The record's id is made where the form is filled in, so that a form sent late or twice is one visit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.domain.plain import to_plain
from shared.domain.problems import refuse_case
from shared.domain.task_table import TERMINAL, TaskState
from shared.domain.tasks import Task

TEAM_AGENCIES = 2  # a visit of the multidisciplinary team: people of at least two agencies


class Result(StrEnum):
    DONE = "done"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Basis(StrEnum):
    SEEN = "seen"  # a paper, a place, a person
    SAID = "said"


@dataclass(frozen=True, slots=True)
class TeamMember:
    officer_id: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact as found: who said or showed it, and how. ``value`` in JSON form; None for a refusal to answer."""

    fact: str
    value: Any
    basis: Basis
    member_id: str | None = None
    told_by: str | None = None  # a member's id, "neighbour", "officer"
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """``photos``: references into the store of evidence; ``recorded_on`` may be long after ``on``."""

    visit_id: str
    household_id: str
    on: date
    recorded_on: date
    result: Result
    team: tuple[TeamMember, ...]
    purpose: str = "routine"
    findings: tuple[Finding, ...] = ()
    absent: tuple[str, ...] = ()  # members who were not there
    photos: tuple[str, ...] = ()
    note: str | None = None
    next_visit: date | None = None

    @property
    def by_team(self) -> bool:
        """Counts as the team visit that phase 1 wants."""
        agencies = {one.agency for one in self.team if one.agency is not None}
        return self.result is Result.DONE and len(agencies) >= TEAM_AGENCIES

    @property
    def digest(self) -> str:
        """Of what the form said, whenever it arrived."""
        said = {name: value for name, value in to_plain(self).items() if name != "recorded_on"}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def record(visit: Visit, stored: Visit | None) -> bool:
    """Whether the visit is new: the same form again is not. Raises CaseRefused.

    A form of the same id that says something else is refused: a correction is a visit of its own.
    """
    if stored is not None:
        if stored.digest != visit.digest:
            raise refuse_case("CASE-VISIT-CHANGED")
        return False
    if visit.on > visit.recorded_on:
        raise refuse_case("CASE-FUTURE")
    if not visit.team:
        raise refuse_case("CASE-FIELD-MISSING", ["team"])
    if visit.next_visit is not None and visit.next_visit <= visit.on:
        raise refuse_case("CASE-BEFORE")
    if visit.result is not Result.DONE and visit.findings:
        raise refuse_case("CASE-VISIT-FINDINGS")
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of the rule book. ``decides``: benefits that its answer settles; ``baht_month``: at stake.

    ``options``: codes to tick, where the answer is a set.
    """

    fact: str
    member_id: str | None
    th: str
    en: str
    decides: tuple[str, ...] = ()
    baht_month: int = 0
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """``kind``: question, evidence, confirm, overdue, measure or consent. ``about``: a fact, task or measure id."""

    kind: str
    about: str
    th: str
    en: str
    member_id: str | None = None
    weight: int = 0
    options: tuple[str, ...] = ()


_ORDER = ("consent", "confirm", "evidence", "question", "overdue", "measure")
_ASKS = {
    "confirm": ("ครอบครัวได้รับแล้วจริงหรือไม่: {what}", "Did it really arrive: {what}"),
    "evidence": ("ขอเอกสารที่หน่วยงานต้องการ: {what}", "Papers that the agency wants: {what}"),
    "overdue": ("แจ้งครอบครัวว่ากำลังเร่งรัด: {what}", "Tell the family that this is being chased: {what}"),
    "measure": ("ดูความคืบหน้ามาตรการ: {what}", "See how the measure goes: {what}"),
}


def agenda(
    questions: Iterable[Question],
    tasks: Iterable[Task],
    measures_due: Iterable[tuple[str, str]] = (),
    *,
    consent_given: bool = True,
    most_questions: int = 12,
    named: Mapping[str, tuple[str, str]] | None = None,
) -> tuple[AgendaItem, ...]:
    """What a visit is for, what settles most first. ``measures_due``: (measure id, its Thai title).

    ``named``: benefits, measures and kinds of task in Thai and English, by id.
    """
    items = [] if consent_given else [_consent()]
    asked = sorted(
        questions, key=lambda one: (-len(one.decides), -one.baht_month, one.fact, one.member_id or "")
    )
    items += [
        AgendaItem("question", one.fact, one.th, one.en, one.member_id, len(one.decides), one.options)
        for one in asked[:most_questions]
    ]
    for task in sorted(tasks, key=lambda one: (one.priority, one.due or date.max, one.task_id)):
        kind = _of_task(task)
        if kind is not None:
            what = task.benefit or task.measure_id or task.kind
            items.append(_item(kind, task.task_id, _named(what, named), task.member_id))
    items += [
        _item("measure", measure_id, (named or {}).get(measure_id, (title, title)), None)
        for measure_id, title in measures_due
    ]
    return tuple(sorted(items, key=lambda one: _ORDER.index(one.kind)))


def _named(what: str, named: Mapping[str, tuple[str, str]] | None) -> tuple[str, str]:
    """A measure of a plan is its row of the catalogue and, after ``@``, its place in the plan."""
    known = named or {}
    return known.get(what) or known.get(what.partition("@")[0]) or (what, what)


def _of_task(task: Task) -> str | None:
    if task.state is TaskState.DONE:
        return "confirm"
    waits = task.state is TaskState.WAITING and task.waiting_on == "citizen"
    lacks = task.state is TaskState.RETURNED and task.returns[-1:] == ("INSUFFICIENT_INFO",)
    if waits or lacks:
        return "evidence"
    return "overdue" if task.overdue and task.state not in TERMINAL else None


def _item(kind: str, about: str, what: tuple[str, str], member_id: str | None) -> AgendaItem:
    th, en = _ASKS[kind]
    return AgendaItem(kind, about, th.format(what=what[0]), en.format(what=what[1]), member_id)


def _consent() -> AgendaItem:
    return AgendaItem(
        "consent",
        "consent",
        "แจ้งวัตถุประสงค์การใช้ข้อมูลและขอความยินยอมในส่วนที่ต้องขอ",
        "Say what the data are used for and ask consent where it is needed",
    )
