"""Papers that people ask for: who may have them, which version it is, and where the PDF can be fetched."""

from __future__ import annotations

from typing import Literal

from shared.casework.access import NotFound, note_read
from shared.casework.commands import open_case
from shared.casework.meetings import read_meeting
from shared.casework.plans import PlanSeen
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_plan
from shared.storage import printing
from shared.storage.addresses import report_address

Which = Literal["newest", "in_force"]


def plan_paper(caller: Caller, household_id: str, which: Which) -> str:
    """The address of the family's paper. It names people, so it is a reveal, and noted as one.

    Raises NotFound, PlanRefused or InvokeFailed.
    """
    action = "reveal_identity"
    opened = open_case(caller, household_id, action, FieldClass.IDENTITY)
    seen = PlanSeen.of(opened)
    plan = seen.draft if seen.draft is not None and which == "newest" else seen.plan
    if plan is None:
        raise refuse_plan("PLAN-NONE")
    note_read(
        caller,
        "pii_viewed",
        subject=household_id,
        household=household_id,
        action=action,
        basis=opened.basis,
    )
    on = caller.today.isoformat()
    key = printing.ask({"paper": "plan", "household_id": household_id, "number": plan.number, "on": on})
    return _address(key, f"plan-{plan.number}.pdf")


def minutes(caller: Caller, meeting_id: str) -> str:
    """The address of a meeting's minutes. Raises NotFound or InvokeFailed."""
    meeting = read_meeting(caller, meeting_id).meeting
    key = printing.ask({"paper": "minutes", "meeting_id": meeting_id, "on": caller.today.isoformat()})
    return _address(key, f"minutes-{meeting.on.isoformat()}.pdf")


def _address(key: str, name: str) -> str:
    address = report_address(key, name)
    if address is None:
        raise NotFound(key)
    return address
