"""Papers that people ask for: who may have them, which version it is, and where the PDF can be fetched."""

from __future__ import annotations

from typing import Literal

from shared.casework.access import NotFound, allowed, note_read
from shared.casework.commands import Opened, open_case
from shared.casework.meetings import read_meeting
from shared.casework.plans import PlanSeen
from shared.casework.relations import to_household
from shared.casework.sessions import Caller
from shared.domain.policy import FieldClass
from shared.domain.problems import refuse_plan
from shared.storage import printing
from shared.storage.addresses import report_address

Which = Literal["newest", "in_force"]
Language = Literal["th", "en"]
_REVEAL = "reveal_identity"


def plan_paper(caller: Caller, household_id: str, which: Which) -> str:
    """The address of the family's paper. Raises NotFound, PlanRefused or InvokeFailed."""
    opened = _named(caller, household_id)
    seen = PlanSeen.of(opened)
    plan = seen.draft if seen.draft is not None and which == "newest" else seen.plan
    if plan is None:
        raise refuse_plan("PLAN-NONE")
    _note(opened)
    on = caller.today.isoformat()
    key = printing.ask({"paper": "plan", "household_id": household_id, "number": plan.number, "on": on})
    return _address(key, f"plan-{plan.number}.pdf")


def household_paper(caller: Caller, household_id: str, language: Language | None) -> str:
    """The address of the mentor's two pages, in the reader's language unless they ask for another.

    Raises NotFound or InvokeFailed.
    """
    opened = _named(caller, household_id)
    _note(opened)
    relations = list(to_household(caller, opened.state))
    order = {
        "paper": "household",
        "household_id": household_id,
        "language": language or ("en" if caller.officer.reads == "en" else "th"),
        "sensitive": allowed(caller, "read_entitlements", relations, FieldClass.SENSITIVE),
        "on": caller.today.isoformat(),
    }
    return _address(printing.ask(order), "household.pdf")


def _named(caller: Caller, household_id: str) -> Opened:
    """A household, for who may know its people by name."""
    return open_case(caller, household_id, _REVEAL, FieldClass.IDENTITY)


def _note(opened: Opened) -> None:
    """A paper names people, so it is a reveal, and noted as one."""
    household_id = opened.state.household_id
    note_read(
        opened.caller,
        "pii_viewed",
        subject=household_id,
        household=household_id,
        action=_REVEAL,
        basis=opened.basis,
    )


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
