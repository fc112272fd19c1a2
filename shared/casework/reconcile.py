"""What an assessment asks of gaps and tasks: pure, and the same answer for the same facts whatever came first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.domain.dates import age_on
from shared.domain.facts import Facts, Truth
from shared.domain.tasks import TERMINAL, Task, TaskState

if TYPE_CHECKING:
    from shared.rules import Assessment, Benefit, Determination


@dataclass(frozen=True, slots=True)
class Gap:
    """A right not received. One is open at most for a subject and a benefit; ``episode`` counts them."""

    benefit: str
    member_id: str | None
    episode: int
    baht_month: int
    opened_on: date
    closed_on: date | None = None
    reason: str | None = None
    verified: bool = False

    @property
    def open(self) -> bool:
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that ought to exist."""

    kind: str  # claim | screening
    benefit: str
    member_id: str | None
    agency: str
    priority: int
    episode: int
    asks: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """What is to be written. ``grounds``: live tasks whose ground is gone, and why."""

    opened: list[Gap] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)
    repriced: list[Gap] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    grounds: list[tuple[Task, str]] = field(default_factory=list)

    def __len__(self) -> int:
        lists: tuple[list[Any], ...] = (self.opened, self.closed, self.repriced, self.wanted, self.grounds)
        return sum(len(part) for part in lists)


Subject = tuple[str | None, str]


def reconcile(
    assessment: Assessment,
    benefits: Mapping[str, Benefit],
    members: Mapping[str, Facts],
    gaps: Iterable[Gap],
    tasks: Iterable[Task],
    on: date,
) -> Changes:
    """Compare what stands with what the assessment says. Deterministic in its inputs."""
    past_gaps: dict[Subject, list[Gap]] = {}
    for gap in gaps:
        past_gaps.setdefault((gap.member_id, gap.benefit), []).append(gap)
    past_tasks: dict[Subject, list[Task]] = {}
    for task in tasks:
        past_tasks.setdefault((task.member_id, task.benefit or ""), []).append(task)
    changes = Changes()
    answered: set[Subject] = set()
    for found in assessment.determinations:
        subject = (found.member_id, found.benefit)
        answered.add(subject)
        old = past_tasks.get(subject, [])
        open_gap = next((gap for gap in past_gaps.get(subject, []) if gap.open), None)
        benefit = benefits[found.benefit]
        if found.state == "gap":
            _stand(changes, found, benefit, members, past_gaps.get(subject, []), open_gap, old, on)
        elif open_gap is not None:
            _close(changes, open_gap, _reason(found, members, benefit), on)
        _screen(changes, found, benefit, members, old, on)
        _lost_grounds(changes, found, old, members)
    for subject in past_gaps.keys() - answered:
        for gap in past_gaps[subject]:
            if gap.open:
                _close(changes, gap, _unanswered(subject, members), on)
    for subject in past_tasks.keys() - answered:
        reason = _unanswered(subject, members)
        changes.grounds += [(task, reason) for task in past_tasks[subject] if _system_task(task)]
    return changes


def _unanswered(subject: Subject, members: Mapping[str, Facts]) -> str:
    """A person who left the household, or else a rule that ended."""
    member, _ = subject
    return "moved" if member is not None and member not in members else "turned"


def withhold(changes: Changes, held: frozenset[Subject]) -> None:
    """What only a new edition of the law took away stays as it was until a person has decided.

    A receipt, a death or a move ends it all the same.
    """

    def turned(about: Gap | Task, reason: str | None) -> bool:
        return reason == "turned" and (about.member_id, about.benefit) in held

    changes.closed = [gap for gap in changes.closed if not turned(gap, gap.reason)]
    changes.repriced = [gap for gap in changes.repriced if (gap.member_id, gap.benefit) not in held]
    changes.grounds = [(task, reason) for task, reason in changes.grounds if not turned(task, reason)]


def _system_task(task: Task) -> bool:
    return task.kind in ("claim", "screening") and task.state not in TERMINAL


def _stand(
    changes: Changes,
    found: Determination,
    benefit: Benefit,
    members: Mapping[str, Facts],
    past: list[Gap],
    open_gap: Gap | None,
    old: list[Task],
    on: date,
) -> None:
    baht = found.amount.baht_month if found.amount else 0
    if open_gap is None:
        open_gap = Gap(found.benefit, found.member_id, len(past) + 1, baht, on, verified=found.verified)
        changes.opened.append(open_gap)
    elif open_gap.baht_month != baht:
        changes.repriced.append(
            Gap(
                open_gap.benefit,
                open_gap.member_id,
                open_gap.episode,
                baht,
                open_gap.opened_on,
                verified=found.verified,
            )
        )
    claims = [task for task in old if task.kind == "claim"]
    if benefit.statutory and len(claims) < open_gap.episode:
        changes.wanted.append(
            Wanted(
                "claim",
                found.benefit,
                found.member_id,
                benefit.agency,
                priority_of(found.member_id, members, benefit, on),
                open_gap.episode,
            )
        )


def _close(changes: Changes, gap: Gap, reason: str, on: date) -> None:
    changes.closed.append(
        Gap(gap.benefit, gap.member_id, gap.episode, gap.baht_month, gap.opened_on, on, reason, gap.verified)
    )


def _reason(found: Determination, members: Mapping[str, Facts], benefit: Benefit) -> str:
    if found.receiving is Truth.YES:
        paid = members.get(found.member_id or "", {}).get(f"receipt:{benefit.id}")
        return "receipt" if paid is not None and paid.value == "paid" else "receiving"
    status = members.get(found.member_id or "", {}).get("person_status")
    if status is not None and status.value == "เสียชีวิต":
        return "died"
    if status is not None and status.value == "ย้ายออก":
        return "moved"
    return "turned"


def _screen(
    changes: Changes,
    found: Determination,
    benefit: Benefit,
    members: Mapping[str, Facts],
    old: list[Task],
    on: date,
) -> None:
    """Ask the agency that alone can settle what is missing; once, unless an earlier question lost its ground."""
    agency = found.settled_by
    if agency is None or not _wants_screening(found) or not benefit.statutory:
        return
    screenings = [task for task in old if task.kind == "screening"]
    if any(task.state is not TaskState.CANCELLED for task in screenings):
        return
    changes.wanted.append(
        Wanted(
            "screening",
            found.benefit,
            found.member_id,
            agency,
            priority_of(found.member_id, members, benefit, on),
            len(screenings) + 1,
            tuple(sorted(found.missing)),
        )
    )


def _wants_screening(found: Determination) -> bool:
    """Only while it can be claimed: a closed register would answer nobody."""
    return found.state == "need_info" and found.settled_by is not None and found.claimable


def _lost_grounds(
    changes: Changes, found: Determination, old: list[Task], members: Mapping[str, Facts]
) -> None:
    for task in old:
        if not _system_task(task):
            continue
        if (task.kind == "claim" and found.state != "gap") or (
            task.kind == "screening" and not _wants_screening(found)
        ):
            changes.grounds.append((task, _task_reason(found, members)))


def _task_reason(found: Determination, members: Mapping[str, Facts]) -> str:
    if found.receiving is Truth.YES:
        return "receipt"
    status = members.get(found.member_id or "", {}).get("person_status")
    return {"เสียชีวิต": "died", "ย้ายออก": "moved"}.get(status.value if status else "", "turned")


def priority_of(member_id: str | None, members: Mapping[str, Facts], benefit: Benefit, on: date) -> int:
    """1 bedridden or under one year, 2 statutory, 3 other (contracts §6)."""
    about = members.get(member_id or "", {})
    bedridden = about.get("bedridden")
    if bedridden is not None and bedridden.value is True:
        return 1
    born = about.get("birth_date")
    if born is not None and age_on(born.value.latest(), on) < 1:
        return 1
    return 2 if benefit.statutory else 3
