"""Household records for report tests: valid by default, a seeded crowd of any size, and one counted by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from shared.domain.indicators import DIMENSIONS
from shared.domain.records import DeterminationRow, GapRow, HouseholdRecord, MemberRow, TaskRow
from shared.reporting.context import ReportContext
from shared.reporting.wording import Text

TAMBONS = ("950101", "950102", "950201", "950301", "950401", "950402", "950501", "950601", "950701", "950801")
OWNERS = {
    "old_age_allowance": ("Lao", 600),
    "disability_allowance": ("Lao", 800),
    "child_support_grant": ("Lao", 600),
    "disability_card": ("Msdhs", 0),
    "universal_health_coverage": ("Moph", 0),
    "equitable_education_grant": ("Moe", 250),
}
TITLES = {
    "old_age_allowance": Text("เบี้ยยังชีพผู้สูงอายุ", "Old-age allowance"),
    "disability_allowance": Text("เบี้ยความพิการ", "Disability allowance"),
    "child_support_grant": Text("เงินอุดหนุนเพื่อการเลี้ยงดูเด็กแรกเกิด", "Child support grant"),
    "disability_card": Text("บัตรประจำตัวคนพิการ", "Disability card"),
    "universal_health_coverage": Text("หลักประกันสุขภาพแห่งชาติ (บัตรทอง)", "Universal health coverage"),
    "equitable_education_grant": Text("ทุนเสมอภาคทางการศึกษา", "Equitable education grant"),
}
JANUARY = date(2022, 1, 31)


def context(**changes: Any) -> ReportContext:
    values: dict[str, Any] = {
        "rule_book": "3f9c2b7a51d04e88",
        "generated_on": date(2022, 2, 1),
        "area": "95",
        "benefits": TITLES,
    }
    return ReportContext(**{**values, **changes})


def member(member_id: str = "m1", **changes: Any) -> MemberRow:
    values: dict[str, Any] = {"sex": "หญิง", "age": 66, "relation": "หัวหน้าครัวเรือน", "disability": False}
    return MemberRow(member_id=member_id, **{**values, **changes})


def determination(
    benefit: str = "old_age_allowance", member_id: str | None = "m1", **changes: Any
) -> DeterminationRow:
    values: dict[str, Any] = {"entitled": "yes", "receiving": "no", "state": "gap", "baht_month": 600}
    return DeterminationRow(benefit=benefit, member_id=member_id, **{**values, **changes})


def gap(benefit: str = "old_age_allowance", member_id: str | None = "m1", **changes: Any) -> GapRow:
    values: dict[str, Any] = {"gap_id": "g1", "baht_month": 600, "opened_on": date(2022, 1, 19)}
    return GapRow(benefit=benefit, member_id=member_id, **{**values, **changes})


def task(task_id: str = "t1", **changes: Any) -> TaskRow:
    values: dict[str, Any] = {
        "agency": "Lao",
        "kind": "claim",
        "benefit": "old_age_allowance",
        "member_id": "m1",
        "state": "sent",
        "priority": 2,
        "sent_on": date(2022, 1, 19),
        "acknowledge_by": date(2022, 1, 24),
        "due": date(2022, 2, 9),
    }
    return TaskRow(task_id=task_id, **{**values, **changes})


def household(household_id: str = "h1", **changes: Any) -> HouseholdRecord:
    values: dict[str, Any] = {
        "tambon": "950101",
        "phase": 1,
        "surveyed_on": date(2021, 7, 1),
        "deprived": dict.fromkeys(DIMENSIONS, False),
        "members": (member(),),
    }
    return HouseholdRecord(household_id=household_id, **{**values, **changes})


def crowd(size: int, seed: int = 1, upto: date = JANUARY) -> Iterator[HouseholdRecord]:
    """``size`` plausible households: the same for the same seed, with work that moves on by ``upto``."""
    dice = random.Random(seed)
    for number in range(size):
        yield _one(dice, number, upto)


def _one(dice: random.Random, number: int, upto: date) -> HouseholdRecord:
    members = tuple(
        MemberRow(
            member_id=f"m{place}",
            sex=dice.choice(("ชาย", "หญิง")),
            age=dice.choice((0, 3, 9, 15, 34, 47, 61, 72, 84)),
            relation="หัวหน้าครัวเรือน" if place == 1 else "บุตร",
            disability=dice.random() < 0.15,
            status="อยู่จริง",
        )
        for place in range(1, dice.randint(1, 7) + 1)
    )
    rows: list[DeterminationRow] = []
    gaps: list[GapRow] = []
    tasks: list[TaskRow] = []
    for person in members:
        for benefit in OWNERS:
            _right(dice, benefit, person.member_id, f"h{number:04d}", upto, rows, gaps, tasks)
    return HouseholdRecord(
        household_id=f"h{number:04d}",
        tambon=dice.choice(TAMBONS),
        phase=dice.choices((1, 2, 3, 4), (6, 2, 1, 1))[0],
        pilot=number % 11 == 0,
        outcome=dice.choice((None, None, None, "on_track", "stalled")),
        language=dice.choice(("มลายู", "มลายู", "มลายู", "ไทย")),
        surveyed_on=date(2021, 7, 1),
        deprived={name: dice.choice((True, False, False, None)) for name in DIMENSIONS},
        members=members,
        determinations=tuple(rows),
        gaps=tuple(gaps),
        tasks=tuple(tasks),
        questions=dice.randint(0, 4),
    )


def _right(
    dice: random.Random,
    benefit: str,
    person: str,
    home: str,
    upto: date,
    rows: list[DeterminationRow],
    gaps: list[GapRow],
    tasks: list[TaskRow],
) -> None:
    agency, baht = OWNERS[benefit]
    fate = dice.choices(("no", "unknown", "receiving", "closed", "open"), (60, 12, 14, 6, 8))[0]
    name = f"{home}-{person}-{benefit}"
    if fate in ("no", "unknown"):
        state = "not_eligible" if fate == "no" else "need_info"
        rows.append(DeterminationRow(benefit, person, fate, "unknown", state))
        return
    received = fate != "open"
    rows.append(
        DeterminationRow(
            benefit, person, "yes", "yes" if received else "no", "receiving" if received else "gap", baht
        )
    )
    if fate == "receiving":
        return
    sent = date(2022, 1, 19)
    closed = min(upto, sent + timedelta(days=dice.randint(3, 120))) if fate == "closed" else None
    gaps.append(GapRow(name, benefit, person, baht, sent, closed, "receipt" if closed else None))
    accepted = sent + timedelta(days=dice.randint(0, 6)) if dice.random() < 0.85 else None
    tasks.append(
        TaskRow(
            task_id=name,
            agency=agency,
            kind="claim",
            benefit=benefit,
            member_id=person,
            state="closed" if closed else "in_progress" if accepted else "sent",
            priority=2,
            sent_on=sent,
            acknowledge_by=date(2022, 1, 24),
            due=date(2022, 2, 9),
            accepted_on=accepted,
            done_on=closed,
            closed_on=closed,
            outcome="RECEIVED" if closed else None,
            returns=("INSUFFICIENT_INFO",) if dice.random() < 0.08 else (),
            acknowledged_late=accepted is not None and accepted > date(2022, 1, 24),
            overdue=closed is not None and closed > date(2022, 2, 9),
        )
    )
