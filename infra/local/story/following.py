"""Phases 3 and 4: what agencies did is confirmed at the door, rounds measure what changed, two persons let go."""

from __future__ import annotations

from datetime import date
from typing import Any

from infra.client.api import ActionWanted
from infra.local.story.calls import Refused
from infra.local.story.cast import Case, Stage
from infra.local.story.diary import Work
from infra.sample.later import LINE, failed_later
from shared.domain.calendar import months_later
from shared.domain.rounds import TWO_PERSONS

ROUNDS = {
    "month-3": (3, 30),
    "month-6": (6, 60),
    "month-12": (12, 90),
    "month-18": (18, 100),
}  # months, share changed
GIVE_UP_MONTHS = 8  # a measure that no agency has done by then
DISPUTED = 27  # rank: this family says once that nothing has come


def begin(stage: Stage, case: Case, day: date) -> None:
    """The committee has said yes."""
    case.decided_on = day
    stage.diary.plan(stage.after(day, 3), f"round {case.rank:02d}", measure(stage, case, "baseline"))
    for name, (months, share) in ROUNDS.items():
        due = stage.on_or_before(months_later(day, months))
        visit = stage.on_or_before(date.fromordinal(due.toordinal() - 4))
        stage.diary.plan(visit, f"door {case.rank:02d}", knock(stage, case, name, share))
        stage.diary.plan(due, f"round {case.rank:02d}", measure(stage, case, name))
    stage.diary.plan(
        stage.on_or_before(months_later(day, GIVE_UP_MONTHS)),
        f"give up {case.rank:02d}",
        give_up(stage, case),
    )


def knock(stage: Stage, case: Case, name: str, share: int) -> Work:
    """The mentor looks at what the round will measure."""

    def work(day: date) -> None:
        if case.left:
            return
        left = failed_later(case.house_code, case.failed, case.temper, share)
        told: list[dict[str, Any]] = [{"fact": "household_failed", "value": left, "basis": "seen"}]
        if case.temper == "thriving" and share >= 60:
            told.append({"fact": "household_income", "value": (LINE + 3_000) * case.people, "basis": "said"})
            roster = stage.api.read(case.mentor, case.path).json["roster"]
            for one in roster:
                told.append(
                    {"fact": "person_failed", "value": [], "basis": "seen", "member_id": one["member_id"]}
                )
        body = {
            "visit_id": f"v-{case.household_id[:12]}-{day:%Y%m%d}",
            "on": day.isoformat(),
            "result": "done",
            "purpose": "round",
            "team": [stage.officer_id(case.mentor)],
            "findings": told,
            "note": f"เยี่ยมก่อนประเมินรอบ {name}",
        }
        stage.api.post(case.mentor, f"{case.path}/visits", body)

    return work


def measure(stage: Stage, case: Case, name: str) -> Work:
    """The evaluator measures and follows what the facts suggest; what takes two is approved by the committee."""

    def work(day: date) -> None:
        if case.left:
            return
        path = f"{case.path}/rounds"
        seen = stage.api.post("evaluator", path, {"name": name}).json
        suggested = seen["items"][-1]["suggestion"]
        stage.api.post("evaluator", path, {"name": name, "outcome": suggested})
        if suggested in TWO_PERSONS:
            stage.api.post("committee", f"{path}/{name}/approval")
        case.outcome = suggested
        if suggested == "graduated":  # the official is free for another family
            stage.free[case.house_code[:4]].append(case.mentor)
            case.left = True

    return work


def give_up(stage: Stage, case: Case) -> Work:
    """What nobody carried out in eight months ends with a reason, so that the household can go on."""

    def work(day: date) -> None:
        if case.left:
            return
        path = f"{case.path}/plan"
        plan = stage.api.read("coordinator", path).json["plan"]
        for one in plan["measures"]:
            if one["state"] in ("achieved", "given_up"):
                continue
            body = {"given_up": True, "reason": "หน่วยงานดำเนินการไม่ได้ในปีงบประมาณนี้", "on": day.isoformat()}
            stage.api.change("coordinator", "PATCH", f"{path}/measures/{one['measure_id']}", body, at=path)

    return work


def confirm(stage: Stage, day: date) -> None:
    """Mentors ask whether what an agency calls done has really come; money that was spent is written down."""
    for task in stage.api.pages("coordinator", "/v1/tasks?state=done"):
        case = stage.cases.get(task["household_id"])
        if case is None or not case.mentor or case.left or task["kind"] not in ("measure", "grievance"):
            continue
        body: ActionWanted
        if case.rank == DISPUTED and case.once("dispute"):
            body = {"action": "dispute", "reason": "ครอบครัวแจ้งว่ายังไม่ได้รับ"}
        else:
            _spend(stage, case, task)
            body = {"action": "confirm", "confirmed_by": "หัวหน้าครัวเรือน"}
        stage.api.act(case.mentor, task["task_id"], body)


def _spend(stage: Stage, case: Case, task: dict[str, Any]) -> None:
    path = f"{case.path}/plan"
    plan = stage.api.read("coordinator", path).json["plan"]
    found = next((one for one in plan["measures"] if one["task_id"] == task["task_id"]), None)
    if found is None or not found["budget"] or found["spent"]:
        return
    spent = {"on": stage.world.day.isoformat(), "amount": found["budget"] * 9 // 10, "evidence": "ใบสำคัญจ่าย"}
    try:
        stage.api.change(
            "coordinator", "PATCH", f"{path}/measures/{found['measure_id']}", {"spending": spent}, at=path
        )
    except Refused as refused:
        if refused.status != 422:
            raise
