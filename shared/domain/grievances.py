"""A household objects: to a determination, an outcome, or how somebody behaved. It runs on the task engine.

It goes to somebody not involved, has the clocks of a task, and only the family or the mentor can call it settled.
An appeal against an order must be made within 15 days of it being known (APA B.E. 2539 s.44); a later one is heard
as a complaint, and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.domain.agencies import Agency
from shared.domain.calendar import WorkingCalendar
from shared.domain.problems import refuse_case, refuse_task
from shared.domain.tasks import Task, new_task

ABOUT = ("determination", "outcome", "conduct")
CHANNELS = ("mentor", "public", "officer")
APPEAL_DAYS = 15


@dataclass(frozen=True, slots=True)
class Grievance:
    """``reference``: what it is about: a benefit, a task id, or for conduct an officer's id. ``involved``: officer ids who may not
    handle it; ``agencies`` likewise. ``text`` is kept as it was said."""

    grievance_id: str
    about: str
    channel: str
    filed_on: date
    text: str
    household_id: str | None = None
    member_id: str | None = None
    reference: str | None = None
    known_on: date | None = None  # when the family learnt of what it objects to
    agencies: frozenset[str] = frozenset()
    involved: frozenset[str] = frozenset()
    task_id: str | None = None


def file(grievance: Grievance) -> Grievance:
    """Raises CaseRefused when it cannot be taken as it stands."""
    if grievance.about not in ABOUT:
        raise refuse_case("CASE-GRIEVANCE-ABOUT", ABOUT)
    if grievance.channel not in CHANNELS:
        raise refuse_case("CASE-GRIEVANCE-CHANNEL", CHANNELS)
    if not grievance.text.strip():
        raise refuse_case("CASE-FIELD-MISSING", ["text"])
    if grievance.known_on is not None and grievance.known_on > grievance.filed_on:
        raise refuse_case("CASE-FUTURE")
    return grievance


def in_time(grievance: Grievance, calendar: WorkingCalendar) -> bool:
    """Whether it is an appeal in time; without a known day the doubt is the family's."""
    if grievance.known_on is None:
        return True
    return grievance.filed_on <= calendar.statutory_end(grievance.known_on, APPEAL_DAYS, for_authority=False)


def handling_agency(grievance: Grievance) -> Agency:
    """The secretariat, unless it is itself involved: then the ministry of human security."""
    order: tuple[Agency, ...] = (Agency.SBPAC, Agency.MSDHS, *Agency)
    for agency in order:
        if agency not in grievance.agencies:
            return agency
    return Agency.SBPAC  # all of them are involved: the chair decides (escalation)


def may_handle(grievance: Grievance, officer_id: str, agency: str | None) -> bool:
    return officer_id not in grievance.involved and agency not in grievance.agencies


def open_task(grievance: Grievance, task_id: str, area: str, on: date, calendar: WorkingCalendar) -> Task:
    """A draft task of kind grievance for an agency that is not involved."""
    return new_task(
        task_id=task_id,
        household_id=grievance.household_id or f"grievance-{grievance.grievance_id}",
        agency=handling_agency(grievance),
        kind="grievance",
        benefit=None,
        member_id=grievance.member_id,
        area=area,
        priority=2,
        opened_on=on,
        calendar=calendar,
    )


def check_handler(grievance: Grievance, officer_id: str, agency: str | None) -> None:
    """Asked of whoever does something to it, of whom it is given to, and of the agency where it goes on to or that
    calls it settled (else None). Raises TaskRefused."""
    if not may_handle(grievance, officer_id, agency):
        raise refuse_task("TASK-INVOLVED")
