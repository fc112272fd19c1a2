"""Phase 1: the team's visit, and every unknown asked until nothing is left to ask."""

from __future__ import annotations

from datetime import date

from infra.local.story import planning
from infra.local.story.cast import Case, Stage
from infra.local.story.diary import Work
from infra.local.story.door import findings

REFUSED, NOT_HOME = 2, 4  # ranks: who does not open the first time
LOOKS = 4  # after so many, two persons move the household on by hand


def first_visit(stage: Stage, case: Case) -> Work:
    """Most doors open; one family refuses at first, another is not at home."""

    def work(day: date) -> None:
        result = {REFUSED: "refused", NOT_HOME: "nobody_home"}.get(case.rank)
        if result is None:
            return visit(stage, case)(day)
        again = stage.after(day, 8)
        _record(stage, case, day, result, next_visit=again.isoformat(), note="จะกลับมาอีกครั้งพร้อมผู้นำชุมชน")
        stage.diary.plan(again, f"visit {case.rank:02d}", visit(stage, case))

    return work


def visit(stage: Stage, case: Case) -> Work:
    """The team asks everything that is still unknown."""

    def work(day: date) -> None:
        known = stage.api.read(case.mentor, f"{case.path}/entitlements").json
        told = findings(case.household_id, known["determinations"])
        _record(stage, case, day, "done", findings=told)
        stage.diary.plan(stage.after(day, 4), f"look {case.rank:02d}", look(stage, case))

    return work


def _record(stage: Stage, case: Case, day: date, result: str, **more: object) -> None:
    team = [stage.officer_id(case.mentor), "demo-moph-1", "demo-msdhs-1"]
    body = {
        "visit_id": f"v-{case.household_id[:12]}-{day:%Y%m%d}",
        "on": day.isoformat(),
        "result": result,
        "purpose": "urgent",
        "team": team,
        **more,
    }
    stage.api.post(case.mentor, f"{case.path}/visits", body)


def look(stage: Stage, case: Case) -> Work:
    """Has the household gone on to planning by itself? Else ask again; at last two persons decide."""

    def work(day: date) -> None:
        case.looks += 1
        found = stage.api.read(case.mentor, f"{case.path}/phase").json
        if found["phase"] == 1 and case.looks < LOOKS:
            unmet = {one["code"] for one in found["conditions"] if not one["met"]}
            again = visit(stage, case) if "UNKNOWNS-ASKED" in unmet else look(stage, case)
            stage.diary.plan(stage.after(day, 5), f"visit {case.rank:02d}", again)
            return
        if found["phase"] == 1:
            for who in ("coordinator", "committee"):
                body = {"target": 2, "reason": "เร่งวางแผน ส่วนที่เหลือติดตามต่อในแผน"}
                stage.api.change(who, "POST", f"{case.path}/phase", body, at=case.path)
        stage.diary.plan(stage.after(day, 4), f"needs {case.rank:02d}", planning.needs(stage, case))

    return work
