"""The task's states and its 28 transitions: one table that code, refusals, documents and tests read.

Source: the agency task life cycle of the founding agencies' agreement (case-management §5.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RETURNED = "returned"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


S = TaskState
TERMINAL = frozenset({S.CLOSED, S.CANCELLED})  # out of every worklist; only cancelled is final

AGENCY = frozenset({"agency", "officer", "agency_head"})
COORDINATOR = frozenset({"coordinator", "chair"})
SYSTEM = frozenset({"system"})
FAMILY = frozenset({"mentor", "household"})


@dataclass(frozen=True, slots=True)
class Transition:
    """``needs``: fields that must be filled; ``actors``: kinds of actor that may do it."""

    source: TaskState
    action: str
    target: TaskState
    actors: frozenset[str]
    needs: tuple[str, ...] = ()


TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, "send", S.SENT, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.DRAFT, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.SENT, "accept", S.ACCEPTED, AGENCY),
    Transition(S.SENT, "return", S.RETURNED, AGENCY, ("reason",)),
    Transition(S.SENT, "recall", S.DRAFT, COORDINATOR),
    Transition(S.SENT, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.ACCEPTED, "assign", S.IN_PROGRESS, AGENCY, ("officer",)),
    Transition(S.ACCEPTED, "return", S.RETURNED, AGENCY, ("reason",)),
    Transition(S.ACCEPTED, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.IN_PROGRESS, "reassign", S.IN_PROGRESS, AGENCY, ("officer", "reason")),
    Transition(S.IN_PROGRESS, "unassign", S.ACCEPTED, SYSTEM, ("reason",)),
    Transition(S.IN_PROGRESS, "hold", S.WAITING, AGENCY, ("waiting_on", "reason", "resume_by")),
    Transition(S.IN_PROGRESS, "done", S.DONE, AGENCY, ("outcome", "evidence")),
    Transition(S.IN_PROGRESS, "return", S.RETURNED, AGENCY, ("reason",)),
    Transition(S.IN_PROGRESS, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.WAITING, "resume", S.IN_PROGRESS, AGENCY | COORDINATOR | FAMILY),
    Transition(S.WAITING, "hold_expired", S.IN_PROGRESS, SYSTEM),
    Transition(S.WAITING, "extend", S.WAITING, frozenset({"agency_head"}), ("resume_by",)),
    Transition(S.WAITING, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.RETURNED, "reroute", S.SENT, COORDINATOR, ("agency",)),
    Transition(S.RETURNED, "amend", S.SENT, COORDINATOR, ("note",)),
    Transition(S.RETURNED, "close_no_action", S.CLOSED, COORDINATOR, ("outcome", "second_person")),
    Transition(S.RETURNED, "cancel", S.CANCELLED, COORDINATOR | SYSTEM, ("reason",)),
    Transition(S.DONE, "confirm", S.CLOSED, FAMILY, ("confirmed_by",)),
    Transition(S.DONE, "confirm_auto", S.CLOSED, SYSTEM, ("evidence",)),
    Transition(S.DONE, "dispute", S.IN_PROGRESS, frozenset({"mentor"}), ("reason",)),
    Transition(S.DONE, "verify_expired", S.DONE, SYSTEM),
    Transition(S.CLOSED, "reopen", S.IN_PROGRESS, COORDINATOR, ("reason",)),
)
TABLE = {(transition.source, transition.action): transition for transition in TRANSITIONS}
ACTIONS = tuple(sorted({transition.action for transition in TRANSITIONS}))

OUTCOMES = (
    "RECEIVED",
    "RECEIVED_PARTLY",
    "ALREADY_RECEIVING",
    "NOT_ENTITLED_CONFIRMED",
    "REFUSED_BY_FAMILY",
    "UNREACHABLE",
    "MOVED",
    "DECEASED",
    "NO_BUDGET",
)
RETURN_REASONS = ("WRONG_AGENCY", "WRONG_AREA", "INSUFFICIENT_INFO", "DUPLICATE", "NOT_ENTITLED", "NO_BUDGET")
PAUSES_CLOCK = frozenset({"citizen", "court", "force_majeure"})  # not budget, not another agency
WAITING_ON = (*sorted(PAUSES_CLOCK), "budget", "other_agency")

TRIAGE_DAYS, ACKNOWLEDGE_DAYS, VERIFY_DAYS = 2, 3, 10  # working days
RESOLVE_DAYS = {1: 5, 2: 15, 3: 30}  # working days by priority
HOLD_DAYS = 30  # calendar days
MOST_EXTENSIONS, MOST_REOPENS, MOST_REROUTES = 2, 3, 3
REOPEN_WITHIN_DAYS = 90
LADDER = (("second", 3), ("third", 8))  # working days after the breach: L2, then L3


def allowed(state: TaskState, actor_kind: str) -> list[str]:
    """The actions that an actor of this kind has in a state, for refusals and for a screen's buttons."""
    return [item.action for item in TRANSITIONS if item.source == state and actor_kind in item.actors]


def mermaid() -> str:
    """The state machine as a diagram for the documents."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for item in TRANSITIONS:
        lines.append(f"    {item.source} --> {item.target}: {item.action} ({', '.join(sorted(item.actors))})")
    return "\n".join([*lines, "    cancelled --> [*]"])
