"""The four phases of a household: what each wants before it may be left, computed from facts, never set by hand.

1 urgent, 2 planning, 3 implementation, 4 monitoring (contracts §6, architecture §6). A condition is one row of
``CONDITIONS``; a checklist shows what is missing, in words a mentor can act on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shared.domain.indicators import DIMENSIONS
from shared.domain.problems import refuse_case

URGENT, PLANNING, IMPLEMENTATION, MONITORING = 1, 2, 3, 4
PHASE_TH = {1: "เร่งด่วน", 2: "วางแผน", 3: "ดำเนินการ", 4: "ติดตาม"}
PHASE_EN = {1: "urgent", 2: "planning", 3: "implementation", 4: "monitoring"}
GRADUATED = "graduated"
MOVES = {
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 2),
}  # forward by conditions; from monitoring back to planning by an alert


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the conditions look at, gathered by casework. Ids are opaque; nothing here names a person."""

    phase: int = URGENT
    mentor: str | None = None
    untasked_gaps: tuple[str, ...] = ()  # open statutory gaps without a live or settled task: gap ids
    open_gaps: tuple[str, ...] = ()
    unasked_unknowns: tuple[
        str, ...
    ] = ()  # "benefit/member" still unknown, with neither question nor screening
    team_visits: int = 0
    assessed: frozenset[str] = frozenset()  # dimensions whose needs are recorded ("none" is recorded too)
    wishes: bool = False  # occupational wishes
    suitability: bool = False
    agencies_wanted: frozenset[str] = frozenset()  # with a need in their field
    agencies_answered: frozenset[str] = frozenset()  # proposed or declined measures
    plan_state: str | None = None
    loose_measures: tuple[
        str, ...
    ] = ()  # without task, agency, officer, due date, budget or target: measure ids
    undecided_measures: tuple[str, ...] = ()  # neither achieved nor given up with a reason
    rounds_missing: tuple[str, ...] = ()  # of month-3, month-6, month-12
    graduated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """``missing``: what is not there yet; empty when the condition is met."""

    code: str
    th: str
    en: str
    missing: tuple[str, ...]

    @property
    def met(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Checklist:
    phase: int
    conditions: tuple[Condition, ...]

    @property
    def ready(self) -> bool:
        return all(condition.met for condition in self.conditions)

    @property
    def missing(self) -> list[str]:
        return [condition.code for condition in self.conditions if not condition.met]


Missing = Callable[[CaseFacts], tuple[str, ...]]


def _flag(present: bool, name: str) -> tuple[str, ...]:
    return () if present else (name,)


# phase, code, Thai, English, what is missing
CONDITIONS: tuple[tuple[int, str, str, str, Missing], ...] = (
    (
        1,
        "GAPS-TASKED",
        "สิทธิพื้นฐานที่ยังไม่ได้รับทุกรายการมีงานติดตามแล้ว",
        "Every right not received is somebody's task",
        lambda facts: facts.untasked_gaps,
    ),
    (
        1,
        "UNKNOWNS-ASKED",
        "ข้อมูลที่ยังไม่รู้ทุกรายการถามแล้วหรือส่งให้หน่วยงานตรวจแล้ว",
        "Every unknown is asked, at a visit or of the agency that can settle it",
        lambda facts: facts.unasked_unknowns,
    ),
    (
        1,
        "TEAM-VISIT",
        "ทีมสหวิชาชีพเยี่ยมบ้านแล้ว",
        "The multidisciplinary team has visited",
        lambda facts: _flag(facts.team_visits > 0, "visit"),
    ),
    (
        1,
        "MENTOR",
        "มีพี่เลี้ยงประจำครัวเรือน",
        "The household has a mentor",
        lambda facts: _flag(facts.mentor is not None, "mentor"),
    ),
    (
        2,
        "NEEDS",
        "บันทึกความต้องการครบห้ามิติ",
        "Needs are recorded in all five dimensions",
        lambda facts: tuple(name for name in DIMENSIONS if name not in facts.assessed),
    ),
    (
        2,
        "OCCUPATION",
        "บันทึกอาชีพที่ต้องการและความเหมาะสมแล้ว",
        "Occupational wishes and suitability are recorded",
        lambda facts: (*_flag(facts.wishes, "wishes"), *_flag(facts.suitability, "suitability")),
    ),
    (
        2,
        "AGENCIES",
        "ทุกหน่วยงานที่เกี่ยวข้องเสนอหรือปฏิเสธมาตรการแล้ว",
        "Every agency with a need in its field has proposed or declined measures",
        lambda facts: tuple(sorted(facts.agencies_wanted - facts.agencies_answered)),
    ),
    (
        2,
        "PLAN-APPROVED",
        "คณะกรรมการเห็นชอบแผนแล้ว",
        "The committee has approved the plan",
        lambda facts: _flag(facts.plan_state in ("approved", "active", "revised", "completed"), "plan"),
    ),
    (
        3,
        "MEASURES-TASKED",
        "ทุกมาตรการมีหน่วยงาน ผู้รับผิดชอบ กำหนดเสร็จ งบประมาณ และเป้าหมาย",
        "Every measure is a task with agency, officer, due date, budget and target",
        lambda facts: facts.loose_measures,
    ),
    (
        3,
        "MEASURES-DECIDED",
        "ทุกมาตรการเสร็จหรือยุติพร้อมเหตุผล",
        "Every measure is achieved or given up with a reason",
        lambda facts: facts.undecided_measures,
    ),
    (
        4,
        "ROUNDS",
        "ประเมินครบรอบ 3, 6 และ 12 เดือน",
        "The rounds at 3, 6 and 12 months are made",
        lambda facts: facts.rounds_missing,
    ),
    (
        4,
        "GRADUATED",
        "ผ่านเกณฑ์พ้นความยากจนโดยผู้ประเมินสองคน",
        "Two persons have found the household graduated",
        lambda facts: _flag(facts.graduated, "graduation"),
    ),
)


def checklist(facts: CaseFacts, phase: int | None = None) -> Checklist:
    """What a phase (by default the current one) still wants before it may be left."""
    of = phase or facts.phase
    rows = (row for row in CONDITIONS if row[0] == of)
    return Checklist(of, tuple(Condition(code, th, en, missing(facts)) for _, code, th, en, missing in rows))


@dataclass(frozen=True, slots=True)
class PhaseChange:
    source: int
    target: int
    on: date
    actor: str
    reason: str | None = None
    second_person: str | None = None
    unmet: tuple[str, ...] = ()


def next_phase(facts: CaseFacts) -> int | None:
    """The phase that the facts allow by themselves; None while something is missing, or in the last phase."""
    if facts.phase >= MONITORING or not checklist(facts).ready:
        return None
    return facts.phase + 1


def change_phase(
    facts: CaseFacts,
    target: int,
    on: date,
    actor: str,
    *,
    reason: str | None = None,
    second_person: str | None = None,
) -> PhaseChange:
    """Move a household. Forward with every condition met, or over an unmet one with a reason and a second person;
    back from monitoring to planning with a reason. Raises CaseRefused."""
    if (facts.phase, target) not in MOVES:
        possible = [str(to) for source, to in sorted(MOVES) if source == facts.phase]
        raise refuse_case("CASE-PHASE", possible, phase=facts.phase)
    unmet = tuple(checklist(facts).missing) if target > facts.phase else ()
    if target < facts.phase and not reason:
        raise refuse_case("CASE-FIELD-MISSING", ["reason"])
    if unmet and not (reason and second_person):
        raise refuse_case("CASE-PHASE-NOT-READY", unmet)
    if second_person is not None and second_person == actor:
        raise refuse_case("CASE-SECOND-PERSON", ["second_person"])
    return PhaseChange(facts.phase, target, on, actor, reason, second_person, unmet)
