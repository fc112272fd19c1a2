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
BEFORE_DONE = frozenset({S.DRAFT, S.SENT, S.ACCEPTED, S.IN_PROGRESS, S.WAITING, S.RETURNED})

AGENCY = frozenset({"agency", "officer", "agency_head"})
COORDINATOR = frozenset({"coordinator", "chair"})
SYSTEM = frozenset({"system"})
FAMILY = frozenset({"mentor", "household"})
ACTOR_KINDS = AGENCY | COORDINATOR | SYSTEM | FAMILY


@dataclass(frozen=True, slots=True)
class Transition:
    """``needs``: fields that must be filled; ``actors``: kinds of actor that may do it; ``guard``: the further
    check (``task_guards``) and ``effect``: what changes beside the state (``task_effects``), by name."""

    source: TaskState
    action: str
    target: TaskState
    actors: frozenset[str]
    effect: str
    needs: tuple[str, ...] = ()
    guard: str | None = None


_T, _DESK, _WHO = Transition, COORDINATOR | SYSTEM, AGENCY | COORDINATOR | FAMILY
TRANSITIONS: tuple[Transition, ...] = (
    _T(S.DRAFT, "send", S.SENT, _DESK, "send", ("reason",)),
    _T(S.DRAFT, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.SENT, "accept", S.ACCEPTED, AGENCY, "accept"),
    _T(S.SENT, "return", S.RETURNED, AGENCY, "give_back", ("reason",), "return_reason"),
    _T(S.SENT, "recall", S.DRAFT, COORDINATOR, "recall"),
    _T(S.SENT, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.ACCEPTED, "assign", S.IN_PROGRESS, AGENCY, "assign", ("officer",)),
    _T(S.ACCEPTED, "return", S.RETURNED, AGENCY, "give_back", ("reason",), "return_reason"),
    _T(S.ACCEPTED, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.IN_PROGRESS, "reassign", S.IN_PROGRESS, AGENCY, "assign", ("officer", "reason")),
    _T(S.IN_PROGRESS, "unassign", S.ACCEPTED, SYSTEM, "unassign", ("reason",)),
    _T(S.IN_PROGRESS, "hold", S.WAITING, AGENCY, "hold", ("waiting_on", "reason", "resume_by"), "hold"),
    _T(S.IN_PROGRESS, "done", S.DONE, AGENCY, "done", ("outcome", "evidence"), "outcome"),
    _T(S.IN_PROGRESS, "return", S.RETURNED, AGENCY, "give_back", ("reason",), "return_reason"),
    _T(S.IN_PROGRESS, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.WAITING, "resume", S.IN_PROGRESS, _WHO, "resume"),
    _T(S.WAITING, "hold_expired", S.IN_PROGRESS, SYSTEM, "resume"),
    _T(S.WAITING, "extend", S.WAITING, frozenset({"agency_head"}), "extend", ("resume_by",), "extend"),
    _T(S.WAITING, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.RETURNED, "reroute", S.SENT, COORDINATOR, "send", ("agency",), "reroute"),
    _T(S.RETURNED, "amend", S.SENT, COORDINATOR, "send", ("note",), "bounces"),
    _T(
        S.RETURNED, "close_no_action", S.CLOSED, COORDINATOR, "end", ("outcome", "second_person"), "no_action"
    ),
    _T(S.RETURNED, "cancel", S.CANCELLED, _DESK, "end", ("reason",), "ground"),
    _T(S.DONE, "confirm", S.CLOSED, FAMILY, "end", ("confirmed_by",), "confirm"),
    _T(S.DONE, "confirm_auto", S.CLOSED, SYSTEM, "end", ("evidence",)),
    _T(S.DONE, "dispute", S.IN_PROGRESS, frozenset({"mentor"}), "again", ("reason",)),
    _T(S.DONE, "verify_expired", S.DONE, SYSTEM, "verify_again"),
    _T(S.CLOSED, "reopen", S.IN_PROGRESS, COORDINATOR, "again", ("reason",), "reopen"),
)
TABLE = {(transition.source, transition.action): transition for transition in TRANSITIONS}
ACTIONS = tuple(sorted({transition.action for transition in TRANSITIONS}))

# Live state -> who has the ball. Waiting: whoever is waited on.
RESPONSIBLE = {
    S.DRAFT: "coordinator",
    S.SENT: "agency",
    S.ACCEPTED: "agency",
    S.IN_PROGRESS: "officer",
    S.RETURNED: "coordinator",
    S.DONE: "mentor",
}
STAGES = {
    S.DRAFT: "triage",
    S.SENT: "ack",
    S.ACCEPTED: "resolve",
    S.IN_PROGRESS: "resolve",
    S.WAITING: "hold",
    S.RETURNED: "triage",
    S.DONE: "verify",
}

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
GROUNDS = ("receipt", "receiving", "died", "moved", "turned", "withdrawn")  # why the system cancels a task
PAUSES_CLOCK = frozenset({"citizen", "court", "force_majeure"})  # not budget, not another agency
WAITING_ON = (*sorted(PAUSES_CLOCK), "budget", "other_agency")

TRIAGE_DAYS, ACKNOWLEDGE_DAYS, VERIFY_DAYS = 2, 3, 10  # working days
RESOLVE_DAYS = {1: 5, 2: 15, 3: 30}  # working days by priority
HOLD_DAYS = 30  # calendar days
MOST_EXTENSIONS, MOST_REOPENS, MOST_REROUTES = 2, 3, 3
REOPEN_WITHIN_DAYS = 90
BACKDATED_DAYS = 10  # a late entry with proof stops a clock on its own day only this far back
LADDER = (("second", 3), ("third", 8))  # working days after the breach: L2, then L3
TOP_LEVEL = 3
# The level at which each kind of actor decides (§5.4): district and provincial head, the centre's chair.
LEVEL_OF = {"agency_head": 2, "chair": 3}


def allowed(state: TaskState, actor_kind: str) -> list[str]:
    """The actions that an actor of this kind has in a state, for refusals and for a screen's buttons."""
    return [item.action for item in TRANSITIONS if item.source == state and actor_kind in item.actors]


def mermaid() -> str:
    """The state machine as a diagram for the documents."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for item in TRANSITIONS:
        lines.append(f"    {item.source} --> {item.target}: {item.action} ({', '.join(sorted(item.actors))})")
    return "\n".join([*lines, "    cancelled --> [*]"])


def markdown() -> str:
    """The table for the documents: from, action, who, what must be filled in, to."""
    lines = ["| from | action | who | needs | check | to |", "|---|---|---|---|---|---|"]
    for item in TRANSITIONS:
        cells = (
            item.source,
            item.action,
            ", ".join(sorted(item.actors)),
            ", ".join(item.needs) or "–",
            item.guard or "–",
            item.target,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
